"""What is done every few minutes, whoever asks or not."""
