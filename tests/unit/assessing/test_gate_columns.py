"""The gate: columns that decide and are gone, and labels that are new or gone (contract §5.7)."""

from pathlib import Path

import pytest

from tests.builders.gate_months import (
    FEBRUARY,
    MARCH,
    assessed,
    cautions_of,
    good_months,
    payments,
    roster,
    stops_of,
)

ROSTER = "2026-03/asn/roster 2026-03.csv"
PEMUDA = "2026-03/iuran/pemuda 2026-03.csv"


def renamed(path: str, old: str, new: str) -> dict[str, str | bytes]:
    files = good_months()
    text = str(files[path])
    assert old in text
    return files | {path: text.replace(old, new, 1)}


def test_a_standing_under_another_name_stops_with_the_labels_and_the_line_that_takes_it(
    tmp_path: Path,
) -> None:
    stop = stops_of(tmp_path, renamed(ROSTER, "Kedudukan Hukum", "Keadaan"))["kolom_hilang"]
    for part in (
        ROSTER,
        '"Kedudukan Hukum"',
        '"Keadaan"',
        "schemas/layouts/asn.toml baris",
        "(kedudukan_hukum)",
    ):
        assert part in stop.pesan
    assert "lembar" not in stop.pesan
    assert not stop.absolute


@pytest.mark.parametrize(
    ("path", "old", "new", "field"),
    [
        (ROSTER, "Jenis ASN", "Golongan Pegawai", "jenis_asn"),
        (ROSTER, "OPD", "Nama SKPD", "opd"),
        (PEMUDA, "Status Bayar", "Keterangan Bayar", "status_bayar"),
        (PEMUDA, "Sumber Dana", "Asal Uang", "sumber_dana"),
        (PEMUDA, "Nominal", "Rupiah", "nominal"),
    ],
)
def test_every_column_that_decides_stops_under_an_unknown_name(
    path: str, old: str, new: str, field: str, tmp_path: Path
) -> None:
    stop = stops_of(tmp_path, renamed(path, old, new))["kolom_hilang"]
    assert path in stop.pesan
    assert f'"{old}"' in stop.pesan
    assert f'"{new}"' in stop.pesan
    assert f"({field})" in stop.pesan
    assert stop.about == field


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [(ROSTER, "OPD", "Unit Kerja"), (ROSTER, "Jenis ASN", "Status Kepegawaian")],
)
def test_another_column_that_tells_the_same_takes_its_place(
    path: str, old: str, new: str, tmp_path: Path
) -> None:
    assert "kolom_hilang" not in stops_of(tmp_path, renamed(path, old, new))


def test_the_letter_of_a_cpns_does_not_take_the_place_of_the_kind(tmp_path: Path) -> None:
    assert "kolom_hilang" in stops_of(tmp_path, renamed(ROSTER, "Jenis ASN", "Status CPNS PNS"))


def test_a_column_that_is_simply_gone_is_asked_for(tmp_path: Path) -> None:
    files = good_months()
    files[PEMUDA] = str(files[PEMUDA]).replace(",Sumber Dana", "", 1).replace(",lunas,", ",lunas")
    stop = stops_of(tmp_path, files)["kolom_hilang"]
    assert "Tidak ada label baru" in stop.pesan
    assert "Minta ekspor yang lengkap" in stop.pesan


def test_what_rests_on_the_file_is_counted_per_opd(tmp_path: Path) -> None:
    stop = stops_of(tmp_path, renamed(PEMUDA, "Status Bayar", "Keterangan"))["kolom_hilang"]
    assert stop.hurt == (("DINKES", 26),)


def test_the_retired_of_last_month_who_would_be_named_are_counted(tmp_path: Path) -> None:
    files = good_months()
    for month in (FEBRUARY, MARCH):
        path = f"{month}/asn/roster {month}.csv"
        files[path] = (
            roster(range(60)) + roster(range(60, 63), standing="Pensiun").split("\n", 1)[1]
        )
    files[ROSTER] = str(files[ROSTER]).replace("Kedudukan Hukum", "Keadaan", 1)
    stop = stops_of(tmp_path, files)["kolom_hilang"]
    assert stop.hurt == (("DINKES", 3),)


def test_a_roster_is_compared_with_the_latest_earlier_one_whoever_sent_it(tmp_path: Path) -> None:
    files = good_months()
    text = str(files.pop(ROSTER)).replace("Kedudukan Hukum", "Keadaan", 1)
    assert "kolom_hilang" in stops_of(tmp_path, files | {"2026-03/asn/SIMPEG.csv": text})


def test_a_roster_of_a_new_sender_is_not_compared_with_an_older_one_than_the_latest(
    tmp_path: Path,
) -> None:
    files = good_months()
    for path in ("2026-02/asn/roster 2026-02.csv", ROSTER):
        files[path] = str(files[path]).replace("Kedudukan Hukum", "Keadaan", 1)
    files["2026-03/asn/SIMPEG.csv"] = files.pop(ROSTER)
    assert "kolom_hilang" not in stops_of(tmp_path, files)


def test_a_column_that_never_was_there_hides_no_other_that_is_gone(tmp_path: Path) -> None:
    files = good_months()
    for month in ("2026-01", FEBRUARY, MARCH):
        path = f"{month}/iuran/pemuda {month}.csv"
        files[path] = str(files[path]).replace("Status Bayar", "Catatan", 1)
    files[PEMUDA] = str(files[PEMUDA]).replace("Sumber Dana", "Asal", 1)
    assert '"Sumber Dana"' in stops_of(tmp_path, files)["kolom_hilang"].pesan


