"""What Dayorder promises, judged from everything that is stored, by nothing that took part in storing it."""
