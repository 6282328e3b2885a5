"""Text, masks and periods."""
