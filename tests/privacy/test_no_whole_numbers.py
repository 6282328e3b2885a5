"""No NIK and no KPJ leaves the parsing step whole, and none is in an error (domain §6.

Contract §6).
"""

import hashlib
import re
from pathlib import Path

import polars as pl
import pytest

from flows.runtime.faults import without_personal_data
from pipeline.core.errors import ModelError, OurFaultError
from pipeline.core.masking import pseudonyms
from pipeline.core.periods import Period
from pipeline.core.validation import validated
from pipeline.reading import cache
from pipeline.system.sources import read_input, take_stock
from schemas.fields import FIELDS
from schemas.models import VERDICTS
from tests.builders.kota_kecil import INPUTS, known, month, references

WHOLE_NIK = re.compile(r"(?<![0-9])[1-9][0-9]{15}(?![0-9])")


def numbers_written_in_the_inputs() -> set[str]:
    texts = [path.read_text(encoding="utf-8-sig") for path in INPUTS.glob("2*/iuran/*.csv")]
    return {number for text in texts for number in WHOLE_NIK.findall(text)}


def texts_of(frame: pl.DataFrame) -> set[str]:
    columns = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return {text for name in columns for text in frame[name].drop_nulls().unique()}


def test_the_inputs_do_hold_whole_numbers() -> None:
    assert len(numbers_written_in_the_inputs()) > 500


@pytest.mark.parametrize("table", ["status", "iuran", "temuan", "opd", "usulan"])
def test_no_table_holds_a_whole_nik(table: str) -> None:
    held = " ".join(texts_of(month("2026-04").tables[table]))
    assert not set(WHOLE_NIK.findall(held)) & numbers_written_in_the_inputs()


def test_nothing_known_after_parsing_holds_a_whole_nik() -> None:
    everything = known("2026-04")
    frames = [
        *everything.rosters.values(),
        everything.iuran,
        everything.iuran_rejected,
        everything.unread,
    ]
    for frame in frames:
        numbers = {text for text in texts_of(frame) if WHOLE_NIK.fullmatch(text)}
        assert not numbers & numbers_written_in_the_inputs()


def test_the_cache_holds_no_whole_nik(tmp_path: Path) -> None:
    rules = references().policy.reading
    file = take_stock(INPUTS, Period.parse("2025-11"), Period.parse("2025-11")).of("iuran")[-1]
    parsed = cache.parsed(tmp_path, read_input(INPUTS, file), file.sha256, file.kind, rules)
    again = cache.known(tmp_path, file.sha256, file.kind, rules)
    assert again is not None
    assert again.rows.equals(parsed.rows)
    assert parsed.rows.height == 121
    assert not {text for text in texts_of(again.rows) if WHOLE_NIK.fullmatch(text)}


def test_a_pseudonym_needs_its_key() -> None:
    numbers = pl.Series(["3374026306660273", None, "3374026306660273"])
    one, other = pseudonyms(numbers, b"satu"), pseudonyms(numbers, b"dua")
    assert one[0] == one[2] != other[0]
    assert one[1] is None


def test_a_pseudonym_stays_what_it_was_in_caches_of_earlier_versions() -> None:
    number, key = "3374026306660273", b"satu"
    digest = hashlib.blake2b(number.encode(), key=key, digest_size=16).hexdigest()
    assert pseudonyms(pl.Series("nik", [number, None]), key).to_list() == [digest, None]


def test_a_broken_model_is_told_without_the_value() -> None:
    frame = pl.DataFrame({"nip": ["199001012015041001x"], "status": ["sudah"]})
    with pytest.raises(ModelError) as error:
        validated(frame, VERDICTS)
    assert "nip" in str(error.value)
    assert "199001012015041001" not in str(error.value)


def test_an_unforeseen_error_loses_its_text_on_the_way_to_prefect() -> None:
    @without_personal_data
    def reads_a_row() -> None:
        raise ValueError("baris NIP 199001012015041001 atas nama Budi")

    with pytest.raises(OurFaultError) as error:
        reads_a_row()
    assert "ValueError" in str(error.value)
    assert "199001012015041001" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None


def test_every_field_that_names_a_person_is_marked_personal() -> None:
    naming = {
        "nip",
        "nama",
        "nik",
        "nip_tercatat",
        "nama_tercatat",
        "nip_asn",
        "nip_usulan",
        "nama_usulan",
        "penjelasan",
    }
    assert {name for name in naming if not FIELDS[name].personal} == set()
