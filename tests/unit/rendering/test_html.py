"""Pages: right numbers, plain words, safe with hostile text, readable by all, same bytes always."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest
from lxml import html as parser

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import TEMPLATES, say
from pipeline.rendering.html import charts
from pipeline.rendering.html.pages import city_page, month_index, opd_page, periods_index
from schemas.codes import LATE_GROUPS
from schemas.fields import label
from tests.builders import html_samples as samples
from tests.builders.pages import HOSTILE, PAGES, page_bytes

VOID = {"meta", "link", "rect", "img", "input", "br"}


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> bytes:
    return page_bytes(request.param)


def tree(page: bytes) -> parser.HtmlElement:
    return parser.document_fromstring(page.decode())


def text(element: parser.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def words(page: bytes) -> str:
    return text(tree(page).find("body"))


def table(page: bytes, key: str) -> list[list[str]]:
    """The cells of a table's body as a reader sees them."""
    rows = tree(page).xpath(f"//table[@id='tabel-{key}']/tbody/tr[not(@class='unit')]")
    return [[cell.text_content() for cell in row] for row in rows]


def headings(page: bytes, key: str) -> list[str]:
    return [
        str(name) for name in tree(page).xpath(f"//table[@id='tabel-{key}']/thead/tr/th/text()")
    ]


# What a cell or a row that begins ends, as HTML has it.
ENDED_BY = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("td", "th", "tr")}


class _Balance(HTMLParser):
    """Notes every tag that is closed out of turn or never; cells and rows may end by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ENDED_BY:
            self._end(ENDED_BY[tag])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        return

    def _end(self, tags: tuple[str, ...]) -> None:
        while self.open and self.open[-1] in tags:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self._end(("td", "th", "tr"))
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def test_every_tag_is_closed_in_turn(page: bytes) -> None:
    balance = _Balance()
    balance.feed(page.decode())
    assert (balance.faults, balance.open) == ([], [])


def test_page_can_be_found_through_by_landmark_and_heading(page: bytes) -> None:
    document = tree(page)
    assert document.get("lang") == "id"
    assert text(document.find("head/title"))
    assert [len(document.findall(f".//{tag}")) for tag in ("main", "header", "h1")] == [1, 1, 1]
    assert document.xpath("//body/a[1]/@href") == ["#isi"]
    levels = [int(tag.tag[1]) for tag in document.iter("h1", "h2", "h3")]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_anchor_and_label_points_at_one_existing_place(page: bytes) -> None:
    document = tree(page)
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = [anchor[1:] for anchor in document.xpath("//a/@href") if anchor.startswith("#")]
    wanted += [key for keys in document.xpath("//@aria-labelledby") for key in keys.split()]
    assert set(wanted) <= set(ids)


def test_every_table_has_caption_scopes_and_a_frame_that_is_named_where_it_scrolls(
    page: bytes,
) -> None:
    for found in tree(page).iter("table"):
        assert text(found.find("caption"))
        assert all(head.get("scope") in ("col", "row", "rowgroup") for head in found.iter("th"))
        assert all(
            len(row.findall("th")) == 1 for row in found.xpath("tbody/tr[not(@class='unit')]")
        )
        region = found.getparent()
        assert text(found.find("caption")) in region.get("data-geser")


def bars_of(chart: parser.HtmlElement) -> list[str]:
    """Return the names of a chart's bars, each in the lines in which it is written."""
    return [" ".join(text(line) for line in bar.findall("text")[:-1]) for bar in chart.iter("g")]


def test_every_chart_says_in_words_what_it_draws(page: bytes) -> None:
    for chart in tree(page).xpath("//svg[@role='img']"):
        title, description = text(chart.xpath("../figcaption")[0]), chart.get("aria-label")
        bars = bars_of(chart)
        assert title
        assert bars
        assert all(name in description for name in bars)


def test_page_needs_nothing_from_outside(page: bytes) -> None:
    document = tree(page)
    assert not re.search(r"https?://|//cdn|@import|url\(", page.decode())
    assert document.xpath("//@src | //iframe | //object | //form") == []
    assert document.xpath("//link/@href") == ["data:,"]
    assert document.xpath("//@style | //@onclick | //@onload") == []


def test_page_reads_without_script(page: bytes) -> None:
    assert tree(page).xpath("//button | //input | //select | //noscript | //*[@hidden]") == []


