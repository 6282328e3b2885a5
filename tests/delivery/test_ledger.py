"""Ledger: what was planned, begun, answered is on disk when the method returns, nothing twice."""

import datetime as dt
import itertools
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core.errors import PublicationError
from pipeline.delivery import ledger as ledger_module
from pipeline.delivery.ledger import ledger_path, look_into_ledger, open_ledger
from pipeline.delivery.model import (
    ACCEPTED,
    FAILED,
    PLANNED,
    SENDING,
    UNKNOWN,
    Bounce,
    Delivery,
    content_hash,
)
from pipeline.system.settings import Settings, settings_for

FILES = (("laporan-DISKES-2026-03.xlsx", "a" * 64), ("nota-dinas-DISKES-2026-03.docx", "b" * 64))
FIRST = Delivery(
    periode="2026-03",
    kode_opd="DISKES",
    penerima="sekretaris@diskes.contoh.go.id",
    sidik=content_hash(FILES),
    revisi="r01",
    saluran="smtp",
    koreksi=False,
    message_id="<satu@contoh.go.id>",
    berkas=FILES,
)
SECOND = replace(FIRST, sidik="c" * 64, revisi="r02", koreksi=True, message_id="<dua@contoh.go.id>")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "inputs", tmp_path / "outputs")


def test_what_was_left_out_in_packing_is_not_said_to_have_gone(settings: Settings) -> None:
    lighter = replace(FIRST, berkas=FILES[:1])
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
        ledger.begin(lighter, 4711)
        ledger.settle(lighter, ACCEPTED, "250 2.0.0 Ok")
        [held] = ledger.deliveries("2026-03")
    assert held.berkas == FILES[:1]
    assert (held.sidik, held.keadaan) == (FIRST.sidik, ACCEPTED)


def test_a_delivery_goes_through_its_states_and_each_is_seen_by_another_connection(
    settings: Settings,
) -> None:
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
        assert _states(settings) == [(PLANNED, 0)]
        ledger.begin(FIRST, 4711)
        assert _states(settings) == [(SENDING, 1)]
        ledger.settle(FIRST, ACCEPTED, "250 2.0.0 Ok")
    with open_ledger(settings) as ledger:
        [held] = ledger.deliveries("2026-03")
        [attempt] = ledger.attempts(FIRST)
    assert held == replace(
        FIRST, keadaan=ACCEPTED, ukuran=4711, percobaan=1, waktu=held.waktu, jawaban="250 2.0.0 Ok"
    )
    assert (attempt.nomor, attempt.keadaan, attempt.jawaban) == (1, ACCEPTED, "250 2.0.0 Ok")
    assert attempt.mulai <= attempt.selesai
    assert held.waktu.endswith("+00:00")


