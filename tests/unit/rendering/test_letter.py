"""The nota dinas, read back (contract §6, domain §7).

To whom, what it says, blanks for the agenda officer, the names.
"""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from pipeline.core import formats
from pipeline.rendering.letter import nota_dinas
from tests.builders.letters import REPORTS, letter, report


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
    assert (told["Yth."], told["Melalui"]) == (policy.yth, policy.melalui)
    assert told["Dari"] == "Sekretaris Dinas Pendidikan"
    assert all(copy in told["Tembusan"] for copy in policy.tembusan)
    assert (
        "PEMERINTAH KOTA SEMARANG\nDINAS PENDIDIKAN\nJalan Contoh 1, Telepon (024) 000000"
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
    assert all(law in words("besar") for law in edition.policy.dasar_hukum)
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
    _, *units, total = table("besar", "Menurut unit kerja")
    assert len(units) == 16
    assert units[-1][0] == "45 unit kerja lain"
    assert [sum(int(row[at]) for row in units) for at in (1, 2, 3)] == [
        int(cell) for cell in total[1:4]
    ]
    assert int(total[3]) == report("besar").counts.belum


@pytest.mark.parametrize("name", ["besar", "kecil", "nol", "teks_jahat"])
def test_the_attachment_lies_and_names_everyone_in_belum_and_nobody_else(name: str) -> None:
    rows, belum = table(name, "No"), report(name).belum
    assert rows[0] == ["No", "Nama", "NIP", "Gol", "Jabatan", "Unit", "Alasan"]
    assert [row[2] for row in rows[1:]] == [formats.nip(nip) for nip in belum["nip"]]
    assert opened(name).sections[-1].orientation == WD_ORIENT.LANDSCAPE
    assert head(name)["Lampiran"] == "1 (satu) berkas"


@pytest.mark.parametrize("name", ["besar", "teks_jahat"])
def test_heads_repeat_on_every_page_and_no_row_is_cut(name: str) -> None:
    found = opened(name).tables[-1]
    assert found.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in found.rows)


def test_where_all_take_part_the_letter_says_so_and_names_nobody() -> None:
    assert "Seluruh ASN yang wajib sudah berpartisipasi" in words("lengkap")
    assert head("lengkap")["Lampiran"] == "-"
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
