"""Disk, clock, environment and processes."""
