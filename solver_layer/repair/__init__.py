"""The repair of the timetable for a leave: the best plan, its runners-up, other plans.

Imports the domain and OR-Tools; the entry may import it.
"""
