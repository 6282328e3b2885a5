"""Revisions on disk."""
