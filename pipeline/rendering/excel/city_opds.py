"""The city's sheet "Per OPD": every OPD by its percentage, with what changed since last month."""

from typing import Any, Final

from pipeline.core.wording import say
from pipeline.rendering.columns import blank, heading, in_words, points_since_last_month
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.body import CellValue, SheetRow, Styled
from pipeline.rendering.excel.sheet import Sheet, SheetColumn
from pipeline.rendering.excel.summaries import fraction, table_name
from pipeline.rendering.sentences import conservation, unmapped_sentences
from pipeline.reporting.model import CityReport
from schemas.codes import CHANGES

_COUNTS: Final = ("wajib", "sudah", "belum")
_BESIDE: Final = ("jumlah_pekerja", "dikecualikan", "klarifikasi", "tak_terbaca")
_COUNT_LOOK: Final = (styles.COUNT, 9, 14)
RANKING_PERCENT: Final = 6
# Printed up to klarifikasi, first and last on one page; what moved is for the screen.
_PRINTED: Final = 10


def ranking_sheet(report: CityReport, title: str) -> Sheet:
    """Return the sheet of all OPDs; column RANKING_PERCENT holds the percentage."""
    changes = _changes_of(report)
    rows = [
        _ranking_row(place, row, changes)
        for place, row in enumerate(report.opd.iter_rows(named=True), start=1)
    ]
    last = report.edition.period.plus(-1).name
    intro = say("halaman.kota.peringkat_isi", bulan=last)
    unknown = (say("halaman.kota.perubahan_tanpa", bulan=last),) if changes is None else ()
    return Sheet(
        say("lembar.nama.per_opd"),
        table_name("per_opd"),
        title,
        (*conservation(report.counts), *unmapped_sentences(report.unmapped), intro, *unknown),
        _ranking_columns(changes is not None),
        rows,
        pinned=2,
        one_page=_PRINTED,
    )


def _ranking_columns(compared: bool) -> tuple[SheetColumn, ...]:
    moves = (
        [SheetColumn(in_words("perubahan", change), *_COUNT_LOOK) for change in CHANGES]
        if compared
        else []
    )
    return (
        SheetColumn(heading("no"), styles.PLACE, 5, 6),
        SheetColumn(heading("nama_opd"), styles.TEXT, 28, 46),
        *(SheetColumn(heading(name), *_COUNT_LOOK) for name in _COUNTS),
        SheetColumn(heading("persen"), styles.PERCENT, 11, 11),
        SheetColumn(heading("selisih_poin"), styles.POINTS, 10, 10),
        *(SheetColumn(heading(name), *_COUNT_LOOK) for name in _BESIDE),
        *moves,
        SheetColumn(heading("keterangan"), styles.TEXT, 20, 36),
    )


def _changes_of(report: CityReport) -> dict[tuple[str, str], int] | None:
    if report.change_counts is None:
        return None
    return {
        (code, change): n
        for code, change, n in report.change_counts.select("kode_opd", "perubahan", "jumlah").rows()
    }


def _ranking_row(
    place: int, row: dict[str, Any], changes: dict[tuple[str, str], int] | None
) -> SheetRow:
    moves = (
        [] if changes is None else [changes.get((row["kode_opd"], change), 0) for change in CHANGES]
    )
    counts, beside = ([row[name] for name in names] for names in (_COUNTS, _BESIDE))
    return [
        place,
        row["nama_opd"],
        *counts,
        fraction(row["persen"]),
        _points_value(row),
        *beside,
        *moves,
        _position_word(row),
    ]


def _points_value(row: dict[str, Any]) -> CellValue | Styled:
    change = points_since_last_month(row)
    return blank() if change is None else float(change)


def _position_word(row: dict[str, Any]) -> str:
    """Return the word for an OPD that stands at either end."""
    if not row["wajib"]:
        return say("lembar.posisi.tanpa_wajib")
    if not row["sudah"]:
        return say("lembar.posisi.nol")
    return blank() if row["belum"] else say("lembar.posisi.lengkap")
