"""Stream records to events."""
