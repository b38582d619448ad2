"""The same product on one machine: emulator, sandbox chat, demo college.

It imports everything; nothing of the product imports it.
"""
