"""What the berita acara says of all OPDs together: its figures, its sums, what its words mean."""

from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.delivery.receipt.model import HANDED_OVER, LAID_READY, Receipt

_FIGURES: Final = ("terkirim", "diletakkan", "gagal", "tidak_pasti", "belum_dikirim", "kembali")


def headline_figures(receipt: Receipt) -> tuple[tuple[str, str, str, str], ...]:
    """Return (key, label, number, meaning) of the headline figures.

    What came back counts as failed.
    """
    of = receipt.totals
    shown = {name: getattr(of, name) for name in _FIGURES} | {"gagal": of.gagal + of.dipantulkan}
    return tuple(
        (
            name,
            say(f"berita_acara.angka.{name}"),
            formats.number(shown[name]),
            _figure_meaning(name, receipt),
        )
        for name in _FIGURES
        if name != LAID_READY or of.diletakkan
    )


def _figure_meaning(name: str, receipt: Receipt) -> str:
    if name == "gagal" and receipt.totals.dipantulkan:
        return say(
            "berita_acara.angka.arti_gagal_pantulan",
            pantulan=formats.number(receipt.totals.dipantulkan),
        )
    return say(f"berita_acara.angka.arti_{name}")


def sum_sentence(receipt: Receipt) -> str:
    """Return the sentence by which the states of the OPDs add up."""
    of = receipt.totals
    shown = {
        name: formats.number(getattr(of, name))
        for name in ("opd", "terkirim", "tidak_pasti", "belum_dikirim")
    }
    laid = (
        say("berita_acara.jumlah_diletakkan", diletakkan=formats.number(of.diletakkan))
        if of.diletakkan
        else ""
    )
    failed = formats.number(of.gagal + of.dipantulkan)
    return say("berita_acara.jumlah", **shown, diletakkan=laid, gagal=failed)


def progress_sentence(receipt: Receipt) -> str:
    """Return the one sentence that says how far the delivery is."""
    of = receipt.totals
    kind = "lengkap" if of.opd and of.terkirim == of.opd else "sebagian" if of.terkirim else "nihil"
    shown = {"terkirim": formats.number(of.terkirim)} if kind == "sebagian" else {}
    if of.diletakkan:
        kind = "diletakkan"
        shown = {name: formats.number(getattr(of, name)) for name in HANDED_OVER}
    return say(
        f"berita_acara.inti_{kind}",
        **shown,
        opd=formats.number(of.opd),
        periode=receipt.edition.period.name,
    )


def meanings() -> tuple[tuple[str, str], ...]:
    """Return what the words of this document mean."""
    words = (
        "terkirim",
        "dipantulkan",
        "gagal",
        "tidak_pasti",
        "belum_dikirim",
        "saluran",
        "sidik",
        "kembali",
    )
    return tuple(
        (say(f"berita_acara.istilah.{word}"), say(f"berita_acara.arti.{word}")) for word in words
    )
