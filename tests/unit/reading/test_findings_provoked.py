"""Each code of schemas/findings.toml provoked by the real pipeline: one with no row here fails."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipeline.assessing.month import assess
from pipeline.core.periods import Period
from pipeline.knowledge.references import repair_rows
from pipeline.reading.findings import registered
from schemas.codes import LEVELS, OWNERS
from schemas.findings import register
from tests.builders.provoked import HEAD, PROVOKED, REPAIRS, ROSTER, Files, pay
from tests.builders.provoked_answers import PROVOKED_BY_ANSWERS
from tests.builders.small_city import known, lay_down

# A slow machine is what provokes it: tests/crash/test_processes.py.
BY_THE_MACHINE = {"berkas_terlalu_lama"}


def test_every_code_of_the_register_is_provoked_and_no_other() -> None:
    assert set(PROVOKED) | set(PROVOKED_BY_ANSWERS) | BY_THE_MACHINE == set(register())


@pytest.mark.parametrize("kode", sorted(PROVOKED_BY_ANSWERS))
def test_a_finding_about_what_came_back_is_a_whole_sentence_that_names_nobody(kode: str) -> None:
    made = PROVOKED_BY_ANSWERS[kode]().notes.filter(kode=kode)
    assert made.height >= 1
    kind = register()[kode]
    assert not made["pesan"].str.contains(r"[{}]|\d{15,}").any()
    whose = made["kode_opd"].unique().to_list()
    ours = kind.tingkat != "berkas"
    assert whose == (["DISDIK"] if ours else [None])


def findings(folder: Path, files: Files) -> pl.DataFrame:
    """Return the temuan table.

    Where a file is refused nothing is decided, and the findings of reading are it.
    """
    whole: Files = {"2026-03/asn/a.csv": ROSTER, "2026-03/iuran/a.csv": HEAD}
    settings, files = {}, dict(files)
    if files.get("referensi/kebijakan.toml") == b"":
        files = {path: text for path, text in files.items() if path != "referensi/kebijakan.toml"}
        settings = {"ukuran_terurai": 'ukuran_terurai = "1 KiB"'}
    # koreksi.csv is refused for some of what `accept --from` must tell row by row, so its rows are
    # put in as they are.
    repairs = files.pop(REPAIRS, None)
    inputs = lay_down(folder, {**whole, **files})
    found = known(inputs, "2026-03", None, *settings.values())
    if repairs:
        rows = repair_rows(str(repairs).encode(), "koreksi.csv")
        found = replace(found, references=replace(found.references, repairs=rows))
    if found.refused:
        return registered(found.findings.with_columns(kode_opd=pl.lit(None, dtype=pl.String)))
    return assess(found, Period.parse("2026-03")).tables["temuan"]


@pytest.mark.parametrize("kode", sorted(PROVOKED))
def test_the_finding_is_made_with_its_level_its_owner_and_a_whole_sentence(
    kode: str, tmp_path: Path
) -> None:
    made = findings(tmp_path, PROVOKED[kode]).filter(kode=kode)
    assert made.height >= 1
    kind = register()[kode]
    assert made["tingkat"].unique().to_list() == [kind.tingkat]
    assert made["pemilik"].unique().to_list() == [kind.pemilik]
    assert not made["pesan"].is_null().any()
    assert not made["pesan"].str.contains(r"[{}]").any()
    assert not made["pesan"].str.contains(r"\d{15,}|Budi|Siti").any()


@pytest.fixture(scope="module")
def of_a_good_month(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    paid = pay(
        nama="Budi Santoso", sumber="gaji", status="lunas", tanggal="05/03/2026", kpj="12345678901"
    )
    good: Files = {"2026-03/iuran/a.csv": paid["2026-03/iuran/b.csv"]}
    return set(findings(tmp_path_factory.mktemp("baik"), good)["kode"])


@pytest.mark.parametrize("kode", sorted(PROVOKED))
def test_a_good_month_has_no_such_finding(kode: str, of_a_good_month: set[str]) -> None:
    assert kode not in of_a_good_month


def test_the_register_uses_the_known_levels_and_owners_and_every_refusal_says_what_to_do() -> None:
    for kind in register().values():
        assert kind.tingkat in LEVELS
        assert kind.pemilik in OWNERS
        assert kind.tingkat == "peringatan" or len(kind.pesan.rstrip(".").split(". ")) >= 2
