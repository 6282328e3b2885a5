"""`serve`: the deployments, the Prefect server of our own, and what a stop left behind.

Takes: settings and policy. Gives: a process that runs what is due until it is told to end.
Raises: PeduliError when no server answers. Knows nothing of: what a run does.
"""

__all__ = [
    "address",
    "deployments",
    "ending",
    "gate",
    "guardian",
    "handing_over",
    "local_server",
    "new_database",
    "prefect_home",
    "recovery",
    "running",
    "server_process",
    "sign_in",
    "starting",
    "stored_password",
    "temporary_server",
]
