"""Invented reports for the pages' tests: an OPD of any size, city, the month's index, periods."""

import datetime as dt
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.finding_rows import TO_MEND
from pipeline.assessing.restatement import Restatement
from pipeline.core.periods import Period
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.policy_file import parse_policy
from pipeline.knowledge.references import Opd
from pipeline.reporting.coverage import Coverage
from pipeline.reporting.followup import FollowUp
from pipeline.reporting.indexes import MonthIndex, OpdFiles, PeriodLink
from pipeline.reporting.late_groups import late_groups, with_late_groups
from pipeline.reporting.model import (
    ArrivalReport,
    CandidateReport,
    Cause,
    CityReport,
    Edition,
    OpdReport,
    SinceRevision,
    Source,
)
from pipeline.reporting.units import UNIT, units_of, with_one_spelling
from schemas.codes import CHANGES, REASONS, ROW_CLASSES
from schemas.fields import FIELDS
from schemas.tables import table_schema
from tests.builders.paths import SHIPPED

OCTOBER = Period.parse("2026-10")
TALLY = ("wajib", "sudah", "belum", "dikecualikan", "klarifikasi")
FIRST = ("Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Maya", "Tri", "Wahyu", "Endang")
LAST = ("Contohwati", "Santosa Rekaan", "Karangan", "Misalnya", "Umpama", "Semisal")
JOBS = ("Guru Ahli Muda", "Pengelola Keuangan", "Perawat Terampil", "Analis Kebijakan Ahli Pertama")


def policy() -> Policy:
    """The policy that ships with the project."""
    return parse_policy((SHIPPED / "kebijakan.toml").read_text(encoding="utf-8"))


def edition(**changes: Any) -> Edition:
    """The October 2026 edition, with `changes`."""
    sources = (
        Source("2026-10", "asn", "roster", "ab12" * 16, 16000, 3, 1, 4, "roster"),
        Source(
            "2026-10",
            "iuran",
            "kiriman iuran ke-2, lembar 1",
            "cd34" * 16,
            7123,
            12,
            0,
            5,
            "kiriman iuran ke-2",
        ),
    )
    return replace(Edition(OCTOBER, OCTOBER, "r01", policy(), sources), **changes)


def person(
    number: int, status: str, alasan: str, unit: str, **changes: object
) -> dict[str, object]:
    """One row of the status table about somebody who does not exist."""
    paid = status == "sudah"
    never = alasan == "belum_pernah"
    return {
        "periode": "2026-10",
        "nip": f"19{70 + number % 30}0101201501{1 + number % 2}{number % 999 + 1:03d}",
        "nama": f"{FIRST[number % 10]} {LAST[number % 6]}, S.Pd.",
        "jenis_asn": ("PNS", "PPPK", "CPNS")[number % 3],
        "golongan": ("III/d", "IX", None)[number % 3],
        "jabatan": JOBS[number % 4],
        "kode_opd": "DISDIK",
        "unit_kerja": unit,
        "kedudukan_hukum": "CLTN" if status == "dikecualikan" else "Aktif",
        "status": status,
        "alasan": alasan,
        "jumlah_pekerja": 1 if paid else 0,
        "bulan_terakhir": "2026-10" if paid else None if never else "2026-08",
        "bulan_tanpa_iuran": 0 if status != "belum" else 12 if never else 2,
        "penjelasan": "Satu pekerja dilindungi."
        if paid
        else "Tidak ada catatan iuran sejak November 2025 sampai Oktober 2026.",
    } | changes


def _reasons(status: str, count: int) -> list[str]:
    return list(islice(cycle(REASONS[status]), count))


def people(units: int, **counts: int) -> list[dict[str, object]]:
    """As many people of each status as `counts` says, spread over `units` schools."""
    rows: list[dict[str, object]] = []
    for status, count in counts.items():
        for reason in _reasons(status, count):
            rows.append(
                person(
                    len(rows), status, reason, f"SD Negeri Rekaan {len(rows) * 7 % units + 1:02d}"
                )
            )
    return rows


