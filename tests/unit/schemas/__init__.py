"""The registers and their pages."""
