"""What became of a file, in the words of the tables of corpus and cases (their harapan.csv)."""

from collections.abc import Iterator

import polars as pl

from pipeline.reading.intake import ParsedFile
from schemas.codes import ROW_CLASSES


def seen(file: ParsedFile) -> dict[str, str]:
    """Return what became of a file in the words of the table."""
    findings = [f"{kode} {rows}".strip() for kode, rows in sorted(_findings(file))]
    return {
        "diterima": ", ".join(filter(None, _accepted(file))),
        "baris lain": ", ".join(f"{name} {count}" for name, count in _others(file) if count),
        "ditolak karena": findings.pop() if file.refused else "",
        "temuan": ", ".join(findings),
    }


def _accepted(file: ParsedFile) -> Iterator[str]:
    sheets = file.accounting["lembar"].to_list()
    accepted = file.rows.filter(kelas="diterima")
    for sheet in sheets:
        rows = spans(accepted.filter(lembar=sheet)["baris"].to_list())
        yield f"{sheet}: {rows}" if len(sheets) > 1 else rows


def _others(file: ParsedFile) -> Iterator[tuple[str, int]]:
    yield from (
        (name, int(file.accounting[name].sum())) for name in ROW_CLASSES if name != "diterima"
    )


def _findings(file: ParsedFile) -> Iterator[tuple[str, str]]:
    for (kode,), group in file.findings.group_by("kode", maintain_order=True):
        yield str(kode), spans(group["baris"].drop_nulls().to_list())


def spans(rows: list[int]) -> str:
    """[2, 3, 4, 7] -> "2-4 7"."""
    marks = pl.DataFrame({"row": rows}, schema={"row": pl.Int64}).with_columns(
        run=pl.col("row") - pl.int_range(pl.len())
    )
    runs = marks.group_by("run", maintain_order=True).agg(
        first=pl.col("row").first(), last=pl.col("row").last()
    )
    return " ".join(
        str(a) if a == b else f"{a}-{b}" for a, b in runs.select("first", "last").iter_rows()
    )
