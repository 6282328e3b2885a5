"""Every command as its function: what can be typed, and nothing of what is done.

A command imports what does its work only when it is called, so that a wrong word and a help page
are answered before Prefect and polars are there. What stands in wording.toml [bantuan] is the help.
"""

from flows.cli.as_json import require_dry_run
from flows.cli.folders import OF_DEMO, USUAL, DemoFolders, Folders
from flows.cli.options import (
    AcceptAnomaly,
    Agencies,
    AnsweringOpd,
    AnswersFile,
    Arrived,
    AsJson,
    AsOf,
    AsOfEach,
    ByGroup,
    DryRun,
    FirstMonth,
    FleetFile,
    FleetOption,
    FleetPeriod,
    FleetSize,
    Kabar,
    Keep,
    LastMonth,
    Mail,
    MonthCount,
    MonthWord,
    NewFile,
    NipWords,
    OlderThan,
    OneMonth,
    OneNip,
    Only,
    Opd,
    OpdOfPeople,
    People,
    PeriodAsked,
    Port,
    Received,
    Reminder,
    Repairs,
    Resend,
    SentToo,
    Shell,
    TemplateKind,
    ThisMonth,
    Verify,
)
from flows.cli.words import require_months, require_nip, require_person, require_reason
from flows.runtime.choices import CITY_SIZE
from pipeline.operations.named_span import span_of


def check(
    period: MonthWord, *, as_of: AsOf = None, as_json: AsJson = False, folders: Folders = USUAL
) -> int:
    """Read and judge a month, and publish nothing."""
    require_months(period, as_of)
    from flows.cli import months

    return months.check(period, as_of, as_json, folders)


def run(
    period: MonthWord,
    *,
    as_of: AsOf = None,
    accept_anomaly: AcceptAnomaly = None,
    as_json: AsJson = False,
    folders: Folders = USUAL,
) -> int:
    """Publish a month."""
    require_months(period, as_of)
    require_reason(accept_anomaly)
    from flows.cli.beginning import begin_server

    begin_server(folders.settings)
    from flows.cli import months

    return months.run(period, as_of, accept_anomaly, folders, as_json)


def backfill(
    first: FirstMonth,
    last: LastMonth,
    *,
    dry_run: DryRun = False,
    only: Only = "all",
    as_of_each: AsOfEach = False,
    as_json: AsJson = False,
    folders: Folders = USUAL,
) -> int:
    """Publish the months of a span that are missing or stale."""
    require_months(first, last)
    require_dry_run(as_json, dry_run)
    span_of(first, last)
    if not dry_run:
        from flows.cli.beginning import begin_server

        begin_server(folders.settings)
    from flows.cli import backfill as span

    return span.backfill(first, last, dry_run, only, as_of_each, as_json, folders)


def accept(
    period: MonthWord,
    *,
    source: Repairs = None,
    nip: OneNip = None,
    opd: OpdOfPeople = (),
    this_month: ThisMonth = False,
    by_group: ByGroup = False,
    as_of: AsOf = None,
    folders: Folders = USUAL,
) -> int:
    """Answer the suggestions of a month, one by one or by groups."""
    require_months(period, as_of)
    require_nip(nip)
    from flows.cli import accepting

    asked = accepting.Asked(nip, tuple(opd), this_month, by_group)
    return accepting.accept(period, source, asked, as_of, folders)


def doctor(*, kabar: Kabar = False, folders: Folders = USUAL) -> int:
    """Tell whether this machine and its settings are fit."""
    from flows.cli import doctor as looking

    return looking.doctor(kabar, folders)


def template(kind: TemplateKind, target: NewFile, *, folders: Folders = USUAL) -> int:
    """Make an empty workbook for a branch or an office to fill in."""
    from flows.cli import template as making

    return making.template(kind, target, folders)


def send(
    period: MonthWord,
    *,
    dry_run: DryRun = False,
    opd: Opd = (),
    resend: Resend = (),
    arrived: Arrived = (),
    reminder: Reminder = False,
    as_json: AsJson = False,
    folders: Folders = USUAL,
) -> int:
    """Send what is published to the secretaries, or remind those that have not answered."""
    require_months(period)
    require_dry_run(as_json, dry_run)
    # What else is wished may be refused, which takes knowing the month.
    if not (dry_run or arrived or reminder):
        from flows.cli.beginning import begin_sending

        begin_sending(folders.settings, period)
    from flows.cli import delivery

    wish = delivery.Wish(dry_run, opd, resend, arrived, reminder, as_json)
    return delivery.send(period, wish, folders)


def answers(
    period: MonthWord,
    *,
    source: AnswersFile,
    opd: AnsweringOpd = None,
    received: Received = None,
    folders: Folders = USUAL,
) -> int:
    """Take answers of secretaries that came on another way than their workbook."""
    require_months(period, received)
    from flows.cli import answering

    return answering.answers(period, source, opd, received, folders)


def bounces(period: MonthWord, *, source: Mail = None, folders: Folders = USUAL) -> int:
    """Note what mail servers sent back."""
    require_months(period)
    from flows.cli import receipts

    return receipts.bounces(period, source, folders)


def receipt(period: MonthWord, *, folders: Folders = USUAL) -> int:
    """Write the berita acara of a month anew."""
    require_months(period)
    from flows.cli import receipts

    return receipts.receipt(period, folders)


def explain(
    *nip: NipWords,
    period: PeriodAsked = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    folders: Folders = USUAL,
) -> int:
    """Show why one person's verdict is what it is."""
    require_person(nip)
    require_months(period, as_of)
    from flows.cli import dossier

    return dossier.explain(nip, period, as_of, as_json, folders)


def status(*, verify: Verify = False, as_json: AsJson = False, folders: Folders = USUAL) -> int:
    """Show what is published and sent, and how the last runs ended."""
    from flows.cli import revisions

    return revisions.status(verify, as_json, folders)


def prune(
    period: OneMonth = None,
    *,
    keep: Keep = None,
    older_than: OlderThan = None,
    dry_run: DryRun = False,
    sent_too: SentToo = False,
    folders: Folders = USUAL,
) -> int:
    """Remove old revisions."""
    require_months(period)
    from flows.cli import pruning

    return pruning.prune(period, keep, older_than, dry_run, sent_too, folders)


def serve(*, port: Port = 4200, fleet: FleetOption = None, folders: Folders = USUAL) -> int:
    """Keep the schedule until told to end."""
    from flows.cli import serve as serving

    return serving.serve_fleet(port, fleet, folders) if fleet else serving.serve(port, folders)


def fleet(file: FleetFile, *, period: FleetPeriod = None) -> int:
    """Publish one month of many instansi."""
    require_months(period)
    from flows.cli import fleet as many

    return many.fleet(file, period)


def kunci(*, folders: Folders = USUAL) -> int:
    """Make the key that signs the workbooks, where there is none."""
    from flows.cli import signing

    return signing.signing_key(folders)


def demo(
    *,
    asn: People = None,
    opd: Agencies = None,
    months: MonthCount = 12,
    fleet: FleetSize = None,
    folders: DemoFolders = OF_DEMO,
) -> int:
    """Make a synthetic city, or a fleet of them, and publish its last month."""
    if fleet:
        from flows.cli import fleet as many

        return many.demo(fleet, asn, opd, months, folders)
    from flows.cli import months as publishing

    return publishing.demo(asn or CITY_SIZE, opd, months, folders)


def completion(*, shell: Shell = None) -> int:
    """Install the completion of commands and options for the operator's shell."""
    from flows.cli import completing

    return completing.install(shell)
