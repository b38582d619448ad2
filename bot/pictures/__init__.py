"""A week as a picture, as a page to print and as a spreadsheet: values in, bytes out.

Views import it; it imports texts alone.
"""
