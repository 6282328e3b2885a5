"""The tables of the berita acara as texts and numbers: page and workbook show the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.delivery.model import ACCEPTED, RETURNED, Bounce, Delivery
from pipeline.delivery.receipt.model import SENT, Line, Receipt
from pipeline.knowledge.sending_rules import SMTP

Value = str | int
COLUMNS: Final = {
    "kiriman": (
        "opd", "keadaan", "penerima", "waktu", "saluran", "revisi", "percobaan", "jawaban", "pantulan", "kembali",
    ),
    "berkas": ("opd", "revisi", "penerima", "berkas", "sha256"),
    "percobaan": ("opd", "penerima", "percobaan_ke", "mulai", "selesai", "keadaan", "jawaban"),
    "pantulan": ("opd", "sifat", "penerima", "waktu", "kode", "alasan", "berkas", "pesan_ke"),
    "kembali": ("opd", "keadaan", "bulan_terima", "revisi", "berkas"),
}  # fmt: skip
_FIGURES: Final = ("terkirim", "gagal", "tidak_pasti", "belum_dikirim", "kembali")


@dataclass(frozen=True)
class Listing:
    """One table: its key, its columns by name, and its rows."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def listings(receipt: Receipt) -> tuple[Listing, ...]:
    """Return the five tables of `receipt`."""
    made = {
        "kiriman": _deliveries, "berkas": _files, "percobaan": _tries, "pantulan": _bounces, "kembali": _returned,
    }  # fmt: skip
    return tuple(Listing(key, COLUMNS[key], tuple(made[key](receipt))) for key in COLUMNS)


def figures(receipt: Receipt) -> tuple[tuple[str, str, str, str], ...]:
    """Return (key, label, number, meaning) of the headline figures; what came back counts as failed."""
    of = receipt.jumlah
    shown = {name: getattr(of, name) for name in _FIGURES} | {"gagal": of.gagal + of.dipantulkan}
    return tuple(
        (name, say(f"berita_acara.angka.{name}"), formats.number(shown[name]), _meaning(name, receipt))
        for name in _FIGURES
    )


def _meaning(name: str, receipt: Receipt) -> str:
    if name == "gagal" and receipt.jumlah.dipantulkan:
        return say("berita_acara.angka.arti_gagal_pantulan", pantulan=formats.number(receipt.jumlah.dipantulkan))
    return say(f"berita_acara.angka.arti_{name}")


def sum_sentence(receipt: Receipt) -> str:
    """Return the sentence by which the states of the OPDs add up."""
    of = receipt.jumlah
    shown = {name: formats.number(getattr(of, name)) for name in ("opd", "terkirim", "tidak_pasti", "belum_dikirim")}
    return say("berita_acara.jumlah", **shown, gagal=formats.number(of.gagal + of.dipantulkan))


def core_sentence(receipt: Receipt) -> str:
    """Return the one sentence that says how far the delivery is."""
    of = receipt.jumlah
    kind = "lengkap" if of.opd and of.terkirim == of.opd else "sebagian" if of.terkirim else "nihil"
    shown = {"terkirim": formats.number(of.terkirim)} if kind == "sebagian" else {}
    return say(f"berita_acara.inti_{kind}", **shown, opd=formats.number(of.opd), periode=receipt.edition.periode.name)


def intro(listing: Listing) -> str:
    """Return what a table is, or that there is nothing to list."""
    return say(f"berita_acara.cara.{listing.key}{'' if listing.rows else '_nihil'}")


def bounce_reason(bounce: Bounce) -> str:
    """Return code and words of a bounce; most servers repeat the code in their words."""
    return bounce.alasan if bounce.kode in bounce.alasan else f"{bounce.kode} {bounce.alasan}".strip()


def meanings() -> tuple[tuple[str, str], ...]:
    """Return what the words of this document mean."""
    words = ("terkirim", "dipantulkan", "gagal", "tidak_pasti", "belum_dikirim", "saluran", "sidik", "kembali")
    return tuple((say(f"berita_acara.istilah.{word}"), say(f"berita_acara.arti.{word}")) for word in words)


def _deliveries(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line in receipt.kiriman:
        one, state = line.delivery, say(f"berita_acara.keadaan.{_as_is(line.keadaan, SENT, line.delivery)}")
        back = formats.month(line.kembali.bulan_terima) if line.kembali else say("berita_acara.belum_kembali")
        if one is None:
            empty = say("halaman.kosong")
            yield (line.nama_opd, state, empty, empty, empty, line.revisi, 0, _why_not(line), empty, back)
            continue
        yield (
            line.nama_opd, state, one.penerima, _moment(receipt, one.waktu), say(f"berita_acara.saluran.{one.saluran}"),
            _revision(one), one.percobaan, one.jawaban or say("halaman.kosong"), _told(line), back,
        )  # fmt: skip


def _as_is(state: str, received: str, delivery: Delivery | None) -> str:
    """Return `state`, but of what only lies ready in a folder or as a package not that it was received."""
    laid_down = state == received and delivery is not None and delivery.saluran != SMTP
    return "diletakkan" if laid_down else state


def _revision(delivery: Delivery) -> str:
    """Return the revision that was sent, and whether it was sent as a correction of an earlier one."""
    return say("berita_acara.koreksi", revisi=delivery.revisi) if delivery.koreksi else delivery.revisi


def _why_not(line: Line) -> str:
    return say(f"berita_acara.sebab.{line.keadaan}")


def _told(line: Line) -> str:
    if not line.pantulan:
        return say("halaman.kosong")
    last = max(line.pantulan, key=lambda bounce: (bounce.sifat == RETURNED, bounce.waktu, bounce.kode))
    return ": ".join(filter(None, (say(f"berita_acara.sifat.{last.sifat}"), bounce_reason(last))))


def _files(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line, one in _sent(receipt):
        yield from ((line.nama_opd, one.revisi, one.penerima, name, sha256) for name, sha256 in one.berkas)


def _tries(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for line, one in _sent(receipt):
        for attempt in line.percobaan:
            state = _as_is(attempt.keadaan, ACCEPTED, one)
            yield (
                line.nama_opd, one.penerima, attempt.nomor, _moment(receipt, attempt.mulai),
                _moment(receipt, attempt.selesai), say(f"berita_acara.percobaan.{state}"),
                attempt.jawaban or say("halaman.kosong"),
            )  # fmt: skip


def _sent(receipt: Receipt) -> Iterator[tuple[Line, Delivery]]:
    yield from ((line, line.delivery) for line in receipt.kiriman if line.delivery is not None)


def _bounces(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for name, bounce in receipt.pantulan:
        kind, reason = say(f"berita_acara.sifat.{bounce.sifat}"), bounce.alasan or say("halaman.kosong")
        code = bounce.kode or say("halaman.kosong")
        when = _moment(receipt, bounce.waktu)
        yield (name, kind, bounce.penerima or say("halaman.kosong"), when, code, reason, bounce.berkas, bounce.pesan_ke)


def _returned(receipt: Receipt) -> Iterator[tuple[Value, ...]]:
    for name, file in receipt.berkas_kembali:
        empty = say("halaman.kosong")
        state = say(f"berita_acara.kembali.{file.keadaan}")
        yield (name or empty, state, formats.month(file.bulan_terima), file.revisi or empty, file.berkas)


def _moment(receipt: Receipt, text: str) -> str:
    return formats.moment(text, receipt.edition.kebijakan.zone)
