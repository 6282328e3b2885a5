"""An invented month's delivery for the berita acara.

It has every state, a correction, bounces, returns and hostile words.
"""

from dataclasses import replace
from typing import Final

import polars as pl

from pipeline.delivery.model import (
    ACCEPTED,
    DELAYED,
    FAILED,
    PLANNED,
    RETURNED,
    SENDING,
    UNKNOWN,
    Attempt,
    Bounce,
    Delivery,
    content_hash,
)
from pipeline.delivery.receipt.building import Evidence, receipt_of
from pipeline.delivery.receipt.model import Receipt
from pipeline.delivery.returned import ReturnedFile
from pipeline.knowledge.references import (
    COVERAGE_COLUMNS,
    OPD_COLUMNS,
    REPAIR_COLUMNS,
    UNIT_COLUMNS,
    References,
)
from pipeline.knowledge.sending_rules import SMTP
from pipeline.publishing.manifest import Manifest, OpdEntry
from pipeline.publishing.paths import opd_documents, unit_documents
from pipeline.reading.returned.judging import LOCKED, UNREADABLE
from pipeline.reading.returned.states import CHANGED, FOREIGN, GENUINE, OLD, OURS
from schemas.codes import UNMAPPED_OPD
from tests.builders.html_samples import OPD_NAMES, policy

PERIOD: Final = "2026-10"
KODES: Final = tuple(kode for kode, _ in OPD_NAMES)
# Whose units have workbooks of their own, and of which of them came back.
SPLIT: Final = KODES[30]
UNITS: Final = ("sd-negeri-contoh-01", "sd-negeri-contoh-02", "sd-negeri-contoh-03")
SENT, CORRECTED, BOUNCED, SLOW, REFUSED, LOST, DYING, WAITING, STALE, UNSENT = KODES[:10]
HOSTILE: Final = '=HYPERLINK("jahat.example") <script>alert(1)</script> \u202e{nip} ' + "x" * 120


def manifest(kodes: tuple[str, ...] = KODES) -> Manifest:
    """Return a published revision with the documents of `kodes` and of those without an OPD."""
    paths = [path for kode in (*kodes, UNMAPPED_OPD) for path in opd_documents(kode, PERIOD)]
    if SPLIT in kodes:
        paths += unit_documents(SPLIT, UNITS, PERIOD)
    return Manifest(
        periode=PERIOD,
        revisi="r02",
        data_sampai=PERIOD,
        sidik="",
        masukan={},
        referensi={},
        versi={},
        jumlah={},
        konservasi=(),
        gerbang=(),
        catatan=(),
        anomali=None,
        akuntansi=(),
        opd={kode: OpdEntry("", "r02", {}) for kode in (*kodes, UNMAPPED_OPD)},
        gagal={},
        keluaran={path: f"{at:064x}" for at, path in enumerate(paths)},
    )


def references() -> References:
    opd = pl.DataFrame([{"kode_opd": kode, "nama_opd": name} for kode, name in OPD_NAMES])
    lacking = [name for name in OPD_COLUMNS if name not in opd.columns]
    return References(
        policy(),
        opd.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in lacking),
        pl.DataFrame(schema=dict.fromkeys(UNIT_COLUMNS, pl.String)),
        pl.DataFrame(schema=dict.fromkeys(REPAIR_COLUMNS, pl.String)),
        pl.DataFrame(schema=dict.fromkeys(COVERAGE_COLUMNS, pl.Int64)),
        {},
    )


