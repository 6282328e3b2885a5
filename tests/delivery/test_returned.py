"""Workbooks that came back: ours, forged, mixed up, closed or not ours; nothing hostile gets on."""

import io
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from unittest.mock import patch

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.core.secret import Secret
from pipeline.core.signing import signature
from pipeline.delivery import returned
from pipeline.delivery.protection import PasswordProtection
from pipeline.delivery.returned import Opener, ReturnedFile, given_answers, returned_workbooks
from pipeline.knowledge.references import Opd
from pipeline.publishing.paths import opd_path
from pipeline.reading.files.limits import Limits
from pipeline.reading.returned.books import read_book
from pipeline.reading.returned.states import GENUINE
from pipeline.rendering.excel import opd_workbook
from pipeline.rendering.letter import nota_dinas
from pipeline.reporting.model import OpdReport
from pipeline.system import environment
from pipeline.system.environment import withhold_secrets
from pipeline.system.settings import Settings, secrets_of_sending, settings_for
from pipeline.system.sources import returned_files
from tests.builders.filling_in import answered, cell_changed
from tests.builders.html_samples import large_opd
from tests.builders.letters import report
from tests.builders.office import ODS, XLSX, through_libreoffice
from tests.builders.receipt_samples import references
from tests.builders.report_samples import empty_opd
from tests.builders.returned_workbooks import (
    KEY,
    filled_in,
    lay_out,
    moved_between_lists,
    published,
    signed,
    with_mark,
    with_marks,
    with_part,
    with_row_added,
    without_properties,
)

LIMITS: Final = Limits(2**26)
PERIOD, KODE, MONTH = "2026-10", "DISDIK", "2026-11"
SANDI: Final = "kuda laut biru 88"
NOBODY: Final[Mapping[str, Secret]] = {}
OURS: Final = (PERIOD, KODE, "r01")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return folders in which a month of one OPD is published."""
    made = Settings(tmp_path / "inputs", tmp_path / "outputs", KEY)
    lay_out(made.outputs, [signed(large_opd(12))])
    return made


def put(settings: Settings, name: str, data: bytes, month: str = MONTH) -> None:
    folder = settings.inputs / month / "tindak_lanjut"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def found(
    settings: Settings, passwords: Mapping[str, Secret] = NOBODY, limits: Limits = LIMITS
) -> list[ReturnedFile]:
    held = references()
    books = replace(held, policy=replace(held.policy, ukuran_terurai=limits.size))
    with patch.object(returned, "known_passwords", lambda *_: dict(passwords)):
        return returned_workbooks(settings, books)


def seen(
    settings: Settings, data: bytes, passwords: Mapping[str, Secret] = NOBODY
) -> tuple[str, str, str, str]:
    """Return the state and marks of one file that came back."""
    put(settings, "kembali.xlsx", data)
    [one] = found(settings, passwords)
    return (one.keadaan, one.periode, one.kode_opd, one.revisi)


def first_nip(xml: str) -> str:
    return xml.replace("19760101 201501 1 007", "19760101 201501 1 017", 1)


def test_a_sending_that_serve_starts_knows_what_came_back_as_ours(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key, in the environment alone, tells it where no published workbook is left to compare."""
    monkeypatch.setattr(environment, "_withheld", {})
    monkeypatch.setenv("ASN_PEDULI_KUNCI", KEY.decode())
    withhold_secrets()
    handed = secrets_of_sending()
    monkeypatch.setattr(environment, "_withheld", {})
    for name, value in handed.items():
        monkeypatch.setenv(name, value)
    put(settings, "kembali.xlsx", filled_in(published()))
    shutil.rmtree(settings.outputs / PERIOD)
    [one] = found(settings_for(settings.inputs, settings.outputs))
    assert (one.keadaan, one.kode_opd) == (GENUINE, KODE)


def nota() -> bytes:
    return nota_dinas(report("kecil"))


def lists_joined(data: bytes) -> str:
    """Return the signature that all lists in one would have, over marks that were stretched."""
    book = read_book(data, LIMITS)
    together = {"belum": [nip for nips in book.lists.values() for nip in nips]}
    return signature(KEY, book.marks, together)


