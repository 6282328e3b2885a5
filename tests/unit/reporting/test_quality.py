"""Quality report: all findings on the month, what became of all rows, what the gate measured."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipeline.assessing.gate import CONDITIONS, Stop
from pipeline.core.errors import ConservationError
from pipeline.core.wording import say
from pipeline.reporting.model import QualityReport
from pipeline.reporting.opd import edition
from pipeline.reporting.quality import quality_report, summary, summary_for_operator
from schemas.codes import OWNERS, ROW_CLASSES
from schemas.findings import register
from tests.builders import quality_samples as samples
from tests.builders.kota_kecil import known, month
from tests.builders.provoked import HEAD, PROVOKED, ROSTER
from tests.builders.small_city import Files, lay_down, references_in
from tests.builders.small_city import month as small_month

WHOLE_NUMBER = r"[0-9]{11}"


def small_report(folder: Path, files: Files, period: str = "2026-03") -> QualityReport:
    whole: Files = {"2026-03/asn/a.csv": ROSTER, "2026-03/iuran/a.csv": HEAD}
    assessed = small_month(lay_down(folder, {**whole, **files}), period)
    references = references_in(folder / "referensi")
    return quality_report(assessed, references, edition(assessed, references, "r01", None))


def every_finding(report: QualityReport) -> pl.DataFrame:
    return pl.concat([frame for _, frame in report.findings])


def trend(report: QualityReport, part: str, item: str) -> list[int | None]:
    row = report.trend.filter(bagian=part, rincian=item)
    return list(row.select([str(period) for period in report.months]).row(0))


def test_each_owner_has_a_list_and_together_they_hold_every_finding_of_the_month() -> None:
    report = samples.report()
    assert tuple(owner for owner, _ in report.findings) == OWNERS
    assert (
        report.finding_count
        == month("2026-03").quality.height
        == report.summary["jumlah_temuan"].sum()
    )
    for owner, frame in report.findings:
        kinds = [register()[kode] for kode in frame["kode"]]
        assert {kind.pemilik for kind in kinds} <= {owner}


def test_the_summary_counts_each_code_gravest_first_and_says_what_to_do() -> None:
    report = samples.report()
    counted = dict(every_finding(report)["kode"].value_counts().iter_rows())
    assert dict(report.summary.select("kode", "jumlah_temuan").iter_rows()) == counted
    levels = report.summary["tingkat"].to_list()
    assert levels == sorted(levels)
    assert levels[0] == "baris"
    assert not report.summary["pesan"].str.contains(r"[{}]").any()
    duplicates = report.summary.filter(kode="nip_ganda")
    assert (
        duplicates["pesan"].item()
        == "NIP ini sudah ada di …; baris pertama yang dipakai. Hapus baris yang keliru."
    )


def test_the_terminal_tells_columns_and_files_and_nothing_of_a_cell() -> None:
    findings = pl.DataFrame(
        [
            ("kolom_tak_dibaca", "a.csv", None, "Kolom tidak dibaca: Hobi. Bila asn.toml."),
            ("kolom_tak_dibaca", "b.csv", None, "Kolom tidak dibaca: Warna. Bila asn.toml."),
            ("opd_belum_dipetakan", "a.csv", 7, 'OPD tidak dapat ditentukan dari unit "SD Budi".'),
            ("nip_ganda", "a.csv", 8, "NIP ini sudah ada di b.csv baris 3; baris pertama"),
        ],
        schema=["kode", "berkas", "baris", "pesan"],
        orient="row",
    ).with_columns(
        tingkat=pl.lit("peringatan"),
        pemilik=pl.lit("operator"),
        bulan_terima=pl.lit("2026-03"),
        jenis_berkas=pl.lit("asn"),
        lembar=pl.lit(None, pl.String),
    )
    told = {row["kode"]: row for row in summary_for_operator(findings).to_dicts()}
    assert told["kolom_tak_dibaca"]["pesan"] == "Kolom tidak dibaca: Hobi. Bila asn.toml."
    assert told["kolom_tak_dibaca"]["contoh"] == "2026-03/a.csv"
    assert 'dari unit "\N{HORIZONTAL ELLIPSIS}"' in told["opd_belum_dipetakan"]["pesan"]
    assert "b.csv" not in told["nip_ganda"]["pesan"]
    assert summary(findings)["pesan"].str.contains("Hobi").sum() == 0


def test_a_place_is_told_as_the_person_finds_it() -> None:
    places = dict(samples.report().summary.select("kode", "contoh").iter_rows())
    assert places["nip_ganda"] == "2026-03/asn/SIMPEG_2026-03.xlsx lembar Lembar 1 baris 465"
    assert places["bulan_terbalik"] == "2026-03/iuran/majapahit-2026-03.csv baris 61"
    assert places["koreksi_tanpa_orang"] == "referensi/koreksi.csv baris 6"


def test_only_findings_that_concern_the_month_are_listed() -> None:
    found = month("2026-03").quality
    covering = (
        month("2026-03")
        .tables["iuran"]
        .filter((pl.col("bulan_awal") <= "2026-03") & (pl.col("bulan_akhir") >= "2026-03"))
    )
    elsewhere = found.filter(~pl.col("bulan_terima").is_in(["2026-03", ""]))
    assert elsewhere.height > 0
    place = ["bulan_terima", "berkas", "lembar", "baris"]
    assert elsewhere.join(covering, on=place, how="anti").height == 0


def test_a_row_rejected_in_a_later_month_is_listed_when_its_months_include_this_one(
    tmp_path: Path,
) -> None:
    row = "199001012015041001;;3374021507800001;;{};;;-5;;;\n"
    later = {
        "2026-04/asn/a.csv": ROSTER,
        "2026-04/iuran/a.csv": HEAD + row.format("2026-03") + row.format("2026-04"),
    }
    listed = every_finding(small_report(tmp_path, later)).filter(kode="nominal_tak_terbaca")
    assert listed.select("bulan_terima", "baris").rows() == [("2026-04", 2)]


def test_a_stray_beside_the_month_folders_is_the_operators(tmp_path: Path) -> None:
    report = small_report(tmp_path, {"salinan lama/x.csv": "NIP,Nama\n"})
    stray = dict(report.findings)["operator"].filter(kode="berkas_tak_dikenal")
    assert stray["berkas"].to_list() == ["salinan lama"]


def test_the_findings_of_secretaries_stand_by_opd(tmp_path: Path) -> None:
    bad = "".join(
        f"19900101201504100{n},Orang {n},12,PNS,Aktif,{opd}\n"
        for n, opd in ((5, "DISDIK"), (6, "DINKES"), (7, "DISDIK"))
    )
    names = dict(small_report(tmp_path, {"2026-03/asn/a.csv": ROSTER + bad}).findings)["OPD"][
        "nama_opd"
    ].to_list()
    assert names == sorted(names)
    assert len(set(names)) == 2


@pytest.mark.parametrize(
    ("kode", "shown"),
    [
        ("nip_salah", ["************0410"]),
        ("nip_ganda", ["1990**********1001"]),
        ("bulan_tak_terbaca", ["teks, 5 huruf"]),
        ("bulan_terbalik", ["2026-03 / 2026-01"]),
        ("bulan_terlalu_banyak", ["2026-03 / 25"]),
        ("jumlah_bulan_beda", ["2026-03 / 2026-04 / 3"]),
        ("nominal_tak_terbaca", ["-1"]),
        ("pekerja_tanpa_kunci", ["12"]),
        ("nik_meragukan", ["************0001"]),
        ("kpj_dipadankan", ["******7890"]),
        ("status_tidak_dikenal", ["melayang"]),
        ("tanggal_tak_terbaca", ["teks, 7 huruf"]),
        ("kedudukan_tidak_dikenal", ["Melamun"]),
        ("opd_belum_dipetakan", ["Entah"]),
        ("donatur_diduga", ["1990**********1008"]),
        ("diklaim_dua_asn", ["************0001"]),
        ("koreksi_tanpa_orang", ["1992**********2001"]),
        ("nama_donatur_beda", [None]),
        ("nama_kosong", [None]),
        ("tanpa_nominal", [None]),
        ("baris_csv_rusak", [None]),
    ],
)
def test_a_finding_shows_the_faulty_cell_masked(
    kode: str, shown: list[str | None], tmp_path: Path
) -> None:
    found = every_finding(small_report(tmp_path, PROVOKED[kode])).filter(kode=kode)
    assert found["nilai_samar"].to_list() == shown


def test_a_nik_in_the_donors_nip_cell_is_shown_where_it_stands(tmp_path: Path) -> None:
    row = {"2026-03/iuran/b.csv": HEAD + "9974021507800009;;3374021507800001;;2026-03;;;16800;;;\n"}
    found = every_finding(small_report(tmp_path, row)).filter(kode="nik_meragukan")
    assert found.select("kolom", "nilai_samar").rows() == [("nik_donatur", "************0009")]


@pytest.mark.parametrize(
    "kode",
    sorted(kode for kode in PROVOKED if register()[kode].tingkat != "berkas"),
)
def test_no_finding_shows_a_name_or_a_whole_number(kode: str, tmp_path: Path) -> None:
    found = every_finding(small_report(tmp_path, PROVOKED[kode]))
    told = found.select(
        pl.concat_str(["pesan", "nilai_samar"], separator=" ", ignore_nulls=True)
    ).to_series()
    assert found.filter(kode=kode).height
    assert not told.str.contains(WHOLE_NUMBER + r"|Budi|Siti|Ani\b|Zulkarnaen").any()


def test_a_number_in_a_wrong_column_is_not_repeated_whole(tmp_path: Path) -> None:
    misplaced = {
        "2026-03/asn/a.csv": ROSTER
        + "199001012015041005,Ani,,3374010101800009,3374010101800001,1985 0101 2010 01 1 001\n"
    }
    found = every_finding(small_report(tmp_path, misplaced))
    texts = found.select(pl.concat_str(["pesan", "nilai_samar"], ignore_nulls=True)).to_series()
    assert found.filter(kode="jenis_tidak_dikenal").height == 1
    assert found.filter(kode="opd_belum_dipetakan").height == 1
    assert not texts.str.replace_all(r"[ .\-]", "").str.contains(WHOLE_NUMBER).any()


def test_nothing_in_the_report_names_a_person_or_repeats_a_number() -> None:
    report = samples.report()
    frames = [
        *(frame for _, frame in report.findings),
        report.summary,
        report.trend,
        report.gate,
        report.conservation,
    ]
    texts = [
        text
        for f in frames
        for column in f.select(pl.col(pl.String))
        for text in column.drop_nulls()
    ]
    assert len(texts) > 500
    told = " ".join(texts)
    assert not [who for who in samples.names_and_numbers() if who in told]
    assert not pl.Series(texts).str.contains(WHOLE_NUMBER).any()


def test_the_findings_kept_with_the_inputs_hold_no_whole_number() -> None:
    held = known("2026-04").findings["nilai_samar"].drop_nulls()
    assert held.len() > 50
    assert not held.str.contains(WHOLE_NUMBER).any()


def test_the_contracts_table_of_findings_has_no_column_more() -> None:
    tables = month("2026-03").tables
    assert "nilai_samar" not in tables["temuan"].columns
    assert "nilai_samar" in month("2026-03").quality.columns


def test_the_rows_of_the_month_add_up() -> None:
    counts = samples.report().counts
    assert counts.dibaca == counts.diterima + counts.ditolak + counts.ganda + counts.lainnya
    received = month("2026-03").accounting.filter(bulan="2026-03")
    assert counts.dibaca == received["baris"].sum()
    assert samples.report().before == samples.report("2026-02").counts
    assert samples.report("2025-11").before is None


def test_every_sheet_of_every_file_is_accounted_for_newest_month_first() -> None:
    files = samples.report().files
    assert files.height == known("2026-03").accounting.height
    assert files.select(pl.sum_horizontal(ROW_CLASSES) == pl.col("dibaca")).to_series().all()
    months = files["bulan_terima"].to_list()
    assert months == sorted(months, reverse=True)


def test_a_sheet_that_does_not_add_up_stops_the_report() -> None:
    good = month("2026-03")
    lost = good.accounting.with_columns(
        baris=pl.col("baris") + (pl.int_range(pl.len()) == 3).cast(pl.Int64)
    )
    with pytest.raises(ConservationError):
        samples.report_of(replace(good, accounting=lost))


def test_the_trend_compares_months_of_receipt_up_to_this_one() -> None:
    report = samples.report()
    assert [str(period) for period in report.months] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    rejected = [
        known("2026-04")
        .accounting.filter(pl.col("berkas").str.starts_with("iuran/"), bulan=str(period))["ditolak"]
        .sum()
        for period in report.months
    ]
    assert trend(report, say("halaman.jenis_berkas.iuran"), say("mutu.tren.ditolak")) == rejected
    damaged = [
        known("2026-04").findings.filter(kode="nip_rusak", bulan_terima=str(p)).height
        for p in report.months
    ]
    assert trend(report, say("mutu.tren.temuan", pemilik="BKPP"), "nip_rusak") == damaged


def test_the_trend_says_how_much_changed_since_last_month() -> None:
    tren = samples.report().trend
    assert (tren["selisih_bulan"] == tren["2026-03"] - tren["2026-02"]).all()
    assert samples.report("2025-11").trend["selisih_bulan"].is_null().all()


def test_the_trend_looks_back_a_year_at_most(tmp_path: Path) -> None:
    months = [f"{year}-{number:02d}" for year in (2025, 2026) for number in range(1, 13)]
    files = {f"{name}/iuran/a.csv": HEAD for name in months[:15]}
    assert [str(period) for period in small_report(tmp_path, files).months] == months[3:15]


def test_findings_of_deciding_are_not_compared_between_months() -> None:
    report = samples.report()
    assert report.summary.filter(kode="donatur_diduga").height == 1
    assert "donatur_diduga" not in report.trend["rincian"]


def test_a_month_without_a_file_of_a_kind_is_not_called_zero(tmp_path: Path) -> None:
    report = small_report(tmp_path, {"2026-02/iuran/a.csv": HEAD})
    assert trend(report, say("halaman.jenis_berkas.asn"), say("mutu.tren.dibaca")) == [None, 1]


def test_every_condition_of_the_gate_is_told_with_its_limit() -> None:
    gate = samples.report().gate
    assert gate["syarat"].to_list() == [say(f"mutu.syarat.{kode}") for kode in CONDITIONS]
    assert set(gate["keadaan"]) == {"lolos"}
    told = dict(gate.select("syarat", "angka").iter_rows())
    limits = dict(gate.select("syarat", "batas").iter_rows())
    roster = say("mutu.syarat.perubahan_roster")
    assert told[roster] == "0,19% (1.582 menjadi 1.579)"
    assert limits[roster] == "10,00%"
    assert told[say("mutu.syarat.klarifikasi")] == "0,32% (5 dari 1.579)"
    assert told[say("mutu.syarat.penurunan_iuran")] == "0,00% (622 menjadi 728)"


def test_comparisons_without_last_months_roster_are_skipped_and_said_to_be() -> None:
    report = samples.report("2025-11")
    skipped = report.gate.filter(keadaan="dilewati")
    names = [
        say(f"mutu.syarat.{kode}")
        for kode in (
            "perubahan_roster",
            "opd_hilang",
            "opd_tertukar",
            "penurunan_sudah",
            "penurunan_iuran",
        )
    ]
    assert skipped["syarat"].to_list() == names
    assert all("tidak punya roster" in text for text in skipped["jalan_keluar"])


def test_a_condition_that_stops_says_its_numbers_and_the_way_out(tmp_path: Path) -> None:
    odd = "".join(f"19900101201504101{n},Orang,,PNS,Melamun,DINKES\n" for n in range(3))
    report = small_report(tmp_path, {"2026-03/asn/a.csv": ROSTER + odd})
    unclear = say("mutu.syarat.klarifikasi")
    held = report.gate.filter(keadaan="menahan", syarat=unclear)
    assert held.height == 1
    assert held["angka"].item() == "75,00% (3 dari 4)"
    assert "kebijakan.toml" in held["jalan_keluar"].item()


def test_what_cannot_be_measured_is_skipped_not_passed(tmp_path: Path) -> None:
    gate = small_report(tmp_path, {}).gate.filter(syarat=say("mutu.syarat.kurang_bayar"))
    assert gate.select("keadaan", "jalan_keluar").row(0) == ("dilewati", say("mutu.tanpa_ukuran"))


def test_two_stops_of_one_condition_are_two_lines() -> None:
    twins = tuple(
        Stop("berkas_kembar", f"Berkas {n} sama. Minta ekspor yang benar.") for n in (1, 2)
    )
    gate = samples.report_of(replace(month("2026-03"), stops=twins), "Sudah diperiksa").gate
    lines = gate.filter(syarat=say("mutu.syarat.berkas_kembar"))
    assert lines["angka"].to_list() == ["2", "2"]
    assert lines["jalan_keluar"].to_list() == [stop.pesan for stop in twins]


def test_the_sums_of_the_month_are_all_there() -> None:
    said = samples.report().conservation["jalan_keluar"].to_list()
    assert said[:3] == list(month("2026-03").conservation)
    assert "24 lembar" in said[3]
