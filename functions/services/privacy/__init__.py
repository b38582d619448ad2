"""What is stored about a person: reading all of it, and erasing it.

Imports the rooms up to department; the rooms after it and the entries may import it.
"""
