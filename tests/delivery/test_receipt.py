"""The berita acara: every OPD is a row, the states add up, and page and workbook say the same."""

import io
from dataclasses import replace
from typing import Final

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from lxml import html as parser
from openpyxl import load_workbook

from pipeline.delivery import model
from pipeline.delivery.receipt.building import receipt_of
from pipeline.delivery.receipt.figures import headline_figures, progress_sentence, sum_sentence
from pipeline.delivery.receipt.model import (
    CAME_BACK,
    FAILED,
    LAID_READY,
    NOBODY,
    SENT,
    UNCERTAIN,
    WAITING,
    Receipt,
)
from pipeline.delivery.receipt.page import receipt_page
from pipeline.delivery.receipt.rows import listings
from pipeline.delivery.receipt.workbook import receipt_workbook
from pipeline.reading.returned.states import FOREIGN
from schemas.codes import UNMAPPED_OPD
from tests.builders import receipt_samples as samples
from tests.builders.html_samples import OPD_NAMES

RECEIPT: Final = samples.receipt()
GONE: Final = ("sd-negeri-lama-01", "sd-negeri-lama-02")


def states(receipt: Receipt, kode: str) -> list[tuple[str, str]]:
    """Return revision and state of each line of an OPD."""
    return [(line.revision, line.state) for line in receipt.lines if line.kode_opd == kode]


CASES: Final = {
    "diterima": (samples.SENT, [("r02", SENT)]),
    "koreksi sesudah yang pertama": (samples.CORRECTED, [("r01", SENT), ("r02", SENT)]),
    "dipantulkan sesudah diterima": (samples.BOUNCED, [("r02", CAME_BACK)]),
    "tertunda masih dianggap sampai": (samples.SLOW, [("r02", SENT)]),
    "ditolak": (samples.REFUSED, [("r02", FAILED)]),
    "tidak pasti": (samples.LOST, [("r02", UNCERTAIN)]),
    "mati selagi mengirim": (samples.DYING, [("r02", UNCERTAIN)]),
    "baru direncanakan": (samples.WAITING, [("r02", WAITING)]),
    "koreksinya belum dikirim": (samples.STALE, [("r01", SENT), ("r02", WAITING)]),
    "belum pernah dikirimi": (samples.UNSENT, [("r02", WAITING)]),
    "belum dipetakan": (UNMAPPED_OPD, [("r02", NOBODY)]),
}


@pytest.mark.parametrize("case", CASES)
def test_an_opd_has_a_line_for_each_delivery_and_one_for_what_was_not_sent(case: str) -> None:
    kode, expected = CASES[case]
    assert states(RECEIPT, kode) == expected


def test_the_opds_come_in_the_order_of_opd_csv_and_none_is_left_out() -> None:
    order = list(dict.fromkeys(line.kode_opd for line in RECEIPT.lines))
    assert order == [*samples.KODES, UNMAPPED_OPD]


def test_the_totals_count_every_opd_once_by_what_counts_now() -> None:
    of = RECEIPT.totals
    assert of.opd == len(samples.KODES)
    assert (of.terkirim, of.dipantulkan, of.gagal, of.tidak_pasti, of.kembali) == (19, 1, 1, 2, 4)
    assert of.opd == of.terkirim + of.dipantulkan + of.gagal + of.tidak_pasti + of.belum_dikirim
    said = {label: value for _, label, value, _ in headline_figures(RECEIPT)}
    assert said["Gagal"] == "2"
    assert sum_sentence(RECEIPT).startswith(
        f"{of.opd} OPD = 19 terkirim + 2 gagal + 2 tidak pasti + "
    )


def test_an_opd_that_opd_csv_no_longer_knows_keeps_its_line() -> None:
    held = samples.evidence()
    gone = replace(held.deliveries[0], kode_opd="BUBAR", penerima="sekretariat@bubar.contoh.go.id")
    made = receipt_of(replace(held, deliveries=[*held.deliveries, gone]))
    assert [line.nama_opd for line in made.lines if line.kode_opd == "BUBAR"] == ["BUBAR"]
    assert made.lines[-1].kode_opd == UNMAPPED_OPD
    assert made.totals == RECEIPT.totals


