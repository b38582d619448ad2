"""`make demo`: the leave loop played without a person over the running product, and every step checked.

Nothing imports it but its own command and tests.
"""
