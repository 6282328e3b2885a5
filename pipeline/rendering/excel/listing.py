"""The lists of people, findings and files on sheets: each column's style, width and values."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.rendering.columns import blank, heading, words_for
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.body import CellValue, SheetRow, Styled
from pipeline.rendering.excel.sheet import SheetColumn
from schemas.codes import ROW_CLASSES

ROW_NUMBER: Final = "no"

_LOOKS: Final[dict[str, tuple[str, int, int]]] = {
    ROW_NUMBER: (styles.PLACE, 5, 7),
    "nip": (styles.WORD, 23, 23),
    "nama": (styles.TEXT, 16, 26),
    "nama_opd": (styles.TEXT, 18, 30),
    "jenis_asn": (styles.TEXT, 8, 12),
    "golongan": (styles.TEXT, 8, 12),
    "jabatan": (styles.TEXT, 14, 22),
    "unit_kerja": (styles.TEXT, 14, 36),
    "kedudukan_hukum": (styles.TEXT, 14, 22),
    "status": (styles.TEXT, 14, 16),
    "alasan": (styles.TEXT, 14, 22),
    "jumlah_pekerja": (styles.COUNT, 9, 9),
    "bulan_terakhir": (styles.TEXT, 10, 17),
    "bulan_tanpa_iuran": (styles.COUNT, 9, 9),
    "perubahan": (styles.TEXT, 18, 26),
    "keterangan": (styles.TEXT, 40, 60),
    "penjelasan": (styles.TEXT, 24, 42),
    "jawaban_terakhir": (styles.TEXT, 10, 28),
    "jawaban": (styles.TEXT, 16, 24),
    "catatan_jawaban": (styles.TEXT, 20, 40),
    "sebab": (styles.TEXT, 30, 60),
    "bulan_terima": (styles.TEXT, 12, 17),
    "berkas": (styles.TEXT, 24, 40),
    "sumber": (styles.TEXT, 20, 32),
    "lembar": (styles.TEXT, 9, 16),
    "baris": (styles.PLACE, 8, 9),
    "kolom": (styles.TEXT, 12, 18),
    "pesan": (styles.TEXT, 40, 60),
    "tingkat": (styles.TEXT, 14, 20),
    "pemilik": (styles.TEXT, 10, 12),
    "kode": (styles.TEXT, 14, 24),
    "nilai_samar": (styles.TEXT, 16, 26),
    "nip_tercatat": (styles.TEXT, 22, 24),
    "nama_tercatat": (styles.TEXT, 16, 26),
    "nip_usulan": (styles.WORD, 23, 23),
    "nama_usulan": (styles.TEXT, 16, 26),
    "skor": (styles.COUNT, 8, 8),
    "dasar": (styles.TEXT, 24, 34),
    "jenis_berkas": (styles.TEXT, 12, 14),
    "dibaca": (styles.COUNT, 9, 9),
    **dict.fromkeys(ROW_CLASSES, (styles.COUNT, 9, 9)),
    "jumlah_temuan": (styles.COUNT, 9, 9),
    "contoh": (styles.TEXT, 30, 52),
    "tindak_lanjut": (styles.FILL_IN, 15, 20),
    "target_bulan": (styles.FILL_IN, 10, 10),
    "catatan": (styles.FILL_IN, 15, 20),
}


def list_column(name: str) -> SheetColumn:
    """Return the column for field `name` of a list."""
    return SheetColumn(heading(name), *_LOOKS[name])


def list_rows(frame: pl.DataFrame, names: Sequence[str]) -> list[SheetRow]:
    """Return the rows of `frame`, numbered from 1, in columns "No" and `names`.

    A name it lacks stays empty.

    A frame without rows gives one row that says so, because an Excel table cannot be empty.
    """
    if not frame.height:
        return [_row_of_an_empty_list(names)]
    values = [_column_values(frame, name) for name in names]
    return list(zip(range(1, frame.height + 1), *values, strict=True))


def _row_of_an_empty_list(names: Sequence[str]) -> SheetRow:
    said = "pesan" if "pesan" in names else "nama"
    # Plain cells also where a secretary otherwise fills in: here there is nothing to answer.
    return [
        None,
        *(Styled(say("lembar.tidak_ada") if name == said else None, styles.TEXT) for name in names),
    ]


def _column_values(frame: pl.DataFrame, name: str) -> list[CellValue]:
    if name not in frame.columns:
        return [None] * frame.height
    words = round if name == "skor" else words_for(name)
    if words is None:
        return [blank() if value in (None, "") else value for value in frame[name]]
    return [words(value) for value in frame[name]]
