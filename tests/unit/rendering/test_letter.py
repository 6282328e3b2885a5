"""The nota dinas, read back (contract §6, domain §7).

To whom, what it says, blanks for the agenda officer, the names.
"""

import base64
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from lxml import etree

from pipeline.core import formats
from pipeline.rendering.html.pages import opd_page
from pipeline.rendering.letter import nota_dinas
from pipeline.reporting.followup import FollowUp
from schemas.layouts import answer_choices
from tests.builders.letters import REPORTS, letter, report

UNITS = "Unit Kerja"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


def opened(name: str) -> Document:
    return docx.Document(io.BytesIO(letter(name)))


def words(name: str) -> str:
    """Return all paragraphs and cells, in order."""
    body = opened(name).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def table(name: str, first: str) -> list[list[str]]:
    """Return the table whose first heading is `first`."""
    for found in opened(name).tables:
        rows = [[cell.text for cell in row.cells] for row in found.rows]
        if rows[0][0] == first:
            return rows
    raise AssertionError(first)


def head(name: str) -> dict[str, str]:
    return {row.cells[0].text: row.cells[2].text for row in opened(name).tables[0].rows}


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert nota_dinas(report(name)) == letter(name)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_it_holds_the_styles_that_it_names_and_nothing_for_other_documents(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(letter(name))) as parts:
        trees = {
            part: etree.fromstring(parts.read(part))
            for part in parts.namelist()
            if part.startswith("word/") and part.endswith(".xml")
        }
    held = {style.get(qn("w:styleId")) for style in trees["word/styles.xml"].iter(qn("w:style"))}
    kinds = ("pStyle", "rStyle", "tblStyle", "basedOn", "link", "next")
    named = {
        found.get(qn("w:val"))
        for tree in trees.values()
        for kind in kinds
        for found in tree.iter(qn(f"w:{kind}"))
    }
    assert {"Normal", "TableNormal", "TableGrid", "Heading1", "Heading2"} <= held
    assert named <= held
    assert len(held) < 20
    assert not trees.keys() & {"word/stylesWithEffects.xml", "word/numbering.xml"}


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_part_of_it_is_well_formed(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(letter(name))) as parts:
        assert parts.testzip() is None
        assert "docProps/thumbnail.jpeg" not in parts.namelist()
        for part in parts.namelist():
            if part.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(part))


@pytest.mark.parametrize("name", ["besar", "lengkap"])
def test_paragraph_properties_stand_in_the_order_that_word_asks_for(name: str) -> None:
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "pBdr",
        "shd",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "rPr",
        "sectPr",
    ]
    seen = [
        [etree.QName(child).localname for child in held]
        for held in opened(name).element.body.iter(qn("w:pPr"))
    ]
    assert any("pBdr" in names for names in seen)
    assert [names for names in seen if names != sorted(names, key=order.index)] == []


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_nomor_and_tanggal_are_left_to_the_agenda_officer(name: str) -> None:
    told = head(name)
    assert (told["Nomor"], told["Tanggal"]) == ("", "")
    assert list(told) == [
        "Yth.",
        "Melalui",
        "Dari",
        "Tembusan",
        "Tanggal",
        "Nomor",
        "Sifat",
        "Lampiran",
        "Hal",
    ]


def test_it_goes_to_whom_the_policy_names_from_whom_opd_csv_names() -> None:
    told, policy = head("besar"), report("besar").edition.policy.surat
    assert (told["Yth."], told["Melalui"]) == (policy.yth, policy.melalui[0])
    assert told["Dari"] == "Sekretaris Dinas Pendidikan"
    assert all(copy in told["Tembusan"] for copy in policy.tembusan)
    assert (
        "PEMERINTAH KOTA SEMARANG\nDINAS PENDIDIKAN\nJalan Contoh 1, Kode Pos 50132, "
        "Telepon (024) 000000, Pos-el disdik@contoh.go.id, Laman disdik.contoh.go.id"
        in words("besar")
    )


