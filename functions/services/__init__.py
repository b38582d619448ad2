"""The use cases, a package per concern; they know the domain and their ports, and no database.

Each package imports those before it alone: ports, identity, days, leave, plans, college, department, privacy,
schedule, workbook, notices. The entries beside this package import it.
"""
