"""A claim in DynamoDB's words: the steps of one transaction, folded into one condition and one update.

The store alone imports it.
"""
