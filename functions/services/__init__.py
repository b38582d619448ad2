"""The use cases, a module per intention; they know the domain and the ports, and no database."""