def test_one_thing_that_happens_has_one_moment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast the clock ticks between two statements: here by a second at every look."""
    seconds = itertools.count()
    monkeypatch.setattr(
        ledger_module, "now", lambda: dt.datetime(2026, 4, 2, 3, 0, next(seconds), tzinfo=dt.UTC)
    )
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
        ledger.begin(FIRST, 1)
        [begun], [attempt] = ledger.deliveries(), ledger.attempts(FIRST)
        assert begun.waktu == attempt.mulai
        ledger.settle(FIRST, ACCEPTED, "250")
        [settled], [attempt] = ledger.deliveries(), ledger.attempts(FIRST)
        assert settled.waktu == attempt.selesai


def test_the_same_content_to_the_same_recipient_is_one_delivery_however_often_it_is_planned(
    settings: Settings,
) -> None:
    again = replace(FIRST, ulang=1, message_id="<lagi@contoh.go.id>")
    with open_ledger(settings) as ledger:
        for delivery in (FIRST, again):
            ledger.plan([delivery], "")
            ledger.begin(delivery, 1)
            ledger.settle(delivery, UNKNOWN, "terputus")
        [held] = ledger.deliveries()
        assert (held.ulang, held.percobaan, held.message_id) == (1, 2, "<lagi@contoh.go.id>")
        assert [attempt.nomor for attempt in ledger.attempts(FIRST)] == [1, 2]
        assert (
            ledger.delivery_of("<satu@contoh.go.id>")
            == ledger.delivery_of("<lagi@contoh.go.id>")
            == held
        )
        assert ledger.delivery_of("<lain@contoh.go.id>") is None


def test_what_was_planned_for_an_older_content_fails_when_a_newer_one_is_planned(
    settings: Settings,
) -> None:
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
        ledger.plan([SECOND], "diganti r02")
        assert [(d.sidik[0], d.keadaan, d.jawaban) for d in ledger.deliveries()] == [
            (FIRST.sidik[0], FAILED, "diganti r02"),
            ("c", PLANNED, ""),
        ]


def test_what_may_have_been_received_stays_known_after_a_later_copy_failed(
    settings: Settings,
) -> None:
    with open_ledger(settings) as ledger:
        for keadaan in (UNKNOWN, FAILED):
            ledger.plan([FIRST], "")
            ledger.begin(FIRST, 1)
            ledger.settle(FIRST, keadaan, "")
        ledger.plan([SECOND], "")
        ledger.begin(SECOND, 1)
        ledger.settle(SECOND, FAILED, "550")
        assert ledger.may_have_sent("2026-03") == {"DISKES": {FIRST.sidik}}
        assert ledger.may_have_sent("2026-02") == {}


def test_deliveries_come_in_a_total_order(settings: Settings) -> None:
    others = [
        replace(FIRST, kode_opd="BKPP"),
        SECOND,
        FIRST,
        replace(FIRST, periode="2026-02"),
        replace(FIRST, penerima="a@b.id"),
    ]
    with open_ledger(settings) as ledger:
        for delivery in others:
            ledger.plan([delivery], "")
        keys = [(d.periode, d.kode_opd, d.penerima, d.revisi) for d in ledger.deliveries()]
    address = FIRST.penerima
    assert keys == [
        ("2026-02", "DISKES", address, "r01"),
        ("2026-03", "BKPP", address, "r01"),
        ("2026-03", "DISKES", "a@b.id", "r01"),
        ("2026-03", "DISKES", address, "r02"),
        ("2026-03", "DISKES", address, "r01"),
    ]


def test_a_bounce_is_kept_once_and_found_by_the_period_of_its_message(settings: Settings) -> None:
    bounce = Bounce(
        FIRST.message_id,
        FIRST.penerima,
        "2026-04-02T03:00:00+00:00",
        "5.1.1",
        "tidak dikenal",
        "a.mbox",
        1,
    )
    stray = replace(bounce, message_id="<asing@contoh.go.id>")
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
        ledger.begin(FIRST, 1)
        assert ledger.record_bounce(bounce)
        assert not ledger.record_bounce(replace(bounce, berkas="salinan.mbox", pesan_ke=7))
        assert ledger.record_bounce(stray)
        assert ledger.bounces("2026-03") == [bounce]
        assert ledger.bounces() == [stray, bounce]


def test_looking_makes_nothing(settings: Settings) -> None:
    with look_into_ledger(settings) as ledger:
        assert ledger.deliveries() == []
        assert ledger.bounces("2026-03") == []
    assert not settings.outputs.exists()
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
    with look_into_ledger(settings) as ledger:
        assert len(ledger.deliveries()) == 1


def test_only_its_owner_may_read_it(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
        modes = {
            stat.S_IMODE(path.stat().st_mode) for path in ledger_path(settings).parent.iterdir()
        }
    assert modes == {0o600}
    assert stat.S_IMODE(ledger_path(settings).parent.stat().st_mode) == 0o700


def test_what_is_committed_is_on_disk_before_the_effect(settings: Settings) -> None:
    """WAL with synchronous FULL syncs at every commit; NORMAL would not."""
    with open_ledger(settings) as ledger:
        settings_of = {
            name: ledger._database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings_of == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("damage", ["rusak", "versi"])
def test_a_ledger_that_cannot_be_read_stops_everything(settings: Settings, damage: str) -> None:
    with open_ledger(settings) as ledger:
        ledger.plan([FIRST], "")
    if damage == "rusak":
        ledger_path(settings).write_bytes(b"bukan basis data" * 512)
    else:
        with sqlite3.connect(ledger_path(settings)) as database:
            database.execute("PRAGMA user_version = 99")
    with pytest.raises(PublicationError, match="Jangan dihapus"), open_ledger(settings):
        pass


def test_a_delivery_that_was_never_planned_cannot_be_begun(settings: Settings) -> None:
    with open_ledger(settings) as ledger, pytest.raises(LookupError):
        ledger.begin(FIRST, 1)


def test_the_content_hash_knows_no_order_and_no_two_contents_share_one() -> None:
    assert content_hash(FILES) == content_hash(FILES[::-1])
    assert content_hash(FILES) != content_hash((*FILES[:1], (FILES[1][0], "c" * 64)))
    assert content_hash([("a", "bc")]) != content_hash([("ab", "c")])


def _states(settings: Settings) -> list[tuple[str, int]]:
    with look_into_ledger(settings) as ledger:
        return [(delivery.keadaan, delivery.percobaan) for delivery in ledger.deliveries()]
