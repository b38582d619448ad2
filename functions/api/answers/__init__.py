"""Domain values as they are answered: JSON, calendar files, the names that ids stand for.

The routes import it; it imports services, shapes and the request.
"""
