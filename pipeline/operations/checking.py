"""What `check` and `run` tell beside a month's verdicts: gate with dates, all as JSON (§5.7, §7).

Dates of change and the clock are told on the screen only: no document may differ between two runs
over the same bytes.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from pipeline.assessing.counts import Counts, counts_of
from pipeline.assessing.gate import Stop
from pipeline.assessing.month import Month
from pipeline.core.formats import moment
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations.desk import Desk
from pipeline.operations.lost_answers import lost_answer_warnings
from pipeline.reporting.arrivals import count_table, delivery_table, word_table
from pipeline.reporting.quality import summary
from pipeline.system.folders import KINDS, month_folders
from pipeline.system.settings import now
from pipeline.system.sources import changed_at, names_held_open

_CONTRADICTING: Final = ("salinan_berbeda", "iuran_bertentangan")
_COUNTED: Final = (
    "wajib",
    "sudah",
    "belum",
    "dikecualikan",
    "klarifikasi",
    "tak_terbaca",
    "jumlah_pekerja",
)


def dated_stops(desk: Desk, stops: tuple[Stop, ...]) -> list[str]:
    """Return what each stop says.

    Of files that contradict each other also when they last changed.
    """
    zone = desk.references.policy.zone
    return [" ".join((stop.pesan, *_dates(desk, stop, zone))) for stop in stops]


def screen_warnings(desk: Desk, month: Month) -> tuple[str, ...]:
    """Return what only a screen is told.

    These are a policy that names nobody to ask for correction, answers that are not recognised any
    more, what came back and no month reports, files that an office program holds open, and months
    that have not begun.
    """
    unnamed = () if desk.references.policy.kontak else (say("cli.tanpa_kontak"),)
    lost = lost_answer_warnings(desk.settings, month)
    return (*unnamed, *lost, *month.unheard, *_locked(desk, month.period), *_not_begun(desk))


def check_json(desk: Desk, month: Month) -> dict[str, Any]:
    """Return a checked month as plain values (contract §7).

    periode, data_sampai, dapat_terbit; gerbang: kode, pesan, mutlak, berkas and terancam (OPD code
    -> ASN); peringatan: kode, pesan; kiriman and perbandingan as reporting.arrivals tells them;
    jumlah; temuan: kode, tingkat, pemilik, jumlah_temuan, pesan, contoh; kata: jenis_kata, kata,
    kali, berkas, kunci; konservasi; catatan; layar: of this moment only. No name and no number of a
    person.
    """
    own = month.quality.filter(bulan_terima=str(month.period))
    return {
        "periode": str(month.period),
        "data_sampai": str(month.as_of),
        "dapat_terbit": not month.stops,
        "gerbang": [_stop_json(stop) for stop in month.stops],
        "peringatan": [one.to_json() for one in month.cautions],
        "kiriman": delivery_table(month).to_dicts(),
        "perbandingan": count_table(month).to_dicts(),
        "jumlah": _counts_json(counts_of(month.tables["opd"])),
        "temuan": summary(own).to_dicts(),
        "kata": word_table(month).to_dicts(),
        "konservasi": list(month.conservation),
        "catatan": list(month.notes),
        "layar": list(screen_warnings(desk, month)),
    }


def _stop_json(stop: Stop) -> dict[str, Any]:
    return {
        "kode": stop.kode,
        "pesan": stop.pesan,
        "mutlak": stop.absolute,
        "berkas": list(stop.files),
        "terancam": dict(stop.hurt),
    }


def _counts_json(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in _COUNTED}


def _dates(desk: Desk, stop: Stop, zone: dt.tzinfo) -> Iterator[str]:
    for place in stop.files if stop.kode in _CONTRADICTING else ():
        changed = changed_at(desk.settings.inputs, place)
        if changed is not None:
            at = dt.datetime.fromtimestamp(changed, tz=dt.UTC).isoformat()
            yield say("masuk.berubah", berkas=place, kapan=moment(at, zone))


def _locked(desk: Desk, period: Period) -> Iterator[str]:
    for kind in KINDS:
        for name in names_held_open(desk.settings.inputs, period, kind):
            yield say("masuk.terkunci", berkas=f"{period}/{kind}/{name}")


def _not_begun(desk: Desk) -> Iterator[str]:
    today = now().astimezone(desk.references.policy.zone)
    for month in month_folders(desk.settings.inputs):
        if month > Period.of(today.year, today.month):
            yield say("masuk.belum_mulai", bulan=month)
