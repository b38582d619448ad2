"""The sandbox is Telegram enough: clients can't tell, and people see what was sent."""
