"""The page of a month's berita acara: who got what and when, to read and to print (contract §7)."""

import re
from typing import Final

from pipeline.core.wording import say
from pipeline.delivery.receipt import figures, rows
from pipeline.delivery.receipt.model import Receipt, receipt_name
from pipeline.delivery.receipt.rows import Listing, Value
from pipeline.rendering.html.figures import Figure
from pipeline.rendering.html.lists import ListSection
from pipeline.rendering.html.shell import contents_of, render_page, shell
from pipeline.rendering.html.tables import HEAD, NUMBER, WORD, Cell, Column, Table

_KINDS: Final = {
    "opd": HEAD,
    "percobaan": NUMBER,
    "percobaan_ke": NUMBER,
    "pesan_ke": NUMBER,
    "dijawab": NUMBER,
    "sidik": WORD,
    "berkas_ke": NUMBER,
    "keadaan": WORD,
    "tenggat": WORD,
    "waktu": WORD,
    "saluran": WORD,
    "revisi": WORD,
    "kembali": WORD,
    "mulai": WORD,
    "selesai": WORD,
    "sifat": WORD,
    "kode": WORD,
    "bulan_terima": WORD,
    "penerima": "uraian",
    "alasan": "uraian",
}
_MOMENTS: Final = ("waktu", "mulai", "selesai")
# Every blank of "2 April 2026 10.15 WIB" but the one before the hour.
_MOMENT: Final = re.compile(r" (?!\d\d\.)")
_OPEN: Final = ("kiriman", "pengingat", "pantulan", "kembali")
# What proves and is not read through: on paper it would be most of the pages.
_UNPRINTED: Final = ("percobaan", "berkas")
_HEAD: Final = (("ringkasan", "halaman.ringkasan"), ("pengesahan", "berita_acara.pengesahan"))
_MEANINGS: Final = (("pengertian", "halaman.pengertian"),)


def receipt_page(receipt: Receipt) -> bytes:
    """Return the page of `receipt`: addresses of secretaries, but no ASN's name or NIP.

    Same receipt, same bytes.
    """
    edition = receipt.edition
    *parts, hashes = (_list_section(receipt, listing) for listing in rows.listings(receipt))
    return render_page(
        "berita-acara.html.j2",
        **shell(edition, say("berita_acara.judul", periode=edition.period.name)),
        contents=(
            *contents_of(_HEAD),
            *((part.key, part.entry) for part in parts),
            *contents_of(_MEANINGS),
            (hashes.key, hashes.entry),
        ),
        core=figures.progress_sentence(receipt),
        figures=tuple(Figure(*figure, change="") for figure in figures.headline_figures(receipt)),
        statements=(figures.sum_sentence(receipt),),
        lists=tuple(parts),
        hashes=hashes,
        definitions=figures.meanings(),
    )


def _list_section(receipt: Receipt, listing: Listing) -> ListSection:
    title = say(f"berita_acara.bagian.{listing.key}")
    table = _listing_table(listing, title) if listing.rows else None
    workbook = receipt_name(receipt.edition.period, "xlsx")
    unprinted = say("berita_acara.tidak_dicetak", lembar=title, berkas=workbook)
    return ListSection(
        listing.key,
        title,
        rows.intro(listing),
        table,
        open=listing.key in _OPEN,
        unprinted=unprinted if table and listing.key in _UNPRINTED else "",
    )


def _listing_table(listing: Listing, title: str) -> Table:
    columns = tuple(
        Column(name, say(f"berita_acara.kolom.{name}"), _KINDS.get(name, ""))
        for name in listing.columns
    )
    return Table(
        listing.key, title, columns, tuple(_row_cells(listing.columns, row) for row in listing.rows)
    )


def _row_cells(names: tuple[str, ...], row: tuple[Value, ...]) -> tuple[Cell, ...]:
    return tuple(_value_cell(name, value) for name, value in zip(names, row, strict=True))


def _value_cell(name: str, value: Value) -> Cell:
    """Return a value as a cell; a moment breaks between day and hour only."""
    return Cell(_MOMENT.sub("\N{NO-BREAK SPACE}", str(value)) if name in _MOMENTS else str(value))
