"""The quality report: what reading and deciding found, and who mends it (contract §6).

It also says what the gate measured.

It carries no name and no whole number of a person: findings come with `nilai_samar` (privacy.py),
and that is all.
"""

import string
from collections.abc import Iterator, Sequence
from typing import Any, Final

import polars as pl

from pipeline.assessing.gate import CONDITIONS, Measure
from pipeline.assessing.month import Month
from pipeline.core.formats import number, percent
from pipeline.core.periods import Period
from pipeline.core.places import sheet_and_row
from pipeline.core.wording import say
from pipeline.knowledge.policy import Gate
from pipeline.knowledge.references import References
from pipeline.reading.tables.classes import check_conservation
from pipeline.reporting.arrivals import arrival_report
from pipeline.reporting.model import Edition, QualityReport, RowCounts
from schemas.codes import IURAN, LEVELS, OWNERS, ROSTER, ROW_CLASSES
from schemas.findings import register

MOST_MONTHS: Final = 12
_OF_RECORDS: Final = ("diterima", "ditolak", "ganda")
_COMPARED: Final = (
    "perubahan_roster",
    "opd_hilang",
    "opd_tertukar",
    "penurunan_sudah",
    "penurunan_iuran",
)
_CHANGES: Final = ("perubahan_roster", "penurunan_sudah", "penurunan_iuran")
_SHARES: Final = frozenset(Gate.__dataclass_fields__)
_SUMS: Final = ("baris", "iuran", "roster")
_TREND: Final = {
    ROSTER: ("dibaca", "diterima", "ditolak", "ganda"),
    IURAN: ("dibaca", "diterima", "ditolak"),
}
# What a message may tell that is of files and their columns, and of no person and no cell.
_WORDS_OF_FILES: Final = frozenset(
    (
        "label",
        "tertulis",
        "dikenal",
        "dipakai",
        "diabaikan",
        "berkas",
        "bidang",
        "kolom",
        "baris",
        "kurang",
        "jumlah",
        "dari",
        "batas",
        "menit",
        "saran",
        "bulan",
        "periode",
        "revisi",
    )
)
_SHOWN: Final = (
    "nama_opd",
    "bulan_terima",
    "berkas",
    "lembar",
    "baris",
    "kolom",
    "nilai_samar",
    "pesan",
    "tingkat",
    "kode",
)
_CHECK: Final = ("syarat", "keadaan", "angka", "batas", "jalan_keluar")


def quality_report(month: Month, references: References, of: Edition) -> QualityReport:
    """Return the quality report of `month`.

    Raises ConservationError when a sheet's rows do not add up.
    """
    check_conservation(month.accounting)
    before = str(month.period.plus(-1))
    return QualityReport(
        edition=of,
        counts=_row_counts(month.accounting, str(month.period)),
        before=_row_counts(month.accounting, before)
        if before in month.accounting["bulan"]
        else None,
        summary=summary(month.quality),
        findings=_by_owner(month.quality, references),
        files=_files(month),
        trend=_trend(month),
        gate=_gate(month, references),
        conservation=_conservation(month),
        arrivals=arrival_report(month, references),
    )


def summary(findings: pl.DataFrame) -> pl.DataFrame:
    """Return QualityReport.ringkasan of `findings`: per code how many, what to do, one place."""
    in_month = (pl.col("bulan_terima") != "") & (pl.col("jenis_berkas") != "referensi")
    folder = pl.when(in_month).then(pl.col("bulan_terima") + "/").otherwise(pl.lit(""))
    place = pl.concat_str(
        pl.concat_str(folder, "berkas"), sheet_and_row(), separator=" ", ignore_nulls=True
    )
    counts = findings.with_columns(_tempat=place).group_by(
        "kode", "tingkat", "pemilik", maintain_order=True
    )
    told = counts.agg(jumlah_temuan=pl.len().cast(pl.Int64), contoh=pl.col("_tempat").first())
    advice = {kode: _advice(kind.pesan) for kode, kind in register().items()}
    gravity = pl.col("tingkat").replace_strict(
        {level: at for at, level in enumerate(LEVELS)}, return_dtype=pl.Int8
    )
    ordered = told.sort(gravity, -pl.col("jumlah_temuan"), "kode")
    worded = ordered.with_columns(
        pesan=pl.col("kode").replace_strict(advice, return_dtype=pl.String)
    )
    return worded.select("kode", "tingkat", "pemilik", "jumlah_temuan", "pesan", "contoh")


