"""What leaves a flow when it fails: no file, no path, no text of a library (contract §6)."""

import errno
from typing import Any, Final

import pytest

from flows.runtime.faults import for_others, without_personal_data
from pipeline.core.errors import (
    DiskError,
    LockedError,
    OurFaultError,
    PartialError,
    PeduliError,
    PublicationError,
    RefusedError,
    UsageError,
)

NAMED: Final = "/kota/masukan/2026-03/asn/roster Budi Uji.xlsx"


def left(error: BaseException) -> PeduliError:
    """Return what is raised where a flow's body raises `error`."""

    @without_personal_data
    def body() -> Any:
        raise error

    with pytest.raises(PeduliError) as raised:
        body()
    return raised.value


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "Input/output error", NAMED),
        PermissionError(errno.EACCES, "Permission denied", NAMED),
        FileNotFoundError(errno.ENOENT, "No such file", NAMED),
        OSError(errno.ENOSPC, "No space left", NAMED),
        ValueError(f"could not parse {NAMED}"),
        RefusedError(f"{NAMED} berubah"),
        OurFaultError(f"{NAMED} belum terbaca", "Satu berkas belum terbaca"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_file_is_named(error: BaseException) -> None:
    told = left(error)
    assert "Budi" not in f"{told} {told.brief} {told.args}"


def test_the_operators_screen_is_told_which_file() -> None:
    for error in (OSError(errno.EIO, "", NAMED), RefusedError(f"{NAMED} berubah")):
        told = left(error)
        assert NAMED in told.whole
    assert isinstance(left(OSError(errno.EIO, "", NAMED)), DiskError)
    assert "Disk gagal membaca atau menulis disk (EIO)" in str(left(OSError(errno.EIO, "", NAMED)))


def test_told_twice_it_stays_what_it_was() -> None:
    once = left(OSError(errno.EIO, "", NAMED))
    assert left(once) is once


@pytest.mark.parametrize(
    "error",
    [
        UsageError("salah"),
        LockedError("dipakai"),
        PublicationError("rusak"),
        PartialError("sebagian", {"DINKES": 1}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_names_no_file_goes_on_as_it_is(error: PeduliError) -> None:
    assert for_others(error) is error
