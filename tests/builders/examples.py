"""How hypothesis searches here: small, and the same on every run."""

from hypothesis import HealthCheck, settings

SMALL = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
FEW = settings(SMALL, max_examples=12)
