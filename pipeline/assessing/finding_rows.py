"""A month's findings: what reading noted, and what the decision shows (contract §3)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import polars as pl

from pipeline.assessing.evidence import claim_number
from pipeline.assessing.perhaps_known import perhaps_known
from pipeline.assessing.slipped import findings_without_names
from pipeline.core.places import RECORD_PLACE, told_place, told_row
from pipeline.core.text import plain
from pipeline.core.wording import say
from pipeline.deciding.attribution import REPAIRS_FILE, differing_names
from pipeline.deciding.coverage import CLAIMS
from pipeline.deciding.decision import Decision, covering_records
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.received import PLACE
from pipeline.reading.findings import note_rows, registered
from schemas.codes import IURAN, LEVELS, ROSTER, UNMAPPED_OPD
from schemas.tables import table_schema

_DONOR: Final = ("nip_donatur", "nip_tercatat")
_WORKER: Final = ("nik_pekerja", "nik_pekerja_samar")
_WITHIN: Final = ("baris", "kode", "kolom", "pesan")
TO_MEND: Final = (
    *(name for name in table_schema("temuan") if name not in ("berkas", "lembar")),
    "sumber",
    "nip",
    "nama",
)
# What only a branch mends and what changes nobody's verdict: a secretary can do nothing about it.
BRANCH_ALONE: Final = (
    "kpj_salah",
    "kpj_dipadankan",
    "tanggal_tak_terbaca",
    "tanggal_mustahil",
    "jumlah_bulan_beda",
    "tanpa_nominal",
    "pekerja_tak_terbedakan",
)


def finding_table(known: Known, decision: Decision, answered: pl.DataFrame) -> pl.DataFrame:
    """Return every finding, of reading and of deciding, with the OPD that it concerns.

    `answered` are those about workbooks that came back (GivenAnswers.notes), whose OPD is told.

    Gives the columns of temuan.parquet and `nilai_samar`, which only the quality report shows.
    """
    decided = _decision_notes(known, decision)
    every = pl.concat([known.findings.select(decided.columns), decided])
    routes = _routes(known, decision, every.select(RECORD_PLACE))
    routed = every.join(routes, on=RECORD_PLACE, how="left")
    spared = findings_without_names(routed, known.names)
    whole = pl.concat([spared, answered.select(spared.columns)])
    return registered(whole.with_columns(berkas=pl.col("berkas").fill_null("")))


def concerning(findings: pl.DataFrame, decision: Decision) -> pl.DataFrame:
    """Return the findings that P's readers must see now, in the order of `findings`.

    They are those on files received in P or on what lies beside the month folders, and on records
    that cover P (rejected ones too, whose months could be read).
    """
    p = decision.period.index
    lost = decision.rejected.filter((pl.col("awal") <= p) & (pl.col("akhir") >= p))
    covering = pl.concat(
        [covering_records(decision).select(RECORD_PLACE), lost.select(RECORD_PLACE)]
    )
    received = pl.col("bulan_terima").is_in([str(decision.period), ""])
    numbered = findings.with_row_index("_urut")
    of_records = numbered.join(covering, on=RECORD_PLACE, how="semi")
    both = pl.concat([numbered.filter(received), of_records]).unique("_urut").sort("_urut")
    return both.drop("_urut")


def for_secretaries(
    findings: pl.DataFrame, sources: pl.DataFrame, owners: pl.DataFrame
) -> pl.DataFrame:
    """Return TO_MEND of those findings that concern an OPD, by OPD and place.

    nip and nama: the person whose row it is (`owners`, see owners_of_rows), where they are one of
    that OPD's own people; null for all others.

    They are the columns of temuan.parquet, `sumber` in place of berkas and lembar (§6). What only
    the operator can mend, or BRANCH_ALONE, is left out: a secretary could do nothing about it. Of a
    cell with several faults the gravest is told: once it is mended, it is read again.
    """
    mendable = (pl.col("pemilik") != "operator") & ~pl.col("kode").is_in(BRANCH_ALONE)
    theirs = pl.col("kode_opd").is_not_null() & mendable
    sheet = ["bulan_terima", "berkas", "lembar"]
    seated = [*RECORD_PLACE, "kode_opd"]
    mine = (
        findings.filter(theirs)
        .join(sources, on=sheet, how="left")
        .join(owners, on=seated, how="left")
    )
    told = _gravest_per_cell(mine)
    placed = told.sort("kode_opd", "bulan_terima", "jenis_berkas", "berkas", "lembar", *_WITHIN)
    return placed.select(TO_MEND)


def owners_of_rows(decision: Decision, findings: pl.DataFrame) -> pl.DataFrame:
    """Return RECORD_PLACE, kode_opd, nip and nama: whose row each is that somebody's is for sure.

    Of the rows that `findings` are about.

    On the roster it is the person's own, in iuran the known donor's, or of a rejected row that of
    the NIP it bears. Nobody is named for what is only supposed of them.
    """
    people = decision.people.select("nip", "kode_opd", nama="nama_tampil")
    paid = decision.records.select(*RECORD_PLACE, nip="nip_asn")
    lost = decision.rejected.select(*RECORD_PLACE, "nip")
    own = decision.people.select(*RECORD_PLACE, "nip")
    places = findings.select(RECORD_PLACE)
    rows = pl.concat(one.join(places, on=RECORD_PLACE, how="semi") for one in (paid, lost, own))
    return rows.join(people, on="nip", how="inner").sort(RECORD_PLACE)


def _gravest_per_cell(findings: pl.DataFrame) -> pl.DataFrame:
    cell = ["kode_opd", *RECORD_PLACE, "kolom"]
    graded = findings.with_columns(_berat=pl.col("tingkat").cast(pl.Enum(LEVELS)).to_physical())
    order = graded.sort(*cell, "_berat", "kode", "pesan")
    once = pl.col("baris").is_null() | pl.struct(cell).is_first_distinct()
    return order.filter(once).drop("_berat")


def _decision_notes(known: Known, decision: Decision) -> pl.DataFrame:
    parts = [
        *(_placed(note, IURAN) for note in _record_notes(known, decision)),
        *(_placed(note, ROSTER) for note in _roster_notes(known, decision)),
        _repair_notes(decision),
    ]
    return pl.concat(parts)


class Note(NamedTuple):
    """Rows with one fault: its code, its field, the column of what was written, and its values."""

    rows: pl.DataFrame
    code: str
    column: str
    cell: str | None = None
    values: Mapping[str, pl.Expr] = MappingProxyType({})


def _record_notes(known: Known, decision: Decision) -> list[Note]:
    records = decision.records
    unknown = records.filter(pl.col("disposisi") == "donatur_tidak_dikenal")
    fitting = pl.col("calon").list.len()
    several = (fitting > 1).fill_null(value=False)
    disputed = _disputed(records)
    late = pl.col("disposisi") == "diklaim_lebih_dulu"
    claim = {"lain": pl.col("_lain"), "nomor": claim_number(pl.col("nomor_klaim"))}
    return [
        Note(differing_names(records, decision.people), "nama_donatur_beda", "nama_donatur"),
        Note(records.filter(pl.col("disposisi") == "donatur_diduga"), "donatur_diduga", *_DONOR),
        Note(unknown.filter(several), "donatur_seri", *_DONOR, {"jumlah": fitting}),
        Note(
            unknown.filter(~several),
            "donatur_tidak_dikenal",
            *_DONOR,
            {"dekat": perhaps_known(unknown, known, decision)},
        ),
        Note(disputed.filter(late), "diklaim_dua_asn", *_WORKER, claim),
        Note(disputed.filter(~late), "diklaim_asn_lain", *_WORKER, claim),
        Note(_confused(records), "pekerja_tak_terbedakan", *_WORKER, {"lain": pl.col("_lain")}),
    ]


def _confused(records: pl.DataFrame) -> pl.DataFrame:
    """Return the records that count only because a NIK is doubtful.

    `_lain` is whom the worker may be (§5.4).
    """
    doubtful = records.filter("tak_terbedakan")["pekerja"]
    asked = pl.col("pekerja").is_in(doubtful.implode())
    claimed = records.filter(pl.col("disposisi").is_in(CLAIMS) & asked)
    first = told_place().first().over("pekerja")
    named = claimed.with_columns(
        _lain=pl.when(pl.col("asn_ragu")).then(pl.lit(say("sebutan.asn_roster"))).otherwise(first)
    )
    return named.filter("tak_terbedakan")


def _disputed(records: pl.DataFrame) -> pl.DataFrame:
    """Return of each claim on a worker that two ASN pay for the counted record and the late ones.

    `_lain` is where the other side's record stands: for the counted one the first of the late.
    """
    counted = (pl.col("disposisi") == "dihitung") & ~pl.col("pekerja_ragu")
    late = pl.col("disposisi") == "diklaim_lebih_dulu"
    first, other = (
        told_place().filter(side).first().over("nomor_klaim") for side in (counted, late)
    )
    sides = records.filter(pl.col("nomor_klaim").is_not_null() & (counted | late))
    return sides.with_columns(_lain=pl.when(late).then(first).otherwise(other))


def _roster_notes(known: Known, decision: Decision) -> list[Note]:
    people = decision.people
    standing = known.references.policy.standing()
    known_words = plain(pl.col("kedudukan_hukum")).is_in(list(standing))
    unit = pl.coalesce("opd", "unit_induk", "unit_kerja", pl.lit("kosong"))
    odd = people.filter(~known_words)
    unmapped = people.filter(pl.col("kode_opd") == UNMAPPED_OPD).with_columns(_unit=unit)
    doubled, shared = _same_nik(people)
    twin = {"lain": pl.col("_lain")}
    standings = {"nilai": pl.col("kedudukan_hukum")}
    return [
        Note(odd, "kedudukan_tidak_dikenal", "kedudukan_hukum", "kedudukan_hukum", standings),
        Note(unmapped, "opd_belum_dipetakan", "unit_kerja", "_unit", {"nilai": pl.col("_unit")}),
        Note(doubled, "orang_ganda", "nip", "nip", twin),
        Note(shared, "nik_dua_nama", "nik", None, twin),
    ]


def _same_nik(people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows whose NIK another row has under the same plain name, and under another.

    `_lain`: where that is.

    One person with two numbers, and two persons of whom one has the other's NIK (contract §5.5).
    """
    held = people.filter(pl.col("nik").is_duplicated()).sort(*PLACE)
    rows = held.with_columns(_tempat=told_row())
    pairs = rows.join(
        rows.select("nik", _lain="_tempat", _nip="nip", _nama="nama_polos"),
        on="nik",
        maintain_order="left_right",
    ).filter(pl.col("nip") != pl.col("_nip"))
    same = pl.col("nama_polos").eq_missing(pl.col("_nama"))
    doubled, shared = pairs.filter(same), pairs.filter(~same)
    return doubled.unique("nip", keep="first"), shared.unique("nip", keep="first")


