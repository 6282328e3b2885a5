"""A province or a nation: as many invented people as asked for, made by columns and not one by one.

They are plainer than the demo city's: CSV only, everybody active, one payment a month for those who
take part, and a mistyped NIP here and there. Number and name of each follow from the person's place
in the count, so the same arguments give the same bytes.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.demo.data import demo_data
from pipeline.demo.payments import Tariffs
from pipeline.demo.workers import OTHER
from pipeline.knowledge.references import read_references
from pipeline.system.files import write_private
from pipeline.system.sources import read_reference
from schemas.codes import IURAN, ROSTER

# A file of so many rows stays well within the limits on one file; several are read side by side.
_ROWS: Final = 500_000
_BIRTHDAYS: Final = 13_000
_FIRST_BIRTH: Final = dt.date(1966, 1, 1)
_UNITS_EACH: Final = 4
_TAKE_PART: Final = 80
_MISTYPED: Final = 400
_POLICY: Final = "kebijakan.toml"


def make_nation(
    inputs: Path,
    *,
    references: Path,
    last: Period,
    months: int,
    asn: int,
    opd: int,
    progress: Callable[[str], None],
    instansi: str = "",
    first: int = 0,
) -> None:
    """Write a full inputs folder to `inputs`: `asn` people in `opd` OPDs over `months` months.

    instansi: whose policy it is, "" for whose it was. first: where the count of its people begins.

    Raises RefusedError when a shipped reference file is missing or unreadable.
    """
    progress(say("demo.orang", jumlah=formats.number(asn), opd=opd))
    policy = read_reference(references, _POLICY)
    if policy is not None:
        own = _named(policy.decode(), instansi) if instansi else policy.decode()
        write_private(inputs / "referensi" / _POLICY, own.encode())
    _write_organisation(inputs / "referensi", opd)
    tariffs = Tariffs(read_references(references).policy)
    for back in range(1 - months, 1):
        month = last.plus(back)
        progress(say("demo.bulan", bulan=month.name))
        for part, rows in enumerate(_spans(first, first + asn), 1):
            people = _people(rows, asn, opd, first)
            # Who is on it changes in no month; two files of the same bytes would be one sent twice.
            printed = say("demo.dicetak", bulan=month.name)
            _write(
                inputs / str(month) / ROSTER / f"roster-{part:02d}.csv", _roster(people), printed
            )
            paid = _payments(people, month, tariffs.month(month, OTHER))
            _write(inputs / str(month) / IURAN / f"iuran-{part:02d}.csv", paid)
    progress(say("demo.selesai", folder=inputs.name))


def _named(policy: str, instansi: str) -> str:
    return re.sub(r"(?m)^instansi *=.*$", f"instansi = {json.dumps(instansi)}", policy, count=1)


def _spans(first: int, end: int) -> Iterator[range]:
    return (range(start, min(start + _ROWS, end)) for start in range(first, end, _ROWS))


def _write(path: Path, rows: pl.DataFrame, foot: str = "") -> None:
    below = f"\n{foot}\n" if foot else ""
    write_private(path, f"{rows.write_csv(separator=';')}{below}".encode("utf-8-sig"))


def _write_organisation(folder: Path, opd: int) -> None:
    number = pl.int_range(1, opd + 1, eager=True).alias("n").to_frame()
    padded = pl.format("{}", pl.col("n").cast(pl.String).str.zfill(5))
    offices = number.select(
        kode_opd=pl.format("OPD-{}", padded),
        nama_opd=pl.format("Dinas Contoh {}", padded),
        jenis=pl.lit("dinas"),
        pelapor_jabatan=pl.lit("Sekretaris Dinas"),
    )
    units = offices.join(_unit_words(), how="cross").select(
        unor_id=pl.lit(""),
        unit_kerja=pl.format("{} {}", pl.col("kata"), pl.col("nama_opd")),
        kode_opd="kode_opd",
    )
    for name, frame in (("opd.csv", offices), ("unit_kerja.csv", units)):
        write_private(folder / name, frame.write_csv().encode("utf-8-sig"))


def _unit_words() -> pl.DataFrame:
    return pl.DataFrame({"kata": [f"Bidang {n}" for n in range(1, _UNITS_EACH + 1)]})


def _people(rows: range, asn: int, opd: int, first: int = 0) -> pl.DataFrame:
    """Return n, nip, nama, nik, jenis and unit of the people who are counted by `rows`."""
    counted = pl.int_range(rows.start, rows.stop, eager=True, dtype=pl.Int64).alias("n").to_frame()
    turn, day = pl.col("n") // _BIRTHDAYS, pl.col("n") % _BIRTHDAYS
    female = turn // 399 % 2
    born = pl.lit(_FIRST_BIRTH) + pl.duration(days=day)
    contract = pl.col("n") % 10 >= 7
    placed = counted.with_columns(born=born, turn=turn, female=female, contract=contract)
    start = pl.when("contract").then(pl.lit("21")).otherwise(pl.lit("03"))
    office = ((pl.col("n") - first) * opd // asn + 1).cast(pl.String).str.zfill(5)
    return placed.select(
        "n",
        nip=pl.format(
            "{}{}{}{}{}",
            pl.col("born").dt.strftime("%Y%m%d"),
            pl.col("born").dt.year() + 24,
            start,
            pl.col("female") + 1,
            601 + pl.col("turn") % 399,
        ),
        nama=_names(),
        nik=_nik(8500, 1499),
        jenis=pl.when("contract").then(pl.lit("PPPK")).otherwise(pl.lit("PNS")),
        unit=pl.format("Bidang {} Dinas Contoh {}", pl.col("n") % _UNITS_EACH + 1, office),
    )


def _names() -> pl.Expr:
    words = demo_data("names")["pria"]
    first, middle, family = (sorted(words[key]) for key in ("lama", "baru", "belakang"))
    n = pl.col("n")
    places = (n % len(first), n // len(first) % len(middle), (n * 7 + 3) % len(family))
    picked = [
        pl.lit(pl.Series(list_, dtype=pl.String)).gather(place)
        for list_, place in zip((first, middle, family), places, strict=True)
    ]
    return pl.concat_str(picked, separator=" ")


def _nik(serial: int, many: int) -> pl.Expr:
    day = pl.col("born").dt.day() + 40 * pl.col("female")
    return pl.format(
        "3374{}{}{}{}",
        (pl.col("n") % 16 + 1).cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
        pl.col("born").dt.strftime("%m%y"),
        serial + pl.col("turn") % many,
    )


def _roster(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(
        pl.col("n").add(1).alias("NO"),
        pl.col("nip").alias("NIP"),
        pl.col("nama").alias("NAMA"),
        pl.col("nik").alias("NIK"),
        pl.col("jenis").alias("JENIS ASN"),
        pl.lit("III/a").alias("GOLONGAN"),
        pl.lit("Penelaah Teknis Kebijakan").alias("JABATAN"),
        pl.col("unit").alias("UNIT KERJA"),
        pl.lit("Aktif").alias("KEDUDUKAN HUKUM"),
    )


def _payments(people: pl.DataFrame, month: Period, rupiah: int) -> pl.DataFrame:
    """Return what those who take part pay in `month`, each for one worker."""
    n = pl.col("n")
    mistyped = n % _MISTYPED == 37
    written = pl.when(mistyped).then(pl.col("nip").str.slice(0, 17)).otherwise(pl.col("nip"))
    born = pl.lit(_FIRST_BIRTH) + pl.duration(days=n * 31 % _BIRTHDAYS)
    givers = people.filter(n * 7919 % 100 < _TAKE_PART).with_columns(
        born=born, turn=n // _BIRTHDAYS, female=n % 2
    )
    return givers.select(
        written.alias("NIP"),
        pl.col("nama").alias("NAMA ASN"),
        _nik(7001, 1498).alias("NIK TK"),
        pl.format("25{}", n.cast(pl.String).str.zfill(9)).alias("NOMOR KPJ"),
        pl.lit("pedagang kecil").alias("PEKERJAAN"),
        pl.lit(str(month)).alias("BLTH AWAL"),
        pl.lit(str(month)).alias("BLTH AKHIR"),
        pl.lit(rupiah).alias("TOTAL IURAN"),
        pl.lit(month.last_day.replace(day=15).isoformat()).alias("TANGGAL TRANSAKSI"),
        pl.lit("LUNAS").alias("STATUS TRANSAKSI"),
        pl.lit("Autodebet").alias("PENDANAAN"),
    )
