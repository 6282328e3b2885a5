"""A marked person goes through every command, well and badly ended: what was left of her where.

She stands in her own OPD's documents, in the tables and in the operator's list of suggestions, and
nowhere else (contract §6): not in Prefect's database, logs, history, ledger, berita acara, recap,
other OPDs' documents, mail or temporary files; and where a file's own name may stand, without a
number.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from pipeline.core.shown_names import shown_name
from pipeline.publishing.paths import opd_path
from tests.builders.bounces import NOTICE
from tests.builders.canary import (
    KPJ,
    LAST,
    MARKED_FILE,
    NAME,
    NIK,
    NIP,
    OWN,
    PERIOD,
    SPACED_NIK,
    SPACED_NIP,
    WORKER,
    lay_canary,
    least_of,
    numbers_in,
    texts_in,
    traces,
    unmasked_traces,
)
from tests.builders.delivered_city import set_sending
from tests.builders.environments import Seen, watched_processes
from tests.builders.filling_in import BELUM, digits, head_row, headings
from tests.builders.filling_in import answered as returned
from tests.builders.mail_server import MailServer, by_smtp, mail_server
from tests.builders.running import asn_peduli, prefect_database
from tests.builders.without_prefect import answered

pytestmark = pytest.mark.server
REASON = f"Disetujui pimpinan atas permohonan NIP {SPACED_NIP}, NIK {SPACED_NIK}"
REPLY = f"550 5.1.1 mailbox of {NIP} ({SPACED_NIK}) is full"
# What an operator may give a command in its environment (the signing key is made by the first run).
SECRETS: dict[str, Any] = {
    "ASN_PEDULI_SANDI_DINKES": "rahasia-sandi-dinkes",
    "ASN_PEDULI_KABAR": "json://127.0.0.1:9/rahasia-kabar",
    "ASN_PEDULI_DENYUT": "http://127.0.0.1:9/rahasia-denyut",
    "LAYANAN_LAIN_TOKEN": "rahasia-layanan-lain",
}
# What lies in outputs/ that names people by right: her own documents, and tables and lists for the
# operator; and letters that the operator laid down there.
BY_RIGHT = (f"/opd/{OWN}/", "/data/", "/mutu/usulan-", "/pantulan/", "/.cache/", ".kunci")
# Where a file's name may stand, so her name in it, but never a number.
NAMES_FILES = ("/manifest.json", "/r01/index.html", "/r02/index.html", "/mutu/mutu-data-")


@dataclass
class Wake:
    """What the commands left: folders, screens, exit codes, and the mail that went out."""

    folder: Path
    server: MailServer
    seen: Seen
    screens: dict[str, str] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs"

    def files(self) -> Iterator[Path]:
        """Yield every file below outputs and the temporary folder."""
        for part in (self.outputs, self.folder / "tmp"):
            yield from (path for path in sorted(part.rglob("*")) if path.is_file())

    def place(self, path: Path) -> str:
        return f"/{path.relative_to(self.folder).as_posix()}"

    def under_prefect(self, name: str, *words: str, own_server: bool = False) -> None:
        """Give a command in a process of its own, its temporary files in a folder of their own."""
        temporary = str(self.folder / "tmp")
        done = asn_peduli(
            *words, *self._folders(), own_server=own_server, TMPDIR=temporary, **SECRETS
        )
        self.screens[name], self.ends[name] = done.stdout + done.stderr, done.returncode

    def here(self, name: str, *words: str, typed: str = "") -> None:
        done = answered(*words, *self._folders(), typed=typed, **SECRETS)
        self.screens[name], self.ends[name] = done.stdout + done.stderr, done.returncode

    def _folders(self) -> tuple[str, ...]:
        return "--inputs", str(self.folder / "inputs"), "--outputs", str(self.outputs)


@pytest.fixture(scope="module")
def wake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wake]:
    """Every command once, and the ways in which they fail."""
    folder = tmp_path_factory.mktemp("kota")
    (folder / "tmp").mkdir()
    inputs = lay_canary(folder / "inputs")
    with mail_server() as server, watched_processes() as seen:
        left = Wake(folder, server, seen)
        left.here("check", "check", PERIOD)
        left.under_prefect("run", "run", PERIOD, own_server=True)
        _give_back(left, inputs)
        _refused_runs(left, inputs)
        left.here("explain", "explain", NIP, "--period", PERIOD)
        _accept(left)
        _send(left, inputs)
        _bounces(left)
        left.here("receipt", "receipt", PERIOD)
        left.here("receipt of nothing", "receipt", "2026-04")
        left.here("status", "status")
        left.here("prune", "prune", PERIOD, "--keep", "1", "--dry-run")
        left.here("prune badly", "prune", NIP)
        yield left


def _give_back(left: Wake, inputs: Path) -> None:
    """Return her OPD's workbook, its file and its list called by her numbers, filled in wrongly."""
    made = left.outputs / PERIOD / "r01" / opd_path(OWN, PERIOD, "xlsx")

    def renamed(book: Workbook) -> None:
        book[BELUM].title = f"NIK {SPACED_NIK}"

    data = returned(made.read_bytes(), {asked(made): ("entah", None, f"cuti, NIK {NIK}")}, renamed)
    (inputs / PERIOD / "tindak_lanjut" / f"jawaban {NAME} {NIK}.xlsx").write_bytes(data)


