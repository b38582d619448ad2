"""Dead letters: read, shown in ids, and put back where they came from.

The verb `redrive` imports it.
"""