@pytest.mark.parametrize(
    ("office", "opd", "said"),
    [
        ("Sekretaris Badan", "Badan Pendapatan Daerah", "Sekretaris Badan Pendapatan Daerah"),
        (
            "Kepala Bagian Tata Usaha",
            "Sekretariat Daerah",
            "Kepala Bagian Tata Usaha Sekretariat Daerah",
        ),
        ("", "Dinas Sosial", "Sekretaris Dinas Sosial"),
        ("Sekretaris Inspektorat", "Inspektorat", "Sekretaris Inspektorat"),
        ("Sekretaris Dinas Sosial", "Dinas Sosial", "Sekretaris Dinas Sosial"),
        ("Sekretaris Subdinas", "Dinas Sosial", "Sekretaris Subdinas Dinas Sosial"),
    ],
)
def test_an_office_is_named_as_its_holder_signs(office: str, opd: str, said: str) -> None:
    held = replace(
        report("kecil"), opd=replace(report("kecil").opd, pelapor_jabatan=office, nama=opd)
    )
    text = docx.Document(io.BytesIO(nota_dinas(held)))
    assert text.tables[0].rows[2].cells[2].text == said


def test_the_legal_basis_opens_it_and_names_the_period_and_the_data() -> None:
    edition = report("besar").edition
    first, *_, own = edition.policy.dasar_hukum
    assert f"Menindaklanjuti {own}, dengan hormat" in words("besar")
    assert first not in words("besar")
    assert f"data sampai dengan akhir {edition.known_until.name}" in words("besar")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_its_figures_are_the_report_s(name: str) -> None:
    counts = report(name).counts
    told = dict(table(name, "Uraian")[1:])
    assert told == {
        "ASN yang wajib berpartisipasi": formats.number(counts.wajib),
        "Sudah berpartisipasi": formats.number(counts.sudah),
        "Belum berpartisipasi": formats.number(counts.belum),
        "Persentase": formats.percent(counts.persen),
        "Pekerja rentan terlindungi": formats.number(counts.jumlah_pekerja),
    }


def test_units_add_up_whether_named_or_put_together() -> None:
    _, *units, total = table("besar", UNITS)
    assert len(units) == 16
    assert units[-1][0] == "45 unit kerja lain"
    assert [sum(int(row[at]) for row in units) for at in (1, 2, 3)] == [
        int(cell) for cell in total[1:4]
    ]
    assert int(total[3]) == report("besar").counts.belum


def test_a_single_unit_is_named_and_not_put_together() -> None:
    for many, shown in ((15, 15), (16, 16), (17, 16)):
        held = replace(report("besar"), by_unit=report("besar").by_unit.head(many))
        document = docx.Document(io.BytesIO(nota_dinas(held)))
        first, *others = [t for t in document.tables if t.rows[0].cells[0].text == UNITS]
        assert len(first.rows) - 2 == shown
        assert ("2 unit kerja lain" in first.rows[-2].cells[0].text) is (many == 17)
        assert bool(others) is (many == 17)


@pytest.mark.parametrize("name", ["kecil", "nol", "teks_jahat"])
def test_the_attachment_lies_and_names_everyone_in_belum_and_nobody_else(name: str) -> None:
    rows, belum = table(name, "No"), report(name).belum
    assert rows[0] == ["No", "Nama", "NIP", "Gol", "Jabatan", "Unit", "Keadaan Catatan"]
    assert [row[2] for row in rows[1:]] == [formats.nip(nip) for nip in belum["nip"]]
    assert opened(name).sections[-1].orientation == WD_ORIENT.LANDSCAPE
    assert head(name)["Lampiran"] == "1 (satu) berkas"
    assert head(name)["Sifat"] == "Terbatas"


def test_above_a_hundred_names_the_attachment_is_the_table_by_unit_and_names_nobody() -> None:
    units = [found for found in opened("besar").tables if found.rows[0].cells[0].text == UNITS]
    assert [row.cells[0].text for row in units[-1].rows[1:-1]] == (
        report("besar").by_unit["unit_kerja"].to_list()
    )
    assert (head("besar")["Lampiran"], head("besar")["Sifat"]) == ("1 (satu) berkas", "Biasa")
    assert "dalam lembar kerja laporan-DISDIK-2026-10.xlsx dan kami sampaikan" in words("besar")
    assert report("besar").belum["nama"][0] not in words("besar")


