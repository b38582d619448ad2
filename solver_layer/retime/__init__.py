"""Experimental: the least change of a weekly timetable that lets teachers be away.

Nothing of the running product uses it (docs/decisions/0011). It imports the domain and OR-Tools; only the
command line may import it.
"""
