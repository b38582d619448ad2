"""The objects of a college: read, made, changed and deleted by the matrix and the rules.

Imports the rooms up to plans; the rooms after it and the entries may import it.
"""