def _tally(rows: list[dict[str, object]], by: str) -> pl.DataFrame:
    names = sorted({str(row[by]) for row in rows})
    table = []
    for name in names:
        states = [row["status"] for row in rows if str(row[by]) == name]
        count = {status: states.count(status) for status in TALLY[1:]}
        wajib = count["sudah"] + count["belum"]
        table.append(
            {by: name, "wajib": wajib}
            | count
            | {"persen": 100 * count["sudah"] / wajib if wajib else None}
        )
    return pl.DataFrame(
        table, schema={by: pl.String} | dict.fromkeys(TALLY, pl.Int64) | {"persen": pl.Float64}
    )


def _per_reason(rows: list[dict[str, object]]) -> pl.DataFrame:
    pairs = [(row["status"], row["alasan"]) for row in rows]
    table = [
        (status, alasan, pairs.count((status, alasan)))
        for status, alasan in sorted(set(pairs), key=str)
    ]
    return pl.DataFrame(
        table, schema={"status": pl.String, "alasan": pl.String, "jumlah": pl.Int64}, orient="row"
    )


def _status(rows: list[dict[str, object]], *statuses: str) -> pl.DataFrame:
    return pl.DataFrame(
        [row for row in rows if row["status"] in statuses], schema=table_schema("status")
    )


def _by_unit(people: pl.DataFrame) -> pl.DataFrame:
    return with_one_spelling(people).sort(UNIT, maintain_order=True)


def findings(count: int) -> pl.DataFrame:
    """Findings that one OPD is asked to have mended."""
    row = {
        "kode": "nip_donatur_salah",
        "tingkat": "peringatan",
        "jenis_berkas": "iuran",
        "bulan_terima": "2026-10",
        "sumber": "kiriman iuran ke-2",
        "kolom": "nip_donatur",
        "pesan": "NIP penanggung bukan 18 digit yang sah. Cocokkan dengan formulir pendaftaran.",
        "pemilik": "BPJS",
        "kode_opd": "DISDIK",
    }
    schema = {name: FIELDS[name].dtype for name in TO_MEND}
    return pl.DataFrame([row | {"baris": 7 + 3 * i} for i in range(count)], schema=schema)


def changed(count: int) -> pl.DataFrame:
    """People whose standing changed since last month."""
    rows = [person(i, "sudah", "lunas", "SD Negeri Rekaan 01") for i in range(count)]
    table = [
        (CHANGES[i % 5], row["nip"], row["nama"], row["unit_kerja"], None)
        for i, row in enumerate(rows)
    ]
    schema = dict.fromkeys(("perubahan", "nip", "nama", "unit_kerja", "keterangan"), pl.String)
    return pl.DataFrame(table, schema=schema, orient="row")


def candidates() -> CandidateReport:
    """Two suggestions, one on a record without an NIP, and a tie of two."""
    names = (
        "bulan_terima",
        "berkas",
        "lembar",
        "nip_tercatat",
        "nama_tercatat",
        "nip_usulan",
        "nama_usulan",
        "nama_opd",
        "dasar",
    )
    schema = dict.fromkeys(names, pl.String)
    where = ("2026-10", "iuran/a.csv", "")
    rows = [
        (
            *where,
            "199001012015041008",
            "Budi",
            "199001012015041001",
            "Budi, S.E.",
            "Dinas Kesehatan",
            "nip_mirip",
        ),
        (*where, None, "Siti", "199201012017042001", "Siti", "Dinas Pendidikan", "nama_sama"),
    ]
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        baris=pl.Series([7, 8], dtype=pl.Int64), skor=pl.Series([95.2, 100.0])
    )
    return CandidateReport(edition(), frame, frame, frame.drop("dasar"), doubts().clear())


AGES = {"kelompok": pl.String, "jumlah": pl.Int64}


def restated(count: int, kode: str = "DISDIK") -> Restatement:
    """So many verdicts of an OPD that differ from what was published first."""
    names = ("kode_opd", "nip", "nama", "unit_kerja", "status", "dulu", "kini", "keterangan")
    late = "Karena kiriman iuran ke-3 baris 7 (diterima November 2026) (dihitung)."
    rows = [
        (
            kode,
            f"1990010120150410{i:02d}",
            f"Orang {i}",
            "SD Contoh",
            "sudah",
            "Belum berpartisipasi: Menunggak",
            "Sudah berpartisipasi: Iuran lunas",
            late,
        )
        for i in range(count)
    ]
    return Restatement(
        "r01",
        Period.of(2026, 10),
        pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"),
    )


