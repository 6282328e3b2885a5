"""The command explain: a person's dossier on the operator's screen, and as JSON."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import dropwhile
from typing import Final

from flows.cli.as_json import show_json
from flows.cli.folders import Folders
from flows.cli.screen import Screen
from pipeline.core import formats
from pipeline.core.errors import EXIT_DONE
from pipeline.core.periods import MONTH_NAMES, Period
from pipeline.core.wording import say
from pipeline.dossier.building import asked_nip
from pipeline.dossier.model import (
    Considered,
    Dossier,
    MonthMark,
    Namesake,
    Near,
    Person,
    Published,
    Told,
)
from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.operations.people import explain_person, find_people, latest_period

_HEAD: Final = "bold"
_WIDTH: Final = 6
_FROM_INPUT: Final = "-"
_MOST_PEOPLE: Final = 50


def explain(
    nip: Sequence[str], period: str | None, as_of: str | None, as_json: bool, folders: Folders
) -> int:
    """Show why one person's verdict is what it is.

    The NIP may stand in several words, as every screen prints it; "-" has it read from standard
    input, so that it stands in no list of processes.

    As JSON, nothing else goes to standard output.
    """
    screen, settings = Screen(), folders.settings
    from_input = tuple(nip) == (_FROM_INPUT,)
    words = screen.line_given(say("jelaskan.tanya_nip")) if from_input else " ".join(nip)
    by_name = not any(sign.isdigit() for sign in words) and bool(words.strip())
    asked = "" if by_name else asked_nip(words)
    with screen.working():
        desk = open_desk(settings)
        stock = months.list_inputs(desk, period or latest_period(settings), as_of)
        months.read_all(desk, stock, screen.announce)
        known = months.know(desk, stock)
        people = find_people(known, Period.parse(stock.period), words) if by_name else ()
        if len(people) > 1:
            return _tell_people(screen, people, as_json)
        dossier = explain_person(desk, stock, known, people[0].nip if people else asked)
    if as_json:
        show_json(screen, asdict(dossier))
    else:
        show_dossier(screen, dossier, desk.references.policy.zone)
    return EXIT_DONE


def _tell_people(screen: Screen, people: Sequence[Namesake], as_json: bool) -> int:
    """Tell who bears the name: who is meant is the operator's to say, so no verdict is told."""
    if as_json:
        show_json(screen, {"orang": [asdict(one) for one in people]})
        return EXIT_DONE
    screen.say(say("jelaskan.senama", jumlah=formats.number(len(people))), style=_HEAD)
    for one in people[:_MOST_PEOPLE]:
        values = {"nama": one.nama, "opd": one.nama_opd}
        screen.say(say("jelaskan.orang_senama", nip=formats.nip(one.nip), **values))
    if len(people) > _MOST_PEOPLE:
        rest = formats.number(len(people) - _MOST_PEOPLE)
        screen.say(say("jelaskan.senama_lagi", jumlah=rest))
    return EXIT_DONE


def show_dossier(screen: Screen, dossier: Dossier, zone: dt.tzinfo | None = None) -> None:
    """Print the whole dossier, part below part, the verdict before the records that led to it."""
    _show_person(screen, dossier)
    _show_part(screen, "awas", dossier.peringatan, style="yellow")
    _show_part(screen, "wajib", dossier.kewajiban)
    _show_part(screen, "putusan", tuple(_verdict_lines(dossier)))
    _show_part(screen, "terbit", tuple(_published_lines(dossier.terbit, zone)))
    _show_records(screen, dossier)
    told = (line for one in dossier.jawaban for line in _told_lines(one))
    _show_part(screen, "jawaban", tuple(told))
    _show_part(screen, "bulan", _month_strip(dossier.bulan))
    _show_part(screen, "ubah", (dossier.putusan.ubah,) if dossier.putusan else ())
    _show_part(screen, "mirip", tuple(map(_near_line, dossier.mirip)))


def _show_person(screen: Screen, dossier: Dossier) -> None:
    nip, person = formats.nip(dossier.nip), dossier.orang
    title = (
        say("jelaskan.judul", nama=person.nama, nip=nip)
        if person
        else say("jelaskan.judul_tanpa_nama", nip=nip)
    )
    screen.say(title, style=_HEAD)
    for line in _place_lines(person) if person else ():
        screen.say(line)
    sampai = formats.month(dossier.data_sampai)
    screen.say(say("jelaskan.periode", periode=formats.month(dossier.periode), sampai=sampai))


def _place_lines(person: Person) -> Iterator[str]:
    empty = say("sebutan.kosong")
    rank, position, unit = (
        text or empty for text in (person.golongan, person.jabatan, person.unit_kerja)
    )
    yield say("jelaskan.orang", jenis=person.jenis_asn, golongan=rank, jabatan=position)
    yield say("jelaskan.tempat_tugas", unit=unit, opd=person.nama_opd, kode=person.kode_opd)
    yield say("jelaskan.kedudukan", kedudukan=person.kedudukan_hukum or empty, tempat=person.tempat)


def _show_part(screen: Screen, name: str, lines: Sequence[str], style: str | None = None) -> None:
    if lines:
        screen.say("")
        screen.say(say(f"jelaskan.bagian_{name}"), style=_HEAD)
    for line in lines:
        screen.say(line, style=style)


def _verdict_lines(dossier: Dossier) -> Iterator[str]:
    verdict = dossier.putusan
    if verdict is None:
        return
    reason = say(f"alasan.{verdict.alasan}")
    yield say("jelaskan.putusan", status=say(f"status.{verdict.status}"), alasan=reason)
    yield verdict.penjelasan
    last = formats.month(verdict.bulan_terakhir)
    yield say(
        "jelaskan.rincian",
        jumlah=verdict.jumlah_pekerja,
        terakhir=last,
        kosong=verdict.bulan_tanpa_iuran,
    )


