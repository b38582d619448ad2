"""The least change of a weekly timetable that lets teachers be away.

Imports the domain and OR-Tools; the command line and the entry may import it.
"""
