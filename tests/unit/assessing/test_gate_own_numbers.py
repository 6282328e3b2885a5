"""Of two columns NIK the donors' own read as the workers' (contract §2.2, §4, §5.7)."""

from pathlib import Path

import pytest

from tests.builders.gate_months import MARCH, nip, stops_of

HEAD = "NIP,Nama,NIK,OPD\n"


def own(n: int) -> str:
    return f"33740101019{n:05d}"


def city(paid: str) -> dict[str, str]:
    people = "".join(f"{nip(n)},Orang {n},{own(n)},DINKES\n" for n in range(1, 11))
    return {f"{MARCH}/asn/a.csv": HEAD + people, f"{MARCH}/iuran/b.csv": paid}


def payments(own_count: int, head: str, unpaid: int = 0) -> str:
    """Return ten payments, of the first `own_count` the first NIK the donor's own.

    The last `unpaid` were not paid.
    """
    rows = (
        f"{nip(n)},{own(n) if n <= own_count else f'33740202028{n:05d}'},33740215078{n:05d},{MARCH},16800,"
        + ("gagal" if n > 10 - unpaid else "lunas")
        for n in range(1, 11)
    )
    return "\n".join([head, *rows]) + "\n"


@pytest.mark.parametrize(("count", "stopped"), [(10, True), (6, True), (5, False), (0, False)])
def test_most_workers_their_own_donors_stop_where_two_columns_could_be_the_workers(
    count: int, stopped: bool, tmp_path: Path
) -> None:
    found = stops_of(tmp_path, city(payments(count, "NIP,NIK,NIK,BLTH,Nominal,Status Bayar")))
    assert ("pekerja_donatur" in found) is stopped
    if stopped:
        stop = found["pekerja_donatur"]
        assert stop.files == (f"{MARCH}/iuran/b.csv",)
        assert f"{count} dari 10 catatan" in stop.pesan
        assert f"{count} ASN yang iurannya tercatat akan disebut belum" in stop.pesan
        assert stop.hurt == (("DINKES", count),)


def test_who_registers_himself_in_the_only_column_is_told_himself_and_stops_nothing(
    tmp_path: Path,
) -> None:
    found = stops_of(tmp_path, city(payments(10, "NIP,NIK,Telepon,BLTH,Nominal,Status Bayar")))
    assert "pekerja_donatur" not in found


def test_records_that_do_not_get_so_far_as_their_worker_hide_nothing(tmp_path: Path) -> None:
    paid = payments(10, "NIP,NIK,NIK,BLTH,Nominal,Status Bayar", unpaid=5)
    assert "5 dari 5" in stops_of(tmp_path / "a", city(paid))["pekerja_donatur"].pesan
    few = payments(10, "NIP,NIK,NIK,BLTH,Nominal,Status Bayar", unpaid=6)
    assert "pekerja_donatur" not in stops_of(tmp_path / "b", city(few))
