"""The office in the chat: workbooks, drafts, links, a department.

The application imports it, and the handlers beside it.
"""
