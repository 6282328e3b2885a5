"""Bytes of one file into typed rows, findings and a row accounting (contract §2)."""
