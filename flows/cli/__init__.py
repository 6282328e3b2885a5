"""The command line: a function per command, read by cyclopts, ending in Indonesian (contract §7).

Takes: what an operator typed. Gives: an exit code, and text on the screen. Raises: SystemExit only.
Knows nothing of: how anything is decided or rendered. To add a command: its function in `commands`
and in a group of `app`, what it does in the module of its kind, its help in wording.toml [bantuan],
its use-case in pipeline/operations.
"""

__all__ = [
    "app",
    "screen",
]
