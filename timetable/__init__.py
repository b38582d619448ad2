"""Dayorder's domain: the nouns, the calendar and the rules of a college timetable. Standard library only."""
