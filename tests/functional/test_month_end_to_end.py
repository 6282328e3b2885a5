"""The month, end to end, by the real command line and a real Prefect flow (contract §6, §7)."""

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from tests.builders.kota_kecil import INPUTS, month, read_before
from tests.builders.running import asn_peduli, documents
from tests.builders.without_prefect import answered, without_prefect

PERIOD = "2026-03"
pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """outputs/ after one run of March 2026."""
    folder = tmp_path_factory.mktemp("kota") / "outputs"
    # Two processes render it; all that is compared with it below was rendered by one.
    folders = ("--inputs", INPUTS, "--outputs", folder)
    done = asn_peduli("run", PERIOD, *folders, own_server=True, ASN_PEDULI_PEKERJA="2")
    assert done.returncode == 0, done.stderr
    (folder.parent / "layar.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


def revision(outputs: Path, name: str = "r01") -> Path:
    return outputs / PERIOD / name


def manifest(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "manifest.json").read_bytes()))


def test_the_current_revision_is_the_first(outputs: Path) -> None:
    assert json.loads((outputs / PERIOD / "terkini.json").read_bytes())["revisi"] == "r01"


def test_every_opd_has_workbook_and_page_those_at_zero_too(outputs: Path) -> None:
    opds = pl.read_parquet(revision(outputs) / "data" / "opd.parquet")
    assert opds.height == 52
    assert opds.filter(pl.col("sudah") == 0).height > 0
    wanted = {
        f"opd/{k}/laporan-{k}-{PERIOD}.{e}" for k in opds["kode_opd"] for e in ("xlsx", "html")
    }
    letters = {f"opd/{k}/nota-dinas-{k}-{PERIOD}.docx" for k in opds["kode_opd"]}
    assert wanted | letters <= set(documents(revision(outputs)))


def test_the_city_recap_the_indexes_and_the_five_tables_are_there(outputs: Path) -> None:
    found = set(documents(revision(outputs)))
    quality = {f"mutu/mutu-data-{PERIOD}.{ending}" for ending in ("xlsx", "html")}
    tables = {f"data/{name}.parquet" for name in ("status", "iuran", "temuan", "opd", "usulan")}
    recap = {f"rekap/rekap-kota-{PERIOD}.{ending}" for ending in ("xlsx", "html")}
    assert tables | recap | quality | {"index.html", "manifest.json"} <= found
    assert (outputs / "index.html").is_file()


def test_the_operators_page_leads_to_the_quality_report(outputs: Path) -> None:
    page = (revision(outputs) / "index.html").read_text(encoding="utf-8")
    for ending in ("xlsx", "html"):
        assert f'href="mutu/mutu-data-{PERIOD}.{ending}"' in page


def test_the_list_of_suggestions_names_them_all_and_stands_apart_from_what_travels(
    outputs: Path,
) -> None:
    open_ = pl.read_parquet(revision(outputs) / "data" / "usulan.parquet")
    book = load_workbook(revision(outputs) / "mutu" / f"usulan-{PERIOD}.xlsx")
    assert book.sheetnames == ["Sampul", "Usulan", "Sama Cocok", "Nama Mendekati"]
    names = [row[8] for row in book["Usulan"].iter_rows(min_row=6, values_only=True)]
    assert sorted(names) == sorted(open_["nama_usulan"])
    page = (revision(outputs) / "mutu" / f"usulan-{PERIOD}.html").read_text(encoding="utf-8")
    assert all(f">{name}<" in page for name in set(open_["nama_usulan"]))
    index = (revision(outputs) / "index.html").read_text(encoding="utf-8")
    assert f'href="mutu/usulan-{PERIOD}.html"' in index


def test_the_quality_report_travels_without_names_and_numbers(outputs: Path) -> None:
    people = pl.read_parquet(revision(outputs) / "data" / "status.parquet")
    page = (revision(outputs) / "mutu" / f"mutu-data-{PERIOD}.html").read_text(encoding="utf-8")
    workbook = load_workbook(revision(outputs) / "mutu" / f"mutu-data-{PERIOD}.xlsx")
    cells = " ".join(
        str(cell)
        for sheet in workbook
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell
    )
    for told in (page, cells):
        assert "Laporan Mutu Data" in told
        assert not [who for column in ("nip", "nama") for who in people[column] if who in told]


def test_the_published_verdicts_are_those_of_the_pipeline(outputs: Path) -> None:
    published = pl.read_parquet(revision(outputs) / "data" / "status.parquet")
    assert published.equals(month(PERIOD).tables["status"])