CASES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "seperti dikirim": (published, "asli"),
    "sudah diisi": (lambda: filled_in(published()), "asli"),
    "tanpa sifat, tandanya di sampul": (lambda: without_properties(filled_in(published())), "asli"),
    "satu NIP diganti": (
        lambda: with_part(published(), "xl/worksheets/sheet5.xml", first_nip),
        "diubah",
    ),
    "seorang pindah daftar": (lambda: moved_between_lists(published()), "diubah"),
    "satu baris ditambah": (lambda: with_row_added(published(), "19700101 199501 1 001"), "diubah"),
    "OPD lain pada tandanya": (lambda: with_mark(published(), "kode_opd", "DINKES"), "asing"),
    "periode lain pada tandanya": (lambda: with_mark(published(), "periode", "2026-09"), "asing"),
    "revisi lain pada tandanya": (lambda: with_mark(published(), "revisi", "r02"), "asing"),
    "unit pada tandanya": (lambda: with_unit(published()), "asing"),
    "kunci lain": (lambda: published(b"kunci pemalsu"), "asing"),
    "tanpa kunci": (lambda: published(b""), "asing"),
    "tanda lama yang dapat dibuat siapa pun": (
        lambda: with_mark(published(), "tanda", "sha256:" + "0" * 64),
        "asing",
    ),
    "daftar digabung menjadi satu": (
        lambda: with_mark(published(), "tanda", lists_joined(published())),
        "asing",
    ),
    "tanda direntangkan": (
        lambda: with_marks(published(), {"periode": "2026-10 DISDIK", "kode_opd": "r01"}),
        "asing",
    ),
    "kode di luar folder": (lambda: with_mark(published(), "kode_opd", "../DISDIK"), "asing"),
    "revisi di luar folder": (lambda: with_mark(published(), "revisi", "r01/../r01"), "asing"),
    "tanda berhuruf asing": (
        lambda: with_mark(published(), "tanda", "hmac-sha256-2:\N{SNOWMAN}"),
        "asing",
    ),
    "periode berangka Arab": (lambda: with_mark(published(), "periode", "٢٠٢٦-10"), "asing"),
    "periode bukan bulan": (lambda: with_mark(published(), "periode", "../../etc"), "asing"),
    "tanda kosong": (lambda: with_mark(published(), "tanda", ""), "asing"),
    "dokumen lain": (lambda: with_mark(published(), "dokumen", "mutu-data"), "asing"),
    "nota dinas": (nota, "tak_terbaca"),
    "teks": (lambda: b"NIP;Nama\n1;2\n", "asing"),
    "kosong": (lambda: b"", "tak_terbaca"),
    "terpotong": (lambda: published()[:9_000], "tak_terbaca"),
    "byte acak": (lambda: b"PK\x03\x04" + bytes(range(256)) * 40, "tak_terbaca"),
    "gambar": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100, "tak_terbaca"),
    "XML dengan entitas": (
        lambda: with_part(published(), "docProps/custom.xml", bomb),
        "tak_terbaca",
    ),
    "sifat raksasa": (lambda: with_mark(published(), "tanda", "a" * (1 << 19)), "tak_terbaca"),
}


def with_unit(data: bytes) -> bytes:
    """Return the workbook with the mark of a unit, of which no workbook is handed out yet."""
    more = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="unit"><vt:lpwstr>SD 1</vt:lpwstr></property></Properties>'
    return with_part(data, "docProps/custom.xml", lambda xml: xml.replace("</Properties>", more))


def bomb(xml: str) -> str:
    return '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>' + xml.replace(
        "DISDIK", "&c;"
    )


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_came_back_is_what_it_is(settings: Settings, case: str) -> None:
    made, state = CASES[case]
    told = seen(settings, made())
    assert told[0] == state
    if state in ("asli", "diubah"):
        assert told[1:] == OURS
    if state in ("asing", "tak_terbaca"):
        assert told[1:] == ("", "", "")


def test_the_workbook_of_an_opd_without_anybody_is_known_too(settings: Settings) -> None:
    lay_out(settings.outputs, [signed(empty_opd())])
    assert seen(settings, opd_workbook(signed(empty_opd())))[0] == "asli"


def later(report: OpdReport, **changes: object) -> OpdReport:
    """Return the report as a later revision, signed anew."""
    of = replace(report.edition, **changes)  # type: ignore[arg-type]
    return signed(replace(report, edition=of))


