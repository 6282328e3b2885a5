"""The machine: clock, environment, disk, locks, processes, and the inputs folder.

Nothing else touches it.

Takes: folders and bytes. Gives: bytes, a `Stock` of what lies in inputs, `Settings`, the moment.
Raises: DiskError for what the disk refuses, LockedError where another run holds a folder,
UsageError for a folder that cannot be one, RefusedError for inputs that are gone or changed.
Knows nothing of: what any of the bytes mean.
"""

__all__ = [
    "called",
    "database",
    "environment",
    "failpoints",
    "files",
    "folders",
    "guarding",
    "interruption",
    "invented",
    "locks",
    "machine",
    "mailbox",
    "own_secrets",
    "ports",
    "processes",
    "settings",
    "signing_key",
    "sources",
    "temporary",
    "workers",
]