def test_security_policy_allows_only_the_page_s_own_style_and_script(page: bytes) -> None:
    document = tree(page)
    policy = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        contents = [element.text for element in document.iter(tag)]
        digests = [
            base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            for content in contents
        ]
        listed = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{tag}-src {listed};" in f"{policy};"
    assert document.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]


def test_no_page_speaks_of_offenders(page: bytes) -> None:
    assert not re.search(
        r"melanggar|pelanggar|\bsanksi|\bNone\b|\bnull\b|\bnan\b", words(page), re.IGNORECASE
    )


@pytest.mark.parametrize("name", sorted(PAGES))
def test_same_report_gives_same_bytes(name: str) -> None:
    assert PAGES[name]() == page_bytes(name)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_read_as_texts(hostile: str) -> None:
    row = samples.person(
        1, "belum", "belum_pernah", hostile, nama=hostile, jabatan=hostile, penjelasan=hostile
    )
    report = samples.opd_report([row], edition=samples.edition(anomaly=hostile, notes=(hostile,)))
    page = opd_page(replace(report, opd=replace(report.opd, nama=hostile)))
    cells = dict(zip(headings(page, "belum"), table(page, "belum")[0], strict=True))
    assert [cells[label(name)] for name in ("nama", "jabatan", "unit_kerja", "penjelasan")] == [
        hostile
    ] * 4
    assert len(tree(page).xpath("//script")) == 1
    assert tree(page).xpath("//img") == []


def test_headline_figures_are_the_report_s() -> None:
    counts = Counts(
        sudah=6360, belum=5967, dikecualikan=12, klarifikasi=1, tak_terbaca=2, jumlah_pekerja=6401
    )
    shown = tree(opd_page(samples.opd_report([], counts=counts))).xpath(
        "//dd[@class='nilai']/text()"
    )
    assert shown == ["12.327", "6.360", "5.967", "51,59%", "6.401"]


def test_conservation_is_said_with_the_report_s_numbers() -> None:
    counts = Counts(sudah=3, belum=4, dikecualikan=2, klarifikasi=1, tak_terbaca=5)
    said = words(opd_page(samples.opd_report([], counts=counts)))
    assert (
        "Daftar ASN memuat 10 orang: 3 sudah, 4 belum, 2 dikecualikan, dan 1 perlu klarifikasi."
        in said
    )
    assert "5 baris daftar ASN tidak terbaca" in said


def test_change_is_said_against_the_month_before() -> None:
    report = samples.opd_report(
        [], counts=Counts(sudah=30, belum=70), before=Counts(sudah=28, belum=70)
    )
    changes = tree(opd_page(report)).xpath("//dd[@class='selisih']/text()")
    assert changes[:4] == [
        "Naik 2 dibandingkan dengan September 2026",
        "Naik 2 dibandingkan dengan September 2026",
        "Sama dengan September 2026",
        "Naik 1,43 poin persen dibandingkan dengan September 2026",
    ]


def test_what_differs_from_the_first_publication_is_listed_for_the_opd_and_counted_for_the_city() -> (
    None
):
    mine, city = (words(page_bytes(name)) for name in ("opd_susulan", "kota_susulan"))
    assert (
        "Status 2 ASN, atau keadaan catatannya, berubah sejak laporan pertama terbit (r01, data sampai Oktober 2026)."
        in mine
    )
    assert "Orang 1" in mine
    assert "Status 3 ASN, atau keadaan catatannya, berubah" in city
    assert "Orang" not in city.split("Berubah sejak pertama terbit")[-1].split("Tambahan iuran")[0]


@pytest.mark.parametrize(
    "made", [lambda: opd_page(samples.large_opd(120)), lambda: city_page(samples.city_report())]
)
def test_belum_is_shown_in_its_four_groups(made: Callable[[], bytes]) -> None:
    page = made()
    groups = [say(f"kelompok_catatan.{name}") for name in LATE_GROUPS]
    assert [row[0] for row in table(page, "kelompok")] == groups
    assert say("kelompok_catatan.kalimat", isi="").rstrip(".") in words(page)


def test_with_two_workers_asked_for_those_are_told_who_protect_some() -> None:
    rules = replace(samples.policy(), minimal_pekerja=2)
    rows = [samples.person(1, "belum", "kurang_dari_minimal", "Sekretariat")]
    said = words(opd_page(samples.opd_report(rows, edition=samples.edition(policy=rules))))
    assert say("halaman.inti.sebagian_minimal", jumlah="1", minimal="dua") in said


