"""The college of the local product: made once, timetabled by the solver, everybody in the chat."""

from local.college.ensuring import ensure
from local.college.greeting import greet

__all__ = ["ensure", "greet"]
