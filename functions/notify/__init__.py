"""Events to notices."""
