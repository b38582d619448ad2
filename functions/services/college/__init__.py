"""The objects of a college: reading, creating, changing and deleting them by the matrix and the rules.

Imports the rooms up to plans; the rooms after it and the entries may import it.
"""
