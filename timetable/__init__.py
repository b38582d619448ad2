"""Dayorder's domain: the nouns, the calendar and the rules of a college timetable. Standard library only.

It imports the standard library alone; everything but the bot may import it.
"""
