"""Months that are out already and that this month's files have records for: the operator is told (§5.1)."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.operations import late
from pipeline.publishing.manifest import CURRENT

AUGUST = Period.parse("2026-08")
RECORDS = pl.DataFrame(
    [
        ("dihitung", "2026-08", "2026-07", "2026-07"),
        ("dihitung", "2026-08", "2026-06", "2026-08"),
        ("dihitung", "2026-08", "2026-08", "2026-08"),
        ("dihitung", "2026-08", None, None),
        ("dihitung", "2026-07", "2026-05", "2026-05"),
        ("dihitung", "2026-08", "2026-04", "2026-04"),
        ("ditolak", "2026-08", "2026-06", "2026-07"),
    ],
    schema=["disposisi", "bulan_terima", "bulan_awal", "bulan_akhir"],
    orient="row",
).with_columns(berkas=pl.lit("iuran/a.csv"))


def told(monkeypatch: pytest.MonkeyPatch, published: dict[str, str]) -> str:
    """Return the sentence where these months are out, each with one month's files of payments."""

    def manifest(_: Path, month: Period) -> SimpleNamespace | None:
        known = published.get(str(month))
        return SimpleNamespace(masukan={f"{known}/iuran/a.csv": "00"}) if known else None

    monkeypatch.setattr(late, "current_manifest", manifest)
    return late.late_sentence(Path(), AUGUST, RECORDS)


def test_another_file_of_a_month_that_is_known_is_late_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more = RECORDS.with_columns(berkas=pl.lit("iuran/b.csv"))
    monkeypatch.setattr(
        late, "current_manifest", lambda *_: SimpleNamespace(masukan={"2026-08/iuran/a.csv": "00"})
    )
    assert late.late_sentence(Path(), AUGUST, RECORDS) == ""
    assert "Juni 2026 1 catatan" in late.late_sentence(Path(), AUGUST, more)


def test_each_month_is_counted_and_the_command_shows_what_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = told(monkeypatch, {f"2026-0{n}": f"2026-0{n}" for n in range(5, 9)})
    assert "Juni 2026 1 catatan, Juli 2026 2 catatan." in said
    assert said.endswith("asn-peduli backfill 2026-06 2026-07 --dry-run")


def test_a_month_that_is_not_out_or_knows_already_is_left_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "Juni" not in told(monkeypatch, {"2026-06": "2026-08", "2026-07": "2026-07"})
    assert told(monkeypatch, {"2026-08": "2026-07"}) == ""


def test_a_damaged_older_month_is_left_aside_and_ends_nothing(tmp_path: Path) -> None:
    pointer = tmp_path / "2026-07" / CURRENT
    pointer.parent.mkdir()
    pointer.write_text("{", encoding="utf-8")
    assert late.late_sentence(tmp_path, AUGUST, RECORDS) == ""