def test_a_workbook_of_an_older_revision_is_told_to_be_one(settings: Settings) -> None:
    lay_out(settings.outputs, [later(large_opd(12), revision="r02")])
    assert seen(settings, published()) == ("lama", *OURS)


def test_a_workbook_that_comes_months_late_is_told_to_be_old(settings: Settings) -> None:
    put(settings, "terlambat.xlsx", published(), "2027-01")
    assert [(one.keadaan, one.periode) for one in found(settings)] == [("lama", PERIOD)]


def test_a_workbook_signed_the_old_way_is_old_and_no_newer_one_can_be_signed_so(
    settings: Settings,
) -> None:
    before = replace(large_opd(12), signature="hmac-sha256:" + "5a" * 32)
    lay_out(settings.outputs, [before])
    assert seen(settings, opd_workbook(before)) == ("lama", *OURS)
    lay_out(settings.outputs, [signed(large_opd(12))])
    assert seen(settings, opd_workbook(before))[0] == "asing"


def test_what_lies_out_no_longer_is_told_by_its_signature_and_people_alone(
    settings: Settings,
) -> None:
    gone = later(large_opd(20), revision="r07")
    assert seen(settings, opd_workbook(gone))[0] == "asli"
    stretched = with_row_added(opd_workbook(gone), "19700101 199501 1 001")
    assert seen(settings, stretched)[0] == "asing"


def test_two_makings_of_a_revision_are_both_ours(settings: Settings) -> None:
    """Outputs made anew count from r01 again: the same marks, and other people on the lists."""
    put(settings, "dahulu.xlsx", opd_workbook(signed(large_opd(20))))
    put(settings, "kini.xlsx", published())
    put(settings, "palsu.xlsx", opd_workbook(signed(large_opd(20), b"kunci pemalsu")))
    states = {one.berkas.removeprefix("tindak_lanjut/"): one.keadaan for one in found(settings)}
    assert states == {"dahulu.xlsx": "lama", "kini.xlsx": "asli", "palsu.xlsx": "asing"}


def test_a_workbook_of_another_opd_replayed_under_our_marks_is_nobodys(settings: Settings) -> None:
    other = signed(replace(large_opd(24), opd=Opd("DINKES", "Dinas Kesehatan", "dinas")))
    lay_out(settings.outputs, [signed(large_opd(12)), other])
    assert seen(settings, opd_workbook(other)) == ("asli", PERIOD, "DINKES", "r01")
    assert seen(settings, with_mark(opd_workbook(other), "kode_opd", KODE))[0] == "asing"
    borrowed = {"kode_opd": KODE, "tanda": signed(large_opd(12)).signature}
    assert seen(settings, with_marks(opd_workbook(other), borrowed))[0] == "diubah"


def test_last_months_workbook_replayed_as_this_months_is_nobodys(settings: Settings) -> None:
    before = later(large_opd(12), period=Period.parse("2026-09"))
    lay_out(settings.outputs, [before])
    assert seen(settings, opd_workbook(before))[1:] == ("2026-09", KODE, "r01")
    assert seen(settings, with_mark(opd_workbook(before), "periode", PERIOD))[0] == "asing"


def test_without_its_key_a_run_takes_only_what_it_still_has_for_ours(settings: Settings) -> None:
    keyless = replace(settings, signing_key=b"")
    assert seen(keyless, published())[0] == "asli"
    shutil.rmtree(settings.outputs / PERIOD)
    assert seen(keyless, published())[0] == "asing"
    assert seen(settings, published())[0] == "asli"


def test_a_published_workbook_that_somebody_altered_certifies_nothing(settings: Settings) -> None:
    path = settings.outputs / PERIOD / "r01" / opd_path(KODE, PERIOD, "xlsx")
    forged = published(b"kunci pemalsu")
    path.write_bytes(forged)
    assert seen(settings, forged)[0] == "asing"
    assert seen(settings, published())[0] == "asli"


def test_months_and_names_give_the_order_and_ignored_names_are_left_out(settings: Settings) -> None:
    put(settings, "b.xlsx", published(), "2026-12")
    put(settings, "a.xlsx", published(), "2026-11")
    put(settings, "c.csv", b"a\n", "2026-11")
    put(settings, "~$b.xlsx", b"kunci", "2026-12")
    places = [(one.bulan_terima, one.berkas) for one in found(settings)]
    assert places == [
        ("2026-11", "tindak_lanjut/a.xlsx"),
        ("2026-11", "tindak_lanjut/c.csv"),
        ("2026-12", "tindak_lanjut/b.xlsx"),
    ]


