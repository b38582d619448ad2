"""Who asks, and what lets them in: codes, tokens, limits, and what each may see.

Imports the ports alone; every other room of the services and the entries may import it.
"""
