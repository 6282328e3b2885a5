"""The synthetic city."""
