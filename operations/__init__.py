"""What works on any deployment, AWS or this machine: the verbs of `./dayorder`, doctor, redrive, costs.

It imports every package but local; local alone imports it.
"""
