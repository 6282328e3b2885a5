"""Suggestions and repairs: what waits, is written down, is not taken (contract §5.3, §7 accept)."""

from pathlib import Path

import polars as pl
import pytest

from flows.cli.reviewing import marked, review
from flows.cli.screen import Screen
from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision, decide
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.references import repair_rows
from pipeline.operations.repairs import Repair, checked_repairs, open_suggestions, with_row
from tests.builders.provoked import BUDI, SITI, Files, asn, pay, repair
from tests.builders.small_city import known, lay_down

HEAD = b"nip_tercatat,nama_tercatat,nip_benar\n"
ROW = Repair("1990", "Budi", BUDI)
MISTYPED = "199001012015041008"
NOBODY = "197001012000031009"


def city(folder: Path, files: Files) -> tuple[Known, Decision]:
    roster: Files = {"2026-03/asn/a.csv": f"NIP,Nama,OPD\n{BUDI},Budi Santoso,DINKES\n"}
    held = known(lay_down(folder, {**asn(""), **roster, **files}), "2026-03")
    return held, decide(held, Period.parse("2026-03"))


def waiting(folder: Path, files: Files, refusals: bytes = b"") -> pl.DataFrame:
    held, decision = city(folder, files)
    return open_suggestions(decision, held.references, repair_rows(refusals, "usulan_ditolak.csv"))


def taken(folder: Path, lines: str, files: Files | None = None) -> tuple[Repair, ...]:
    held, decision = city(folder, {**pay(nip=MISTYPED), **(files or {})})
    return checked_repairs(
        repair_rows(HEAD + lines.encode(), "banyak.csv"), decision, held.references
    )


def test_a_donor_written_twice_in_the_same_way_is_asked_about_once(tmp_path: Path) -> None:
    again = pay(nip=MISTYPED, nama="BUDI SANTOSO", bulan="2026-02", nik="3374021507800002")[
        "2026-03/iuran/b.csv"
    ]
    open_ = waiting(tmp_path, {**pay(nip=MISTYPED), "2026-02/iuran/c.csv": again})
    assert open_.select("nip_usulan", "catatan", "catatan_periode", "nama_opd").rows() == [
        (BUDI, 2, 1, "Dinas Kesehatan")
    ]


def test_records_written_alike_that_a_repair_would_take_along_are_counted(tmp_path: Path) -> None:
    roster = "NIP,Nama,NIK,OPD\n"
    known_by_nik = (
        "NIP Donatur,Nama Donatur,NIK Donatur,NIK Pekerja,Bulan Iuran\n"
        f"{MISTYPED},Budi Santoso,3374014101920001,3374021507800002,2026-03\n"
    )
    files: Files = {
        "2026-03/asn/b.csv": f"{roster}{SITI},Siti Aminah,3374014101920001,DISDIK\n",
        **pay(nip=MISTYPED),
    }
    alone = waiting(tmp_path / "a", files).row(0, named=True)
    mixed = waiting(tmp_path / "b", {**files, "2026-03/iuran/d.csv": known_by_nik}).row(
        0, named=True
    )
    assert (alone["catatan"], alone["catatan_lain"]) == (1, 0)
    assert (mixed["nip_usulan"], mixed["catatan"], mixed["catatan_lain"]) == (BUDI, 2, 1)


def test_what_was_refused_is_not_asked_again(tmp_path: Path) -> None:
    refused = with_row(None, Repair(MISTYPED, "budi  santoso", BUDI))
    assert waiting(tmp_path / "a", pay(nip=MISTYPED)).height == 1
    assert waiting(tmp_path / "b", pay(nip=MISTYPED), refused).height == 0


def test_a_refusal_of_one_person_does_not_silence_another(tmp_path: Path) -> None:
    refused = with_row(None, Repair(MISTYPED, "Budi Santoso", SITI))
    assert waiting(tmp_path, pay(nip=MISTYPED), refused).height == 1


def test_an_accepted_row_written_down_answers_at_the_next_run(tmp_path: Path) -> None:
    row = waiting(tmp_path / "a", pay(nip=MISTYPED)).row(0, named=True)
    written = with_row(None, Repair(row["nip_tercatat"], row["nama_tercatat"], row["nip_usulan"]))
    held, decision = city(tmp_path / "b", {**pay(nip=MISTYPED), "referensi/koreksi.csv": written})
    assert decision.records.select("nip_asn", "jalur", "disposisi").rows() == [
        (BUDI, "koreksi", "dihitung")
    ]
    assert decision.repair_notes.height == 0
    assert held.references.repairs.height == 1


