"""What tests share: cities, files, documents, servers and processes.

Tests import from here, never from each other.
"""
