"""What people are told: by which event, to whom, in which words' facts, when and by which queue.

Imports every room before it; the entries may import it.
"""
