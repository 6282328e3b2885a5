"""Readers against damaged files: `make fuzz` runs 20,000 cases, the tests a few hundred of the same."""
