"""A leave from being asked for to its decision, and the consents that it needs.

Imports ports, identity and days; the rooms after it and the entries may import it.
"""
