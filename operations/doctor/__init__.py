"""Examines a deployment part by part: what is well, what is wrong, and what to do about it.

The verb of its name imports it.
"""
