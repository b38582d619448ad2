"""The one DynamoDB table: domain values in, domain values out.

The wiring imports it, the operator's verbs and tests; of the services it knows the ports.
"""
