"""The HTTP API: routes over services, shapes of bodies, answers as JSON. Nothing else of the backend imports it."""
