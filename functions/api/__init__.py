"""The HTTP API: routes over services, shapes of bodies, answers as JSON.

It imports services, the wiring and the domain; nothing else of the backend imports it.
"""
