"""What the files of each month brought, handed on month by month so that no month is held twice."""

from typing import Final

import polars as pl

from pipeline.core.looking_up import with_found
from pipeline.core.names import plain_name
from pipeline.reading.intake import ParsedFile
from pipeline.reading.iuran import SCHEMA as IURAN_SCHEMA
from pipeline.system.sources import InputFile

# Files stand in the order of their own names, of which readers may be shown less (contract §5.4).
PLACE: Final = ("bulan_terima", "urut_berkas", "urut_lembar", "baris")
_WITHIN_MONTH: Final = PLACE[1:]


class ReceivedRows:
    """The rows of the files that could be read, by kind and month, until they are taken."""

    def __init__(self) -> None:
        self._frames: dict[tuple[str, str], list[pl.DataFrame]] = {}
        self._count = 0

    def add(self, file: InputFile, parsed: ParsedFile) -> None:
        """Hold the rows of one more file; files come in the order of contract §3 and §5.4."""
        rows = parsed.rows.with_columns(
            bulan_terima=pl.lit(file.month),
            berkas=pl.lit(file.berkas),
            urut_berkas=pl.lit(self._count, dtype=pl.Int32),
        )
        self._frames.setdefault((file.kind, file.month), []).append(rows)
        self._count += 1

    def months(self, kind: str) -> list[str]:
        """Return the months that hold rows of `kind`, oldest first."""
        return sorted(month for one, month in self._frames if one == kind)

    def take(self, kind: str, month: str, sources: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a month by PLACE, each with its `sumber`, and hold them no longer."""
        of_month = sources.filter(bulan_terima=month)
        frames = [_with_source(frame, of_month) for frame in self._frames.pop((kind, month))]
        return _in_place(pl.concat(frames))


def _with_source(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Add the `sumber` of each row of one file, whose sheets are called differently each."""
    of_file = pl.col("berkas").is_in(rows["berkas"].head(1).implode())
    return with_found(rows, sources.filter(of_file).select("lembar", "sumber"), ["lembar"])


def _in_place(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a month by PLACE, as files and sheets mostly come."""
    later = pl.lit(value=True)
    for name in reversed(_WITHIN_MONTH):
        before, here = pl.col(name).shift(), pl.col(name)
        later = (here > before) | ((here == before) & later)
    # The first row has none before it.
    in_order = rows.select(later).to_series()[1:].fill_null(value=False).all()
    return rows if in_order else rows.sort(_WITHIN_MONTH)


class PlainNames:
    """Plain names by the names as written: most come again each month."""

    def __init__(self) -> None:
        self._held = pl.DataFrame(schema={"isi": pl.String, "polos": pl.String})

    def of(self, names: pl.Series) -> pl.Series:
        """Return the plain name of each name."""
        asked = names.alias("isi").to_frame()
        new = asked.drop_nulls().unique().join(self._held, on="isi", how="anti")
        made = new.with_columns(polos=plain_name(pl.col("isi")))
        self._held = pl.concat([self._held, made])
        return asked.join(self._held, on="isi", how="left", maintain_order="left")["polos"]


def no_iuran() -> pl.DataFrame:
    """Return iuran records as `knowledge.gather` gives them, of which there are none."""
    place = {
        "lembar": pl.String,
        "urut_lembar": pl.Int32,
        "bulan_terima": pl.String,
        "berkas": pl.String,
        "urut_berkas": pl.Int32,
        "sumber": pl.String,
    }
    more = dict.fromkeys(("nik_pekerja_samar", "opd_tujuan", "nama_polos"), pl.String)
    return pl.DataFrame(schema={**IURAN_SCHEMA, **place, **more})
