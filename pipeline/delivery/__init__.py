"""Delivery: every OPD's documents to its own secretary, once, and on record (contract §7, send)."""
