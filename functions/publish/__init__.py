"""Turns stream records into events.

The Lambda of the table's stream. Nothing imports it.
"""