def test_conservation_is_printed_and_in_the_manifest(outputs: Path) -> None:
    sentences = manifest(revision(outputs))["konservasi"]
    screen = (outputs.parent / "layar.txt").read_text(encoding="utf-8")
    assert isinstance(sentences, list)
    assert len(sentences) == 3
    assert all(sentence in screen for sentence in sentences)


def test_the_screen_shows_no_prefect_noise(outputs: Path) -> None:
    screen = (outputs.parent / "layar.txt").read_text(encoding="utf-8")
    assert "prefect." not in screen.lower()
    assert "Traceback" not in screen


def test_the_manifest_holds_the_hash_of_every_other_file(outputs: Path) -> None:
    listed = manifest(revision(outputs))["keluaran"]
    assert isinstance(listed, dict)
    assert set(listed) == set(documents(revision(outputs))) - {"manifest.json"}


def test_everything_is_private(outputs: Path) -> None:
    published = [outputs / "index.html", outputs / PERIOD, *(outputs / PERIOD).rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in published}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_prefects_database_and_its_folder_hold_no_nip_and_no_name(outputs: Path) -> None:
    people = pl.read_parquet(revision(outputs) / "data" / "status.parquet")
    database = outputs / ".prefect" / "prefect.db"
    with sqlite3.connect(database) as connection:
        dump = "\n".join(connection.iterdump())
    assert "laporan-bulanan" in dump
    assert not [nip for nip in people["nip"] if nip in dump]
    assert not [name for name in people["nama"] if name in dump]


def test_the_passing_server_leaves_to_the_kept_one_what_its_pages_offer(outputs: Path) -> None:
    # Prefect notes here that its kinds of block are in the database, and looks no further then.
    assert (outputs / ".prefect" / "prefect.db").exists()
    assert not (outputs / ".prefect" / "memo_store.toml").exists()


def test_a_second_run_publishes_nothing_new(outputs: Path) -> None:
    before = documents(outputs / PERIOD)
    with without_prefect():
        done = answered("run", PERIOD, "--inputs", INPUTS, "--outputs", outputs)
    assert done.returncode == 0, done.stderr
    assert "tidak ada yang diterbitkan" in done.stdout
    assert documents(outputs / PERIOD) == before


def test_from_nothing_the_same_bytes_come_out_again(outputs: Path, tmp_path: Path) -> None:
    """Another process, another hash seed, no Prefect, a cache that was there: none of it shows."""
    again = Path(shutil.copytree(read_before(), tmp_path / "outputs"))
    # The signing key is the city's own: made once, and kept with its backups.
    shutil.copytree(outputs / "kunci", again / "kunci", dirs_exist_ok=True)
    with without_prefect():
        done = answered("run", PERIOD, "--inputs", INPUTS, "--outputs", again)
    assert done.returncode == 0, done.stderr
    first, second = documents(revision(outputs)), documents(revision(again))
    one, other = json.loads(first.pop("manifest.json")), json.loads(second.pop("manifest.json"))
    assert one.pop("jalan")
    assert other.pop("jalan")
    assert one == other
    assert first == second
    assert (outputs / PERIOD / "terkini.json").read_bytes() == (
        again / PERIOD / "terkini.json"
    ).read_bytes()


def test_a_late_payment_makes_a_second_revision_that_keeps_the_other_opds_documents(
    outputs: Path, tmp_path: Path
) -> None:
    later = tmp_path / "outputs"
    shutil.copytree(outputs, later)
    inputs = tmp_path / "inputs"
    shutil.copytree(INPUTS, inputs)
    nip, name, opd = _someone_without_iuran(later)
    header = "NIP;NAMA ASN;NIK TK;BLTH;TOTAL IURAN;TANGGAL TRANSAKSI"
    row = f"{nip};{name};3374010101800001;{PERIOD};16800;2026-04-02"
    (inputs / "2026-04" / "iuran" / "susulan.csv").write_text(
        f"{header}\n{row}\n", encoding="utf-8"
    )
    with without_prefect():
        done = answered("run", PERIOD, "--inputs", inputs, "--outputs", later)
    assert done.returncode == 0, done.stderr
    changed = _changed_opds(later / PERIOD)
    assert changed == {opd}


def _someone_without_iuran(outputs: Path) -> tuple[str, str, str]:
    people = pl.read_parquet(outputs / PERIOD / "r01" / "data" / "status.parquet")
    row = people.filter(pl.col("alasan") == "belum_pernah").row(0, named=True)
    return row["nip"], row["nama"], row["kode_opd"]


def _changed_opds(period: Path) -> set[str]:
    first, second = documents(period / "r01"), documents(period / "r02")
    return {
        path.split("/")[1]
        for path in second
        if path.startswith("opd/") and second[path] != first.get(path)
    }
