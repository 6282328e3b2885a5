"""Whether this machine and its settings are fit: a line each, and what to do (contract §7)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.core.errors import PeduliError
from pipeline.core.formats import moment, number
from pipeline.core.periods import Period
from pipeline.core.signing import key_fingerprint
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.channels import SmtpChannel
from pipeline.delivery.mail_sign_in import mail_credentials
from pipeline.knowledge.organisation import references_at
from pipeline.knowledge.sending_rules import PACKAGE, SMTP
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.run_ends import COMPLETED, WAITING, last_ends
from pipeline.publishing.manifest import current_manifest, published_periods
from pipeline.system.machine import (
    free_bytes,
    has_typeface,
    libraries,
    python_is_new_enough,
    python_version,
)
from pipeline.system.settings import Settings, now

# Fit; nothing to do yet; to be looked at while all works; what does not work until it is mended.
GOOD: Final = "beres"
NOTED: Final = "info"
LOOK: Final = "lihat"
WRONG: Final = "salah"

_ROOM_FOR_A_YEAR: Final = 4 * 1024**3
# What documents are set in, or what offices and browsers show in its place.
_TYPEFACES: Final = ("Arial", "Liberation Sans")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: `apa` names it in wording.toml [periksa.apa], `isi` tells.

    state: GOOD, NOTED, LOOK or WRONG.
    """

    apa: str
    state: str
    isi: str


def look_at_machine(settings: Settings) -> Iterator[Check]:
    """Look at Python, libraries, disk and typefaces."""
    yield _check("python", python_is_new_enough(), "_lama", versi=python_version())
    same, other = libraries()
    if same or other:
        values = {"nama": ", ".join(other)} if other else {"jumlah": number(same)}
        told = _said("pustaka", "_beda" if other else "", **values)
        yield Check("pustaka", WRONG if other else GOOD, told)
    else:
        yield Check("pustaka", NOTED, _said("pustaka", "_tanpa"))
    free = free_bytes(settings.outputs)
    values = {"ruang": size_text(free), "tempat": str(settings.outputs)}
    if free < _ROOM_FOR_A_YEAR:
        lacking = _said("disk", "_kurang", **values, perlu=size_text(_ROOM_FOR_A_YEAR))
        yield Check("disk", LOOK, lacking)
    else:
        yield Check("disk", GOOD, _said("disk", "", **values))
    if (found := has_typeface(_TYPEFACES)) is not None:
        yield Check("huruf", GOOD if found else NOTED, _said("huruf", "" if found else "_tanpa"))


def look_at_settings(settings: Settings) -> Iterator[Check]:
    """Look at references and what they leave empty, clock, mail server, key and the last run."""
    try:
        desk = open_desk(settings)
    except PeduliError as error:
        yield Check("referensi", WRONG, str(error))
        return
    yield Check("referensi", GOOD, _said("referensi", "", opd=number(len(desk.references.names))))
    yield _filled_in(desk)
    yield _clock(desk)
    yield _mail(desk)
    yield _key(settings)
    yield _last_run(desk)


def _check(apa: str, good: bool, otherwise: str, **values: object) -> Check:
    return Check(apa, GOOD if good else WRONG, _said(apa, "" if good else otherwise, **values))


def _said(apa: str, ending: str, **values: object) -> str:
    return say(f"periksa.isi.{apa}{ending}", **values)


def _filled_in(desk: Desk) -> Check:
    """Tell what reports and letters need and nobody has filled in, of the OPDs that there are now.

    A package is handed over without an address.
    """
    policy = desk.references.policy
    today = Period.of(*now().astimezone(policy.zone).timetuple()[:2])
    rows = references_at(desk.references, today).opd
    packed = policy.kirim.saluran == PACKAGE
    names = ("pelapor_nama",) if packed else ("pos_el", "pelapor_nama")
    empty = {name: int((rows[name].fill_null("") == "").sum()) for name in names}
    lacking = [] if policy.kontak else [_said("isian", "_kontak")]
    lacking += [
        _said("isian", f"_{name}", opd=number(count)) for name, count in empty.items() if count
    ]
    if not lacking:
        return Check("isian", GOOD, _said("isian", ""))
    return Check("isian", LOOK, _said("isian", "_kurang", kosong="; ".join(lacking)))


def _clock(desk: Desk) -> Check:
    """The clock is wrong where it is before what was noted last."""
    policy, ends = desk.references.policy, last_ends(desk.settings.outputs, 1)
    told = moment(now(), policy.zone)
    if ends and dt.datetime.fromisoformat(ends[0].waktu) > now():
        last = moment(ends[0].waktu, policy.zone)
        return Check("jam", WRONG, _said("jam", "_mundur", kini=told, akhir=last))
    return Check("jam", GOOD, _said("jam", "", kini=told, zona=policy.zona_waktu))


def _mail(desk: Desk) -> Check:
    rules = desk.references.policy.kirim
    if rules.saluran != SMTP:
        return Check("surat", NOTED, _said("surat", "_bukan", saluran=rules.saluran))
    try:
        fault = SmtpChannel(rules, mail_credentials(desk.settings)).fault()
    except PeduliError as error:
        fault = str(error)
    state = WRONG if fault else GOOD
    return Check("surat", state, fault or _said("surat", "", server=rules.server))


def _key(settings: Settings) -> Check:
    """Without a key nothing is amiss until what is published was signed: the first run makes it."""
    periods = published_periods(settings.outputs)
    newest = current_manifest(settings.outputs, max(periods)) if periods else None
    signed = newest.kunci if newest else ""
    if not settings.signing_key:
        if signed:
            return Check("kunci", WRONG, _said("kunci", "_hilang"))
        return Check("kunci", NOTED, _said("kunci", "_tanpa"))
    same = signed in ("", key_fingerprint(settings.signing_key))
    return _check("kunci", same, "_beda")


def _last_run(desk: Desk) -> Check:
    ends = last_ends(desk.settings.outputs, 1)
    if not ends:
        return Check("jalan", NOTED, _said("jalan", "_tanpa"))
    end, zone = ends[0], desk.references.policy.zone
    values = {"nama": end.nama, "waktu": moment(end.waktu, zone)}
    how = say(f"jalan.akhir.{end.akhir}")
    if end.akhir in (COMPLETED, WAITING):
        return Check("jalan", GOOD, _said("jalan", "", **values, akhir=how))
    return Check("jalan", LOOK, _said("jalan", "_gagal", **values, akhir=how, pesan=end.pesan))
