"""How days, times and numbers are written: words, patterns and their meanings, by lexicons.

The phrases alone import it.
"""
