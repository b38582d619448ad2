"""The timetable as a CP-SAT model: variables, hard constraints, soft constraints.

Imports the domain and OR-Tools; term, why and the entry may import it.
"""
