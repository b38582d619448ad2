"""The weekly timetable: scheduler updates, drafts of a term, and their publication.

Imports the rooms up to privacy; the rooms after it, the entries and the operator's verbs may import it.
"""
