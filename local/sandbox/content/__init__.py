"""What messages are made of: marked-up text, what Telegram finds in plain words, pictures.

The sandbox alone imports it.
"""
