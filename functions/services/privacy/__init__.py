"""What is kept of a person: all of it to read, and its erasure.

Imports the rooms up to department; the rooms after it and the entries may import it.
"""
