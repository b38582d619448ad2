"""Leave as rules over values: requests, quotas, consents, and what they hold. Any package may import it.

Inside the domain it imports `model` and the modules beside it, never `plan`.
"""