def test_another_address_that_worked_makes_up_for_the_one_that_bounced() -> None:
    held = samples.evidence()
    again = samples.delivery(
        held.manifest,
        samples.BOUNCED,
        penerima="baru@x.contoh.go.id",
        message_id="<baru@peduli.contoh.go.id>",
    )
    made = receipt_of(replace(held, deliveries=[*held.deliveries, again]))
    assert states(made, samples.BOUNCED) == [("r02", CAME_BACK), ("r02", SENT)]
    assert made.totals.terkirim == RECEIPT.totals.terkirim + 1


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("baru@x.contoh.go.id", "gagal"),
        (None, "gagal"),
        ("sekretariat@{}.contoh.go.id", "terkirim"),
    ],
)
def test_a_new_address_that_refused_is_not_made_up_for_by_the_old_one(
    address: str | None, state: str
) -> None:
    held, kode = samples.evidence(), samples.SENT
    refused = samples.delivery(
        held.manifest,
        kode,
        penerima="Baru@x.contoh.go.id",
        keadaan=model.FAILED,
        waktu="2026-11-06T00:00:00+00:00",
    )
    now = address and address.format(kode.lower())
    opd = held.references.opd.with_columns(
        pl.when(pl.col("kode_opd") == kode).then(pl.lit(now)).otherwise("pos_el").alias("pos_el")
    )
    changed = replace(
        held, deliveries=[*held.deliveries, refused], references=replace(held.references, opd=opd)
    )
    made = receipt_of(changed).totals
    assert (made.gagal, made.terkirim) == {
        "gagal": (RECEIPT.totals.gagal + 1, RECEIPT.totals.terkirim - 1),
        "terkirim": (RECEIPT.totals.gagal, RECEIPT.totals.terkirim),
    }[state]


def test_what_came_back_of_an_earlier_copy_is_not_held_against_the_later_one() -> None:
    held = samples.evidence()
    copied = [
        replace(one, message_id="<salinan@peduli.contoh.go.id>", ulang=1)
        if one.kode_opd == samples.BOUNCED
        else one
        for one in held.deliveries
    ]
    assert states(receipt_of(replace(held, deliveries=copied)), samples.BOUNCED) == [("r02", SENT)]


def test_content_that_another_one_overtook_is_not_what_counts() -> None:
    """The month was changed back: what the OPD received last is the other content."""
    held = samples.evidence()
    later = samples.older(held.manifest, samples.SENT, waktu="2026-11-09T00:00:00+00:00")
    made = receipt_of(replace(held, deliveries=[*held.deliveries, later]))
    assert made.totals.terkirim == RECEIPT.totals.terkirim - 1
    assert made.totals.belum_dikirim == RECEIPT.totals.belum_dikirim + 1


def test_only_a_genuine_workbook_counts_as_returned_and_the_last_one_is_told() -> None:
    back = {line.kode_opd: line.returned.bulan_terima for line in RECEIPT.lines if line.returned}
    assert back == {
        samples.SENT: "2026-11",
        samples.CORRECTED: "2026-12",
        samples.BOUNCED: "2026-11",
        samples.SPLIT: "2026-12",
    }


def test_a_unit_that_the_revision_knows_no_more_is_not_counted_among_those_that_it_knows() -> None:
    """Its workbook is of a revision before; "5 dari 4" would be told else."""
    held = samples.evidence()
    gone = [samples.returned(samples.SPLIT, name=f"{unit}.xlsx", unit=unit) for unit in GONE]
    made = receipt_of(replace(held, returned=sorted([*held.returned, *gone])))
    told = [(line.units_back, line.units) for line in made.lines if line.kode_opd == samples.SPLIT]
    assert told == [(2, 3)]


def test_what_units_send_back_is_told_by_unit_and_counts_for_their_opd_once() -> None:
    """Two of three units, one of them twice: the OPD has answered, in part."""
    made = {listing.key: listing for listing in listings(RECEIPT)}
    name = dict(OPD_NAMES)[samples.SPLIT]
    (sent,) = [row for row in made["kiriman"].rows if row[0] == name]
    assert sent[-1] == "Desember 2026, 2 dari 3 unit kerja"
    back = [row[1:4] for row in made["kembali"].rows if row[0] == name]
    assert back == [
        (samples.UNITS[0], "Asli", "November 2026"),
        (samples.UNITS[1], "Asli", "November 2026"),
        (samples.UNITS[0], "Tandanya asli, tetapi daftar orangnya diubah", "Desember 2026"),
    ]
    whole = dict(OPD_NAMES)[samples.SENT]
    assert [row[1] for row in made["kembali"].rows if row[0] == whole] == ["-"]
    assert [row[-1] for row in made["kiriman"].rows if row[0] == whole] == ["November 2026"]


