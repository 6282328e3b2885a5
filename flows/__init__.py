"""When and in what order: the Prefect flows, and the command line.

Only this package knows Prefect, cyclopts and rich.

monthly, scheduled, backfill and distribute are the flows and read like the process; cli/ is what an
operator types, serving/ keeps the schedule, runtime/ is what the flows share of Prefect.
"""
