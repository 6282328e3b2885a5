"""The command template: an empty workbook for those who send inputs."""

from pathlib import Path

from flows.cli.folders import Folders
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations.desk import open_desk
from pipeline.rendering.excel import template_workbook
from pipeline.system.files import write_private
from pipeline.system.settings import now


def template(kind: str, target: Path, folders: Folders) -> int:
    """Write an empty input workbook of `kind` with the choices that hold today.

    Raises UsageError where the file is there already or is called no workbook.
    """
    if target.suffix.lower() != ".xlsx":
        raise UsageError(say("template.bukan_xlsx", berkas=target))
    if target.exists():
        raise UsageError(say("template.sudah_ada", berkas=target))
    references = open_desk(folders.settings).references
    today = now().astimezone(references.policy.zone).date()
    month = Period.of(today.year, today.month)
    write_private(target, template_workbook(kind, references, month, today))
    Screen().say(say("template.dibuat", berkas=target))
    return EXIT_DONE
