"""Events to notices.

The Lambda whose queue holds events: it says who is told what. Nothing imports it.
"""
