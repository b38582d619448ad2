"""Does what is due by the clock.

The Lambda that runs every few minutes. Nothing imports it.
"""
