"""The tables of the berita acara as texts and numbers: page and workbook show the same ones."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.delivery.model import ACCEPTED, RETURNED, Bounce, Delivery
from pipeline.delivery.receipt.model import LAID_READY, Line, Receipt
from pipeline.knowledge.sending_rules import SMTP
from pipeline.rendering.columns import blank

Value = str | int
COLUMNS: Final = {
    "kiriman": (
        "opd",
        "keadaan",
        "penerima",
        "waktu",
        "saluran",
        "revisi",
        "percobaan",
        "jawaban",
        "pantulan",
        "kembali",
    ),
    "pengingat": (
        "opd",
        "tenggat",
        "keadaan",
        "penerima",
        "waktu",
        "saluran",
        "revisi",
        "percobaan",
        "jawaban",
        "pantulan",
    ),
    "percobaan": ("opd", "penerima", "percobaan_ke", "mulai", "selesai", "keadaan", "jawaban"),
    "pantulan": ("opd", "sifat", "penerima", "waktu", "kode", "alasan", "sidik", "pesan_ke"),
    "kembali": ("opd", "unit_kerja", "keadaan", "bulan_terima", "revisi", "dijawab", "berkas_ke"),
    # Last: what a program compares, and nobody reads through.
    "berkas": ("opd", "revisi", "penerima", "berkas", "sha256"),
}
# Ledgers of before hold names of files here, which may name people.
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Listing:
    """One table: its key, its columns by name, and its rows."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def listings(receipt: Receipt) -> tuple[Listing, ...]:
    """Return the tables of `receipt`."""
    makers = {
        "kiriman": _delivery_rows,
        "pengingat": _reminder_rows,
        "berkas": _file_rows,
        "percobaan": _attempt_rows,
        "pantulan": _bounce_rows,
        "kembali": _returned_rows,
    }
    return tuple(Listing(key, COLUMNS[key], tuple(makers[key](receipt))) for key in COLUMNS)


def intro(listing: Listing) -> str:
    """Return what a table is, or that there is nothing to list."""
    return say(f"berita_acara.cara.{listing.key}{'' if listing.rows else '_nihil'}")


def bounce_reason(bounce: Bounce) -> str:
    """Return code and words of a bounce; most servers repeat the code in their words."""
    return (
        bounce.alasan if bounce.kode in bounce.alasan else f"{bounce.kode} {bounce.alasan}".strip()
    )


def _delivery_rows(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line in receipt.lines:
        one = line.delivery
        state = say(f"berita_acara.keadaan.{line.state}")
        back = _back_words(line)
        if one is None:
            empty = blank()
            yield (
                line.nama_opd,
                state,
                empty,
                empty,
                empty,
                line.revision,
                0,
                _reason_not_sent(line),
                empty,
                back,
            )
            continue
        yield (
            line.nama_opd,
            state,
            one.penerima,
            _local_moment(receipt, one.waktu),
            say(f"berita_acara.saluran.{one.saluran}"),
            _revision_words(one),
            one.percobaan,
            one.jawaban or blank(),
            _last_bounce_words(line),
            back,
        )


def _reminder_rows(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line in receipt.reminders:
        one = line.delivery
        if one is not None:
            state = say(f"berita_acara.keadaan.{line.state}")
            yield (
                line.nama_opd,
                formats.date(dt.date.fromisoformat(one.tenggat)),
                state,
                one.penerima,
                _local_moment(receipt, one.waktu),
                say(f"berita_acara.saluran.{one.saluran}"),
                one.revisi,
                one.percobaan,
                one.jawaban or blank(),
                _last_bounce_words(line),
            )


def _state_of_attempt(state: str, delivery: Delivery) -> str:
    """Return `state`, but not "received" for what only lies ready in a folder or as a package."""
    return LAID_READY if state == ACCEPTED and delivery.saluran != SMTP else state


def _revision_words(delivery: Delivery) -> str:
    """Return the revision that was sent, and whether it went as a correction of an earlier one."""
    return (
        say("berita_acara.koreksi", revisi=delivery.revisi) if delivery.koreksi else delivery.revisi
    )


def _back_words(line: Line) -> str:
    """Return when the latest workbook came back, and of how many units where each has one."""
    if not line.returned:
        return say("berita_acara.belum_kembali")
    month = formats.month(line.returned.bulan_terima)
    if not line.units:
        return month
    counts = {"jumlah": formats.number(line.units_back), "semua": formats.number(line.units)}
    return say("berita_acara.kembali_unit", bulan=month, **counts)


def _reason_not_sent(line: Line) -> str:
    return say(f"berita_acara.sebab.{line.state}")


def _last_bounce_words(line: Line) -> str:
    if not line.bounces:
        return blank()
    last = max(
        line.bounces, key=lambda bounce: (bounce.sifat == RETURNED, bounce.waktu, bounce.kode)
    )
    return ": ".join(filter(None, (say(f"berita_acara.sifat.{last.sifat}"), bounce_reason(last))))


def _file_rows(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line, one in _sent_lines(receipt):
        yield from (
            (line.nama_opd, one.revisi, one.penerima, name, sha256) for name, sha256 in one.berkas
        )


def _attempt_rows(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line, one in _sent_lines(receipt):
        for attempt in line.attempts:
            state = _state_of_attempt(attempt.keadaan, one)
            yield (
                line.nama_opd,
                one.penerima,
                attempt.nomor,
                _local_moment(receipt, attempt.mulai),
                _local_moment(receipt, attempt.selesai),
                say(f"berita_acara.percobaan.{state}"),
                attempt.jawaban or blank(),
            )


def _sent_lines(receipt: Receipt) -> Iterator[tuple[Line, Delivery]]:
    yield from ((line, line.delivery) for line in receipt.lines if line.delivery is not None)


def _bounce_rows(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for name, bounce in receipt.bounces:
        kind, reason = say(f"berita_acara.sifat.{bounce.sifat}"), bounce.alasan or blank()
        code = bounce.kode or blank()
        when = _local_moment(receipt, bounce.waktu)
        yield (
            name,
            kind,
            bounce.penerima or blank(),
            when,
            code,
            reason,
            bounce.berkas if _FINGERPRINT.fullmatch(bounce.berkas) else blank(),
            bounce.pesan_ke,
        )


def _returned_rows(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for name, file in receipt.returned_files:
        empty = blank()
        state = say(f"berita_acara.kembali.{file.keadaan}")
        yield (
            name or empty,
            file.unit or empty,
            state,
            formats.month(file.bulan_terima),
            file.revisi or empty,
            file.jawaban,
            file.nomor,
        )


def _local_moment(receipt: Receipt, text: str) -> str:
    return formats.moment(text, receipt.edition.policy.zone)
