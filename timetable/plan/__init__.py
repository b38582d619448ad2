"""Plans that repair a timetable: constraints, costs, options and reasons. Any package may import it.

Inside the domain it imports `model` and the checkers beside it, never `leave`.
"""