def asked(made: Path) -> str:
    """Return the NIP of the first in the list of belum."""
    sheet = load_workbook(made)[BELUM]
    return digits(sheet.cell(head_row(sheet) + 1, headings(sheet)["NIP"]).value)


def _refused_runs(left: Wake, inputs: Path) -> None:
    """Run a month with a damaged file of hers, with one misplaced, and that one let through."""
    damaged = inputs / PERIOD / "iuran" / f"rusak {NAME} {NIP}.xlsx"
    damaged.write_bytes(b"PK\x03\x04 tidak utuh")
    left.here("check badly", "check", PERIOD)
    left.under_prefect("backfill badly", "backfill", LAST, PERIOD)
    damaged.unlink()
    misplaced = inputs / PERIOD / f"{NAME} {SPACED_NIP}.csv"
    misplaced.write_text(f"NIP,Nama\n{NIP},{NAME}\n", encoding="utf-8")
    left.under_prefect("run held", "run", PERIOD)
    left.under_prefect("run let through", "run", PERIOD, "--accept-anomaly", REASON)
    misplaced.unlink()


def _accept(left: Wake) -> None:
    repairs = left.folder / f"koreksi {NAME} {NIP}.csv"
    repairs.write_text(f"nip_tercatat,nama_tercatat,nip_benar\n{NIP},{NAME},1\n", encoding="utf-8")
    left.here("accept", "accept", PERIOD, typed="q\n")
    left.here("accept badly", "accept", PERIOD, "--from", str(repairs))


def _send(left: Wake, inputs: Path) -> None:
    set_sending(inputs, **by_smtp(left.server))
    left.server.faults.rcpt = [REPLY]
    left.under_prefect("send badly", "send", PERIOD)
    left.under_prefect("send", "send", PERIOD)


def _bounces(left: Wake) -> None:
    message = next(one for one in left.server.messages if OWN.lower() not in str(one["To"]))
    notice = NOTICE.format(server="mx.contoh.go.id", to=message["To"].addresses[0].addr_spec)
    said = notice.replace("kotak surat ditutup", f"kotak surat NIP {SPACED_NIP} NIK {NIK} ditutup")
    box = left.outputs / "pengiriman" / "pantulan"
    box.mkdir(parents=True)
    (box / f"kembali {NAME} {NIP}.eml").write_bytes(
        said.encode() + message.as_bytes() + b"\n--BATAS-PANTULAN--\n"
    )
    (box / f"rusak {NAME} {NIK}.eml").write_bytes(b"bukan surat")
    left.here("bounces", "bounces", PERIOD)


def test_every_command_ended_as_it_was_meant_to(wake: Wake) -> None:
    assert wake.ends == {
        "check": 0,
        "run": 0,
        "check badly": 3,
        "backfill badly": 4,
        "run held": 3,
        "run let through": 0,
        "explain": 0,
        "accept": 0,
        "accept badly": 3,
        "send badly": 4,
        "send": 0,
        "bounces": 0,
        "receipt": 0,
        "receipt of nothing": 2,
        "status": 0,
        "prune": 0,
        "prune badly": 2,
    }, wake.screens


def test_two_times_side_by_side_in_a_journal_are_no_trace_of_her_and_a_whole_number_is() -> None:
    journal = least_of("/outputs/.prefect/prefect.db-wal")
    assert numbers_in("2026-11-26 20:07:10.8650042026-11-26 20:07:10.9", journal) == set()
    assert numbers_in(f"2026-11-26 20:07:10.8650042{WORKER}2026", journal) == {WORKER}


def test_she_is_where_she_belongs(wake: Wake) -> None:
    """Were she nowhere, the other tests would hold for nothing."""
    own = wake.outputs / PERIOD / "r01" / "opd" / OWN
    documents = [*own.glob("*.xlsx"), *own.glob("*.html")]
    assert len(documents) == 2
    for path in documents:
        assert {NIP, *NAME.lower().split()} & {
            trace for text in texts_in(path) for trace in traces(text)
        }


