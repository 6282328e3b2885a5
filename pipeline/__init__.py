"""What is done to the data, a package per stage in data order: core is lowest, operations highest.

A package imports only from those below it, and from another only what that one's `__all__` names
(import-linter and tests/architecture hold both). Nothing here knows Prefect.
"""