def answers_in_force(settings: Settings) -> list[tuple[str, str]]:
    """Return month of receipt and answer of each, the last being the newest."""
    given = given_answers(Opener(settings, references()), returned_files(settings.inputs))
    return given.answers.select("bulan_terima", "jawaban").rows()


def test_the_same_bytes_put_in_again_do_not_beat_a_newer_answer(settings: Settings) -> None:
    nip = read_book(published(), LIMITS).lists["belum"][0]
    old = answered(published(), {nip: ("Akan mendaftarkan", None, None)})
    put(settings, "b.xlsx", old, "2026-11")
    put(settings, "a.xlsx", answered(published(), {nip: ("Keberatan", None, None)}), "2026-12")
    put(settings, "z.xlsx", old, "2026-12")
    put(settings, "salinan.xlsx", old, "2026-11")
    assert answers_in_force(settings) == [("2026-11", "akan"), ("2026-12", "keberatan")]
    again = told(settings).filter(kode="jawaban_berulang")
    assert again["berkas"].to_list() == ["tindak_lanjut/salinan.xlsx", "tindak_lanjut/z.xlsx"]
    assert again["pesan"].str.contains("November 2026").all()
    states = [(one.keadaan, one.jawaban) for one in found(settings)]
    assert states == [("asli", 1), ("sama", 0), ("lama", 1), ("sama", 0)]


def test_what_is_nobodys_is_told_each_time(settings: Settings) -> None:
    put(settings, "a.csv", b"NIP;Nama\n")
    put(settings, "b.csv", b"NIP;Nama\n")
    assert [one.keadaan for one in found(settings)] == ["asing", "asing"]


def test_a_file_of_another_opd_changes_nothing_of_what_is_told_to_ones_own(
    settings: Settings,
) -> None:
    other = signed(replace(large_opd(24), opd=Opd("DINKES", "Dinas Kesehatan", "dinas")))
    lay_out(settings.outputs, [signed(large_opd(12)), other])
    nip = read_book(published(), LIMITS).lists["belum"][0]
    put(settings, "m.xlsx", answered(published(), {nip: ("entah", None, None)}))
    alone = sources_told(settings)
    assert alone == ["lembar kerja yang kembali, berkas 1"]
    put(settings, "a.xlsx", opd_workbook(other))
    put(settings, "b.csv", b"NIP;Nama\n")
    assert sources_told(settings) == alone


def sources_told(settings: Settings) -> list[str]:
    """Return what the files are called of which something is told to our OPD."""
    given = given_answers(Opener(settings, references()), returned_files(settings.inputs))
    own = given.notes.filter(kode_opd=KODE).select("bulan_terima", "berkas", "lembar")
    return given.sources.join(own, on=own.columns, how="semi")["sumber"].to_list()


def test_a_workbook_that_came_back_sealed_is_opened_with_its_opds_password(
    settings: Settings,
) -> None:
    passwords = {"DINKES": Secret("burung gereja 7"), KODE: Secret(SANDI)}
    sealed = PasswordProtection(passwords)(published(), KODE)
    assert seen(settings, sealed, passwords) == ("asli", *OURS)
    assert seen(settings, sealed, {"DINKES": Secret("burung gereja 7")})[0] == "bersandi"
    assert seen(settings, sealed)[0] == "bersandi"


NIK: Final = "3374556512870099"
JOBS: Final = set(large_opd(12).belum["jabatan"])
OTHER_JOB: Final = "Kepala Sekolah"


def cached(settings: Settings) -> list[tuple[str, ...]]:
    """Return the columns of each book in the cache; besides name and NIP nothing of a person."""
    columns = []
    for path in sorted((settings.cache / "tindak_lanjut").glob("*.bin")):
        rows = pl.read_parquet(io.BytesIO(pl.read_parquet(path)["rows"][0]))
        said = repr(rows.drop("nip", "nama").rows())
        assert NIK not in said
        assert not [one for one in (*JOBS, OTHER_JOB) if one in said]
        columns.append(tuple(rows.columns))
    return columns