@pytest.mark.parametrize(("new", "more"), [(12, None), (13, " dan 1 lagi")])
def test_twelve_new_labels_are_told_and_the_others_counted(
    new: int, more: str | None, tmp_path: Path
) -> None:
    files = good_months()
    head, rows = str(files[PEMUDA]).split("\n", 1)
    labels = [f"Rubrik {chr(65 + at) * 3}" for at in range(new)]
    wider = "".join(f"{row}{',' * new}\n" for row in rows.splitlines())
    files[PEMUDA] = f"{','.join([head, *labels])}\n{wider}"
    told = cautions_of(tmp_path, files)["label_baru"]
    assert f'"{labels[11]}"' in told
    assert (f'"{labels[-1]}"' in told) is (more is None)
    assert (" lagi" in told) is (more is not None)
    assert str(more or "") in told


def test_of_several_lists_each_is_compared_with_its_own_earlier_one(tmp_path: Path) -> None:
    files = good_months()
    for month in (FEBRUARY, MARCH):
        files[f"{month}/asn/pppk.csv"] = (
            f"NIP,Nama,OPD\n1990010120152121{int(month[-1]):02d},Orang,DINKES\n"
        )
    assert "kolom_hilang" not in stops_of(tmp_path, files)


def test_a_column_of_another_branch_is_not_missed(tmp_path: Path) -> None:
    files = good_months()
    for month in ("2026-01", "2026-02", "2026-03"):
        path = f"{month}/iuran/pemuda {month}.csv"
        files[path] = str(files[path]).replace("Sumber Dana", "Catatan", 1)
    assert stops_of(tmp_path, files) == {}


def test_new_and_gone_labels_are_told(tmp_path: Path) -> None:
    told = cautions_of(tmp_path, renamed(PEMUDA, "Sumber Dana", "Sumber Iuran"))
    assert '"Sumber Iuran"' in told["label_baru"]
    assert '"Sumber Dana"' in told["label_hilang"]


def test_a_sheet_that_lacks_what_the_others_have_stops_and_is_named(tmp_path: Path) -> None:
    from tests.builders.books import xlsx

    files = good_months()
    head = ["NIP", "Nama", "OPD", "Kedudukan Hukum", "Jenis ASN"]

    def sheets(second: str) -> bytes:
        rows = [line.split(",") for line in roster(range(60)).splitlines()[1:]]
        other = [*head[:3], second, head[4]]
        return xlsx({"Satu": [head, *rows[:30]], "Dua": [other, *rows[30:]]})

    files["2026-02/asn/roster 2026-02.csv"] = sheets("Kedudukan Hukum")
    files[ROSTER] = sheets("Keadaan")
    month = assessed(tmp_path, files)
    assert [stop.kode for stop in month.stops] == ["kolom_hilang"]
    assert 'lembar "Dua"' in month.stops[0].pesan


def test_payments_keep_their_columns_where_only_the_order_changed(tmp_path: Path) -> None:
    files = good_months()
    lines = [line.split(",") for line in payments(range(26), MARCH).splitlines()]
    files[PEMUDA] = "\n".join(",".join(reversed(cells)) for cells in lines) + "\n"
    assert stops_of(tmp_path, files) == {}


def page(*tables: str) -> bytes:
    """Return an HTML page of CSV texts, each a table and so a sheet."""
    shown = []
    for table in tables:
        lines = [line.split(",") for line in table.strip().split("\n")]
        shown.append(
            "".join(
                "<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines
            )
        )
    return "".join(f"<table>{rows}</table>" for rows in shown).encode()


def without_status(text: str) -> str:
    return text.replace(",Status Bayar", "", 1).replace(",lunas,", ",")


def test_a_column_that_one_of_two_sheets_had_is_missed(tmp_path: Path) -> None:
    """The second sheet never had it; the first one's unpaid would count."""
    files = good_months()
    for month in (FEBRUARY, MARCH):
        text = payments(range(26), month, status="gagal" if month == MARCH else "lunas")
        first = text.replace("Status Bayar", "STT", 1) if month == MARCH else text
        del files[f"{month}/iuran/pemuda {month}.csv"]
        files[f"{month}/iuran/pemuda {month}.xls"] = page(
            first, without_status(payments(range(26, 32), month))
        )
    assert "kolom_hilang" in stops_of(tmp_path, files)


def test_a_delivery_of_two_files_may_go_on_having_one_without_a_column(tmp_path: Path) -> None:
    files = good_months()
    for month in ("2026-01", FEBRUARY, MARCH):
        files[f"{month}/iuran/bank 1 {month}.csv"] = payments(range(52, 55), month)
        files[f"{month}/iuran/bank 2 {month}.csv"] = without_status(payments(range(55, 58), month))
    assert "kolom_hilang" not in stops_of(tmp_path / "baik", files)
    files[f"{MARCH}/iuran/bank 1 {MARCH}.csv"] = without_status(payments(range(52, 55), MARCH))
    assert "kolom_hilang" in stops_of(tmp_path / "hilang", files)


def test_two_lists_of_which_one_has_only_the_letter_of_a_cpns_go_on_so(tmp_path: Path) -> None:
    files = good_months()
    for month in ("2026-01", FEBRUARY, MARCH):
        # An empty line more each month: the same bytes in two months stop by themselves.
        first, second = (
            roster(people) + "\n" * int(month[-1]) for people in (range(30), range(30, 60))
        )
        files[f"{month}/asn/roster 1 {month}.csv"] = first
        files[f"{month}/asn/roster 2 {month}.csv"] = second.replace(
            "Jenis ASN", "Status CPNS PNS", 1
        )
        del files[f"{month}/asn/roster {month}.csv"]
    assert "kolom_hilang" not in stops_of(tmp_path, files)