@pytest.mark.parametrize("contact", ["Ibu Contoh, telepon 024-000", ""])
def test_whom_to_ask_for_correction_and_within_what_time_is_said(contact: str) -> None:
    rules = replace(samples.policy(), kontak=contact)
    said = words(opd_page(replace(samples.small_opd(), edition=samples.edition(policy=rules))))
    assert f"kepada {contact or say('halaman.data.koreksi_operator')}" in said
    assert "3 × 24 jam" in said


def test_at_zero_it_is_said_whether_any_record_came() -> None:
    nothing = samples.opd_report([samples.person(1, "belum", "belum_pernah", "Sekretariat")])
    something = samples.opd_report([samples.person(1, "belum", "belum_lunas", "Sekretariat")])
    assert "Belum ada catatan iuran Oktober 2026 yang dapat dikaitkan" in words(opd_page(nothing))
    assert say("halaman.inti.nihil_ada", jumlah="1") in words(opd_page(something))


def test_unknown_last_month_is_said_and_no_change_is_shown() -> None:
    page = opd_page(samples.zero_opd())
    assert tree(page).xpath("//dd[@class='selisih']") == []
    assert say("halaman.angka.tanpa_pembanding", bulan="September 2026") in words(page)
    assert say("halaman.opd.perubahan_tanpa", bulan="September 2026") in words(page)


def test_list_of_belum_has_the_contract_s_columns_without_those_to_fill_in() -> None:
    wanted = "No, NIP, Nama, Jenis ASN, Golongan, Jabatan, Unit Kerja, Keadaan Catatan, Bulan Terakhir, Bulan Tanpa Iuran"
    assert headings(opd_page(samples.small_opd()), "belum") == [
        *wanted.split(", "),
        "Penjelasan",
        "Jawaban Terakhir",
    ]


def test_lists_hold_everybody_once_in_the_report_s_order() -> None:
    report = samples.large_opd(120)
    page = opd_page(report)
    for key, frame in (
        ("belum", report.belum),
        ("sudah", report.sudah),
        ("dikecualikan", report.dikecualikan),
    ):
        rows = table(page, key)
        assert [row[0] for row in rows] == [str(i + 1) for i in range(frame.height)]
        assert [row[1] for row in rows] == [formats.nip(nip) for nip in frame["nip"]]
        assert [row[2] for row in rows] == frame["nama"].to_list()


def test_months_reasons_and_nip_are_written_as_readers_write_them() -> None:
    row = samples.person(3, "belum", "menunggak", "SD Negeri Rekaan 01", bulan_terakhir="2026-09")
    cells = table(opd_page(samples.opd_report([row])), "belum")[0]
    assert {"September 2026", say("alasan.menunggak"), formats.nip(str(row["nip"]))} <= set(cells)


def test_nip_never_breaks_across_lines() -> None:
    page = opd_page(samples.small_opd())
    shown = tree(page).xpath("//td[@data-label='NIP']/@class")
    assert shown
    assert set(shown) == {"nip"}
    assert re.search(r"\.nip \{[^}]*white-space: nowrap", page.decode())


def test_long_list_of_belum_starts_open_and_of_sudah_closed() -> None:
    document = tree(opd_page(samples.large_opd(120)))
    opened = [document.xpath(f"//section[@id='{key}']/details/@open") for key in ("belum", "sudah")]
    assert [len(found) for found in opened] == [1, 0]
    assert len(document.xpath("//section[@id='sudah']/details")) == 1


def test_short_lists_are_not_hidden() -> None:
    assert tree(opd_page(samples.small_opd())).xpath("//section[@class='daftar']/details") == []


def test_opd_at_zero_reads_properly() -> None:
    said = words(opd_page(samples.zero_opd()))
    assert say("halaman.inti.nihil", wajib="23", periode="Oktober 2026") in said
    assert say("halaman.opd.sudah_nihil", periode="Oktober 2026") in said
    assert say("halaman.opd.perbaikan_nihil") in said


def test_opd_where_all_take_part_reads_properly() -> None:
    said = words(opd_page(samples.full_opd()))
    assert "Seluruh 14 ASN yang wajib sudah melindungi pekerja rentan pada Oktober 2026" in said
    assert say("halaman.opd.belum_nihil") in said
    assert "100,00%" in said


def test_opd_where_nobody_is_obliged_reads_properly() -> None:
    said = words(
        opd_page(
            samples.opd_report([samples.person(1, "dikecualikan", "kedudukan", "Sekretariat")])
        )
    )
    assert say("halaman.inti.tanpa_wajib", periode="Oktober 2026") in said
    assert say("halaman.opd.belum_tanpa_wajib") in said


