"""The college of the local product: made once, timetabled by the solver, everybody in the chat.

The stack, the demo and the tests import it.
"""

from local.college.creation import ensure
from local.college.greetings import greet
from local.college.state import CollegeState

__all__ = ["CollegeState", "ensure", "greet"]
