"""What is done every few minutes, whoever asks or not.

The Lambda of the clock. Nothing imports it.
"""