def test_page_says_for_whom_it_is() -> None:
    report = samples.small_opd()
    assert "Disampaikan kepada Yth. Sekretaris Dinas Pendidikan." in words(opd_page(report))
    unmapped = replace(report, opd=replace(report.opd, nama="Belum Dipetakan", pelapor_jabatan=""))
    assert say("halaman.opd.tanpa_pelapor", opd="Belum Dipetakan") in words(opd_page(unmapped))


def test_every_reason_on_the_page_is_explained() -> None:
    report = samples.large_opd(120)
    terms = {text(term) for term in tree(opd_page(report)).xpath("//section[@id='pengertian']//dt")}
    assert {say(f"alasan.{code}") for code in report.by_reason["alasan"]} <= terms


def test_breakdown_by_unit_ends_in_the_report_s_counts() -> None:
    report = samples.large_opd(120)
    total = tree(opd_page(report)).xpath("//table[@id='tabel-unit']/tfoot/tr/*")
    assert [text(cell) for cell in total] == ["Jumlah", "120", "60", "60", "50,00%", "12", "2"]


def test_chart_of_many_units_says_which_it_shows() -> None:
    title = say("halaman.grafik.unit_terbanyak", tampil=15, semua="60")
    assert title in words(opd_page(samples.large_opd(120)))


def test_chart_shows_the_units_with_most_asn_in_belum() -> None:
    rows = [samples.person(i, "belum", "belum_pernah", f"Unit {i:02d}") for i in range(20)]
    rows += [samples.person(30 + i, "belum", "belum_pernah", "Unit 19") for i in range(3)]
    page = tree(opd_page(samples.opd_report(rows)))
    (chart,) = page.xpath("//section[@id='unit']//svg[@role='img']")
    bars = bars_of(chart)
    assert bars[:2] == ["Unit 19", "Unit 00"]
    assert len(bars) == 15


def test_reason_for_publishing_past_the_gate_stands_on_every_report() -> None:
    reason = "Ekspor terlambat, disetujui kepala bidang"
    edition = samples.edition(anomaly=reason)
    pages = (
        opd_page(samples.opd_report([], edition=edition)),
        city_page(samples.city_report(edition=edition)),
        month_index(samples.month(edition=edition)),
    )
    for page in pages:
        states = tree(page).xpath("//section[@id='keadaan-data']")
        assert [reason in text(state) for state in states] == [True]


def test_data_state_names_revision_knowledge_sources_policy_and_law() -> None:
    report = samples.small_opd()
    state = text(tree(opd_page(report)).xpath("//section[@id='keadaan-data']")[0])
    policy = report.edition.policy
    wanted = ("r01", "Oktober 2026", "Rp8.400", report.signature, *policy.dasar_hukum)
    assert [part for part in wanted if part not in state] == []
    names = {source.sumber for source in report.edition.sources}
    deliveries = {source.kiriman for source in report.edition.sources}
    assert {name for name in names | deliveries if name in state} == deliveries
    assert "Kiriman yang dipakai: 2" in state
    operator = text(tree(month_index(samples.month())).xpath("//section[@id='keadaan-data']")[0])
    assert [name for name in names if name not in operator] == []


def test_city_page_names_nobody() -> None:
    report = samples.city_report()
    page = city_page(report).decode()
    assert not re.search(r"\d{18}|\d{8} \d{6} \d \d{3}", page)
    assert not [name for name in report.belum["nama"].to_list() if name in page]
    assert label("nip") not in [text(head) for head in tree(page.encode()).iter("th")]


def test_city_ranking_keeps_the_report_s_order_and_numbers() -> None:
    report = samples.city_report()
    rows = table(city_page(report), "peringkat")
    assert [row[1] for row in rows] == report.opd["nama_opd"].to_list()
    assert [row[2] for row in rows] == [formats.percent(value) for value in report.opd["persen"]]
    assert [row[7] for row in rows] == [formats.number(value) for value in report.opd["belum"]]


def test_opd_without_a_known_last_month_shows_no_difference() -> None:
    report = samples.city_report()
    unknown = [pl.lit(None, pl.Int64).alias(name) for name in ("wajib_lalu", "sudah_lalu")]
    rows = table(city_page(replace(report, opd=report.opd.with_columns(unknown))), "peringkat")
    assert {row[4] for row in rows} == {say("halaman.kosong")}


