"""The commands after sending: what came back (bounces), and the berita acara (receipt)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flows.cli.folders import Folders
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE, RefusedError
from pipeline.core.formats import number
from pipeline.core.periods import Period, period_of
from pipeline.core.wording import say
from pipeline.delivery.bounces.matching import Matched, Reading, Stray, read_bounces
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.ledger import ledger_folder, look_into_ledger
from pipeline.delivery.receipt.figures import sum_sentence
from pipeline.delivery.receipt.files import ENDINGS, receipt_path, totals_by_period, write_receipt
from pipeline.delivery.receipt.model import Totals
from pipeline.delivery.receipt.rows import bounce_reason
from pipeline.operations.deliveries import sending_alone
from pipeline.operations.desk import Desk, open_desk
from pipeline.system.settings import Settings

_HARMLESS: Final = ("balasan_otomatis", "bukan_pantulan")


def bounces(period: str, source: Path | None, folders: Folders) -> int:
    """Read the mail in `source` and record what came back of our messages; each message once."""
    screen, settings, month = Screen(), folders.settings, period_of(period)
    place = source or ledger_folder(settings) / "pantulan"
    published_manifest(settings, period)
    with sending_alone(settings):
        with screen.working(), look_into_ledger(settings) as ledger:
            screen.announce(say("pantulan.baca", tempat=place))
            reading = read_bounces(place, ledger)
        _show_reading(screen, reading)
        desk = open_desk(settings)
        for touched in sorted({month, *map(Period.parse, reading.periods())}):
            _write_receipt(screen, desk, touched)
    return EXIT_DONE


def receipt(period: str, folders: Folders) -> int:
    """Write the berita acara of a month anew."""
    screen, settings, month = Screen(), folders.settings, period_of(period)
    published_manifest(settings, period)
    with sending_alone(settings):
        _write_receipt(screen, open_desk(settings), month)
    return EXIT_DONE


def show_deliveries(screen: Screen, settings: Settings, periods: Sequence[Period]) -> None:
    """Show how far the delivery of each published period is.

    Nothing where nothing was ever sent.
    """
    try:
        with screen.working():
            totals = totals_by_period(settings, periods)
    except RefusedError as error:
        screen.say(say("berita_acara.status_gagal", sebab=error), style="yellow")
        return
    if totals:
        heads = say("berita_acara.status_kolom").split("|")
        rows = [_totals_row(period, totals[period]) for period in periods]
        screen.table(say("berita_acara.status_judul"), heads, rows, right=set(range(1, len(heads))))


def _totals_row(period: Period, of: Totals) -> list[str]:
    counts = (
        of.opd,
        of.terkirim,
        of.diletakkan,
        of.gagal + of.dipantulkan,
        of.tidak_pasti,
        of.belum_dikirim,
        of.kembali,
    )
    return [period.name, *map(number, counts)]


def _write_receipt(screen: Screen, desk: Desk, month: Period) -> None:
    with screen.working():
        screen.announce(say("berita_acara.susun", periode=month.name))
        made = write_receipt(desk.settings, desk.references, month)
    screen.say(sum_sentence(made))
    for ending in ENDINGS:
        screen.say(say("berita_acara.tersimpan", jalur=receipt_path(desk.settings, month, ending)))


def _show_reading(screen: Screen, reading: Reading) -> None:
    new = reading.new()
    known = len(reading.matched) - len(new)
    screen.say(
        say(
            "pantulan.hasil",
            pesan=number(reading.messages),
            baru=number(len(new)),
            dikenal=number(known),
        )
    )
    for found in new:
        screen.say(_bounce_sentence(found), style="bold")
    if new:
        screen.say(say("pantulan.lanjut"))
    for why in _HARMLESS:
        count = sum(1 for stray in reading.others if stray.cause == why)
        if count:
            screen.say(say(f"pantulan.jumlah.{why}", jumlah=number(count)))
    for stray in (one for one in reading.others if one.cause not in _HARMLESS):
        screen.say(_stray_sentence(stray), style="yellow")


def _bounce_sentence(found: Matched) -> str:
    one, delivery = found.bounce, found.delivery
    return say(
        "pantulan.baru",
        opd=delivery.kode_opd,
        periode=Period.parse(delivery.periode).name,
        penerima=one.penerima or delivery.penerima,
        kabar=say(f"berita_acara.sifat.{one.sifat}"),
        alasan=bounce_reason(one),
    )


def _stray_sentence(stray: Stray) -> str:
    place = say(
        "pantulan.tempat_pesan" if stray.message_number else "pantulan.tempat_berkas",
        **_place_of_stray(stray),
    )
    return say(f"pantulan.sebab.{stray.cause}", tempat=place)


def _place_of_stray(stray: Stray) -> dict[str, str]:
    numbered = {"nomor": number(stray.message_number)} if stray.message_number else {}
    return {"berkas": stray.file, **numbered}
