"""The flow under Prefect: what its database knows, what its parameters may be, killed processes."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from pipeline.delivery.model import ACCEPTED, PLANNED, SENDING, UNKNOWN
from pipeline.knowledge.sending_rules import FOLDER
from tests.builders.delivered_city import (
    ADDRESSES,
    DOMAIN,
    OPDS,
    PEOPLE,
    PERIOD,
    SENDER,
    all_in,
    command,
    copy_of,
    states,
)
from tests.builders.mail_server import PASSWORD, USER, Faults, MailServer, by_smtp, mail_server
from tests.builders.running import (
    PROGRAM,
    documents,
    prefect_client,
    prefect_database,
    prefect_server,
    wait_until,
)

pytestmark = pytest.mark.server
_PATIENCE = 120
CANARY = "Kenari-Jawaban-Server"


@pytest.fixture(scope="module")
def prefect_address() -> str:
    """Return the address of the test session's Prefect server.

    Each process would start its own otherwise.
    """
    return prefect_server()


@dataclass(frozen=True)
class Kill:
    """Where a sending process dies, and what must be found.

    The states then, and the copies taken of the second OPD.
    """

    place: str
    after: tuple[str, str, str]
    copies: int
    saluran: str = "smtp"


_SECOND_BEGUN = (ACCEPTED, SENDING, PLANNED)
KILLS = (
    Kill("kirim-direncanakan", (PLANNED, PLANNED, PLANNED), 0),
    Kill("kirim-mulai:2", _SECOND_BEGUN, 0),
    Kill("kirim-sebelum-titik:2", _SECOND_BEGUN, 0),
    Kill("kirim-sesudah-titik:2", _SECOND_BEGUN, 1),
    Kill("kirim-diterima:2", (ACCEPTED, ACCEPTED, PLANNED), 1),
    Kill("kirim-sesudah-titik:2", _SECOND_BEGUN, 1, FOLDER),
)


@dataclass(frozen=True)
class Scene:
    """A city whose sending was killed, and the mail server that it spoke to."""

    kill: Kill
    folder: Path
    server: MailServer

    @property
    def copies(self) -> int:
        """How many copies of the second OPD's documents left the house."""
        if self.kill.saluran == FOLDER:
            return int((self.folder / "outputs" / "outbox" / PERIOD / "DISDIK").exists())
        return self.server.recipients.count(ADDRESSES["DISDIK"])


@pytest.fixture(scope="module")
def killed(
    city: Path, prefect_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Kill, Scene]]:
    """Start a real `asn-peduli send` for each kill, all at once, and wait until all are dead."""
    with ExitStack() as stack:
        scenes = {}
        for kill in KILLS:
            server = stack.enter_context(mail_server())
            rules = by_smtp(server) if kill.saluran == "smtp" else {"saluran": kill.saluran}
            scenes[kill] = Scene(
                kill, copy_of(city, tmp_path_factory.mktemp("mati"), **rules), server
            )
        started = [_start(scene) for scene in scenes.values()]
        ends = [process.wait(_PATIENCE) for process in started]
        assert ends == [-9] * len(KILLS)
        yield scenes


def _start(scene: Scene) -> subprocess.Popen[bytes]:
    words = [
        "send",
        PERIOD,
        "--inputs",
        scene.folder / "inputs",
        "--outputs",
        scene.folder / "outputs",
    ]
    own = {**prefect_client(), "ASN_PEDULI_GAGAL_DI": scene.kill.place}
    return subprocess.Popen(
        [PROGRAM, *map(str, words)],
        env={**os.environ, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.usefixtures("no_prefect")
@pytest.mark.parametrize("kill", KILLS, ids=lambda kill: f"{kill.saluran} {kill.place}")
def test_after_a_kill_nobody_gets_a_second_copy_unasked_and_nobody_is_left_out(
    killed: dict[Kill, Scene], kill: Kill, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = killed[kill]
    folder = scene.folder
    # A server may need a moment for what was sent to it just before the kill.
    wait_until(
        "the copy that had left the house arrives", lambda: scene.copies == kill.copies, seconds=10
    )
    assert tuple(state for kode in OPDS for state in states(folder)[kode]) == kill.after
    uncertain = kill.saluran == "smtp" and SENDING in kill.after
    assert command("send", folder) == (4 if uncertain else 0)
    assert states(folder) == {**all_in(ACCEPTED), **({"DISDIK": [UNKNOWN]} if uncertain else {})}
    if uncertain:
        assert scene.copies == kill.copies, "a second copy without the operator's word"
        assert "DISDIK TIDAK PASTI" in capsys.readouterr().err
        assert command("send", folder, "--arrived" if scene.copies else "--resend", "DISDIK") == 0
    assert states(folder) == all_in(ACCEPTED)
    assert scene.copies == 1
    before = (documents(folder / "outputs"), len(scene.server.taken))
    assert command("send", folder) == 0
    assert len(scene.server.taken) == before[1]
    if kill.saluran == "smtp":
        assert sorted(scene.server.recipients) == sorted(ADDRESSES.values())


def test_prefects_database_knows_no_address_no_person_and_no_password(
    folder: Path, server: MailServer, prefect_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    monkeypatch.setenv("PREFECT_API_URL", prefect_address)
    monkeypatch.setenv("ASN_PEDULI_SMTP_PENGGUNA", USER.decode())
    monkeypatch.setenv("ASN_PEDULI_SMTP_SANDI", PASSWORD.decode())
    with temporary_settings({PREFECT_API_URL: prefect_address}):
        assert command("send", folder, "--opd", "DISDIK") == 4
        monkeypatch.delenv("ASN_PEDULI_SMTP_SANDI")
        server.faults = Faults(rcpt=[f"550 5.1.1 <{ADDRESSES['DINKES']}> tidak dikenal"])
        assert command("send", folder, "--resend", "DINKES", "KEC-MIJEN") == 4
        server.faults = Faults(data=[f"554 5.7.1 ditolak: tanya {CANARY}", f"451 4.3.0 {CANARY}"])
        assert command("send", folder, "--resend", "DINKES", "KEC-MIJEN") == 4
    assert CANARY in (folder / "outputs" / "pengiriman" / "buku-kirim.sqlite3").read_text(
        encoding="latin-1"
    )
    with sqlite3.connect(prefect_database()) as database:
        dump = "\n".join(database.iterdump())
    assert "kirim-laporan" in dump
    assert f"'{PERIOD}'" in dump or PERIOD in dump
    secret = [
        DOMAIN,
        SENDER,
        PASSWORD.decode(),
        CANARY,
        *(word for nip, name, _ in PEOPLE for word in (nip, name)),
    ]
    assert [word for word in secret if word in dump] == []
    history = (folder / "outputs" / "riwayat.jsonl").read_text(encoding="utf-8")
    assert [word for word in secret if word in history] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"periode": "Maret 2026"},
        {"periode": "2026-13"},
        {"opd": ["sekretariat@dinas.contoh.go.id"]},
        {"resend": ["x" * 50]},
        {"outputs": "folder/lain"},
    ],
)
def test_the_flow_refuses_parameters_that_are_no_month_or_no_code(
    prefect_address: str, wrong: dict[str, object]
) -> None:
    from flows.distribute import distribute

    with pytest.raises(UsageError, match="tidak ada yang dibaca"):
        distribute.validate_parameters({"periode": PERIOD, **wrong})


def test_the_flow_describes_its_parameters() -> None:
    from flows.distribute import distribute

    known = distribute.parameters.properties
    assert set(known) == {"periode", "opd", "resend", "reminder"}
    assert all(one.get("description") for one in known.values())
