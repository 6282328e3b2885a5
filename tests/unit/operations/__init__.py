"""What is done around a month."""
