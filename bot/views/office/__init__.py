"""Screens of the office: workbooks, drafts, links, a department.

Handlers and notices import it; it imports the screens beside it.
"""
