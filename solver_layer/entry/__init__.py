"""The solver as a Lambda: events in, plans and drafts out through the HTTP API.

Imports everything of the solver, the backend's wiring and the reader of problems; nothing imports it.
"""
