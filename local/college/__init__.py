"""The college of the local product: made once, timetabled by the solver, everybody in the chat."""

from local.college.ensuring import ensure
from local.college.greeting import greet
from local.college.kept import Kept

__all__ = ["Kept", "ensure", "greet"]
