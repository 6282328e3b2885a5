"""Sizes as a reader is told them."""

import pytest

from pipeline.core.sizes import parse_size, size_text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KiB"),
        (1_468_006, "1,4 MiB"),
        (2**29, "512 MiB"),
        (3 * 2**29, "1,5 GiB"),
    ],
)
def test_a_size_is_told_in_the_unit_that_fits(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize("text", ["7 B", "20 KiB", "512 MiB", "1 GiB"])
def test_a_size_of_the_policy_is_told_as_the_policy_writes_it(text: str) -> None:
    assert size_text(parse_size(text)) == text
