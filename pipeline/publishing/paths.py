"""Where everything lies inside a revision's folder (contract §6)."""

from schemas.codes import UNMAPPED_OPD


def table_path(name: str) -> str:
    """Return where the table `name` lies in a revision's folder (contract §6)."""
    return f"data/{name}.parquet"


def opd_path(kode: str, period: str, ending: str) -> str:
    """Return where an OPD's document lies in the revision folder (contract §6)."""
    return f"opd/{kode}/laporan-{kode}-{period}.{ending}"


def letter_path(kode: str, period: str) -> str:
    """Return where the letter of an OPD's secretary lies in the revision folder (contract §6)."""
    return f"opd/{kode}/nota-dinas-{kode}-{period}.docx"


def opd_documents(kode: str, period: str) -> tuple[str, ...]:
    """Return where every document of an OPD lies in the revision folder.

    The unit of the unmapped is no OPD and has no letter (contract §6).
    """
    letter = () if kode == UNMAPPED_OPD else (letter_path(kode, period),)
    return (*(opd_path(kode, period, ending) for ending in ("xlsx", "html")), *letter)


def city_path(period: str, ending: str) -> str:
    """Return where the city's recap lies in the revision folder (contract §6)."""
    return f"rekap/rekap-kota-{period}.{ending}"


def city_names_path(period: str) -> str:
    """Return where the names behind the city's figures lie, apart from the recap."""
    return f"rekap/nama-kota-{period}.xlsx"


def quality_path(period: str, ending: str) -> str:
    """Return where the quality report lies in the revision folder (contract §6)."""
    return f"mutu/mutu-data-{period}.{ending}"


def candidates_path(period: str, ending: str) -> str:
    """Return where the operator's list of suggestions lies in the revision folder."""
    return f"mutu/usulan-{period}.{ending}"
