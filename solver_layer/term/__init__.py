"""The timetable of a term: constructed, then annealed by a compiled kernel.

Imports the domain and the model; why, the command line and the entry may import it.
"""
