"""Workbooks and CSV files: bytes in, sheets of cells out, and back; nothing of the college is known here.

Imports the domain's errors alone; services.workbook, the API's routes and the operator's verbs may import it.
"""
