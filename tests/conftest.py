"""What every test shares: properties are tried on the same examples each time."""

from hypothesis import settings

settings.register_profile("same each time", derandomize=True, database=None)
settings.load_profile("same each time")
