"""What people are told: after which event, who, with which facts, when, and through which queue.

Imports every room before it; the entries may import it.
"""