def test_each_choice_of_an_answer_is_told_as_a_letter_tells_it() -> None:
    """A note that the mayor does not have is not pointed to."""
    choices = (*answer_choices(), None)
    counted = FollowUp(8, 7, 0, 0, 0, 7, 1, tuple((code, at) for at, code in enumerate(choices, 1)))
    answered = replace(report("kecil"), follow_up=counted)
    document = docx.Document(io.BytesIO(nota_dinas(answered)))
    [told] = [line.text for line in document.paragraphs if "sudah kami tindak lanjuti" in line.text]
    told = told.split("Hasilnya: ")[1].split(".")[0]
    assert [part.split(" orang ")[0] for part in told.split(", ") if " orang " in part] == (
        [str(at) for at in range(1, len(choices) + 1)]
    )
    assert "4 orang menyatakan datanya perlu diperbaiki" in told
    assert "lihat catatan" not in told


@pytest.mark.parametrize(("name", "told"), [("nol", "bukti bayar"), ("lengkap", "Terima kasih.")])
def test_what_a_secretary_is_asked_or_thanked_for_stands_in_no_letter_to_the_mayor(
    name: str, told: str
) -> None:
    assert told in opd_page(report(name)).decode()
    assert told not in words(name)


def policy_letter(**changes: object) -> Document:
    held = report("kecil")
    rules = held.edition.policy
    rules = replace(rules, surat=replace(rules.surat, **changes))  # type: ignore[arg-type]
    edition = replace(held.edition, policy=rules)
    return docx.Document(io.BytesIO(nota_dinas(replace(held, edition=edition))))


def told_in(document: Document) -> dict[str, str]:
    return {row.cells[0].text: row.cells[2].text for row in document.tables[0].rows}


def test_no_copy_goes_to_the_signers_own_head() -> None:
    copies = ("Kepala Dinas Pendidikan Kota Semarang", "Kepala Dinas Tenaga Kerja")
    assert told_in(policy_letter(tembusan=copies))["Tembusan"] == "Kepala Dinas Tenaga Kerja"


def test_offices_are_told_with_the_opd_and_its_head() -> None:
    told = told_in(policy_letter(melalui=("{kepala}", "Asisten yang membina {opd}")))
    assert told["Melalui"] == "1. Kepala Dinas Pendidikan\n2. Asisten yang membina Dinas Pendidikan"


def test_srikandi_finds_the_fields_that_it_fills() -> None:
    document = policy_letter(srikandi=True)
    assert (told_in(document)["Nomor"], told_in(document)["Tanggal"]) == (
        "${nomor_naskah}",
        "${tanggal_naskah}",
    )
    assert "${ttd_pengirim}" in [line.text for line in document.paragraphs]


def test_on_f4_it_is_f4() -> None:
    page = policy_letter(kertas="F4").sections[0]
    assert (round((page.page_width or 0) / 36000), round((page.page_height or 0) / 36000)) == (
        215,
        330,
    )


def test_further_pages_and_each_attachment_are_numbered() -> None:
    first, attached = opened("kecil").sections
    assert first.different_first_page_header_footer
    assert not first.first_page_header.paragraphs[0].text
    for section in (first, attached):
        assert "PAGE" in section.header._element.xml
        assert section._sectPr.xpath("w:pgNumType/@w:start") == ["1"]
    assert not attached.different_first_page_header_footer


def test_the_coat_of_arms_stands_in_the_letterhead_with_its_name() -> None:
    edition = replace(report("kecil").edition, coat_of_arms=PIXEL)
    held = replace(report("kecil"), edition=edition)
    document = docx.Document(io.BytesIO(nota_dinas(held)))
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [
        "Lambang daerah"
    ]