def test_city_page_names_the_opds_at_zero_before_the_ranking() -> None:
    report = samples.city_report()
    listed = [text(item) for item in tree(city_page(report)).xpath("//section[@id='nol']//li")]
    assert [item.split(" (")[0] for item in listed] == [name for _, name in samples.OPD_NAMES[-7:]]
    order = tree(city_page(report)).xpath("//main/section/@id")
    assert order.index("nol") < order.index("peringkat")


@pytest.mark.parametrize(("silent", "named"), [(8, 8), (9, 0), (45, 0)])
def test_a_sentence_names_the_opds_that_are_silent_where_they_are_few(
    silent: int, named: int
) -> None:
    rows = [(*opd, False, 9, 0, 0, 0, 0, 0, 9) for opd in samples.OPD_NAMES[:silent]]
    made = replace(samples.answered_city(), follow_up_by_opd=samples.follow_up_by_opd(rows))
    intro = text(tree(city_page(made)).xpath("//section[@id='jawaban']//p")[0])
    assert f"Belum menjawab satu pun: {silent} perangkat daerah" in intro
    assert sum(name in intro for name in made.silent_opds) == named
    assert [row[0] for row in table(city_page(made), "jawaban")] == list(made.silent_opds)


def test_opd_with_a_single_participant_is_not_at_zero() -> None:
    report = samples.city_report()
    one = report.opd.with_columns(sudah=pl.max_horizontal("sudah", 1))
    assert say("halaman.kota.nol_nihil") in words(city_page(replace(report, opd=one)))


def test_city_page_says_so_when_no_opd_is_at_zero() -> None:
    report = samples.city_report()
    started = report.opd.filter(report.opd["sudah"] > 0)
    assert say("halaman.kota.nol_nihil") in words(city_page(replace(report, opd=started)))


def test_cost_of_closing_the_gap_is_shown_with_its_sum() -> None:
    counts = Counts(sudah=2, belum=598)
    said = words(city_page(samples.city_report(counts=counts, monthly_cost=5_023_200)))
    assert "Rp5.023.200 per bulan" in said
    assert "598 ASN × Rp8.400" in said


def test_changes_of_the_city_are_counted_per_opd() -> None:
    report = samples.city_report()
    assert report.change_counts is not None
    shown = {row[0]: row[1:] for row in table(city_page(report), "perubahan")}
    assert set(shown) == {name for _, name in samples.OPD_NAMES[:6]}
    assert shown["Sekretariat Daerah"] == ["3", "3", "0", "0", "0"]


def test_operator_s_page_links_every_document() -> None:
    index = samples.month()
    links = tree(month_index(index)).xpath("//main//a/@href")
    assert {index.recap_html, index.recap_xlsx, index.quality_html, index.quality_xlsx} <= set(
        links
    )
    assert {path for files in index.opds for path in (files.html, files.xlsx, files.docx)} <= set(
        links
    )
    spoken = tree(month_index(index)).xpath("//table[@id='tabel-opd']//a/@aria-label")
    assert len(set(spoken)) == 3 * len(index.opds)


def test_operator_s_page_shows_each_opd_s_counts() -> None:
    counts = Counts(
        sudah=20, belum=30, dikecualikan=4, klarifikasi=5, tak_terbaca=6, jumlah_pekerja=21
    )
    first = replace(samples.month().opds[0], counts=counts)
    (row,) = table(month_index(samples.month(opds=(first,))), "opd")
    assert row[:9] == [first.nama, "50", "20", "30", "40,00%", "21", "4", "5", "6"]


def test_operator_s_page_shows_row_classes_findings_and_checks() -> None:
    index = samples.month()
    page = month_index(index)
    assert [row[2] for row in table(page, "mutu")] == index.files["berkas"].to_list()
    assert table(page, "temuan")[0][:1] + table(page, "temuan")[0][4:5] == [
        "nip_donatur_salah",
        "41",
    ]
    assert index.conservation[0] in words(page)
    assert index.edition.notes[0] in words(page)


def test_periods_link_to_current_and_older_revisions() -> None:
    links = samples.period_links()
    page = periods_index(links)
    found = tree(page).xpath("//table//a/@href")
    assert found == [links[0].link, links[0].older[0][1], *(link.link for link in links[1:])]
    assert [row[0] for row in table(page, "periode")][:2] == ["Oktober 2026", "September 2026"]


def test_first_run_says_that_nothing_is_published_yet() -> None:
    assert say("halaman.periode.kosong") in words(periods_index(()))


def test_a_long_list_whose_cells_lead_somewhere_goes_on_leading_there() -> None:
    few, many = (periods_index(samples.period_links(count)).count(b"<a ") for count in (20, 60))
    assert many - few >= 40


