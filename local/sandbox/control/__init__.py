"""The people's side over HTTP: what the chat page, the demo and the tests say, tap, see and set.

The sandbox alone imports it.
"""
