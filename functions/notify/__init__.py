"""Turns events into notices: who is told what.

The Lambda that reads the queue of events. Nothing imports it.
"""
