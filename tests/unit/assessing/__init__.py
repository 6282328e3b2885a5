"""A month judged."""
