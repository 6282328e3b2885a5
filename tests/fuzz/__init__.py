"""Readers against damaged files: `make fuzz` runs 20,000 cases, tests a few hundred of the same."""
