"""What the solver's image contains, built and run without Docker."""
