"""Formats recognised and refused, with what to do; texts that only look like them (contract §1)."""

import io
import zipfile

import pytest

from tests.builders.returned_workbooks import published, without_properties
from tests.builders.small_city import parse

TEXT = "NIP,Nama\n199001012015041001,Budi Santoso\n"


def zipped(*names: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return sink.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
FOREIGN: dict[str, list[str | bytes]] = {
    "MHTML": [
        "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=b\n\n--b\n<table>",
        'From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a\r\nSubject: Laporan\r\nDate: Wed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"\r\n',
        "\n\nMIME-Version: 1.0\nContent-Type: multipart/related\n",
        "\ufeffmime-version: 1.0\ncontent-location: x\ncontent-type: message/rfc822\n",
    ],
    "SYLK": [
        'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"NIP"\r\nE\r\n',
        "ID;PPHP\nC;X1;Y1;K1\nE",
        'ID;P\nF;P0\nB;Y2;X2\nC;K"NIP";X1\n',
    ],
    "DIF": ['TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,2\r\n""\r\n', 'TABLE\n0,1\n"x"\n'],
    "PDF": [b"%PDF-1.4", b"\r\n%PDF-1.7 x"],
    "gambar": [
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe1",
        b"GIF89a",
        b"II*\x00abc",
        b"RIFF1234WEBPVP8",
        b"\x00\x00\x00\x18ftypheic",
    ],
    "arsip": [
        zipped("data.xlsx"),
        zipped("a/b.csv", "c.txt"),
        b"Rar!\x1a\x07",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08\x00",
        b"BZh91AY&SY",
        b"\xfd7zXZ\x00",
    ],
    "RTF": [b"{\\rtf1\\ansi", b"\n{\\rtf1"],
    "dokumen": [
        zipped("word/document.xml"),
        zipped("mimetype", "Pictures/1.png"),
        OLE + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(600),
    ],
}
ADVICE = {"PDF": "Minta pengirim", "gambar": "Minta pengirim", "arsip": "Ekstrak"}


@pytest.mark.parametrize(
    ("name", "data"), [(name, data) for name, files in FOREIGN.items() for data in files]
)
def test_each_is_named_and_the_sentence_says_what_to_do(name: str, data: str | bytes) -> None:
    file = parse(data, "asn")
    assert file.findings["kode"].to_list() == ["berkas_bukan_tabel"]
    assert name in file.findings["pesan"][0]
    assert ADVICE.get(name, "Simpan Sebagai .xlsx") in file.findings["pesan"][0]


@pytest.mark.parametrize(
    "text",
    [
        "ID;PNS ID;NIP;Nama\nC;1;199001012015041001;Budi Santoso\n",
        "ID;P;NIP;Nama\n1;2;199001012015041001;Budi Santoso\n",
        "From: SIMPEG\nSubject: roster\n" + TEXT,
        "TABLE\n" + TEXT,
        "BMKG," + TEXT.replace("\n1", "\nx,1"),
        "Rekap <table> pegawai\n" + TEXT,
        "<NIP>;<Nama>\n199001012015041001;Budi Santoso\n",
    ],
)
def test_a_text_that_begins_like_one_is_text(text: str) -> None:
    assert parse(text, "asn").rows["nip"].to_list() == ["199001012015041001"]


@pytest.mark.parametrize("spared", [False, True])
@pytest.mark.parametrize("kind", ["asn", "iuran"])
def test_a_workbook_of_ours_is_sent_where_it_is_read(kind: str, spared: bool) -> None:
    """It holds NIP and names, and was taken for a roster in the wrong folder.

    Not every office program keeps the properties that say so; the cover does.
    """
    file = parse(without_properties(published()) if spared else published(), kind)
    assert file.findings["kode"].to_list() == ["lembar_kerja_salah_folder"]
    assert "tindak_lanjut" in file.findings["pesan"][0]
