"""The synthetic city: believable, faulty to a measure, and the same for the same seed."""

import io
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from rapidfuzz.distance import OSA

from pipeline.assessing.month import Month, assess
from pipeline.core.periods import Period
from pipeline.demo import make_city
from pipeline.demo.data import demo_data, stream
from pipeline.demo.exporting import sheets_bytes
from pipeline.demo.movements import Roster, true_rosters
from pipeline.demo.payments import Tariffs
from pipeline.demo.units import City, build_city
from pipeline.demo.workers import Hiring
from pipeline.demo.writing import excel_number, mistyped
from pipeline.knowledge.knowledge import gather
from pipeline.knowledge.references import read_references
from pipeline.reading.intake import ParsedFile, parse_file
from pipeline.system.sources import InputFile, read_input, take_stock
from tests.builders.paths import ROOT, SHIPPED

LAST: Final = Period.parse("2026-04")
MONTHS: Final = ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04")
EMPTY: Final = ("BRIDA", "KESBANGPOL", "DISPERIN")
TINY_RUN: Final = """
import sys
from pathlib import Path
from pipeline.demo import make_city
from pipeline.core.periods import Period
make_city(Path(sys.argv[1]), references=Path(sys.argv[2]), last=Period.parse("2026-04"), months=2, asn=300, seed=7)
"""


def tiny_city(folder: Path, seed: int) -> dict[str, str]:
    make_city(folder, references=SHIPPED, last=LAST, months=2, asn=300, seed=seed)
    return hashes(folder)


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kota") / "inputs"
    make_city(folder, references=SHIPPED, last=LAST, months=len(MONTHS), asn=4000)
    return folder


@pytest.fixture(scope="module")
def months(town: Path) -> dict[str, Month]:
    references = read_references(town / "referensi")

    @cache
    def read(file: InputFile) -> ParsedFile:
        return parse_file(
            read_input(town, file), file.kind, references.policy.reading, b"kunci uji"
        )

    def month(name: str) -> Month:
        period = Period.parse(name)
        return assess(gather(take_stock(town, period, period), references, read), period)

    return {name: month(name) for name in MONTHS}


@cache
def city() -> City:
    return build_city(read_references(SHIPPED))


@cache
def rosters() -> list[Roster]:
    return true_rosters(city(), [Period.parse(name) for name in MONTHS], 2000, stream(1, "orang"))


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    assert tiny_city(tmp_path / "a", 7) == tiny_city(tmp_path / "b", 7)


