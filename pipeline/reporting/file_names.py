"""What an OPD's documents are called as files: they name one another, and lie so (contract §6)."""


def opd_file(kode: str, period: object, ending: str) -> str:
    """Return what the workbook or page of an OPD is called."""
    return f"laporan-{kode}-{period}.{ending}"


def archive_prefix(kode: str) -> str:
    """Return what the archives of an OPD's unit workbooks begin with, whatever their month."""
    return f"unit-{kode}-"


def units_archive(kode: str, period: object) -> str:
    """Return what the archive of all workbooks of an OPD's units is called."""
    return f"{archive_prefix(kode)}{period}.zip"
