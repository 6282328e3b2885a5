"""Which months an ASN's own payments pay, for the last paid month (contract §5.5)."""

from pathlib import Path

import pytest

from tests.builders.small_city import lay_down, month

BUDI, SITI = "199001012015041001", "199201012017042001"
WORKER = "3374021507800001"


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
