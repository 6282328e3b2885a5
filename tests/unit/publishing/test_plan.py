"""What a plan says of itself."""

from dataclasses import replace

from pipeline.publishing.workspace import Plan
from schemas.codes import UNMAPPED_OPD


def test_the_unmapped_are_not_counted_among_the_opds() -> None:
    plan = Plan("2026-10", "r02", None, "", {}, ("DINKES", "DISDIK", UNMAPPED_OPD), ("SETDA",))
    assert (plan.opds_made, plan.opds_kept) == (2, 1)
    kept = Plan("2026-10", "r02", None, "", {}, ("DINKES",), ("SETDA", UNMAPPED_OPD))
    assert (kept.opds_made, kept.opds_kept) == (1, 1)
    digests = dict.fromkeys(("DINKES", "SETDA", UNMAPPED_OPD), "sidik")
    assert replace(kept, opd_digests=digests).opds == 2