def _published_lines(found: Published | None, zone: dt.tzinfo | None) -> Iterator[str]:
    """Say what the current revision says of this person, and why it differs from now."""
    if found is None:
        return
    told = say("jelaskan.terbit_tanpa")
    if found.status and found.alasan:
        names = {"status": say(f"status.{found.status}"), "alasan": say(f"alasan.{found.alasan}")}
        told = say("jelaskan.putusan", **names)
    when = {
        "dibuat": formats.moment(found.dibuat, zone),
        "sampai": formats.month(found.data_sampai),
    }
    yield say("jelaskan.terbit", revisi=found.revisi, **when, putusan=told)
    if not found.sama:
        yield say("jelaskan.terbit_beda")
        yield from (f"- {cause}" for cause in found.sebab)


def _show_records(screen: Screen, dossier: Dossier) -> None:
    covering = [record for record in dossier.catatan if record.covers(dossier.periode)]
    others = [record for record in dossier.catatan if not record.covers(dossier.periode)]
    shown = 0
    for part, records in (("catatan", covering), ("catatan_lain", others)):
        if not records and part != "catatan":
            continue
        screen.say("")
        values = {"jumlah": len(records), "periode": formats.month(dossier.periode)}
        screen.say(say(f"jelaskan.bagian_{part}", **values), style=_HEAD)
        if not records:
            screen.say(say("jelaskan.catatan_nihil"))
        for at, record in enumerate(records, start=shown + 1):
            _show_record(screen, at, record)
        shown += len(records)


def _show_record(screen: Screen, number: int, record: Considered) -> None:
    amount = (
        formats.rupiah(record.nominal)
        if record.nominal is not None
        else say("jelaskan.nominal_kosong")
    )
    paid_on = say("jelaskan.tanggal", tanggal=formats.date(record.tanggal_bayar))
    values = {
        "rentang": _month_span(record),
        "nominal": amount,
        "pekerja": record.nik_pekerja_samar or say("jelaskan.pekerja_kosong"),
        "tanggal": paid_on if record.tanggal_bayar else say("jelaskan.tanggal_kosong"),
    }
    screen.say(say("jelaskan.catatan", no=number, **values))
    last_paid = formats.month(record.dibayar_sampai) if record.dibayar_sampai else ""
    paid = (
        _months_between(record.bulan_awal or "", last_paid)
        if last_paid
        else say("jelaskan.membayar_nihil")
    )
    screen.say(
        "   "
        + say("jelaskan.catatan_tempat", tempat=record.tempat, kaitan=record.kaitan, bulan=paid)
    )
    screen.say(
        "   " + say("jelaskan.catatan_aturan", disposisi=record.disposisi, aturan=record.aturan)
    )


def _told_lines(told: Told) -> Iterator[str]:
    """Yield what a secretary answered, and what it is worth."""
    target = (
        say("jawaban.target", bulan=formats.month(told.target_bulan)) if told.target_bulan else ""
    )
    yield say(
        "jelaskan.jawaban",
        isi=told.jawaban or say("jawaban.tanpa_pilihan"),
        target=target,
        opd=told.nama_opd,
        bulan=formats.month(told.bulan_terima),
    )
    if told.catatan:
        yield "   " + say("jawaban.catatan", catatan=told.catatan)
    place = say("jelaskan.jawaban_tempat", berkas=told.berkas, baris=told.baris)
    force = "berlaku" if told.berlaku else "diganti"
    yield "   " + say(
        "jelaskan.jawaban_nilai",
        tempat=place,
        periode=formats.month(told.periode_asal),
        revisi=told.revisi_asal,
        berlaku=say(f"jelaskan.jawaban_{force}"),
        keadaan=say(f"jawaban.keadaan.{told.keadaan}"),
    )


def _month_span(record: Considered) -> str:
    if not record.bulan_awal or not record.bulan_akhir:
        return say("jelaskan.bulan_tak_terbaca")
    return _months_between(record.bulan_awal, formats.month(record.bulan_akhir))


def _months_between(first: str, last_name: str) -> str:
    first_name = formats.month(first)
    return (
        first_name
        if first_name == last_name
        else say("penjelasan.rentang", awal=first_name, akhir=last_name)
    )


def _month_strip(marks: Sequence[MonthMark]) -> tuple[str, ...]:
    known = list(dropwhile(lambda mark: mark.keadaan == "tanpa_roster" and not mark.dibayar, marks))
    if not known:
        return ()
    heads = (
        f"{MONTH_NAMES[Period.parse(mark.bulan).month - 1][:3]}{mark.bulan[2:4]}" for mark in known
    )
    states = (say(f"jelaskan.tanda.{mark.keadaan}") for mark in known)
    paid = (
        say(f"jelaskan.tanda.{'dibayar' if mark.dibayar else 'tidak_dibayar'}") for mark in known
    )
    rows = (
        ("", heads),
        (say("jelaskan.baris_status"), states),
        (say("jelaskan.baris_iuran"), paid),
    )
    lines = (
        name.ljust(_WIDTH + 2) + "".join(cell.ljust(_WIDTH) for cell in cells).rstrip()
        for name, cells in rows
    )
    return (*lines, say("jelaskan.arti_tanda"))


def _near_line(near: Near) -> str:
    values = {"nama": near.nama, "opd": near.nama_opd, "roster": near.roster, "beda": near.beda}
    return say("jelaskan.mirip", nip=formats.nip(near.nip), **values)