def test_every_bar_of_shares_fills_its_room() -> None:
    chart = charts.share_chart("k", "Judul", [("A", 30, 70), ("B", 10, 0), ("C", 0, 3)])
    assert [[(part.css, part.start, part.width) for part in bar.parts] for bar in chart.bars] == [
        [("sudah", "0", "30.000"), ("belum", "30.000", "70.000")],
        [("sudah", "0", "100.000")],
        [("belum", "0.000", "100.000")],
    ]
    assert [bar.value for bar in chart.bars] == [
        "30,00% (30 / 100)",
        "100,00% (10 / 10)",
        "0,00% (0 / 3)",
    ]
    assert "A: 30 sudah dari 100 wajib" in chart.desc


def test_long_names_stand_whole_in_charts_on_lines_that_fit() -> None:
    name = "UPTD " + "Panjang " * 12
    chart = charts.count_chart("k", "Judul", [(name, 4), ("B", 2)])
    assert " ".join(chart.bars[0].lines) == name.strip()
    assert max(map(len, chart.bars[0].lines)) <= 40
    assert chart.bars[1].top == chart.bars[0].height
    assert chart.height == chart.bars[0].height + chart.bars[1].height


def test_a_chart_is_told_once_and_by_its_own_words() -> None:
    page = tree(opd_page(samples.large_opd(120)))
    for drawn in page.xpath("//figure"):
        (image,) = drawn.xpath("svg[@role='img']")
        assert not image.xpath("title | desc")
        assert text(drawn.xpath("figcaption")[0]) not in image.get("aria-label")


def test_no_chart_repeats_its_table_row_for_row() -> None:
    assert not tree(opd_page(samples.small_opd())).xpath("//section[@id='unit']//figure")
    assert not tree(city_page(samples.city_report())).xpath("//section[@id='kecamatan']//figure")


@pytest.mark.parametrize("name", ["opd", "kota"])
def test_the_message_and_figures_stand_before_the_contents(name: str) -> None:
    report = samples.small_opd() if name == "opd" else None
    page = opd_page(report) if report else city_page(samples.city_report())
    order = [one.tag for one in tree(page).xpath("//main//dl[@class='angka-utama'] | //main//nav")]
    assert order == ["dl", "nav"]


STYLE = (TEMPLATES / "css/laporan.css").read_text(encoding="utf-8")


def _palettes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    palettes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    return [palettes[0] | palette for palette in palettes]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", _palettes(), ids=["terang", "gelap", "cetak"])
def test_letters_and_bars_stand_out_enough_from_their_ground(palette: dict[str, str]) -> None:
    letters = [
        (fore, back)
        for fore in ("tinta", "redup", "utama", "tautan")
        for back in ("kertas", "lembut")
    ]
    letters.append(("tinta", "peringatan"))
    assert [pair for pair in letters if _contrast(palette[pair[0]], palette[pair[1]]) < 4.5] == []
    shapes = [("sudah", "kertas"), ("tepi", "kertas")]
    assert [pair for pair in shapes if _contrast(palette[pair[0]], palette[pair[1]]) < 3] == []


def test_a_long_table_has_its_looks_and_its_labels_from_the_style_and_not_from_its_cells() -> None:
    page = opd_page(samples.large_opd(120)).decode()
    _, own = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert (
        "#tabel-belum td:nth-child(2) { font-variant-numeric: tabular-nums; white-space: nowrap"
        in own
    )
    assert "#tabel-belum.kartu td:nth-child(2) { order: -1; }" in own
    assert '#tabel-belum td:nth-child(2)::before{content:"NIP"}' in own
    assert ":cells" not in own
    assert ":card-cells" not in own
    repeated = "#tabel-belum:not(.urut) :is(td,thead th):nth-child(7) { display: none; }"
    assert repeated in own
    # Short tables bear their own classes; of a unit's name above their rows they know too.
    few = opd_page(samples.small_opd()).decode()
    _, own = re.findall(r"<style>(.*?)</style>", few, re.DOTALL)
    assert repeated in own
    assert "td:nth-child(2)" not in own


def test_paper_gets_a4_repeated_headings_and_whole_rows() -> None:
    printed = STYLE[STYLE.index("@media print") :]
    assert "size: A4" in STYLE
    assert "thead { display: table-header-group; }" in printed
    assert re.search(r"tr, [^{]*\{ break-inside: avoid; \}", printed)
