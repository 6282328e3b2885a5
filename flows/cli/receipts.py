"""The commands after sending: what came back (bounces), and the berita acara (receipt)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE, RefusedError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.bounces.matching import Matched, Reading, Stray, read_bounces
from pipeline.delivery.ledger import ledger_folder, look_into_ledger
from pipeline.delivery.receipt.files import ENDINGS, receipt_path, totals_by_period, write_receipt
from pipeline.delivery.receipt.model import Totals
from pipeline.delivery.receipt.rows import bounce_reason, progress_sentence, sum_sentence
from pipeline.delivery.steps import published, sending_alone
from pipeline.operations import months
from pipeline.system.settings import Settings, settings_for

_HARMLESS: Final = ("balasan_otomatis", "bukan_pantulan")


def bounces(screen: Screen, period: str, source: Path | None, inputs: Path, outputs: Path) -> int:
    """Read the mail in `source` and record what came back of our messages; each message once."""
    settings, month = settings_for(inputs, outputs), months.period_of(period)
    place = source or ledger_folder(settings) / "pantulan"
    published(settings, period)
    with sending_alone(settings):
        with screen.working(), look_into_ledger(settings) as ledger:
            screen.announce(say("pantulan.baca", tempat=place))
            reading = read_bounces(place, ledger)
        _show_reading(screen, reading)
        for touched in sorted({month, *map(Period.parse, reading.periods())}):
            _write(screen, settings, touched)
    return EXIT_DONE


def receipt(screen: Screen, period: str, inputs: Path, outputs: Path) -> int:
    """Write the berita acara of a month anew."""
    settings, month = settings_for(inputs, outputs), months.period_of(period)
    published(settings, period)
    with sending_alone(settings):
        _write(screen, settings, month)
    return EXIT_DONE


def show_deliveries(screen: Screen, inputs: Path, outputs: Path, periods: Sequence[Period]) -> None:
    """Show how far the delivery of each published period is; nothing where nothing was ever sent."""
    settings = settings_for(inputs, outputs)
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
    counts = (of.opd, of.terkirim, of.gagal + of.dipantulkan, of.tidak_pasti, of.belum_dikirim, of.kembali)
    return [period.name, *map(number, counts)]


def _write(screen: Screen, settings: Settings, month: Period) -> None:
    with screen.working():
        screen.announce(say("berita_acara.susun", periode=month.name))
        made = write_receipt(settings, month)
    screen.say(progress_sentence(made))
    screen.say(sum_sentence(made))
    for ending in ENDINGS:
        screen.say(say("berita_acara.tersimpan", jalur=receipt_path(settings, month, ending)))


def _show_reading(screen: Screen, reading: Reading) -> None:
    new = reading.new()
    known = len(reading.cocok) - len(new)
    screen.say(say("pantulan.hasil", pesan=number(reading.pesan), baru=number(len(new)), dikenal=number(known)))
    for found in new:
        screen.say(_told(found), style="bold")
    if new:
        screen.say(say("pantulan.lanjut"))
    for why in _HARMLESS:
        count = sum(1 for stray in reading.lain if stray.sebab == why)
        if count:
            screen.say(say(f"pantulan.jumlah.{why}", jumlah=number(count)))
    for stray in (one for one in reading.lain if one.sebab not in _HARMLESS):
        screen.say(_stray_text(stray), style="yellow")


def _told(found: Matched) -> str:
    one, delivery = found.bounce, found.delivery
    return say(
        "pantulan.baru", opd=delivery.kode_opd, periode=Period.parse(delivery.periode).name,
        penerima=one.penerima or delivery.penerima,
        kabar=say(f"berita_acara.sifat.{one.sifat}"), alasan=bounce_reason(one),
    )  # fmt: skip


def _stray_text(stray: Stray) -> str:
    place = say("pantulan.tempat_pesan" if stray.pesan_ke else "pantulan.tempat_berkas", **_place(stray))
    return say(f"pantulan.sebab.{stray.sebab}", tempat=place)


def _place(stray: Stray) -> dict[str, str]:
    numbered = {"nomor": number(stray.pesan_ke)} if stray.pesan_ke else {}
    return {"berkas": stray.berkas, **numbered}
