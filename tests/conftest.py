"""What every test shares: properties are tried on the same examples each time, however slow the machine is."""

from hypothesis import settings

settings.register_profile("same each time", derandomize=True, database=None, deadline=None)
settings.load_profile("same each time")
