"""A mail that corrects says before, after and why; no name of a file stands in it."""

from typing import Any

import pytest

from pipeline.delivery.message.corrections import correction_sentences

BEFORE = {"wajib": 22, "sudah": 10, "belum": 12}
NOW = {"wajib": 22, "sudah": 13, "belum": 9}
NOTHING: dict[str, list[str]] = {"baru": [], "berubah": [], "hilang": []}
FILE = "2026-04/Iuran/rekap an. Budi Santoso.xlsx"


def told(entry: dict[str, Any], **differing: Any) -> tuple[str, ...]:
    same = dict.fromkeys(("masukan", "referensi", "versi"), NOTHING)
    block = {"revisi": "r01", "opd": {"DINKES": entry}, **same, **differing}
    return correction_sentences(block, "DINKES")


def changed(now: dict[str, int] = NOW) -> dict[str, Any]:
    return {"keadaan": "berubah", "dahulu": BEFORE, "kini": now}


def test_what_changed_is_said_with_before_and_after() -> None:
    first, why = told(changed(), masukan={**NOTHING, "baru": [FILE]})
    assert first == (
        "Dibandingkan dengan r01: ASN yang sudah berpartisipasi, dahulu 10, kini 13; "
        "ASN yang belum berpartisipasi, dahulu 12, kini 9."
    )
    assert why == (
        "Sebabnya: catatan iuran yang baru, berubah, atau ditarik (diterima April 2026)."
    )


def test_where_only_details_changed_it_is_said_so() -> None:
    first, why = told(changed(BEFORE), referensi={**NOTHING, "berubah": ["koreksi.csv"]})
    assert first.startswith("Jumlah ASN tidak berubah dibandingkan dengan r01")
    assert why == "Sebabnya: referensi, koreksi, atau kebijakan yang berubah."


def test_another_look_is_the_cause_only_where_nothing_came_in() -> None:
    look = {**NOTHING, "berubah": ["tampilan"]}
    assert "penyajian" in told(changed(), versi=look)[1]
    both = told(changed(), versi=look, masukan={**NOTHING, "berubah": ["2026-03/asn/a.csv"]})
    assert "penyajian" not in both[1]
    assert "daftar ASN" in both[1]


@pytest.mark.parametrize("state", ["tetap", "baru"])
def test_an_opd_whose_documents_are_the_same_or_new_is_told_nothing(state: str) -> None:
    assert told({"keadaan": state, "dahulu": None, "kini": NOW}) == ()