def test_files_that_may_be_anybodys_are_listed_from_the_period_on() -> None:
    listed = [
        (name, file.berkas) for name, file in RECEIPT.returned_files if file.keadaan == FOREIGN
    ]
    assert listed == [("", "tindak_lanjut/catatan.csv")]


STATE: Final = st.sampled_from(model.STATES)


@trying(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(samples.KODES[:6]), STATE, st.booleans(), st.booleans()),
        max_size=12,
    )
)
def test_the_states_always_add_up(drawn: list[tuple[str, str, bool, bool]]) -> None:
    held = samples.evidence()
    sent, bounces = [], []
    for at, (kode, state, old, came_back) in enumerate(drawn):
        made = (samples.older if old else samples.delivery)(held.manifest, kode, keadaan=state)
        sent.append(replace(made, penerima=f"{at}@contoh.go.id", message_id=f"<{at}@contoh.go.id>"))
        if came_back:
            bounces.append(
                (
                    kode,
                    replace(
                        samples.bounce(kode),
                        message_id=f"<{at}@contoh.go.id>",
                        penerima=f"{at}@contoh.go.id",
                    ),
                )
            )
    of = receipt_of(replace(held, deliveries=sent, attempts={}, bounces=bounces)).totals
    assert of.opd == len(samples.KODES)
    assert of.opd == of.terkirim + of.dipantulkan + of.gagal + of.tidak_pasti + of.belum_dikirim


@pytest.mark.parametrize("made", [RECEIPT, samples.empty()], ids=["penuh", "kosong"])
def test_page_and_workbook_say_the_same(made: Receipt) -> None:
    book = load_workbook(io.BytesIO(receipt_workbook(made)))
    page = parser.fromstring(receipt_page(made).decode())
    assert book.sheetnames[0] == "Sampul"
    for listing, name in zip(listings(made), book.sheetnames[1:], strict=True):
        table = book[name].tables[f"Tabel_{listing.key}"]
        head, *body = [[cell.value for cell in row] for row in book[name][table.ref]]
        if not listing.rows:
            assert body == [["Tidak ada", *[None] * (len(head) - 1)]]
            assert page.xpath(f"//table[@id='tabel-{listing.key}']") == []
            continue
        rows = page.xpath(f"//table[@id='tabel-{listing.key}']/tbody/tr")
        shown = [[_plain(cell.text_content()) for cell in row] for row in rows]
        assert shown == [[_plain(str(value)) for value in row] for row in body]
        assert [
            cell.text_content()
            for cell in page.xpath(f"//table[@id='tabel-{listing.key}']/thead//th")
        ] == head


def _plain(text: str) -> str:
    return " ".join(text.replace("\u202e", "").split())


def test_the_same_evidence_gives_the_same_bytes() -> None:
    again = samples.receipt()
    assert receipt_page(again) == receipt_page(RECEIPT)
    assert receipt_workbook(again) == receipt_workbook(RECEIPT)


def test_a_month_of_which_nothing_was_sent_says_so() -> None:
    made = samples.empty()
    assert progress_sentence(made).startswith(
        "Laporan Oktober 2026 belum terkirim ke satu pun dari "
    )
    assert made.totals.belum_dikirim == made.totals.opd
    assert [len(listing.rows) for listing in listings(made)] == [
        len(samples.KODES) + 1,
        *[0] * 5,
    ]


@pytest.mark.parametrize(("state", "said"), [(SENT, "Terkirim"), (LAID_READY, "Diletakkan")])
def test_what_only_lies_ready_is_not_said_to_be_sent(state: str, said: str) -> None:
    report = samples.receipt()
    lines = [replace(one, state=state) for one in report.lines if one.delivery is not None]
    assert lines
    [listing, *_] = listings(replace(report, lines=tuple(lines)))
    assert {row[listing.columns.index("keadaan")] for row in listing.rows} == {said}
