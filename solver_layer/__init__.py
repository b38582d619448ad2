"""The optimiser: a problem in, a timetable or a plan out; shipped as a container image.

Its searches import the domain alone, its entry the backend too; operations and local import it.
"""
