"""A module per topic: each handler parses, calls one thing, renders."""
