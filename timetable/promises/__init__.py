"""What Dayorder promises, judged from what is stored, by nothing that took part in storing it.

The store, the operator's verbs and the tests import it; nothing else of the domain does.
"""
