"""Workbooks and CSV files: bytes in, sheets out, and back; nothing of the college is known here."""
