"""What a mail server can do to a delivery: ledger, copies the server took, exit code, each time."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.delivery.model import ACCEPTED, FAILED, PLANNED, UNKNOWN
from tests.builders.delivered_city import (
    ADDRESSES,
    OPDS,
    PEOPLE,
    PERIOD,
    SENDER,
    all_in,
    command,
    copy_of,
    hint,
    set_sending,
    states,
)
from tests.builders.mail_server import (
    HOST,
    PASSWORD,
    USER,
    Authority,
    Faults,
    MailServer,
    by_smtp,
    mail_server,
    signs_in,
)

Screen = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("no_prefect")


def test_every_secretary_gets_one_message_and_a_second_run_sends_none(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    assert command("send", folder) == 0
    assert sorted(server.recipients) == sorted(ADDRESSES.values())
    assert states(folder) == all_in(ACCEPTED)
    assert "3 OPD terkirim (0 koreksi), 0 gagal" in capsys.readouterr().out
    assert command("send", folder) == 0
    assert len(server.taken) == 3
    assert "tidak ada yang dikirim.\n3 OPD sudah menerima isi ini dan" in capsys.readouterr().out


def test_each_message_has_one_recipient_and_a_message_id_of_its_own(
    folder: Path, server: MailServer
) -> None:
    command("send", folder)
    assert [envelope.rcpt_tos for envelope in server.taken] == [[ADDRESSES[kode]] for kode in OPDS]
    for message in server.messages:
        assert message["To"].addresses[0].addr_spec in ADDRESSES.values()
        assert len(message["To"].addresses) == 1
        assert message["Cc"] is message["Bcc"] is None
        assert message["From"].addresses[0].addr_spec == SENDER
        assert re.fullmatch(r"<[0-9a-f]{40}@kota\.contoh\.go\.id>", message["Message-ID"])
    assert len({message["Message-ID"] for message in server.messages}) == 3


def test_a_refused_recipient_fails_alone_and_is_tried_again_next_time(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults = Faults(rcpt=["550 5.1.1 tidak dikenal"])
    assert command("send", folder) == 4
    assert states(folder) == {**all_in(ACCEPTED), "DINKES": [FAILED]}
    assert len(server.taken) == 2
    assert "DINKES GAGAL, pasti tidak diterima: 550 5.1.1 tidak dikenal" in capsys.readouterr().err
    assert command("send", folder) == 0
    assert states(folder) == all_in(ACCEPTED)
    assert server.recipients.count(ADDRESSES["DINKES"]) == 1


def test_greylisting_is_waited_out(folder: Path, server: MailServer) -> None:
    server.faults = Faults(rcpt=["451 4.7.1 nanti", "451 4.7.1 nanti"])
    assert command("send", folder) == 0
    assert states(folder) == all_in(ACCEPTED)
    assert (server.greeted, len(server.taken)) == (5, 3)


def test_a_server_that_keeps_saying_later_fails_it_for_now(
    folder: Path, server: MailServer
) -> None:
    server.faults = Faults(rcpt=["451 nanti"] * 6)
    assert command("send", folder) == 4
    assert states(folder) == all_in(FAILED)
    assert (server.greeted, len(server.taken)) == (6, 0)


@pytest.mark.parametrize(
    ("reply", "copies"), [("552 terlalu besar", 0), ("554 ditolak", 0), ("451 antrean penuh", 1)]
)
def test_an_answer_to_the_final_dot_is_definite(
    folder: Path, server: MailServer, reply: str, copies: int
) -> None:
    """A 5xx is final; a 4xx certainly took nothing, so another try is no second copy."""
    server.faults = Faults(data=[reply])
    assert command("send", folder, "--opd", "DINKES") == (0 if copies else 4)
    assert states(folder) == {"DINKES": [ACCEPTED if copies else FAILED]}
    assert len(server.taken) == copies


def test_a_message_larger_than_the_server_says_is_not_offered(
    city: Path, tmp_path: Path, capsys: Screen
) -> None:
    with mail_server(data_size_limit=20_000) as small:
        folder = copy_of(city, tmp_path / "kota", **by_smtp(small))
        assert command("send", folder, "--opd", "DINKES") == 4
        assert (small.greeted, small.taken) == (0, [])
    assert states(folder) == {"DINKES": [FAILED]}
    assert "server hanya menerima 20.000 byte" in capsys.readouterr().err


def test_a_message_larger_than_the_policy_allows_never_reaches_the_server(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    set_sending(folder / "inputs", **by_smtp(server, ukuran_terbesar="20 KiB"))
    assert command("send", folder) == 4
    assert states(folder) == all_in(FAILED)
    assert server.greeted == 0
    assert "kirim.ukuran_terbesar" in capsys.readouterr().err


def test_a_line_cut_before_the_final_dot_is_tried_again(folder: Path, server: MailServer) -> None:
    server.faults = Faults(putus="sebelum")
    assert command("send", folder, "--opd", "DINKES") == 4
    assert states(folder) == {"DINKES": [FAILED]}
    server.faults = Faults()
    assert command("send", folder, "--opd", "DINKES") == 0
    assert len(server.taken) == 1


def test_a_line_cut_after_the_final_dot_waits_for_the_operators_word(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    server.faults = Faults(putus="sesudah")
    assert command("send", folder, "--opd", "DINKES") == 4
    assert states(folder) == {"DINKES": [UNKNOWN]}
    assert len(server.taken) == 1
    server.faults = Faults()
    assert command("send", folder) == 4
    assert states(folder) == {**all_in(ACCEPTED), "DINKES": [UNKNOWN]}
    assert server.recipients.count(ADDRESSES["DINKES"]) == 1, (
        "a second copy without the operator's word"
    )
    assert hint(folder, "send", f"{PERIOD} --resend DINKES") in capsys.readouterr().out


def test_the_operator_may_say_that_it_arrived(folder: Path, server: MailServer) -> None:
    server.faults = Faults(putus="sesudah")
    command("send", folder, "--opd", "DINKES")
    server.faults = Faults()
    assert command("send", folder, "--arrived", "DINKES") == 0
    assert states(folder) == {"DINKES": [ACCEPTED]}
    assert command("send", folder) == 0
    assert server.recipients.count(ADDRESSES["DINKES"]) == 1


def test_the_operator_may_ask_for_another_copy_which_has_an_id_of_its_own(
    folder: Path, server: MailServer
) -> None:
    server.faults = Faults(putus="sesudah")
    command("send", folder, "--opd", "DINKES")
    server.faults = Faults()
    assert command("send", folder, "--resend", "DINKES") == 0
    assert states(folder) == {"DINKES": [ACCEPTED]}, "only the OPD that was named is touched"
    assert len({message["Message-ID"] for message in server.messages}) == len(server.taken) == 2
    body = server.messages[1].get_body(("plain",))
    assert body is not None
    assert "dikirim ulang" in body.get_content()


@pytest.mark.parametrize(("slow", "state", "copies"), [("rcpt", FAILED, 0), ("data", UNKNOWN, 1)])
def test_a_slow_server_is_not_waited_for_for_ever(
    city: Path, tmp_path: Path, slow: str, state: str, copies: int
) -> None:
    with mail_server() as server:
        rules = by_smtp(server, batas_waktu_detik=1, coba_lagi_detik=[])
        folder = copy_of(city, tmp_path / "kota", **rules)
        server.faults = Faults(lambat=slow)
        assert command("send", folder, "--opd", "DINKES") == 4
        assert states(folder) == {"DINKES": [state]}
        assert len(server.taken) == copies


def test_a_server_that_is_not_there_leaves_the_rest_untried(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    set_sending(folder / "inputs", **by_smtp(server, port=1, coba_lagi_detik=[]))
    assert command("send", folder) == 4
    assert states(folder) == {**all_in(PLANNED), "DINKES": [FAILED]}
    assert "2 OPD belum dicoba" in capsys.readouterr().err
    set_sending(folder / "inputs", **by_smtp(server))
    assert command("send", folder) == 0
    assert states(folder) == all_in(ACCEPTED)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_trusted_server_gets_the_message_over_tls_with_the_password(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    trusted = Authority.new(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))
    sign_in(monkeypatch, PASSWORD.decode())
    with tls_server(trusted, security, authenticator=signs_in, auth_required=True) as server:
        folder = copy_of(city, tmp_path / "kota", **by_smtp(server, keamanan=security))
        assert command("send", folder) == 0
        assert len(server.taken) == 3
    assert states(folder) == all_in(ACCEPTED)


@pytest.mark.parametrize(
    ("own_authority", "name"),
    [(False, HOST), (True, "lain.contoh.go.id")],
    ids=["unknown issuer", "another's name"],
)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_bad_certificate_gets_nothing(
    city: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Screen,
    own_authority: bool,
    name: str,
    security: str,
) -> None:
    trusted, stranger = Authority.new(tmp_path / "dipercaya"), Authority.new(tmp_path / "asing")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))
    with tls_server(trusted if own_authority else stranger, security, name) as server:
        folder = copy_of(city, tmp_path / "kota", **by_smtp(server, keamanan=security))
        assert command("send", folder) == 4
        assert server.greeted == 0
    assert states(folder) == {**all_in(PLANNED), "DINKES": [FAILED]}
    assert "sertifikat server tidak dapat dipercaya" in capsys.readouterr().err


def test_without_tls_nothing_is_sent_to_a_policy_that_asks_for_it(
    folder: Path, server: MailServer, capsys: Screen
) -> None:
    set_sending(folder / "inputs", **by_smtp(server, keamanan="starttls"))
    assert command("send", folder) == 4
    assert server.greeted == 0
    assert states(folder) == {**all_in(PLANNED), "DINKES": [FAILED]}
    assert "tidak menawarkan STARTTLS" in capsys.readouterr().err


def test_a_wrong_password_ends_the_run_and_is_shown_nowhere(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Screen
) -> None:
    trusted = Authority.new(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))
    sign_in(monkeypatch, "sandi-yang-keliru")
    with tls_server(trusted, "starttls", authenticator=signs_in, auth_required=True) as server:
        folder = copy_of(city, tmp_path / "kota", **by_smtp(server, keamanan="starttls"))
        assert command("send", folder) == 4
        assert server.greeted == 0
    assert states(folder) == {**all_in(PLANNED), "DINKES": [FAILED]}
    screen = capsys.readouterr()
    assert "535" in screen.err
    assert "sandi-yang-keliru" not in screen.out + screen.err
    kept = [path for path in (folder / "outputs").rglob("*") if path.is_file()]
    assert not [path for path in kept if b"sandi-yang-keliru" in path.read_bytes()]


def test_a_password_never_crosses_an_open_line(
    folder: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch, capsys: Screen
) -> None:
    sign_in(monkeypatch, PASSWORD.decode())
    assert command("send", folder) == 4
    assert server.greeted == 0
    assert "sandi tidak dikirim lewat sambungan tanpa enkripsi" in capsys.readouterr().err


def test_the_ledger_and_the_subjects_name_nobody(folder: Path, server: MailServer) -> None:
    command("send", folder)
    names = [word for nip, name, _ in PEOPLE for word in (nip, name)]
    written = [path for path in (folder / "outputs" / "pengiriman").rglob("*") if path.is_file()]
    ledger = b"".join(path.read_bytes() for path in written)
    subjects = [str(message["Subject"]) for message in server.messages]
    assert [
        name
        for name in names
        if name.encode() in ledger or any(name in subject for subject in subjects)
    ] == []
    assert subjects[0] == "Laporan ASN Peduli Pekerja Rentan Maret 2026: Dinas Kesehatan"


def sign_in(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("ASN_PEDULI_SMTP_PENGGUNA", USER.decode())
    monkeypatch.setenv("ASN_PEDULI_SMTP_SANDI", password)


def tls_server(authority: Authority, security: str, name: str = HOST, **options: Any) -> Any:
    """Return a server that speaks TLS from the start, or after STARTTLS."""
    context = authority.context(name)
    if security == "tls":
        # The server does not see that its line is encrypted from the start.
        return mail_server(ssl_context=context, auth_require_tls=False, **options)
    return mail_server(tls_context=context, require_starttls=True, **options)
