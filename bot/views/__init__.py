"""What the chat shows: values in, text and buttons out. Handlers and notices import it.

It imports contract, texts and pictures, never a handler.
"""
