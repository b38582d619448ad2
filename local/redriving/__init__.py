"""Dead letters: read, told in ids, and put back where they came from."""
