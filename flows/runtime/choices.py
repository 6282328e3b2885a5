"""What an operator may choose, for the command line and Prefect's forms alike."""

from typing import Final, Literal

Wanted = Literal["missing", "stale", "all"]
# What an operator is to write: a sentence, not a word (contract §5.7).
SHORTEST_REASON: Final = 15
# How many ASN the demo's city has, and each instansi of its fleet (contract §7).
CITY_SIZE: Final = 16_000
MEMBER_SIZE: Final = 600
