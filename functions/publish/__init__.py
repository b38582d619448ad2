"""Stream records to events.

The Lambda of the table's stream. Nothing imports it.
"""
