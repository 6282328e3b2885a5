"""Native bar charts beside a table, drawn from the table's own cells."""

from typing import Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import SeriesLabel
from openpyxl.formatting.rule import DataBarRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.wording import say
from pipeline.rendering.excel.sheet import Sheet

_NAVY: Final = "1F3864"
_AMBER: Final = "C55A11"
_LIGHT_BLUE: Final = "9DC3E6"
_WIDTH_CM: Final = 19.0
_BAR_CM: Final = 0.75
_FRAME_CM: Final = 3.5


def add_bars(
    target: Worksheet,
    sheet: Sheet,
    rows: range,
    columns: dict[str, int],
    title: str,
    shares: bool = False,
) -> None:
    """Draw rows `rows` (from 0) of `sheet`'s table, right of it: a bar per row, a piece per column.

    With `shares` every bar is as long as the whole. `columns` maps "sudah" or "belum" to its place
    (from 1) in the table; names stand in column 2.
    """
    first, last = sheet.head_row + 1 + rows.start, sheet.head_row + rows.stop
    chart = _empty_chart(title, len(rows), shares)
    chart.legend = Legend(legendPos="b") if len(columns) > 1 else None
    for name, place in columns.items():
        # The heading is not above the first bar, so the piece gets its name by reference to the
        # heading's cell.
        chart.add_data(
            Reference(target, min_col=place, min_row=first, max_row=last), titles_from_data=False
        )
        _name_and_colour_series(
            chart, name, f"'{sheet.name}'!${get_column_letter(place)}${sheet.head_row}"
        )
    chart.set_categories(Reference(target, min_col=2, min_row=first, max_row=last))
    chart.description = say("lembar.grafik.uraian", judul=title)
    target.add_chart(chart, f"{get_column_letter(len(sheet.columns) + 2)}{sheet.head_row}")


def _empty_chart(title: str, count: int, shares: bool) -> BarChart:
    chart = BarChart()
    grouping = "percentStacked" if shares else "stacked"
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", grouping, 100, 45
    chart.title, chart.width, chart.height = title, _WIDTH_CM, _FRAME_CM + _BAR_CM * count
    # Rows are drawn from the top down, as the table reads; the numbers then stand at the foot.
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.x_axis.delete = chart.y_axis.delete = False
    key, number_format = ("bagian", "0%") if shares else ("sumbu", "[$-421]#,##0")
    chart.y_axis.title = say(f"lembar.grafik.{key}")
    chart.y_axis.number_format = number_format
    chart.y_axis.majorGridlines = None
    return chart


def _name_and_colour_series(chart: BarChart, name: str, heading: str) -> None:
    series = chart.series[-1]
    series.tx = SeriesLabel(strRef=StrRef(heading))
    series.graphicalProperties.solidFill = _NAVY if name == "sudah" else _AMBER


def add_share_bars(target: Worksheet, sheet: Sheet, rows: range, place: int) -> None:
    """Draw a bar behind each percentage of table rows `rows` (from 0) in column `place` (from 1).

    A bar is as long as its share of the whole, so the eye may compare sheets, too.
    """
    letter = get_column_letter(place)
    first, last = sheet.head_row + 1 + rows.start, sheet.head_row + rows.stop
    rule = DataBarRule(
        "num", 0, "num", 1, color=_LIGHT_BLUE, showValue=True, minLength=0, maxLength=100
    )
    target.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)