def test_two_accepted_rows_and_none_lost(tmp_path: Path) -> None:
    assert taken(tmp_path, f"A,Budi,{BUDI}\nB,Siti,{SITI}\n") == (
        Repair("A", "Budi", BUDI),
        Repair("B", "Siti", SITI),
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (f"A,Budi,{BUDI}\nB,Siti,123\n", "Baris 3: Baris koreksi ini tidak dipakai"),
        (f"A,Budi,{NOBODY}\n", "Baris 2: NIP benar pada baris koreksi ini tidak ada di roster"),
        (f"A,Budi,{BUDI}\na,BUDI,{SITI}\n", "menunjuk NIP berbeda"),
        (f",,{BUDI}\n", "Baris 2: Baris koreksi ini tidak dipakai"),
    ],
)
def test_one_wrong_line_and_none_is_taken(lines: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="Tidak satu pun") as refused:
        taken(tmp_path, lines)
    assert said in str(refused.value)
    assert BUDI not in str(refused.value)


def test_a_line_that_contradicts_an_accepted_repair_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="menunjuk NIP berbeda"):
        taken(tmp_path, f"A,Budi,{SITI}\n", repair(f"A,Budi,{BUDI}"))


def test_what_is_there_already_is_not_written_twice(tmp_path: Path) -> None:
    assert taken(
        tmp_path, f"A,Budi,{BUDI}\na,BUDI,{BUDI}\nC,Siti,{SITI}\n", repair(f"a,budi,{BUDI}")
    ) == (Repair("C", "Siti", SITI),)


@pytest.mark.parametrize("nothing", [None, b"", b"\xef\xbb\xbf\r\n"])
def test_the_first_row_begins_a_file(nothing: bytes | None) -> None:
    assert with_row(nothing, ROW) == HEAD + f"1990,Budi,{BUDI}\n".encode()


@pytest.mark.parametrize(
    ("before", "added"),
    [
        (HEAD + b"1,A,2", f"\n1990,Budi,{BUDI}\n"),
        (b"\xef\xbb\xbfnip_benar;Nama Tercatat;NIP Tercatat;ket\r\n", f"{BUDI};Budi;1990;\r\n"),
        (b"nip_tercatat\tnama_tercatat\tnip_benar\n", f"1990\tBudi\t{BUDI}\n"),
    ],
)
def test_a_row_is_added_as_the_file_is_written_and_nothing_else_changes(
    before: bytes, added: str
) -> None:
    assert with_row(before, ROW) == before + added.encode()
    assert repair_rows(with_row(before, ROW), "koreksi.csv")["nip_benar"][-1] == BUDI


@pytest.mark.parametrize("name", ['Budi "Bud", S.E.', "Budi;Santoso", "Ny. Ñ", "=A1"])
def test_a_name_comes_back_as_it_was_written(name: str) -> None:
    rows = repair_rows(with_row(HEAD, Repair("1990", name, BUDI)), "koreksi.csv")
    assert rows.select("nip_tercatat", "nama_tercatat", "nip_benar").rows() == [
        ("1990", name, BUDI)
    ]


def test_a_file_in_another_encoding_is_left_alone() -> None:
    with pytest.raises(RefusedError, match="UTF-8"):
        with_row("nip_tercatat,nama_tercatat,nip_benar\n1,Ñ,2\n".encode("cp1252"), ROW)


@pytest.mark.parametrize(
    ("written", "held", "shown"),
    [
        ("1234", "1244", ("1234", "1244", "  ^")),
        ("124", "1234", ("12_4", "1234", "  ^")),
        ("12334", "1234", None),
        ("2134", "1234", None),
    ],
)
def test_the_difference_of_two_numbers_is_marked(
    written: str, held: str, shown: tuple[str, str, str] | None
) -> None:
    above, below, marks = marked(written, held)
    assert (above.replace("_", ""), below.replace("_", "")) == (written, held)
    assert len(above) == len(below) >= len(marks)
    assert all(
        (a != b) == (m == "^")
        for a, b, m in zip(above, below, marks.ljust(len(above)), strict=True)
    )
    assert shown in (None, (above, below, marks))


@pytest.mark.parametrize(
    "written", ["19900101 201504 1 008", "19900101.201504-1.008", f"NIP. {MISTYPED}", MISTYPED]
)
def test_what_stands_between_the_digits_is_no_difference(
    written: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("builtins.input", lambda: "b")
    open_ = waiting(tmp_path, pay(nip=written))
    review(Screen(), open_, lambda one: None, lambda one: None)
    above, below, marks = capsys.readouterr().out.splitlines()[2:5]
    assert above.split()[1] == MISTYPED
    assert below.split()[2] == BUDI
    assert (marks.count("^"), marks.index("^")) == (1, above.index(MISTYPED) + len(MISTYPED) - 1)