def delivery(of: Manifest, kode: str, **changes: object) -> Delivery:
    """Return the accepted delivery of an OPD's current documents, with `changes`."""
    files = tuple(
        (path.rsplit("/", 1)[1], of.keluaran[path]) for path in opd_documents(kode, PERIOD)
    )
    usual = Delivery(
        PERIOD,
        kode,
        f"sekretariat@{kode.lower()}.contoh.go.id",
        content_hash(files),
        "r02",
        SMTP,
        koreksi=False,
        message_id=f"<{kode.lower()}@peduli.contoh.go.id>",
        berkas=files,
        ukuran=350_000,
        keadaan=ACCEPTED,
        percobaan=1,
        waktu="2026-11-05T02:15:00+00:00",
        jawaban="250 2.0.0 Ok: queued as 4F2A1C0B",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def older(of: Manifest, kode: str, **changes: object) -> Delivery:
    """Return an accepted delivery of the revision before, whose documents were others."""
    files = tuple((name, "f" * 64) for name, _ in delivery(of, kode).berkas)
    usual = delivery(
        of,
        kode,
        sidik=content_hash(files),
        revisi="r01",
        berkas=files,
        waktu="2026-11-02T02:00:00+00:00",
    )
    return replace(usual, message_id=f"<lama-{kode.lower()}@peduli.contoh.go.id>", **changes)  # type: ignore[arg-type]


def reminder(of: Manifest, kode: str, **changes: object) -> Delivery:
    """Return an accepted reminder of the period's deadline."""
    report = delivery(of, kode)
    usual = replace(
        report,
        sidik="e" * 64,
        berkas=report.berkas[:1],
        message_id=f"<ingat-{kode.lower()}@peduli.contoh.go.id>",
        waktu="2026-11-16T02:00:00+00:00",
        tenggat="2026-11-15",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def bounce(kode: str, sifat: str = RETURNED, alasan: str = "550 5.1.1 User unknown") -> Bounce:
    code, when = "5.1.1" if sifat == RETURNED else "4.4.1", "2026-11-05T02:16:40+00:00"
    address = f"sekretariat@{kode.lower()}.contoh.go.id"
    return Bounce(
        f"<{kode.lower()}@peduli.contoh.go.id>",
        address,
        when,
        code,
        alasan,
        "3f2a1c0b9d8e",
        3,
        sifat,
    )


def returned(
    kode: str, keadaan: str = GENUINE, month: str = "2026-11", name: str = "", unit: str = ""
) -> ReturnedFile:
    marks = (PERIOD, kode, "r02") if keadaan in OURS else ("", "", "")
    path = f"tindak_lanjut/{name or f'laporan-{kode}-{PERIOD}.xlsx'}"
    return ReturnedFile(month, path, keadaan, *marks, unit=unit)


def evidence() -> Evidence:
    """One OPD in each state, sixteen that were sent to without ado, the rest not sent to."""
    of = manifest()
    refusal = "550 5.1.1 <sekretariat@x.contoh.go.id>: Recipient address rejected: User unknown in virtual mailbox table"
    sent = [
        delivery(of, SENT),
        older(of, CORRECTED),
        delivery(of, CORRECTED, koreksi=True),
        delivery(of, BOUNCED),
        delivery(of, SLOW),
        delivery(of, REFUSED, keadaan=FAILED, percobaan=3, jawaban=refusal),
        delivery(of, LOST, keadaan=UNKNOWN, jawaban=HOSTILE),
        delivery(of, DYING, keadaan=SENDING, jawaban=""),
        delivery(of, WAITING, keadaan=PLANNED, percobaan=0, waktu="", jawaban=""),
        older(of, STALE),
        *(delivery(of, kode) for kode in KODES[12:28]),
    ]
    reminders = [reminder(of, kode) for kode in KODES[13:16]]
    reminders[1] = replace(reminders[1], keadaan=FAILED, jawaban=HOSTILE)
    tries = {
        one.key: (Attempt(1, one.waktu, one.waktu, "diterima", one.jawaban),)
        for one in (*sent, *reminders)
        if one.percobaan
    }
    bounces = [(BOUNCED, bounce(BOUNCED)), (SLOW, bounce(SLOW, DELAYED, HOSTILE))]
    files = [
        returned(SENT),
        returned(CORRECTED, OLD),
        returned(BOUNCED, CHANGED),
        returned(CORRECTED, month="2026-12"),
        *(returned(SPLIT, name=f"{unit}.xlsx", unit=unit) for unit in UNITS[:2]),
        returned(SPLIT, CHANGED, "2026-12", f"{UNITS[0]}.xlsx", UNITS[0]),
        returned("", FOREIGN, name="catatan.csv"),
        returned("", UNREADABLE, name="rusak.xlsx"),
        returned("", LOCKED, name="bersandi.xlsx"),
        returned("", FOREIGN, month="2026-09", name="lama.xlsx"),
    ]
    return Evidence(of, references(), sent, tries, bounces, sorted(files), reminders)


def receipt() -> Receipt:
    return receipt_of(evidence())


def empty() -> Receipt:
    """Return the berita acara of a month of which nothing was sent yet."""
    return receipt_of(
        replace(evidence(), deliveries=(), attempts={}, bounces=(), returned=(), reminders=())
    )
