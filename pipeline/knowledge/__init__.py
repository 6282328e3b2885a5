"""The city's own books, its policy, and every known month put together (contract §1, §3, §5.1).

Takes: the referensi folder, a Stock, and how to read one file. Gives: `References` and `Known`:
checked, immutable, each frame sorted by a total key. Raises: RefusedError with every mistake in the
reference files. Knows nothing of: the period that is asked about, what was published. What the city
decides (tariffs, limits of the gate, the schedule, words of standing, funds and status_bayar)
stands in inputs/referensi/kebijakan.toml; its shape and defaults in `policy`, its checks in
`policy_file`. Many instansi, each with books of its own, stand in a FLEET.toml: `fleet_file`.
"""

__all__ = [
    "addresses",
    "deliveries",
    "fleet_file",
    "knowledge",
    "organisation",
    "people_names",
    "policy",
    "received",
    "references",
    "schedules",
    "sending_rules",
    "source_names",
    "unit_names",
]
