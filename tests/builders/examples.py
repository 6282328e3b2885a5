"""How far chance is tried here: the same on every run, some of it with each change, all at night.

With each change as much as runs every branch of the pipeline that the many run too; where less did
not, the example that lacked stands beside its test.
"""

import os
from typing import Final

from hypothesis import HealthCheck, settings

# Set by `make nightly`.
DEEP: Final = os.environ.get("ASN_PEDULI_UJI") == "mendalam"
SMALL: Final = settings(
    max_examples=120 if DEEP else 20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
FEW: Final = settings(SMALL, max_examples=36 if DEEP else 6)