def _placed(note: Note, kind: str) -> pl.DataFrame:
    place = note.rows.select(
        "bulan_terima", jenis_berkas=pl.lit(kind), berkas="berkas", lembar="lembar"
    )
    return note_rows(note.rows, note.code, note.column, note.cell, **note.values).hstack(place)


def _repair_notes(decision: Decision) -> pl.DataFrame:
    place = {
        "bulan_terima": str(decision.period),
        "jenis_berkas": "referensi",
        "berkas": REPAIRS_FILE,
        "lembar": "",
    }
    return decision.repair_notes.with_columns(
        pl.lit(value).alias(name) for name, value in place.items()
    )


def _left_out(known: Known) -> list[pl.DataFrame]:
    return [frame for frame in (known.unread, known.doubled) if frame.height]


def _routes(known: Known, decision: Decision, places: pl.DataFrame) -> pl.DataFrame:
    """Return to which OPD each of `places` (RECORD_PLACE) belongs: its ASN's.

    For a payment the donor's, then the one it names.
    """
    seats = decision.people.select("nip", "kode_opd")
    donors = seats.rename({"nip": "nip_asn", "kode_opd": "_opd_asn"})
    guessed = seats.rename({"nip": "nip_usulan", "kode_opd": "_opd_usulan"})
    paid = decision.records.join(donors, on="nip_asn", how="left").join(
        guessed, on="nip_usulan", how="left"
    )
    own = seats.rename({"kode_opd": "_opd_asn"})
    lost = decision.rejected.join(own, on="nip", how="left").with_columns(
        _opd_usulan=pl.lit(None, dtype=pl.String)
    )
    route = pl.coalesce("_opd_asn", "opd_tujuan", "_opd_usulan").alias("kode_opd")
    frames = [frame.select(*RECORD_PLACE, route) for frame in (paid, lost)]
    frames += [
        frame.select(*RECORD_PLACE, "kode_opd")
        for frame in (*known.rosters.values(), *_left_out(known))
    ]
    return pl.concat(frame.join(places, on=RECORD_PLACE, how="semi") for frame in frames)
