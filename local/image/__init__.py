"""The solver's image without Docker: made from the Dockerfile's steps, and run as Lambda does.

Tests and `make image-check` import it.
"""