def opd_report(rows: list[dict[str, object]], **changes: Any) -> OpdReport:
    """The report of Dinas Pendidikan over exactly these people, with `changes`."""
    states = [row["status"] for row in rows]
    sudah, belum, dikecualikan, klarifikasi = (states.count(status) for status in TALLY[1:])
    counts = Counts(sudah, belum, dikecualikan, klarifikasi, tak_terbaca=2, jumlah_pekerja=sudah)
    report = OpdReport(
        edition=edition(),
        opd=Opd("DISDIK", "Dinas Pendidikan", "dinas", "Sekretaris Dinas"),
        counts=counts,
        before=replace(
            counts, sudah=max(counts.sudah - 12, 0), belum=counts.belum + 10, jumlah_pekerja=0
        ),
        by_unit=_tally(rows, "unit_kerja"),
        by_kind=_tally(rows, "jenis_asn"),
        by_reason=_per_reason(rows),
        belum=_by_unit(_status(rows, "belum")).with_columns(
            jawaban_terakhir=pl.lit(None, dtype=pl.String)
        ),
        sudah=_by_unit(_status(rows, "sudah")),
        dikecualikan=_status(rows, "dikecualikan", "klarifikasi"),
        to_mend=findings(3),
        changes=changed(6),
        groups=late_groups(_status(rows, "belum")),
        ages=pl.DataFrame(
            [("1", 3), ("2", 0), ("3", 1), ("4-6", 0), ("> 6", max(belum - 4, 0))],
            schema=AGES,
            orient="row",
        ),
        restatement=None,
        signature="7f3a-91c2-55de-0b18",
        follow_up=None,
        answer_by=dt.date(2026, 11, 15),
        answer_to="",
    )
    return replace(report, **changes)