def summary_for_operator(findings: pl.DataFrame) -> pl.DataFrame:
    """Return `summary` with messages that tell the values of their place, where none is a person's.

    For the terminal alone: nothing that keeps what it is given may be handed this.
    """
    key = ["kode", "tingkat", "pemilik"]
    kinds = register().items()
    plain = [kode for kode, kind in kinds if _names_in(kind.pesan) <= _WORDS_OF_FILES]
    told = findings.filter(pl.col("kode").is_in(plain))
    first = told.group_by(key, maintain_order=True).agg(_isi=pl.col("pesan").first())
    both = summary(findings).join(first, on=key, how="left", maintain_order="left")
    return both.with_columns(pesan=pl.coalesce("_isi", "pesan")).drop("_isi")


def _names_in(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def _advice(message: str) -> str:
    """Return a finding's message for all its rows: an ellipsis where each has its own value."""
    parts = string.Formatter().parse(message)
    return "".join(
        literal + ("\N{HORIZONTAL ELLIPSIS}" if name else "") for literal, name, _, _ in parts
    )


def _row_counts(accounting: pl.DataFrame, month: str) -> RowCounts:
    rows = accounting.filter(pl.col("bulan") == month)
    sums = {name: int(rows[name].sum()) for name in ("baris", *_OF_RECORDS)}
    others = sums["baris"] - sum(sums[name] for name in _OF_RECORDS)
    return RowCounts(sums["baris"], sums["diterima"], sums["ditolak"], sums["ganda"], others)


def _by_owner(
    findings: pl.DataFrame, references: References
) -> tuple[tuple[str, pl.DataFrame], ...]:
    named = findings.with_columns(nama_opd=references.named(pl.col("kode_opd")))
    # A secretary is handed what lies in the own OPD; everybody else mends file by file, and so they
    # are sorted.
    by_opd = named.sort("nama_opd", nulls_last=True, maintain_order=True)
    return tuple(
        (
            owner,
            (by_opd if owner == "OPD" else named).filter(pl.col("pemilik") == owner).select(_SHOWN),
        )
        for owner in OWNERS
    )


def _files(month: Month) -> pl.DataFrame:
    kind = pl.col("berkas").str.split("/").list.first()
    named = month.accounting.select(
        "berkas", "lembar", *ROW_CLASSES, bulan_terima="bulan", jenis_berkas=kind, dibaca="baris"
    )
    sheet = ["bulan_terima", "berkas", "lembar"]
    told = named.join(month.sources, on=sheet, how="left", maintain_order="left")
    columns = (sheet[0], "jenis_berkas", *sheet[1:], "sumber", "dibaca", *ROW_CLASSES)
    return told.select(columns).sort("bulan_terima", descending=True, maintain_order=True)


def _trend(month: Month) -> pl.DataFrame:
    """Compare the months of receipt up to the period.

    Rows are counted by kind of file, findings of reading by code.
    """
    known = [
        name for name in sorted(month.accounting["bulan"].unique()) if name <= str(month.period)
    ]
    months = known[-MOST_MONTHS:]
    rows = [*_row_trend(month.accounting, months), *_finding_trend(month.findings_by_month, months)]
    schema = {
        "bagian": pl.String,
        "rincian": pl.String,
        **dict.fromkeys((*months, "selisih_bulan"), pl.Int64),
    }
    complete = [row | {"selisih_bulan": _difference(row, month.period)} for row in rows]
    return pl.DataFrame(complete, schema=schema)


def _difference(row: dict[str, Any], period: Period) -> int | None:
    now, before = row.get(str(period)), row.get(str(period.plus(-1)))
    return None if now is None or before is None else now - before


def _row_trend(accounting: pl.DataFrame, months: Sequence[str]) -> Iterator[dict[str, Any]]:
    for kind in (ROSTER, IURAN):
        of_kind = accounting.filter(pl.col("berkas").str.starts_with(f"{kind}/"))
        counts = {name: _row_counts(of_kind, name) for name in months if name in of_kind["bulan"]}
        part = say(f"halaman.jenis_berkas.{kind}")
        for name in _TREND[kind]:
            values = {month: getattr(count, name) for month, count in counts.items()}
            yield {"bagian": part, "rincian": say(f"mutu.tren.{name}"), **values}
        shares = {month: _per_thousand(count) for month, count in counts.items()}
        yield {"bagian": part, "rincian": say("mutu.tren.per_seribu"), **shares}


def _per_thousand(count: RowCounts) -> int | None:
    records = count.diterima + count.ditolak + count.ganda
    return (2000 * count.ditolak + records) // (2 * records) if records else None


def _finding_trend(counts: pl.DataFrame, months: Sequence[str]) -> Iterator[dict[str, Any]]:
    held = {(kode, month): count for kode, month, count in counts.iter_rows()}
    for owner in OWNERS:
        for kode in (kind.kode for kind in register().values() if kind.pemilik == owner):
            values = {month: held.get((kode, month), 0) for month in months}
            if any(values.values()):
                yield {"bagian": say("mutu.tren.temuan", pemilik=owner), "rincian": kode, **values}


def _gate(month: Month, references: References) -> pl.DataFrame:
    """Return every condition of contract §5.7 with its numbers.

    Each is stopping, passed, or skipped for want of numbers.
    """
    measured = {measure.kode: measure for measure in month.measures}
    rows: list[tuple[str, ...]] = []
    for kode in CONDITIONS:
        stops = [stop for stop in month.stops if stop.kode == kode]
        told = _number_and_limit(kode, measured.get(kode), len(stops), references)
        rows += [_line(kode, "menahan", told, stop.pesan) for stop in stops] or [
            _unstopped(kode, told, month)
        ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_CHECK, pl.String), orient="row")


