"""The city's sheet "Per OPD": every OPD in order of its percentage, with what changed since last month."""

from typing import Any, Final

from pipeline.core.wording import say
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.columns import heading
from pipeline.rendering.excel.parts import share, table_name
from pipeline.rendering.excel.tables import Column, Row, Sheet, Styled, Value
from pipeline.rendering.html.parts import conservation, points
from pipeline.reporting.model import CityReport
from schemas.codes import CHANGES

_COUNTS: Final = ("wajib", "sudah", "belum")
_BESIDE: Final = ("jumlah_pekerja", "dikecualikan", "klarifikasi", "tak_terbaca")
_COUNT_LOOK: Final = (styles.COUNT, 9, 14)
RANKING_PERCENT: Final = 6


def ranking_sheet(report: CityReport, title: str) -> Sheet:
    """Return the sheet of all OPDs; column RANKING_PERCENT holds the percentage."""
    changes = _changes_of(report)
    rows = [_ranked(place, row, changes) for place, row in enumerate(report.opd.iter_rows(named=True), start=1)]
    last = report.edition.periode.plus(-1).name
    intro = say("halaman.kota.peringkat_isi", bulan=last)
    unknown = (say("halaman.kota.perubahan_tanpa", bulan=last),) if changes is None else ()
    return Sheet(
        say("lembar.nama.per_opd"), table_name("per_opd"), title, (*conservation(report.counts), intro, *unknown),
        _columns(changes is not None), rows, pinned=2,
    )  # fmt: skip


def _columns(compared: bool) -> tuple[Column, ...]:
    moves = [Column(say(f"perubahan.{change}"), *_COUNT_LOOK) for change in CHANGES] if compared else []
    return (
        Column(heading("no"), styles.PLACE, 5, 6),
        Column(heading("nama_opd"), styles.TEXT, 28, 46),
        *(Column(heading(name), *_COUNT_LOOK) for name in _COUNTS),
        Column(heading("persen"), styles.PERCENT, 14, 14),
        Column(heading("selisih_poin"), styles.POINTS, 12, 12),
        *(Column(heading(name), *_COUNT_LOOK) for name in _BESIDE),
        *moves,
        Column(heading("keterangan"), styles.TEXT, 20, 36),
    )


def _changes_of(report: CityReport) -> dict[tuple[str, str], int] | None:
    if report.perubahan is None:
        return None
    return {(code, change): n for code, change, n in report.perubahan.select("kode_opd", "perubahan", "jumlah").rows()}


def _ranked(place: int, row: dict[str, Any], changes: dict[tuple[str, str], int] | None) -> Row:
    moves = [] if changes is None else [changes.get((row["kode_opd"], change), 0) for change in CHANGES]
    counts, beside = ([row[name] for name in names] for names in (_COUNTS, _BESIDE))
    return [place, row["nama_opd"], *counts, share(row["persen"]), _difference(row), *beside, *moves, _position(row)]


def _difference(row: dict[str, Any]) -> Value | Styled:
    before = 100 * row["sudah_lalu"] / row["wajib_lalu"] if row["wajib_lalu"] else None
    change = points(row["persen"], before)
    return say("lembar.kosong") if change is None else float(change)


def _position(row: dict[str, Any]) -> str:
    """Return the word for an OPD that stands at either end."""
    if not row["wajib"]:
        return say("lembar.posisi.tanpa_wajib")
    if not row["sudah"]:
        return say("lembar.posisi.nol")
    return say("lembar.kosong") if row["belum"] else say("lembar.posisi.lengkap")
