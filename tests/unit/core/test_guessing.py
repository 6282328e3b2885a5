"""What is taken for a key or a password, and what anybody would guess."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.guessing import (
    GUESSABLE,
    LEAST_KEY,
    REPEATED,
    SHORT,
    key_weakness,
    password_weakness,
)

OPD = ("DINKES", "Dinas Kesehatan")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rahasia kota", SHORT),
        ("f" * 31, SHORT),
        ("f" * 64, REPEATED),
        ("a1b2c3d4" * 8, REPEATED),
        ("rahasia kota semarang untuk asn peduli pekerja rentan 2026", GUESSABLE),
        ("KunciTandaTangan-ASN-Peduli-Semarang-2026!", GUESSABLE),
        ("abcdefghijklmnopqrstuvwxyz0123456789", GUESSABLE),
        ("qwertyuiopasdfghjklzxcvbnm1234567890", GUESSABLE),
        ("password password password1 password", GUESSABLE),
        ("31415926535897932384626433832795", GUESSABLE),
        ("qazwsxedcrfvtgbyhnujmikolp1234567890", GUESSABLE),
        ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", GUESSABLE),
        ("kuda laut terbang di atas gunung api sambil minum teh", ""),
    ],
)
def test_a_key_that_is_short_repeated_or_made_of_common_words_is_weak(text: str, why: str) -> None:
    assert key_weakness(text) == why


@given(st.binary(min_size=LEAST_KEY, max_size=LEAST_KEY).filter(lambda b: len(set(b)) > 20))
def test_a_key_by_chance_is_never_taken_for_a_weak_one(drawn: bytes) -> None:
    assert key_weakness(drawn.hex()) == ""


def test_the_keys_that_we_make_are_good_ones() -> None:
    assert {key_weakness(secrets.token_hex(LEAST_KEY)) for _ in range(200)} == {""}
    assert {key_weakness(secrets.token_urlsafe(LEAST_KEY)) for _ in range(200)} == {""}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rahasia99", SHORT),
        ("Dinkes#2026!!", GUESSABLE),
        ("DinasKesehatan2026", GUESSABLE),
        ("D1n45-K3s3h4t4n", GUESSABLE),
        ("SandiLaporan01", GUESSABLE),
        ("Semarang Hebat 2026", GUESSABLE),
        ("asdfghjkl12345", GUESSABLE),
        ("17081945merdeka", GUESSABLE),
        ("abababababab", GUESSABLE),
        ("198501012015", GUESSABLE),
        ("puskesmas2026", GUESSABLE),
        ("Puskesmas01!", GUESSABLE),
        ("lawangsewu1", GUESSABLE),
        ("simpanglima7", GUESSABLE),
        ("gajahmada99", GUESSABLE),
        ("1qaz2wsx3edc", GUESSABLE),
        ("!QAZxsw2#EDC", GUESSABLE),
        ("kuda laut biru", ""),
        ("burung gereja 7", ""),
        ("tR7!qmZ0vX", ""),
    ],
)
def test_a_password_that_anybody_would_try_is_weak(text: str, why: str) -> None:
    assert password_weakness(text, OPD) == why


PUBLIC = ("DISDIK", "Dinas Pendidikan", "Kelurahan Wonodri Sendangguwo", "Puskesmas Bulu Lor")


@pytest.mark.parametrize(
    "text", ["Wonodri-Sendangguwo7", "disdikdinkes88", "bululor@2026!!", "SendangguwoBulu1"]
)
def test_what_the_references_name_is_known_to_everybody(text: str) -> None:
    assert password_weakness(text, OPD, PUBLIC) == GUESSABLE


@pytest.mark.parametrize("text", ["kuda laut biru", "burung gereja 7", "tR7!qmZ0vX"])
def test_a_good_password_stays_good_beside_all_the_names_of_a_city(text: str) -> None:
    assert password_weakness(text, OPD, PUBLIC) == ""
