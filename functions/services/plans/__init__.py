"""Plans for a leave: what the solver is given, what it proposes, what a decider changes.

Imports the rooms up to leave; the rooms after it, the entries and the solver's entry may import it.
"""
