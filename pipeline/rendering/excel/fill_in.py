"""What a secretary fills in: the choices, the months, and everything else locked (contract §6)."""

from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.rendering.excel.sheet import Sheet
from schemas.codes import FILL_INS
from schemas.layouts import answer_choices

# Excel takes at most 255 characters of choices: two years of months fit.
_MONTHS_AHEAD: Final = 24


def follow_ups() -> tuple[str, ...]:
    """Return the choices of "Tindak Lanjut" as the secretary reads them."""
    return tuple(words[0] for words in answer_choices().values())


def target_months(period: Period) -> tuple[str, ...]:
    """Return the choices of "Target Bulan": TTTT-BB from `period` on, never before it."""
    return tuple(str(period.plus(ahead)) for ahead in range(_MONTHS_AHEAD))


def lock(book: Workbook) -> None:
    """Lock every sheet of `book` without a password.

    Filtering, selecting and widening stay allowed.
    """
    book.security = WorkbookProtection(lockStructure=True)
    for sheet in book.worksheets:
        rules = sheet.protection
        rules.sheet = True
        # openpyxl says what is locked, so False is what the reader may do.
        rules.autoFilter = rules.sort = rules.formatColumns = rules.formatRows = False


def guide_filling_in(target: Worksheet, sheet: Sheet, period: Period) -> None:
    """Attach the drop-downs and hints to the last three columns of `sheet`, written as `target`."""
    months = target_months(period)
    span = {"contoh": months[1], "awal": months[0], "akhir": months[-1]}
    rules = (
        _choice_rule("tindak_lanjut", follow_ups()),
        _choice_rule("target_bulan", months, **span),
        _hint_rule("catatan"),
    )
    first = len(sheet.columns) - len(FILL_INS) + 1
    for place, rule in enumerate(rules, start=first):
        letter = get_column_letter(place)
        rule.add(f"{letter}{sheet.head_row + 1}:{letter}{sheet.last_row}")
        target.add_data_validation(rule)


def _choice_rule(name: str, choices: tuple[str, ...], **words: str) -> DataValidation:
    rule = DataValidation(
        type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True
    )
    rule.errorTitle = say(f"lembar.bantuan_isian.{name}_judul")
    rule.error = say(f"lembar.bantuan_isian.{name}_salah", **words)
    return _with_prompt(rule, name, **words)


def _hint_rule(name: str) -> DataValidation:
    return _with_prompt(DataValidation(allow_blank=True), name)


def _with_prompt(rule: DataValidation, name: str, **words: str) -> DataValidation:
    rule.showInputMessage = True
    rule.promptTitle = say(f"lembar.bantuan_isian.{name}_judul")
    rule.prompt = say(f"lembar.bantuan_isian.{name}", **words)
    return rule
