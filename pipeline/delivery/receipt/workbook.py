"""The workbook of a month's berita acara: a cover and its tables (contract §7)."""

from collections.abc import Iterator
from typing import Final

from pipeline.core.marks import RECEIPT, Marks
from pipeline.core.wording import say
from pipeline.delivery.receipt import figures, rows
from pipeline.delivery.receipt.model import Receipt
from pipeline.delivery.receipt.rows import Listing
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import new_book, save
from pipeline.rendering.excel.body import SheetRow, Styled
from pipeline.rendering.excel.paper import page_of
from pipeline.rendering.excel.sheet import Sheet, SheetColumn, write_sheet
from pipeline.rendering.excel.summaries import part_rows, table_name, text_sheet

_LOOKS: Final[dict[str, tuple[str, int, int]]] = {
    "opd": (styles.STRONG, 22, 32),
    "tenggat": (styles.TEXT, 14, 18),
    "keadaan": (styles.TEXT, 12, 44),
    "penerima": (styles.TEXT, 22, 32),
    "waktu": (styles.TEXT, 16, 18),
    "saluran": (styles.TEXT, 11, 14),
    "revisi": (styles.TEXT, 9, 12),
    "percobaan": (styles.COUNT, 10, 10),
    "jawaban": (styles.TEXT, 20, 36),
    "pantulan": (styles.TEXT, 12, 34),
    "kembali": (styles.TEXT, 12, 26),
    "unit_kerja": (styles.TEXT, 16, 36),
    "berkas": (styles.TEXT, 30, 46),
    "sha256": (styles.WORD, 84, 84),
    "sidik": (styles.WORD, 16, 16),
    "berkas_ke": (styles.PLACE, 9, 9),
    "percobaan_ke": (styles.PLACE, 9, 9),
    "mulai": (styles.TEXT, 16, 18),
    "selesai": (styles.TEXT, 16, 18),
    "sifat": (styles.TEXT, 12, 16),
    "kode": (styles.TEXT, 8, 9),
    "alasan": (styles.TEXT, 30, 60),
    "pesan_ke": (styles.PLACE, 9, 9),
    "bulan_terima": (styles.TEXT, 14, 18),
    "dijawab": (styles.COUNT, 10, 10),
}


def receipt_workbook(receipt: Receipt) -> bytes:
    """Return the .xlsx of `receipt`: same receipt, same bytes."""
    edition = receipt.edition
    book, page = new_book(), page_of(edition.policy.instansi, edition)
    write_sheet(book, _cover_sheet(receipt), page)
    for listing in rows.listings(receipt):
        write_sheet(book, _listing_sheet(receipt, listing), page)
    marks = Marks(RECEIPT, str(edition.period), revisi=edition.revision)
    return save(book, edition, _document_title(receipt), marks)


def _document_title(receipt: Receipt) -> str:
    return say("berita_acara.judul", periode=receipt.edition.period.name)


def _cover_sheet(receipt: Receipt) -> Sheet:
    policy, revision = receipt.edition.policy, receipt.edition.revision
    about = say("berita_acara.tentang", gerakan=policy.gerakan, periode=receipt.edition.period.name)
    counted = (
        (label, f"{number} {meaning}")
        for _, label, number, meaning in figures.headline_figures(receipt)
    )
    signatures = [
        (say(f"berita_acara.sah.{name}"), say("berita_acara.sah.isian"))
        for name in ("dibuat", "mengetahui")
    ]
    sheets = ((_part_name(key), say(f"berita_acara.cara.{key}")) for key in rows.COLUMNS)
    body = [
        *part_rows(
            "tentang",
            [(say("lembar.sampul.tentang"), about), (say("halaman.data.revisi"), revision)],
        ),
        *part_rows(
            "angka", [*counted, (say("berita_acara.pemeriksaan"), figures.sum_sentence(receipt))]
        ),
        *part_rows("pengesahan", signatures),
        *part_rows("baca", sheets),
        *part_rows("arti_angka", figures.meanings()),
    ]
    intro = (figures.progress_sentence(receipt), say("berita_acara.pribadi"))
    return text_sheet("sampul", _document_title(receipt), intro, ("perihal", "isi"), body)


def _part_name(key: str) -> str:
    return say(f"berita_acara.bagian.{key}")


def _listing_sheet(receipt: Receipt, listing: Listing) -> Sheet:
    edition, name = receipt.edition, _part_name(listing.key)
    title = say(
        "lembar.judul", lembar=name, opd=edition.policy.instansi, periode=edition.period.name
    )
    columns = tuple(
        SheetColumn(say(f"berita_acara.kolom.{column}"), *_LOOKS[column])
        for column in listing.columns
    )
    body = list(_listing_rows(listing))
    return Sheet(
        name, table_name(listing.key), title, (rows.intro(listing),), columns, body, pinned=1
    )


def _listing_rows(listing: Listing) -> Iterator[SheetRow]:
    """Yield the rows; where the list is empty, one that says that there is none.

    An Excel table must have one.
    """
    if not listing.rows:
        yield [Styled(say("lembar.tidak_ada"), styles.TEXT), *([None] * (len(listing.columns) - 1))]
    yield from listing.rows
