"""What lies in the inputs folder (contract §1, §5.1)."""

import gzip
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.knowledge.references import read_references
from pipeline.system import sources
from pipeline.system.sources import read_input, returned_files, take_stock
from tests.builders.raw_files import zipped
from tests.builders.small_city import known, lay_down, month

ROSTER = "NIP,Nama,OPD\n199001012015041001,Budi,DINKES\n"
IURAN = "NIP,NIK,BLTH\n199001012015041001,3374021507800001,2026-03\n"
CITY = {
    "2026-03/asn/a.csv": ROSTER,
    "2026-03/iuran/b.csv": IURAN,
    "2026-04/iuran/c.csv": IURAN + "\n",
}


def test_month_folders_up_to_the_as_of_month_are_known(tmp_path: Path) -> None:
    lay_down(tmp_path, CITY)
    march = Period.parse("2026-03")
    assert take_stock(tmp_path, march, None).months == ("2026-03", "2026-04")
    assert take_stock(tmp_path, march, march).months == ("2026-03",)


def test_an_as_of_before_the_period_is_wrong_usage(tmp_path: Path) -> None:
    lay_down(tmp_path, CITY)
    with pytest.raises(UsageError, match="2026-02"):
        take_stock(tmp_path, Period.parse("2026-03"), Period.parse("2026-02"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="tidak ada"):
        take_stock(tmp_path / "tiada", Period.parse("2026-03"), None)


def test_office_locks_dotfiles_and_thumbs_are_ignored_and_anything_else_is_a_finding(
    tmp_path: Path,
) -> None:
    ignored = {
        f"2026-03/asn/{name}": "x" for name in ("~$a.xlsx", ".DS_Store", "Thumbs.db", "THUMBS.DB")
    }
    strays: dict[str, str | bytes] = {
        "2026-03/iuran/surat.pdf": b"%PDF-1",
        "2026-03/catatan.txt": "x",
        "baca.txt": "x",
        "2026-03/asn/lama/a.csv": ROSTER,
    }
    found = known(lay_down(tmp_path, {**CITY, **ignored, **strays}), "2026-03")
    said = found.findings.filter(
        pl.col("kode").is_in(["berkas_tak_dikenal", "berkas_salah_tempat"])
    )
    assert sorted(said.select("bulan_terima", "berkas", "kode").rows()) == [
        ("", "baca.txt", "berkas_tak_dikenal"),
        ("2026-03", "asn/lama", "berkas_salah_tempat"),
        ("2026-03", "catatan.txt", "berkas_salah_tempat"),
        ("2026-03", "iuran/surat.pdf", "berkas_tak_dikenal"),
    ]
    assert found.refused == ()


@pytest.mark.parametrize(
    ("name", "data", "named"),
    [
        ("bayar.zip", zipped({"bayar.csv": b"NIP Donatur,NIK Pekerja"}), "arsip ZIP"),
        ("bayar.csv.gz", gzip.compress(b"NIP Donatur,NIK Pekerja", mtime=0), "arsip terkompresi"),
        ("bayar.slk", b'ID;PSCALC3\nC;X1;Y1;K"NIP Donatur"\n', "SYLK"),
        ("bayar.fods", b'<?xml version="1.0"?><office:document xmlns:office="x"/>', "(.fods)"),
        ("bayar.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "MHTML"),
    ],
)
def test_a_table_in_a_format_that_is_not_read_is_refused_under_its_own_name_too(
    tmp_path: Path, name: str, data: bytes, named: str
) -> None:
    """Passed over, all whom it names would be told that they never paid."""
    found = known(lay_down(tmp_path, {**CITY, f"2026-03/iuran/{name}": data}), "2026-03")
    assert found.refused == (f"2026-03/iuran/{name}",)
    assert named in found.findings.filter(kode="berkas_bukan_tabel")["pesan"][0]


@pytest.mark.parametrize("name", ["surat.pdf", "bukti.jpg", "pengantar.docx", "catatan.md"])
def test_a_letter_or_a_picture_beside_the_exports_stops_nothing(tmp_path: Path, name: str) -> None:
    data = {
        "surat.pdf": b"%PDF-1",
        "bukti.jpg": b"\xff\xd8\xff\xe0",
        "pengantar.docx": zipped({"word/document.xml": b"<x/>"}),
        "catatan.md": b"Surat",
    }[name]
    found = known(lay_down(tmp_path, {**CITY, f"2026-03/iuran/{name}": data}), "2026-03")
    assert found.refused == ()
    assert found.findings.filter(kode="berkas_tak_dikenal")["berkas"].to_list() == [f"iuran/{name}"]


def test_a_file_that_is_called_a_workbook_and_is_none_is_refused_and_not_a_stray(
    tmp_path: Path,
) -> None:
    found = known(lay_down(tmp_path, {**CITY, "2026-03/iuran/surat.xlsx": b"%PDF-1"}), "2026-03")
    assert found.refused == ("2026-03/iuran/surat.xlsx",)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    lay_down(tmp_path, CITY)
    stock = take_stock(tmp_path, Period.parse("2026-03"), None)
    (tmp_path / "2026-03/asn/a.csv").write_text(ROSTER + "x", encoding="utf-8")
    with pytest.raises(RefusedError, match="berubah"):
        read_input(tmp_path, stock.files[0])


def test_a_stock_survives_the_way_to_the_next_task(tmp_path: Path) -> None:
    stock = take_stock(lay_down(tmp_path, CITY), Period.parse("2026-03"), None)
    assert type(stock).from_json(stock.to_json()) == stock


UNSEEN = ("\u00a0", "\u200e", "\u200b", "\ufeff", "\u2028", "\u3164")


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_file_with_something_unseen_in_its_name_is_read_like_any_other(
    unseen: str, tmp_path: Path
) -> None:
    plain = known(lay_down(tmp_path / "a", CITY), "2026-03")
    odd = {**CITY, f"2026-03/iuran/b{unseen}.csv": CITY["2026-03/iuran/b.csv"]}
    del odd["2026-03/iuran/b.csv"]
    found = known(lay_down(tmp_path / "b", odd), "2026-03")
    assert found.iuran.height == plain.iuran.height
    assert found.findings["kode"].to_list() == plain.findings["kode"].to_list()
    assert f"iuran/b<U+{ord(unseen):04X}>.csv" in found.iuran["berkas"].to_list()


def test_a_file_whose_name_is_no_text_stops_its_month_and_is_told_what_to_do(
    tmp_path: Path,
) -> None:
    files = {**CITY, "2026-03/iuran/semar\udce9ng.csv": IURAN}
    found = month(lay_down(tmp_path, files), "2026-03")
    told = found.tables["temuan"].filter(kode="nama_berkas_rusak")
    assert told["berkas"].to_list() == ["iuran/semar<0xE9>ng.csv"]
    assert "Ganti namanya" in told["pesan"][0]
    [stop] = [stop for stop in found.stops if stop.kode == "salah_tempat"]
    assert "semar<0xE9>ng.csv bukan teks yang sah" in stop.pesan


def test_two_names_that_are_shown_alike_are_told_apart_and_both_are_read(tmp_path: Path) -> None:
    files = {f"2026-03/iuran/iuran 1990010{n}.csv": IURAN + "\n" * n for n in range(1, 4)}
    found = known(lay_down(tmp_path, {"2026-03/asn/a.csv": ROSTER, **files}), "2026-03")
    shown = ["iuran/iuran ********.csv", *(f"iuran/iuran ********.csv ({n})" for n in (2, 3))]
    assert sorted(found.iuran["berkas"]) == shown


def test_records_stand_in_the_order_of_the_real_names(tmp_path: Path) -> None:
    """Of two claims on a worker the one in the first file wins, whatever readers see of its name."""
    people = ROSTER + "199001012015041002,Siti,DINKES\n"
    claim = IURAN.replace("041001", "041002")
    files = {"2026-03/iuran/1990-b.csv": IURAN, "2026-03/iuran/19900102-a.csv": claim}
    found = month(lay_down(tmp_path, {"2026-03/asn/a.csv": people, **files}), "2026-03")
    counted = found.tables["iuran"].filter(disposisi="dihitung")
    assert counted["nip_asn"].to_list() == ["199001012015041001"]


def test_a_file_beyond_the_limit_is_listed_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down(tmp_path, {**CITY, "2026-03/iuran/besar.csv": IURAN * 1000})
    read: list[str] = []
    whole = sources._sha256

    def noted(path: Path) -> str:
        read.append(path.name)
        return whole(path)

    monkeypatch.setattr(sources, "_sha256", noted)
    stock = take_stock(tmp_path, Period.parse("2026-03"), None, largest=10_000)
    assert [file.path for file in stock.files if not file.sha256] == ["iuran/besar.csv"]
    assert "besar.csv" not in read


class TestLinks:
    """Inputs may be links, but not to places out of inputs and the references folder."""

    def test_a_link_to_another_file_of_inputs_is_read(self, tmp_path: Path) -> None:
        inputs = lay_down(tmp_path / "in", CITY)
        (inputs / "2026-03" / "iuran" / "d.csv").symlink_to(inputs / "2026-04" / "iuran" / "c.csv")
        stock = take_stock(inputs, Period.parse("2026-03"), None)
        assert "iuran/d.csv" in [file.path for file in stock.files]

    def test_inputs_itself_and_its_references_may_lie_elsewhere(self, tmp_path: Path) -> None:
        real = lay_down(tmp_path / "disk", CITY)
        (real / "referensi").rename(tmp_path / "acuan")
        (real / "referensi").symlink_to(tmp_path / "acuan")
        (tmp_path / "in").symlink_to(real)
        assert known(tmp_path / "in", "2026-03").iuran.height == 2

    @pytest.mark.parametrize("place", ["2026-03/iuran/d.csv", "2026-03/iuran", "2026-04"])
    def test_a_link_out_of_inputs_is_refused_and_named(self, place: str, tmp_path: Path) -> None:
        inputs = lay_down(tmp_path / "in", CITY)
        outside = tmp_path / "luar"
        outside.mkdir()
        (outside / "iuran.csv").write_text(IURAN, encoding="utf-8")
        target = outside / "iuran.csv" if place.endswith(".csv") else outside
        if (inputs / place).is_dir():
            shutil.rmtree(inputs / place)
        (inputs / place).symlink_to(target)
        with pytest.raises(RefusedError, match=f"ke luar folder masukan tidak diikuti: {place}"):
            take_stock(inputs, Period.parse("2026-03"), None)

    def test_a_later_month_does_not_matter_before_it_is_known(self, tmp_path: Path) -> None:
        inputs, march = lay_down(tmp_path / "in", CITY), Period.parse("2026-03")
        (inputs / "2026-05").symlink_to(tmp_path)
        assert take_stock(inputs, march, Period.parse("2026-04")).as_of == "2026-04"

    def test_a_dangling_link_called_as_a_table_stops_its_month(self, tmp_path: Path) -> None:
        inputs = lay_down(tmp_path / "in", CITY)
        (inputs / "2026-03" / "iuran" / "d.csv").symlink_to(inputs / "tiada.csv")
        assert take_stock(inputs, Period.parse("2026-03"), None).misplaced == (
            ("2026-03", "iuran/d.csv"),
        )

    def test_a_reference_that_leads_out_is_refused(self, tmp_path: Path) -> None:
        inputs = lay_down(tmp_path / "in", CITY)
        opd = inputs / "referensi" / "opd.csv"
        opd.rename(tmp_path / "opd.csv")
        opd.symlink_to(tmp_path / "opd.csv")
        with pytest.raises(RefusedError, match=r"tidak diikuti: opd\.csv"):
            read_references(inputs / "referensi")

    def test_a_returned_workbook_that_leads_out_is_not_opened(self, tmp_path: Path) -> None:
        inputs = lay_down(tmp_path / "in", {**CITY, "2026-03/tindak_lanjut/a.xlsx": "x"})
        (tmp_path / "rahasia.xlsx").write_bytes(b"y")
        (inputs / "2026-03/tindak_lanjut/b.xlsx").symlink_to(tmp_path / "rahasia.xlsx")
        stock = take_stock(inputs, Period.parse("2026-03"), None)
        assert [(one.berkas, bool(one.sha256)) for one in stock.returned] == [
            ("tindak_lanjut/a.xlsx", True),
            ("tindak_lanjut/b.xlsx", False),
        ]

    def test_a_returned_workbook_that_is_too_large_is_listed_and_not_read(
        self, tmp_path: Path
    ) -> None:
        inputs = lay_down(tmp_path / "in", {**CITY, "2026-03/tindak_lanjut/a.xlsx": "x" * 101})
        (one,) = returned_files(inputs, largest=100)
        assert (one.size, one.sha256) == (101, "")

    def test_what_lies_out_of_inputs_is_not_even_hashed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inputs = lay_down(tmp_path / "in", CITY)
        (tmp_path / "rahasia.xlsx").write_bytes(b"y")
        folder = inputs / "2026-03/tindak_lanjut"
        folder.mkdir()
        (folder / "b.xlsx").symlink_to(tmp_path / "rahasia.xlsx")
        monkeypatch.setattr(sources, "_sha256", lambda path: pytest.fail(f"read {path.name}"))
        (one,) = returned_files(inputs)
        assert (one.berkas, one.sha256) == ("tindak_lanjut/b.xlsx", "")


@pytest.mark.parametrize("fault", [PermissionError, FileNotFoundError, OSError])
def test_one_returned_file_that_cannot_be_read_keeps_no_other_from_being_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: type[OSError]
) -> None:
    files = {f"2026-03/tindak_lanjut/{name}.xlsx": name for name in "abc"}
    inputs = lay_down(tmp_path, {**CITY, **files})
    whole = sources._sha256

    def failing(path: Path) -> str:
        if path.name == "b.xlsx":
            raise fault(path.name)
        return whole(path)

    monkeypatch.setattr(sources, "_sha256", failing)
    stock = take_stock(inputs, Period.parse("2026-03"), None)
    assert [(one.berkas, bool(one.sha256)) for one in stock.returned] == [
        ("tindak_lanjut/a.xlsx", True),
        ("tindak_lanjut/b.xlsx", False),
        ("tindak_lanjut/c.xlsx", True),
    ]
