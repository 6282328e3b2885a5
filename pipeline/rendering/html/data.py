"""The parts that say what the figures mean and what data they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.rendering.html.tables import Table, table
from pipeline.reporting.model import Coverage, Edition
from schemas.fields import label

_COUNTS: Final = (
    "wajib", "sudah", "belum", "persen", "jumlah_pekerja", "dikecualikan", "klarifikasi", "tak_terbaca",
)  # fmt: skip
_OF_LISTS: Final = ("bulan_terakhir", "bulan_tanpa_iuran")
_SOURCE: Final = {
    "bulan_terima": pl.String(),
    "jenis": pl.String(),
    "berkas": pl.String(),
    "diterima": pl.Int64(),
    "ditolak": pl.Int64(),
    "ganda": pl.Int64(),
    "lainnya": pl.Int64(),
    "sha256": pl.String(),
}


@dataclass(frozen=True)
class DataState:
    """What a reader must know of the data behind a page."""

    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    sources: Table
    rules: tuple[str, ...]
    laws: tuple[str, ...]


def definitions(edition: Edition, reasons: Iterable[str], lists: bool) -> tuple[tuple[str, str], ...]:
    """Return (term, meaning) of every count, of the lists' own columns, and of the reasons that occur."""
    known = (*_COUNTS, *(_OF_LISTS if lists else ()))
    words = _policy_words(edition)
    terms = [(label(name), say(f"halaman.arti.{name}", **words)) for name in known]
    return (*terms, *((say(f"alasan.{code}"), say(f"halaman.arti_alasan.{code}", **words)) for code in reasons))


def _policy_words(edition: Edition) -> dict[str, object]:
    policy = edition.kebijakan
    return {
        "periode": edition.periode.name,
        "minimal": policy.minimal_pekerja,
        "tenggang": policy.masa_tenggang_bulan,
    }


def data_state(edition: Edition, mark: str = "") -> DataState:
    """Return period, knowledge, revision, notes, sources, policy and legal basis of `edition`.

    `mark` is the signature that an OPD's documents share.
    """
    anomaly = (anomaly_sentence(edition),) if edition.anomali else ()
    return DataState(
        facts=_facts(edition, mark),
        notes=(*anomaly, *edition.catatan),
        sources=sources(edition),
        rules=_rules(edition.kebijakan, edition.periode),
        laws=edition.kebijakan.dasar_hukum,
    )


def anomaly_sentence(edition: Edition) -> str:
    """Return why a month outside the gate was published all the same; "" when it was not (contract §5.7)."""
    return say("halaman.anomali", alasan=edition.anomali) if edition.anomali else ""


def _facts(edition: Edition, mark: str) -> tuple[tuple[str, str], ...]:
    known = say("halaman.data.data_sampai_isi", bulan=edition.data_sampai.name)
    facts = [("periode", edition.periode.name), ("data_sampai", known), ("revisi", edition.revisi)]
    facts += [("tanda", mark)] if mark else []
    facts += [("kontak", edition.kebijakan.kontak)] if edition.kebijakan.kontak else []
    return tuple((say(f"halaman.data.{name}"), value) for name, value in facts)


def sources(edition: Edition) -> Table:
    """Return the input files behind a page: month, kind, place, rows by fate, first letters of the hash."""
    rows = [tuple(getattr(source, name) for name in _SOURCE) for source in edition.sumber]
    frame = pl.DataFrame(rows, schema=_SOURCE, orient="row")
    return table("sumber", say("halaman.data.sumber"), frame, tuple(_SOURCE), "berkas")


def _rules(policy: Policy, period: Period) -> tuple[str, ...]:
    least = say("halaman.data.minimal", jumlah=policy.minimal_pekerja)
    obliged = (say("halaman.data.wajib_sejak", jenis=kind, bulan=month.name) for kind, month in policy.wajib.items())
    return (least, *obliged, *_tariff_rule(policy, period))


def _tariff_rule(policy: Policy, period: Period) -> tuple[str, ...]:
    other, transport = (policy.tariff_of(period, sector) for sector in ("lainnya", "transportasi"))
    if other is None or transport is None:
        return ()
    amounts = {"lainnya": formats.rupiah(other), "transportasi": formats.rupiah(transport)}
    return (say(f"halaman.data.tarif_{'sama' if other == transport else 'beda'}", periode=period.name, **amounts),)


def coverage(held: Coverage | None) -> tuple[str, ...]:
    """Return the city's coverage in sentences: base, formula, both targets, and this year so far; none without it."""
    if held is None:
        return ()
    shown = {name: formats.number(getattr(held, name)) for name in ("peserta", "potensi")}
    base = formats.percent(held.persen)
    rise = formats.number(round(100 * held.kenaikan))
    targets = {"kali": formats.percent(held.target_kali), "poin": formats.percent(held.target_poin)}
    year = {"tahun": held.tahun, "tahun_ini": held.tahun + 1}
    now = say("terlindungi.kini_nihil", **year) if held.kini is None else _covered_now(held)
    return (
        say("terlindungi.dasar", **shown, persen=base, **year),
        say("terlindungi.target", dasar=base, naik=rise, **targets, **year),
        now,
    )


def _covered_now(held: Coverage) -> str:
    active, potential = held.kini or (0, 0)
    counts = {"peserta": formats.number(active), "potensi": formats.number(potential)}
    return say("terlindungi.kini", tahun_ini=held.tahun + 1, **counts, persen=formats.percent(held.persen_kini))
