"""Why a term has no timetable, and what would help.

Imports the domain, the model and the search of a term; the command line and the entry may import it.
"""
