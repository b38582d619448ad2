"""What a college keeps: references, consistency, lists, erasure. Any package may import it.

Inside the domain it imports `model` and `leave`.
"""
