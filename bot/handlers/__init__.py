"""What the chat does: a module per topic; each handler parses, calls one thing, renders.

The application alone imports it.
"""
