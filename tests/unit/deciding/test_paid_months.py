"""Which months an ASN's own payments pay, for the last paid month (contract §5.5)."""

from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.deciding.paid_months import paid_months
from tests.builders.small_city import lay_down, month

BUDI, SITI = "199001012015041001", "199201012017042001"
WORKER = "3374021507800001"


def roster(*rows: tuple[str, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"nik": pl.String, "nik_tak_pasti": pl.Boolean}, orient="row")


def index(month: str) -> int:
    return Period.parse(month).index


# The worker "asn" is on the roster of February, and on none that is known after or before it.
ROSTERS: Final = {
    "2026-03": roster(("sure", False)),
    "2026-02": roster(("asn", False), ("rounded", True)),
    "2026-01": roster(("early", False)),
}
SCHEMA: Final[dict[str, Any]] = {
    "nip_asn": pl.String,
    "awal": pl.Int32,
    "dibayar_sampai": pl.Int32,
    "pekerja_nik": pl.String,
    "pekerja_ragu": pl.Boolean,
    "lunas": pl.Boolean,
    "dana_asn": pl.Boolean,
    "diri": pl.Boolean,
}
PAYMENTS: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    "several months": ({"until": "2026-03"}, ["2026-01", "2026-02", "2026-03"]),
    "as far as the money reaches": ({"until": "2026-02"}, ["2026-01", "2026-02"]),
    "no money for any": ({"until": None}, []),
    "not paid": ({"lunas": False}, []),
    "not the ASN's money": ({"dana_asn": False}, []),
    "for oneself": ({"diri": True}, []),
    "for an ASN of February": (
        {"pekerja_nik": "asn", "until": "2026-03"},
        ["2026-01", "2026-03"],
    ),
    "for who may be one: rounded there": (
        {"pekerja_nik": "rounded", "until": "2026-02"},
        ["2026-01", "2026-02"],
    ),
    "for who may be one: rounded here": (
        {"pekerja_nik": "asn", "pekerja_ragu": True, "until": "2026-02"},
        ["2026-01", "2026-02"],
    ),
    "before the earliest roster by that one": (
        {"pekerja_nik": "early", "awal": "2025-11", "until": "2026-02"},
        ["2026-02"],
    ),
    "after the latest roster by that one": (
        {"pekerja_nik": "sure", "awal": "2026-02", "until": "2026-05"},
        ["2026-02"],
    ),
    "for a worker known by the KPJ alone": ({"pekerja_nik": None}, ["2026-01"]),
}


def test_the_months_that_own_payments_pay() -> None:
    rows = []
    for name, (cells, _) in PAYMENTS.items():
        usual = {"pekerja_ragu": False, "lunas": True, "dana_asn": True, "diri": False}
        row = {"nip_asn": name, "awal": "2026-01", "until": "2026-01", "pekerja_nik": "w"}
        row |= usual | cells
        until = row.pop("until")
        rows.append(row | {"awal": index(row["awal"]), "dibayar_sampai": until and index(until)})
    unknown = {**rows[0], "nip_asn": None}
    found = paid_months(pl.DataFrame([*rows, rows[0], unknown], schema=SCHEMA), ROSTERS)
    assert sorted(set(found.rows())) == sorted(
        (name, index(month)) for name, (_, months) in PAYMENTS.items() for month in months
    )


@pytest.mark.parametrize(
    ("becomes_asn", "last"), [("2026-01", None), ("2026-02", "2026-01"), ("2026-03", "2026-02")]
)
def test_a_worker_pays_no_month_from_the_roster_on_that_has_him_as_an_asn(
    becomes_asn: str, last: str | None, tmp_path: Path
) -> None:
    files = {
        "2026-01/iuran/a.csv": "NIP Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
        + "".join(f"{BUDI},{WORKER},2026-0{n},16800\n" for n in (1, 2))
    }
    for at, bulan in enumerate(("2026-01", "2026-02", "2026-03")):
        rows = f"NIP,Nama,NIK,OPD\n{BUDI},Budi,3374010101900001,DINKES\n" + "\n" * at
        new = f"{SITI},Siti,{WORKER},DINKES\n" if bulan >= becomes_asn else ""
        files[f"{bulan}/asn/a.csv"] = rows + new
    status = month(lay_down(tmp_path, dict(files)), "2026-03").tables["status"]
    assert status.filter(nip=BUDI)["bulan_terakhir"].to_list() == [last]