def test_the_cache_keeps_of_people_no_more_than_judging_needs(settings: Settings) -> None:
    assert JOBS
    first = read_book(published(), LIMITS).lists["belum"][0]
    changed = cell_changed(first, "Jabatan", OTHER_JOB)
    noted = answered(published(), {first: (None, None, f"cuti, NIK {NIK}")}, changed)
    for _ in range(2):
        put(settings, "kembali.xlsx", noted)
        notes = told(settings)
        assert notes.filter(kode="jawaban_sel_terkunci")["pesan"].str.contains("Jabatan").all()
        assert notes["kode"].to_list() == ["jawaban_sel_terkunci"]
    assert len(cached(settings)) == 2


def told(settings: Settings) -> pl.DataFrame:
    """Return what is noted about all that came back."""
    return given_answers(Opener(settings, references()), returned_files(settings.inputs)).notes


def test_of_what_was_sealed_the_cache_keeps_nothing(settings: Settings) -> None:
    passwords = {KODE: Secret(SANDI)}
    sealed = PasswordProtection(passwords)(filled_in(published()), KODE)
    assert seen(settings, sealed, passwords) == ("asli", *OURS)
    (only,) = cached(settings)
    assert "catatan" in only
    put(settings, "kembali.xlsx", published())
    assert found(settings)[0].keadaan == "asli"
    assert len(cached(settings)) == 1


def test_what_is_sealed_is_looked_at_with_the_same_care_once_it_is_open(settings: Settings) -> None:
    passwords = {KODE: Secret(SANDI)}
    forged = with_part(published(), "xl/worksheets/sheet5.xml", first_nip)
    assert seen(settings, PasswordProtection(passwords)(forged, KODE), passwords)[0] == "diubah"
    bombed = with_part(published(), "docProps/custom.xml", bomb)
    assert (
        seen(settings, PasswordProtection(passwords)(bombed, KODE), passwords)[0] == "tak_terbaca"
    )


def test_a_sealed_file_that_asks_for_endless_work_is_not_worked_on(settings: Settings) -> None:
    passwords = {KODE: Secret(SANDI)}
    sealed = PasswordProtection(passwords)(published(), KODE)
    assert sealed.count(b'spinCount="100000"') == 1
    assert (
        seen(settings, sealed.replace(b'spinCount="100000"', b'spinCount="999999"'), passwords)[0]
        == "bersandi"
    )


def test_what_unpacks_beyond_the_limit_is_not_unpacked(settings: Settings) -> None:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(published())) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/besar.bin", b"\0" * (LIMITS.size + 1))
    put(settings, "bom.xlsx", target.getvalue())
    put(settings, "panjang.xlsx", b"x" * (2**20))
    assert [one.keadaan for one in found(settings)] == ["tak_terbaca", "asing"]
    assert [one.keadaan for one in found(settings, limits=Limits(2**19))] == [
        "tak_terbaca",
        "tak_terbaca",
    ]


def test_without_a_folder_nothing_came_back(settings: Settings) -> None:
    assert found(settings) == []


@pytest.mark.kantor
def test_what_libreoffice_opens_with_the_password_and_saves_again_is_still_known(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "asli.xlsx").write_bytes(filled_in(published()))
    (tmp_path / "sandi.xlsx").write_bytes(
        PasswordProtection({KODE: Secret(SANDI)})(published(), KODE)
    )
    through_libreoffice(
        tmp_path,
        [
            ("asli.xlsx", "", "polos.xlsx", XLSX),
            ("asli.xlsx", "", "polos.ods", ODS),
            ("sandi.xlsx", SANDI, "terbuka.xlsx", XLSX),
            ("sandi.xlsx", "sandi yang salah", "tidak-terbuka.xlsx", XLSX),
        ],
    )
    assert not (tmp_path / "tidak-terbuka.xlsx").exists()
    for name in ("polos.xlsx", "polos.ods", "terbuka.xlsx"):
        put(settings, name, (tmp_path / name).read_bytes())
    assert [(one.berkas, one.keadaan, one.kode_opd) for one in found(settings)] == [
        (f"tindak_lanjut/{name}", "asli", KODE)
        for name in ("polos.ods", "polos.xlsx", "terbuka.xlsx")
    ]
