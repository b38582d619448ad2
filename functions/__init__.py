"""Dayorder's backend: Lambda functions over the domain and one DynamoDB table.

Of the product it imports the domain; the solver's entry, operations and local import it.
"""