def test_bytes_do_not_depend_on_hash_order(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-c", TINY_RUN, str(tmp_path / seed), str(SHIPPED)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, check=True, env=environment, cwd=tmp_path)
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    first, second = tiny_city(tmp_path / "a", 7), tiny_city(tmp_path / "b", 8)
    months = [name for name in first if name.startswith("20")]
    assert [name for name in months if first[name] == second[name]] == []
    assert first["referensi/opd.csv"] != second["referensi/opd.csv"]


def test_workbook_does_not_tell_when_it_was_saved() -> None:
    with zipfile.ZipFile(
        io.BytesIO(sheets_bytes([("Data", [("NIP", "NAMA"), ("1", "")])]))
    ) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        moments = re.findall(r"\d{4}-\d\d-\d\dT[0-9:]+Z", book.read("docProps/core.xml").decode())
    assert set(moments) == {"2026-01-01T00:00:00Z"}


def test_folder_is_complete_as_the_contract_says(town: Path) -> None:
    assert {path.name for path in (town / "referensi").iterdir()} == {
        "opd.csv",
        "unit_kerja.csv",
        "kebijakan.toml",
        "koreksi.csv",
        "cakupan.csv",
    }
    assert {path.name for path in town.iterdir()} == {"referensi", *MONTHS}
    assert all(len(list((town / month / "asn").iterdir())) == 1 for month in MONTHS)
    assert {path.name for path in (town / "2026-04" / "iuran").iterdir()} == {
        "Rekap donatur Semarang Pemuda 2026-04.xlsx",
        "majapahit-2026-04.csv",
    }


def test_roster_layouts_take_turns_and_end_with_simpeg(town: Path) -> None:
    names = [next((town / month / "asn").iterdir()).name for month in MONTHS]
    assert names == [
        "SIMPEG_2025-12.xlsx",
        "data pegawai siasn 2026-01.xlsx",
        "SIMPEG_2026-02.xlsx",
        "roster Maret 2026.csv",
        "SIMPEG_2026-04.xlsx",
    ]


def test_files_are_for_the_owner_only(town: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in town.rglob("*") if path.is_file()} == {0o600}


def test_every_opd_has_a_reporter_who_is_on_the_last_roster(
    town: Path, months: dict[str, Month]
) -> None:
    opd = read_references(town / "referensi").opd
    roster = set(months["2026-04"].tables["status"]["nip"])
    assert opd.height == 52
    assert opd.filter(pl.col("pelapor_nip").is_in(roster)).height >= 50
    assert (
        opd["pos_el"].str.contains(r"^sekretariat\.[a-z0-9-]+@contoh\.semarangkota\.go\.id$").all()
    )


def test_every_month_passes_the_gate(months: dict[str, Month]) -> None:
    assert {name: [stop.kode for stop in month.stops] for name, month in months.items()} == {
        m: [] for m in MONTHS
    }


def test_nobody_takes_part_in_the_silent_opds_and_everybody_in_one(
    months: dict[str, Month],
) -> None:
    table = months["2026-04"].tables["opd"]
    share = dict(table.select("kode_opd", "persen").iter_rows())
    assert [share[kode] for kode in EMPTY] == [0.0, 0.0, 0.0]
    assert share["DISNAKER"] == 100.0
    others = [p for kode, p in share.items() if kode not in (*EMPTY, "DISNAKER") and p is not None]
    assert max(others) - min(others) > 40


def test_more_take_part_every_month(months: dict[str, Month]) -> None:
    taking_part = [
        month.tables["status"].filter(pl.col("status") == "sudah").height
        for month in months.values()
    ]
    assert taking_part == sorted(set(taking_part))


def test_most_who_pay_pay_enough_and_faults_stay_rare(months: dict[str, Month]) -> None:
    for month in months.values():
        covering = month.tables["iuran"].filter(pl.col("disposisi") != "di_luar_periode")
        counted = covering.filter(pl.col("disposisi") == "dihitung").height
        assert 0.8 < counted / covering.height < 0.98


def test_the_kinds_of_trouble_of_the_field_are_all_there(months: dict[str, Month]) -> None:
    seen = {code for month in months.values() for code in month.tables["iuran"]["disposisi"]}
    assert {
        "ditolak",
        "belum_lunas",
        "dana_bukan_asn",
        "donatur_diduga",
        "donatur_tidak_dikenal",
        "kurang_bayar",
        "duplikat",
        "dihitung",
    } <= seen
    faults = {code for month in months.values() for code in month.tables["temuan"]["kode"]}
    assert {
        "nip_rusak",
        "nip_ganda",
        "nik_salah",
        "nip_donatur_rusak",
        "opd_belum_dipetakan",
    } <= faults


def test_roster_rows_that_cannot_be_read_stay_under_one_percent(months: dict[str, Month]) -> None:
    opd = months["2026-04"].tables["opd"]
    assert 0 < opd["tak_terbaca"].sum() < 40


def test_accepted_repairs_mend_typing_errors_of_the_iuran_files(
    town: Path, months: dict[str, Month]
) -> None:
    repairs = read_references(town / "referensi").repairs
    written = {nip for month in months.values() for nip in month.tables["iuran"]["nip_tercatat"]}
    assert repairs.height > 0
    for recorded, right in repairs.select("nip_tercatat", "nip_benar").iter_rows():
        assert recorded in written
        assert 1 <= OSA.distance(recorded, right) <= 2


def test_nip_and_nik_tell_the_same_birth_and_sex() -> None:
    for person in rosters()[0]:
        day = person.birth.day + (40 if person.female else 0)
        assert person.nip[:8] == f"{person.birth:%Y%m%d}"
        assert person.nip[14] == ("2" if person.female else "1")
        assert person.nik[6:12] == f"{day:02d}{person.birth:%m%y}"


def test_kind_of_asn_fits_the_digits_of_the_nip() -> None:
    for person in rosters()[-1]:
        contract = person.nip[12] == "2"
        assert contract == person.kind.startswith("PPPK")


def test_first_name_fits_the_sex() -> None:
    words = demo_data("names")
    for person in rosters()[0]:
        own = words["wanita" if person.female else "pria"]
        assert person.name.split()[0] in {*own["lama"], *own["baru"]}


def test_numbers_are_nobody_elses() -> None:
    for roster in rosters():
        assert (
            len({person.nip for person in roster})
            == len({person.nik for person in roster})
            == len(roster)
        )


def test_teachers_are_at_schools_and_nurses_at_health_units() -> None:
    for person in rosters()[0]:
        if person.job.startswith("Guru"):
            assert person.unit.name.startswith(("SD ", "SMP ", "TK "))
        if person.job.startswith(("Perawat", "Bidan")):
            assert person.unit.kind in ("puskesmas", "instalasi")


def test_nobody_begins_as_a_leader() -> None:
    for person in rosters()[-1]:
        if person.kind == "CPNS":
            assert not person.job.startswith(("Kepala", "Lurah", "Camat", "Sekretaris"))


def test_people_come_go_and_move_but_few_of_them() -> None:
    before, after = (
        {person.nik: person for person in roster} for roster in (rosters()[0], rosters()[-1])
    )
    moved = [nik for nik in before.keys() & after.keys() if before[nik].unit != after[nik].unit]
    assert before.keys() - after.keys()
    assert after.keys() - before.keys()
    assert 0 < len(moved) < 60


def test_nobody_works_past_the_pension() -> None:
    last = Period.parse(MONTHS[-1]).index
    working = [person for person in rosters()[-1] if person.standing != "Mencapai BUP"]
    assert all(person.retires > last for person in working)


def test_a_worker_in_transport_pays_the_tariff_of_the_policy() -> None:
    hiring = Hiring(city().policy, stream(1, "pekerja"), LAST)
    riders = [
        worker for worker in (hiring.worker() for _ in range(300)) if worker.job == "ojek pangkalan"
    ]
    assert {worker.sector for worker in riders} == {"transportasi"}
    january, march = Period.parse("2026-01"), Period.parse("2026-03")
    assert Tariffs(city().policy).months(january, march, "transportasi") == 3 * 8400
    assert Tariffs(city().policy).months(january, march, "lainnya") == 3 * 16800


def test_typing_error_is_one_or_two_edits_away() -> None:
    rng = stream(1, "ketik")
    distances = {
        OSA.distance("199301212020121601", mistyped(rng, "199301212020121601")) for _ in range(500)
    }
    assert distances == {1, 2}


def test_number_typed_into_excel_keeps_fifteen_digits() -> None:
    assert excel_number("198501012010011641") == 198501012010011000


def test_progress_speaks_indonesian(tmp_path: Path) -> None:
    told: list[str] = []
    make_city(
        tmp_path / "kota", references=SHIPPED, last=LAST, months=1, asn=100, progress=told.append
    )
    assert told[1:] == ["Menulis roster dan iuran April 2026.", "Kota buatan siap di folder kota."]
