"""One month from files to documents, stage by stage, and the yardsticks beside it.

Run as a process of its own, so that peaks of memory are of this month only. Prints JSON.
"""

import hashlib
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.decision import decide, keyed_records
from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.operations.documents import render_documents
from pipeline.publishing.workspace import workspace
from pipeline.system.settings import Settings
from tests.bench.measuring import Meter
from tests.bench.script import read_plainly, write_plainly

Costs = Iterator[tuple[str, tuple[float, float, float]]]
_REASON = "untuk mengukur saja, bukan bulan sungguhan"
# What _bare_join asks, in SQL; as there, the result stays in memory.
_JOIN = """create table hasil as
select r.*, p.pekerja from roster r
left join (select nip, count(*) pekerja from iuran where awal <= ? and akhir >= ? group by nip) p
using (nip) order by nip"""


def stages(settings: Settings, period: str) -> Costs:
    """Yield the cost of each stage of a month; it is published into the outputs folder."""
    meter = Meter()
    desk, began = open_desk(settings), months.begin(settings)
    stock = months.list_inputs(desk, period, None)
    yield "mendaftar", meter.lap()
    months.read_all(desk, stock, lambda _: None)
    yield "membaca", meter.lap()
    folder = workspace(settings, Period.parse(period))
    months.assess_into(desk, stock, folder)
    yield "menilai", meter.lap()
    plan = months.plan_revision(desk, folder, _REASON)
    yield "merencanakan", meter.lap()
    failed = render_documents(desk, folder, plan, lambda _: None)
    yield "menyusun", meter.lap()
    months.publish(desk, folder, plan, failed, began)
    yield "menerbitkan", meter.lap()


def yardsticks(settings: Settings, period: str) -> Costs:
    """Yield what the bare parts of the same work cost, of a month that is published."""
    desk = open_desk(settings)
    stock = months.list_inputs(desk, period, None)
    known, month = months.know(desk, stock), Period.parse(period)
    keyed, meter = keyed_records(known), Meter()
    for path in settings.inputs.rglob("*.*"):
        hashlib.sha256(path.read_bytes())
    yield "membaca bita saja", meter.lap()
    read_plainly(settings.inputs, period)
    yield "skrip polos: satu roster, semua iuran", meter.lap()
    decide(known, month, keyed)
    yield "memutuskan satu bulan", meter.lap()
    _bare_join(known.rosters[period], known.iuran, month)
    yield "join polars saja", meter.lap()
    with _duckdb_tables(known.rosters[period], known.iuran) as database:
        meter.lap()
        database.execute(_JOIN, [month.index, month.index])
        yield "join DuckDB saja", meter.lap()
    tree = settings.outputs / period / "r01"
    status = pl.read_parquet(tree / "data" / "status.parquet")
    meter.lap()
    write_plainly(status)
    yield "skrip polos: daftar (openpyxl, jinja2)", meter.lap()
    held = _unpacked(tree)
    meter.lap()
    for parts in held:
        _packed(parts)
    yield "mengemas XML jadi", meter.lap()


def _bare_join(roster: pl.DataFrame, iuran: pl.DataFrame, month: Period) -> pl.DataFrame:
    covers = (pl.col("awal") <= month.index) & (pl.col("akhir") >= month.index)
    counts = iuran.filter(covers).group_by("nip").len("pekerja")
    return roster.join(counts, on="nip", how="left").sort("nip")


@contextmanager
def _duckdb_tables(
    roster: pl.DataFrame, iuran: pl.DataFrame
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a database in memory with what the join is about, by way of Parquet."""
    with duckdb.connect() as database, tempfile.TemporaryDirectory() as folder:
        for name, frame in (("roster", roster), ("iuran", iuran.select("nip", "awal", "akhir"))):
            file = Path(folder, name)
            frame.write_parquet(file)
            database.execute(f"create table {name} as from read_parquet('{file}')")
        yield database


def _unpacked(tree: Path) -> list[dict[str, bytes]]:
    packed = [path for end in ("xlsx", "docx") for path in tree.rglob(f"*.{end}")]
    books = (zipfile.ZipFile(path) for path in packed)
    return [{name: book.read(name) for name in book.namelist()} for book in books]


def _packed(parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


def main() -> None:
    """Measure `stages` or `yardsticks`: what, inputs, outputs, period."""
    what, inputs, outputs, period = sys.argv[1:]
    measure = {"stages": stages, "yardsticks": yardsticks}[what]
    print(json.dumps(dict(measure(Settings(Path(inputs), Path(outputs)), period))))


if __name__ == "__main__":
    main()