def _line(kode: str, state: str, told: tuple[str, str], text: str) -> tuple[str, ...]:
    return (say(f"mutu.syarat.{kode}"), state, *told, text)


def _unstopped(kode: str, told: tuple[str, str], month: Month) -> tuple[str, ...]:
    if kode in _COMPARED and month.opds_before is None:
        return _line(kode, "dilewati", (say("halaman.kosong"), told[1]), " ".join(month.notes))
    if not told[0]:
        return _line(kode, "dilewati", (say("halaman.kosong"), told[1]), say("mutu.tanpa_ukuran"))
    return _line(kode, "lolos", told, say("halaman.kosong"))


def _number_and_limit(
    kode: str, measure: Measure | None, stops: int, references: References
) -> tuple[str, str]:
    """Return the number measured ("" where there is none) and its limit, as texts."""
    if kode not in _SHARES:
        return number(stops), number(0)
    limit = percent(100 * float(getattr(references.policy.gerbang, kode)))
    if measure is None or measure.share is None:
        return "", limit
    key = "perubahan" if kode in _CHANGES else "bagian"
    numbers = {"kini": number(measure.now), "lalu": number(measure.before)}
    return say(f"mutu.angka.{key}", nilai=percent(100 * measure.share), **numbers), limit


def _conservation(month: Month) -> pl.DataFrame:
    """Return the sums that hold for this revision.

    What does not add up is stopped by assess and check_conservation.
    """
    sheets = say("mutu.konservasi.lembar_isi", jumlah=number(month.accounting.height))
    said = (*zip(_SUMS, month.conservation, strict=True), ("lembar", sheets))
    blank = say("halaman.kosong")
    rows = [
        (say(f"mutu.konservasi.{name}"), "cocok", blank, blank, sentence) for name, sentence in said
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_CHECK, pl.String), orient="row")
