"""Telegram's Bot API over HTTP, as its clients call it: form, multipart or JSON in, `{"ok": ...}` out.

The sandbox alone imports it.
"""
