"""Where everything lies inside a revision's folder (contract §6)."""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.reporting.file_names import archive_prefix, opd_file, units_archive
from pipeline.reporting.units import UNIT_FOLDER
from schemas.codes import UNMAPPED_OPD


def table_path(name: str) -> str:
    """Return where the table `name` lies in a revision's folder (contract §6)."""
    return f"data/{name}.parquet"


def opd_path(kode: str, period: str, ending: str) -> str:
    """Return where an OPD's document lies in the revision folder (contract §6)."""
    return f"opd/{kode}/{opd_file(kode, period, ending)}"


def letter_path(kode: str, period: str) -> str:
    """Return where the letter of an OPD's secretary lies in the revision folder (contract §6)."""
    return f"opd/{kode}/nota-dinas-{kode}-{period}.docx"


def opd_documents(kode: str, period: str) -> tuple[str, ...]:
    """Return where every document of an OPD lies in the revision folder.

    The unit of the unmapped is no OPD and has no letter (contract §6).
    """
    letter = () if kode == UNMAPPED_OPD else (letter_path(kode, period),)
    return (*(opd_path(kode, period, ending) for ending in ("xlsx", "html")), *letter)


def unit_path(kode: str, code: str, period: str) -> str:
    """Return where the workbook of one unit of an OPD lies; `code` as in reporting/units.py."""
    return f"opd/{kode}/{UNIT_FOLDER}/{code}-{period}.xlsx"


def units_zip_path(kode: str, period: str) -> str:
    """Return where all workbooks of an OPD's units lie in one archive."""
    return f"opd/{kode}/{units_archive(kode, period)}"


def unit_documents(kode: str, codes: Iterable[str], period: str) -> tuple[str, ...]:
    """Return where the documents of an OPD's units lie; none for an OPD without any."""
    books = tuple(unit_path(kode, code, period) for code in codes)
    return (*books, units_zip_path(kode, period)) if books else ()


def unit_documents_among(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return kode_opd -> which of `paths` are documents of its units, of those that have any."""
    found = defaultdict[str, list[str]](list)
    for path in paths:
        folder, _, rest = path.partition("/")
        kode, _, name = rest.partition("/")
        if folder == "opd" and name.startswith((f"{UNIT_FOLDER}/", archive_prefix(kode))):
            found[kode].append(path)
    return {kode: tuple(sorted(held)) for kode, held in found.items()}


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
