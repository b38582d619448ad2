"""Dead letters: read, told in ids, and put back where they came from.

The verb of its name imports it.
"""
