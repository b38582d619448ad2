"""What every test shares: properties are tried on the same examples each time, on however slow a machine."""

from hypothesis import settings

settings.register_profile("same each time", derandomize=True, database=None, deadline=None)
settings.load_profile("same each time")
