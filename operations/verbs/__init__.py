"""What `./dayorder` can do with a deployment, a module per verb.

The command line imports it, and local where it does what a verb does.
"""
