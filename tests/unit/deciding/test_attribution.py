"""Accepted repairs: what may be used and what may not (contract §5.3)."""

import polars as pl

from pipeline.deciding.attribution import usable_repairs

ROSTER = pl.DataFrame({"nip": ["199001012015041001", "199201012017042001"]})


def repairs(*rows: tuple[str | None, str | None, str]) -> pl.DataFrame:
    schema = {"nip_tercatat": pl.String, "nama_tercatat": pl.String, "nip_benar": pl.String}
    return (
        pl.DataFrame(list(rows), schema=schema, orient="row")
        .with_row_index("baris", 2)
        .cast({"baris": pl.Int64})
    )


def test_a_repair_that_names_neither_nip_nor_name_would_claim_every_anonymous_payment_and_is_not_used() -> (
    None
):
    pairs, findings = usable_repairs(repairs((None, None, "199001012015041001")), ROSTER)
    assert pairs.height == 0
    assert findings.select("kode", "baris").rows() == [("koreksi_salah", 2)]


def test_a_repair_by_name_alone_is_used() -> None:
    pairs, findings = usable_repairs(repairs((None, "budi", "199001012015041001")), ROSTER)
    assert pairs.rows() == [("", "BUDI", "199001012015041001")]
    assert findings.height == 0
