"""`python -m tests.bench [ASN [OPD [MONTHS]]]`: what a month costs, beside what it could cost.

The inputs are made by the demo's generator, the same for the same arguments. The clock depends on
the machine and on what else it does; what is worth comparing are the ratios of one run.
`python -m tests.bench kurva` measures several sizes of a city and draws their cost.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from flows.cli.months import DEMO_LAST, make_demo
from tests.bench.curve import Point, write_curve
from tests.bench.measuring import Cost, Meter

_CITY = 16_000
_MONTHS = 12
_CURVE = "kurva"
_SIZES = [2_000, 4_000, 8_000, 16_000]
# A month beside a script that one would write for it: what is felt, so by the clock.
_SCRIPT = ("skrip polos: satu roster, semua iuran", "skrip polos: daftar (openpyxl, jinja2)")
_RATIOS = (
    ("memutuskan satu bulan", "join polars saja"),
    ("memutuskan satu bulan", "join DuckDB saja"),
    ("menyusun", "skrip polos: daftar (openpyxl, jinja2)"),
    ("menyusun", "mengemas XML jadi"),
    ("membaca", "membaca bita saja"),
)


def main() -> int:
    """Measure one size and print its tables, or several sizes and draw them."""
    words = sys.argv[1:]
    if words[:1] == [_CURVE]:
        sizes = [int(word) for word in words[1:]] or _SIZES
        write_curve([Point(size, *_month_of(size, None, _MONTHS)) for size in sizes])
        return 0
    given = [int(word) for word in words]
    asn = given[0] if given else _CITY
    opd = given[1] if len(given) > 1 else None
    _month_of(asn, opd, given[2] if len(given) > 2 else _MONTHS)
    return 0


def _month_of(asn: int, opd: int | None, count: int) -> tuple[dict[str, Cost], dict[str, Cost]]:
    """Make the inputs, run the month cold and warm, print the tables; return cold and warm."""
    with tempfile.TemporaryDirectory() as folder:
        inputs, outputs = Path(folder, "inputs"), Path(folder, "outputs")
        meter = Meter()
        make_demo(inputs, asn, opd, count, lambda _: None)
        _show(f"{asn} ASN, {count} bulan", {"membuat masukan": meter.lap()})
        cold = _measured("stages", inputs, outputs)
        _show("dingin", cold)
        shutil.rmtree(outputs / DEMO_LAST)
        warm = _measured("stages", inputs, outputs)
        _show("hangat", warm)
        beside = _measured("yardsticks", inputs, outputs)
        _show("ukuran pembanding", beside)
        _show_ratios(cold | beside)
        _show_beside_script({"dingin": cold, "hangat": warm}, beside)
    return cold, warm


def _measured(what: str, inputs: Path, outputs: Path) -> dict[str, Cost]:
    command = [
        sys.executable,
        "-m",
        "tests.bench.month",
        what,
        str(inputs),
        str(outputs),
        DEMO_LAST,
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: Cost(*cost) for name, cost in json.loads(told).items()}


def _show(title: str, costs: dict[str, Cost]) -> None:
    print(f"\n{title:34} {'detik':>8} {'CPU':>8} {'MB':>8}")
    for name, cost in costs.items():
        print(f"  {name:32} {cost.wall:8.2f} {cost.cpu:8.2f} {cost.memory:8.0f}")
    if len(costs) > 1:
        wall, cpu = (sum(cost[at] for cost in costs.values()) for at in (0, 1))
        print(f"  {'semua':32} {wall:8.2f} {cpu:8.2f}", flush=True)


def _show_ratios(costs: dict[str, Cost]) -> None:
    print(f"\n{'kali lipat CPU':60}")
    for ours, bare in _RATIOS:
        share = costs[ours].cpu / max(costs[bare].cpu, 0.01)
        print(f"  {ours} / {bare:40} {share:8.1f}")


def _show_beside_script(months: dict[str, dict[str, Cost]], beside: dict[str, Cost]) -> None:
    script = sum(beside[part].wall for part in _SCRIPT)
    print(f"\n{'kali lipat waktu':60}")
    for name, costs in months.items():
        whole = sum(cost.wall for cost in costs.values())
        print(f"  {name} / {'skrip polos':40} {whole / script:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
