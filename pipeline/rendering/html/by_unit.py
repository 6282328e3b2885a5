"""Lists of people unit by unit, and what their reader may choose of them (contract §6)."""

from dataclasses import replace

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.html.tables import Section, Table, with_heading
from pipeline.reporting.model import OpdReport
from pipeline.reporting.units import UNIT
from schemas.codes import LATE_GROUPS


def by_unit(report: OpdReport, key: str, shown: Table) -> Table:
    """Give the rows their choices of group, and a heading to each unit where there are several.

    The rows stand by unit already.
    """
    frame = report.lists[key]
    told = _with_choices(shown) if key == "belum" else shown
    if frame[UNIT].n_unique() < 2:
        return told
    names = frame[UNIT].rle().struct.unnest()
    units = (
        Section(_unit_heading(name, count), count)
        for count, name in names.select("len", "value").rows()
    )
    return replace(told, sections=tuple(units), apart=bool(report.units))


def _with_choices(shown: Table) -> Table:
    """Head the state of the records as what it is, and let its groups be chosen."""
    headed = with_heading(shown, "alasan", say("surat.kolom.alasan"))
    return replace(headed, choices=_group_choices(), chosen="alasan")


def _unit_heading(name: str, count: int) -> str:
    shown = name or say("satuan.tanpa_nama")
    return say("halaman.opd.unit_butir", unit=shown, jumlah=formats.number(count))


def _group_choices() -> dict[str, tuple[str, ...]]:
    """Return the groups of belum and the states of a record that each stands for (contract §6)."""
    return {
        say(f"kelompok_catatan.{name}"): tuple(say(f"alasan.{reason}") for reason in reasons)
        for name, reasons in LATE_GROUPS.items()
    }
