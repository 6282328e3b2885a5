"""Whether this machine and its settings are fit: a line each, good or what to do (contract §7)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.core.errors import PeduliError
from pipeline.core.formats import moment, number
from pipeline.core.signing import key_fingerprint
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.channels import SmtpChannel
from pipeline.delivery.mail_sign_in import mail_credentials
from pipeline.knowledge.sending_rules import SMTP
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.run_ends import COMPLETED, WAITING, last_ends
from pipeline.publishing.manifest import current_manifest, published_periods
from pipeline.system.machine import (
    free_bytes,
    libraries,
    python_is_new_enough,
    python_version,
)
from pipeline.system.settings import Settings, now

_ROOM_FOR_A_YEAR: Final = 4 * 1024**3


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: `apa` names it in wording.toml [periksa.apa], `isi` tells."""

    apa: str
    good: bool
    isi: str


def look_at_machine(settings: Settings) -> Iterator[Check]:
    """Look at Python, libraries and disk."""
    yield _check("python", python_is_new_enough(), "_lama", versi=python_version())
    same, other = libraries()
    if same or other:
        values = {"nama": ", ".join(other)} if other else {"jumlah": number(same)}
        yield Check("pustaka", not other, _said("pustaka", "_beda" if other else "", **values))
    else:
        yield Check("pustaka", True, _said("pustaka", "_tanpa"))
    free = free_bytes(settings.outputs)
    values = {"ruang": size_text(free), "tempat": str(settings.outputs)}
    if free < _ROOM_FOR_A_YEAR:
        lacking = _said("disk", "_kurang", **values, perlu=size_text(_ROOM_FOR_A_YEAR))
        yield Check("disk", False, lacking)
    else:
        yield Check("disk", True, _said("disk", "", **values))


def look_at_settings(settings: Settings) -> Iterator[Check]:
    """Look at references, clock, mail server, signing key and the last run."""
    try:
        desk = open_desk(settings)
    except PeduliError as error:
        yield Check("referensi", False, str(error))
        return
    yield Check("referensi", True, _said("referensi", "", opd=number(len(desk.references.names))))
    yield _clock(desk)
    yield _mail(desk)
    yield _key(settings)
    yield _last_run(desk)


def _check(apa: str, good: bool, otherwise: str, **values: object) -> Check:
    return Check(apa, good, _said(apa, "" if good else otherwise, **values))


def _said(apa: str, ending: str, **values: object) -> str:
    return say(f"periksa.isi.{apa}{ending}", **values)


def _clock(desk: Desk) -> Check:
    """The clock is wrong where it is before what was noted last."""
    policy, ends = desk.references.policy, last_ends(desk.settings.outputs, 1)
    told = moment(now(), policy.zone)
    if ends and dt.datetime.fromisoformat(ends[0].waktu) > now():
        last = moment(ends[0].waktu, policy.zone)
        return Check("jam", False, _said("jam", "_mundur", kini=told, akhir=last))
    return Check("jam", True, _said("jam", "", kini=told, zona=policy.zona_waktu))


def _mail(desk: Desk) -> Check:
    rules = desk.references.policy.kirim
    if rules.saluran != SMTP:
        return Check("surat", True, _said("surat", "_bukan", saluran=rules.saluran))
    try:
        fault = SmtpChannel(rules, mail_credentials(desk.settings)).fault()
    except PeduliError as error:
        fault = str(error)
    return Check("surat", not fault, fault or _said("surat", "", server=rules.server))


def _key(settings: Settings) -> Check:
    """Without a key nothing is amiss until what is published was signed: the first run makes it."""
    periods = published_periods(settings.outputs)
    newest = current_manifest(settings.outputs, max(periods)) if periods else None
    signed = newest.kunci if newest else ""
    if not settings.signing_key:
        return Check("kunci", not signed, _said("kunci", "_hilang" if signed else "_tanpa"))
    same = signed in ("", key_fingerprint(settings.signing_key))
    return _check("kunci", same, "_beda")


def _last_run(desk: Desk) -> Check:
    ends = last_ends(desk.settings.outputs, 1)
    if not ends:
        return Check("jalan", True, _said("jalan", "_tanpa"))
    end, zone = ends[0], desk.references.policy.zone
    values = {"nama": end.nama, "waktu": moment(end.waktu, zone)}
    how = say(f"jalan.akhir.{end.akhir}")
    if end.akhir in (COMPLETED, WAITING):
        return Check("jalan", True, _said("jalan", "", **values, akhir=how))
    return Check("jalan", False, _said("jalan", "_gagal", **values, akhir=how, pesan=end.pesan))