def large_opd(size: int = 600) -> OpdReport:
    """Half of them take part, in 60 schools."""
    return opd_report(people(60, sudah=size // 2, belum=size // 2, dikecualikan=12, klarifikasi=2))


def opd_by_unit(size: int = 120) -> OpdReport:
    """A large OPD whose policy asks for a workbook of each of its units."""
    report = large_opd(size)
    everybody = [report.belum, report.sudah, report.dikecualikan]
    units = pl.concat([frame.select("kode_opd", "unit_kerja") for frame in everybody])
    return replace(report, units=units_of(with_one_spelling(units)))


def small_opd() -> OpdReport:
    """Nine people in three units."""
    return opd_report(people(3, sudah=4, belum=4, dikecualikan=1), changes=changed(0))


def zero_opd() -> OpdReport:
    """Nobody takes part, nothing is to be mended, last month is unknown."""
    rows = people(4, belum=23)
    return opd_report(rows, before=None, changes=None, to_mend=findings(0))


def full_opd() -> OpdReport:
    """Everybody takes part."""
    return opd_report(people(2, sudah=14))


OPD_NAMES = tuple(
    (line.split(",")[0], line.split(",")[1])
    for line in (SHIPPED / "opd.csv").read_text(encoding="utf-8").splitlines()[1:]
    if '"' not in line
)


def _city_opd() -> pl.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for i, (kode, nama) in enumerate(OPD_NAMES):
        wajib, sudah = 40 + 37 * i % 500, (40 + 37 * i % 500) * max(0, 93 - 2 * i) // 100
        sudah = 0 if i > len(OPD_NAMES) - 8 else sudah
        rows.append(
            (
                kode,
                nama,
                wajib,
                sudah,
                wajib - sudah,
                i % 5,
                i % 2,
                0,
                100 * sudah / wajib,
                sudah,
                wajib,
                sudah,
            )
        )
    rows.sort(key=lambda row: -row[8])
    schema = table_schema("opd") | {"wajib_lalu": pl.Int64, "sudah_lalu": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        sudah_lalu=pl.col("sudah_lalu") - 2
    )


def _months(counts: Counts) -> pl.DataFrame:
    rows = [
        (f"2026-{m:02d}", 9000 + m, 100 * m, 110 * m, *((9000, 90 * m) if m > 6 else (None, None)))
        for m in range(1, 10)
    ]
    rows.append(
        ("2026-10", counts.wajib, counts.sudah, counts.jumlah_pekerja, counts.wajib, counts.sudah)
    )
    names = ("wajib", "sudah", "jumlah_pekerja", "wajib_pertama", "sudah_pertama")
    return pl.DataFrame(
        rows, schema={"bulan": pl.String, **dict.fromkeys(names, pl.Int64)}, orient="row"
    )


def city_report(**changes: Any) -> CityReport:
    """The city: most OPDs somewhere, seven at zero, one without anybody obliged."""
    opd, rows = _city_opd(), people(60, sudah=300, belum=300, dikecualikan=12, klarifikasi=2)
    counts = Counts(
        *(int(opd[name].sum()) for name in (*TALLY[1:], "tak_terbaca", "jumlah_pekerja"))
    )
    ages = [("1", 800), ("2", 400), ("3", 120), ("4-6", 60), ("> 6", counts.belum - 1380)]
    moves = [
        (kode, change, 3 + i)
        for i, (kode, _) in enumerate(OPD_NAMES[:6])
        for change in CHANGES[: 2 + i % 4]
    ]
    report = CityReport(
        reorganised=(),
        edition=edition(),
        counts=counts,
        before=replace(counts, sudah=counts.sudah - 120, belum=counts.belum + 100),
        unmapped=Counts(dikecualikan=3, tak_terbaca=1),
        opd=with_late_groups(opd, _status(rows, "belum")),
        by_kind=_tally(rows, "jenis_asn"),
        by_reason=_per_reason(rows),
        by_kecamatan=_tally(rows, "unit_kerja").rename({"unit_kerja": "nama_opd"}).head(16),
        trend=_months(counts),
        coverage=Coverage(2025, 41_250, 96_000, 0.2, (52_300, 98_000)),
        groups=late_groups(_status(rows, "belum")),
        ages=pl.DataFrame(ages, schema=AGES, orient="row"),
        change_counts=pl.DataFrame(moves, schema=["kode_opd", "perubahan", "jumlah"], orient="row"),
        changes=changed(6).with_columns(nama_opd=pl.lit("Dinas Pendidikan")),
        restatement=None,
        belum=_status(rows, "belum").with_columns(nama_opd=pl.lit("Dinas Pendidikan")),
        monthly_cost=counts.belum * 8400,
        tariff=8400,
        follow_up=None,
        follow_up_by_opd=follow_up_by_opd([]),
        answers_by_month=answers_by_month([]),
    )
    return replace(report, **changes)


def answered_opd() -> OpdReport:
    """An OPD whose secretary has answered for most of those in belum."""
    report, count = large_opd(24), 12
    told = [
        "Akan mendaftarkan, target Desember 2026 (dijawab November 2026)",
        "Sudah membayar - data belum masuk (dijawab November 2026) Data yang diterima berkata lain. Catatan: bukti BPJS 778120",
        "Mutasi/pensiun (dijawab November 2026 oleh Dinas Kesehatan)",
        None,
    ]
    answers = [told[at % len(told)] for at in range(count)]
    choices = (("akan", 3), ("membayar", 3), ("mutasi", 3))
    return replace(
        report,
        belum=report.belum.with_columns(jawaban_terakhir=pl.Series(answers, dtype=pl.String)),
        follow_up=FollowUp(count, 11, 2, 3, 1, 5, 3, choices),
        answer_to="laporan@peduli.contoh.go.id",
    )


def answered_city() -> CityReport:
    """The city after some have answered: two OPDs that have, one that has not."""
    (one, two, three), names = OPD_NAMES[:3], FollowUp.counted()
    rows = [
        (*three, False, 9, 0, 0, 0, 0, 0, 9),
        (*one, True, 12, 11, 2, 3, 1, 5, 3),
        (*two, True, 4, 4, 0, 0, 1, 3, 0),
    ]
    assert len(rows[0]) == 3 + len(names)
    return city_report(
        follow_up=FollowUp(25, 15, 2, 3, 2, 8, 12, (("akan", 9), ("membayar", 4))),
        follow_up_by_opd=follow_up_by_opd(rows),
        answers_by_month=answers_by_month([("2026-09", 3, 1), ("2026-10", 12, 2)]),
    )


def follow_up_by_opd(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    texts = dict.fromkeys(("kode_opd", "nama_opd"), pl.String)
    counts = dict.fromkeys(FollowUp.counted(), pl.Int64)
    schema = {**texts, "menjawab": pl.Boolean, **counts}
    return pl.DataFrame(rows, schema=schema, orient="row")


def answers_by_month(rows: list[tuple[str, int, int]]) -> pl.DataFrame:
    counts = dict.fromkeys(("dijawab", "perangkat_menjawab"), pl.Int64)
    return pl.DataFrame(rows, schema={"bulan": pl.String, **counts}, orient="row")


def doubts() -> pl.DataFrame:
    """Two ASN whose secretaries say that the data are wrong."""
    names = ("nama_opd", "nip", "nama", "jawaban", "catatan_jawaban", "bulan_terima", "sebab")
    where = ("Dinas Pendidikan", "199001012015041001", "Budi")
    rows = [
        (*where, "membayar", "bukti 778120", "2026-11", "Usulan: 2026-10/iuran/a.csv baris 7."),
        (*where[:2], "Siti", "salah", None, "2026-11", "Tidak ada dalam data yang diterima."),
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def month(**changes: Any) -> MonthIndex:
    """The operator's month, with a gate that had something to say."""
    notes = ("Perbandingan dengan September 2026 dilewati: roster bulan itu tidak ada.",)
    named = [
        OpdFiles(
            kode,
            nama,
            Counts(sudah=20 + i, belum=30, jumlah_pekerja=20 + i),
            "r01",
            f"opd/{kode}/laporan-{kode}-2026-10.xlsx",
            f"opd/{kode}/laporan-{kode}-2026-10.html",
            f"opd/{kode}/nota-dinas-{kode}-2026-10.docx",
        )
        for i, (kode, nama) in enumerate(OPD_NAMES)
    ]
    files = (
        ("2026-10", "asn", "Data Pegawai 2026-10.xlsx", "Sheet1"),
        ("2026-09", "iuran", "Rekap donatur.csv", ""),
    )
    counted = [
        {
            "bulan_terima": bulan,
            "jenis_berkas": kind,
            "berkas": f"{kind}/{name}",
            "lembar": sheet,
            "sumber": f"kiriman {kind} ke-1",
            "dibaca": 84,
        }
        | {row_class: 3 * i for i, row_class in enumerate(ROW_CLASSES)}
        for bulan, kind, name, sheet in files
    ]
    temuan = [
        (
            "nip_donatur_salah",
            "peringatan",
            "BPJS",
            "NIP penanggung bukan 18 digit yang sah.",
            41,
            "iuran/a.csv baris 7",
        )
    ]
    index = MonthIndex(
        arrivals=some_arrivals(),
        edition=edition(notes=notes, anomaly="Ekspor BKPP terlambat; disetujui 5 November 2026."),
        counts=Counts(
            sudah=900, belum=1100, dikecualikan=12, klarifikasi=3, tak_terbaca=4, jumlah_pekerja=905
        ),
        groups=late_groups(_status(people(9, belum=1100), "belum")),
        restatement=None,
        since=since_first(),
        opds=tuple(named),
        recap_xlsx="rekap/rekap-kota-2026-10.xlsx",
        recap_names="rekap/nama-kota-2026-10.xlsx",
        recap_html="rekap/rekap-kota-2026-10.html",
        quality_xlsx="mutu/mutu-data-2026-10.xlsx",
        quality_html="mutu/mutu-data-2026-10.html",
        candidates_xlsx="mutu/usulan-2026-10.xlsx",
        candidates_html="mutu/usulan-2026-10.html",
        files=pl.DataFrame(counted),
        findings=pl.DataFrame(
            temuan,
            schema=["kode", "tingkat", "pemilik", "pesan", "jumlah_temuan", "contoh"],
            orient="row",
        ),
        conservation=(
            "asn/Data Pegawai 2026-10.xlsx: 16.008 baris = 16.000 diterima + 3 ditolak + 1 ganda + 4 lainnya.",
        ),
    )
    return replace(index, **changes)


def since_first() -> SinceRevision:
    """What r02 changes: an OPD of each kind, and one cause with more files than are named."""
    rows = [
        ("DINKES", OPD_NAMES[0][1], "berubah", 40, 41, 10, 12, 30, 29),
        ("DISDIK", OPD_NAMES[1][1], "baru", None, 7, None, 7, None, 0),
        ("LAMA", "Dinas yang Dilebur", "hilang", 9, None, 1, None, 8, None),
    ]
    numbers = [
        f"{name}_{when}" for name in ("wajib", "sudah", "belum") for when in ("dahulu", "kini")
    ]
    frame = pl.DataFrame(
        rows, schema=["kode_opd", "nama_opd", "keadaan_opd", *numbers], orient="row"
    )
    files = tuple(f"2026-11/iuran/susulan-{at:02d}.csv" for at in range(14))
    return SinceRevision(
        "r01",
        frame,
        3,
        52,
        (Cause("masukan", "baru", files), Cause("versi", "berubah", ("polars",))),
    )


def period_links(count: int = 6) -> tuple[PeriodLink, ...]:
    """Published periods, newest first; the newest has an older revision."""
    older = (("r01", "2026-10/r01/index.html"),)
    return tuple(
        PeriodLink(
            OCTOBER.plus(-i),
            "r02" if i == 0 else "r01",
            Counts(sudah=900 - 100 * i, belum=700 + 100 * i, jumlah_pekerja=920 - 100 * i),
            OCTOBER,
            f"{OCTOBER.plus(-i)}/r01/index.html",
            older if i == 0 else (),
        )
        for i in range(count)
    )


def some_arrivals() -> ArrivalReport:
    """Return two deliveries, one lacking, a caution, a word, and whom the gate would hurt."""
    deliveries = [
        ("asn", "simpeg", "kiriman roster ke-1", "datang", 1, 1, 16010, 16008, 16000, 15990, ""),
        (
            "iuran",
            "BPJS Semarang Majapahit",
            "kiriman BPJS Semarang Majapahit",
            "tidak datang",
            0,
            1,
            0,
            5210,
            0,
            5190,
            "Ibu Contoh, 024-000",
        ),
    ]
    columns = [
        "jenis_berkas",
        "kiriman",
        "sebutan",
        "keadaan_kiriman",
        *(f"{name}_{end}" for name in ("berkas", "dibaca", "diterima") for end in ("kini", "lalu")),
        "kontak",
    ]
    year = [
        ("asn", "simpeg", "datang", "datang"),
        ("iuran", "majapahit", "susulan, Oktober 2026", "tidak datang"),
    ]
    return ArrivalReport(
        deliveries=pl.DataFrame(deliveries, schema=columns, orient="row"),
        year=pl.DataFrame(
            year, schema=["jenis_berkas", "kiriman", "2026-09", "2026-10"], orient="row"
        ),
        counts=pl.DataFrame({"rincian": ["Sudah"], "jumlah_kini": [900], "jumlah_lalu": [2853]}),
        cautions=pl.DataFrame(
            {"peringatan": ["Dinas Contoh punya 3 ASN bulan lalu dan tidak satu pun bulan ini."]}
        ),
        hurt=pl.DataFrame(
            {"syarat": ["Kiriman"], "nama_opd": ["Dinas Kesehatan"], "jumlah": [1953]}
        ),
        words=pl.DataFrame(
            {
                "jenis_kata": ["unit"],
                "kata": ["Puskesmas Contoh"],
                "jumlah": [23],
                "berkas": ["unit_kerja.csv"],
                "kunci": ["unit_kerja"],
            }
        ),
    )