def test_a_number_in_the_name_of_a_returned_file_and_its_sheet_is_masked(wake: Wake) -> None:
    data = wake.outputs / PERIOD / "r02" / "data"
    said = [pl.read_parquet(data / f"{name}.parquet") for name in ("temuan", "tindak_lanjut")]
    places = {place for one in said for place in one["berkas"]}
    assert f"tindak_lanjut/jawaban {NAME} {'*' * 16}.xlsx" in places
    wrong = said[0].filter(kode="jawaban_bukan_pilihan")
    assert wrong["lembar"].to_list() == ["NIK **** **** **** ****"]


def test_nothing_of_her_is_left_where_nobody_may_be_named(wake: Wake) -> None:
    found: dict[str, set[str]] = {}
    for path in wake.files():
        place = wake.place(path)
        if any(part in place for part in (*BY_RIGHT, *NAMES_FILES)):
            continue
        left = {trace for text in texts_in(path) for trace in _looked_for(place)(text)}
        found |= {place: left} if left else {}
    assert found == {}


def _looked_for(place: str) -> Callable[[str], set[str]]:
    """Return how a file is searched: a NIK that slipped into another's row is masked there (§6)."""
    lists_people = "/opd/" in place or place.endswith(f"nama-kota-{PERIOD}.xlsx")
    return partial(unmasked_traces if lists_people else traces, least=least_of(place))


def test_prefects_databases_know_nothing_of_her(wake: Wake, tmp_path: Path) -> None:
    held = [prefect_database(), wake.outputs / ".prefect" / "prefect.db"]
    for at, database in enumerate(held):
        copy = tmp_path / f"{at}.db"
        for ending in ("", "-wal"):
            if database.with_name(database.name + ending).exists():
                shutil.copy(database.with_name(database.name + ending), f"{copy}{ending}")
        with sqlite3.connect(copy) as known:
            assert known.execute("SELECT count(*) FROM flow_run").fetchone()[0] > 0
        assert {trace for text in texts_in(copy) for trace in traces(text)} == set()


def test_where_files_are_named_her_numbers_are_not(wake: Wake) -> None:
    read = 0
    for path in wake.files():
        place = wake.place(path)
        if not any(part in place for part in NAMES_FILES):
            continue
        read += 1
        said = "\n".join(texts_in(path))
        assert numbers_in(said) == set(), place
        assert NAME in said, place
    assert read == 8


def test_of_her_name_there_stand_only_names_of_files_sheets_and_columns(wake: Wake) -> None:
    """A cell that slipped is told by its shape."""
    named = (
        f"roster {NAME}",
        shown_name(MARKED_FILE),
        f"surat {NAME}",
        f"jawaban {NAME}",
        shown_name(f"{NAME} {NIP}"[:31]),
    )
    page = wake.outputs / PERIOD / "r01" / "mutu" / f"mutu-data-{PERIOD}.html"
    [said, _] = texts_in(page)
    for name in named:
        said = said.replace(name, "")
    assert "teks, 26 huruf" in said
    assert [
        said[max(at - 60, 0) : at + 40] for at in range(len(said)) if said.startswith(NAME[:8], at)
    ] == []


def test_no_nik_and_no_kpj_is_whole_in_any_file(wake: Wake) -> None:
    whole = {NIK, KPJ, WORKER}
    for path in wake.files():
        place = wake.place(path)
        if "/pantulan/" not in place:
            found = {n for text in texts_in(path) for n in numbers_in(text, least_of(place))}
            assert not found & whole, place


def test_mail_to_others_does_not_speak_of_her(wake: Wake, tmp_path: Path) -> None:
    others = [message for message in wake.server.messages if OWN.lower() not in str(message["To"])]
    assert len(others) == 2
    for message in others:
        for at, part in enumerate(part for part in message.walk() if not part.is_multipart()):
            path = tmp_path / f"{at}"
            path.write_bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            assert not {trace for text in texts_in(path) for trace in unmasked_traces(text)}


def test_no_screen_shows_a_number_of_hers_that_was_not_asked_for(wake: Wake) -> None:
    asked = {"explain", "accept", "prune badly"}
    shown = {name: numbers_in(said) for name, said in wake.screens.items() if name not in asked}
    assert {name: numbers for name, numbers in shown.items() if numbers} == {}


def test_nothing_is_left_in_the_temporary_folder(wake: Wake) -> None:
    held = [path.name for path in (wake.folder / "tmp").rglob("*") if path.is_file()]
    assert [name for name in held if traces(name)] == []


def test_no_process_that_a_command_starts_inherits_her_or_a_secret(wake: Wake) -> None:
    started = " ".join(wake.seen.kinds())
    for kind in ("guardian", "server_process", "opener"):
        assert kind in started, kind
    assert wake.seen.holding(*SECRETS.values(), "rahasia-", without=str(wake.folder)) == {}
    assert {line for (_, line), held in wake.seen.started.items() if traces(held)} == set()