def test_headings_lead_through_the_letter() -> None:
    heads = [
        paragraph.text
        for paragraph in opened("kecil").paragraphs
        if paragraph.style and (paragraph.style.name or "").startswith("Head")
    ]
    assert heads == [
        "NOTA DINAS",
        "Menurut unit kerja:",
        "Keadaan catatan ASN yang belum berpartisipasi:",
        "LAMPIRAN NOTA DINAS",
    ]


def test_belum_is_shown_in_its_four_groups() -> None:
    counts = [row[1] for row in table("kecil", "Keadaan Catatan")[1:]]
    assert counts == [formats.number(count) for count in report("kecil").groups["jumlah"]]


def test_the_reason_of_an_anomaly_stands_in_the_letter() -> None:
    edition = replace(report("kecil").edition, anomaly="Ekspor BKPP terlambat datang.")
    held = replace(report("kecil"), edition=edition)
    body = docx.Document(io.BytesIO(nota_dinas(held))).paragraphs
    assert any("Ekspor BKPP terlambat datang." in line.text for line in body)


@pytest.mark.parametrize("name", ["kecil", "teks_jahat"])
def test_heads_repeat_on_every_page_and_no_row_is_cut(name: str) -> None:
    found = opened(name).tables[-1]
    assert found.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in found.rows)


def kept_with_next(rows: Sequence[CT_Row]) -> list[bool]:
    """Return for each row whether each of its paragraphs stays with what follows."""
    return [
        all(
            one.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for one in row.iter(qn("w:p"))
        )
        for row in rows
    ]


def test_short_tables_stay_whole_and_a_sum_stays_with_what_it_adds_up() -> None:
    """As "Jumlah" once stood alone on the second page, and one group of four on the first."""
    by_head = {
        one.cell(0, 0).text: kept_with_next(one._tbl.tr_lst) for one in opened("besar").tables
    }
    for head in ("Uraian", "Keadaan Catatan"):
        assert by_head[head] == [*[True] * (len(by_head[head]) - 1), False]
    *rows, last, total = by_head["Unit Kerja"]
    assert (set(rows), last, total) == ({False}, True, False)


def test_where_all_take_part_the_letter_says_so_and_names_nobody() -> None:
    assert "Seluruh ASN yang wajib sudah berpartisipasi" in words("lengkap")
    assert head("lengkap")["Lampiran"] == "-"
    assert "serta upaya seluruh ASN Dinas Pendidikan, kami ucapkan terima kasih" in words("lengkap")
    assert "Mohon arahan" not in words("lengkap")
    assert len(opened("lengkap").sections) == 1


def test_of_an_opd_without_anybody_it_says_whom_to_ask_and_never_that_all_take_part() -> None:
    letter = words("tanpa_asn")
    assert "tidak memuat satu pun ASN perangkat daerah ini" in letter
    assert "BKPP" in letter
    assert "sudah berpartisipasi pada" not in letter


def test_whoever_signs_is_named_where_known_and_left_blank_where_not() -> None:
    assert "Contoh Nama, S.E.\nPembina\nNIP 19900101 201504 1 001" in words("besar")
    assert "NIP ......" in words("kecil")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_it_is_set_as_a_nota_dinas_is(name: str) -> None:
    document = opened(name)
    first, normal = document.sections[0], document.styles["Normal"]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.cm, 1) for margin in margins if margin] == [2.0, 2.5, 3.0, 2.0]
    assert (normal.font.name, normal.font.size and normal.font.size.pt) == ("Arial", 12)
    assert document.core_properties.language == "id-ID"
    assert "Nota Dinas" in document.core_properties.title


def test_a_hostile_text_stays_a_text() -> None:
    names = [row[1] for row in table("teks_jahat", "No")[1:]]
    assert '=HYPERLINK("http://jahat.example","klik")' in names
    assert "<script>alert(1)</script>" not in letter("teks_jahat").decode("latin-1")


def test_nobody_is_said_to_violate_anything() -> None:
    assert all("langgar" not in words(name) for name in REPORTS)
