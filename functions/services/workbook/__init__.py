"""A whole college as a workbook: its sheets and columns, read, checked, imported and written.

Imports the rooms up to schedule and functions.workbooks; the entries and the operator's verbs may import it.
"""
