"""The five tables of a month, in the contract's columns and a total order (contract §6)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import polars as pl

from pipeline.assessing.evidence import claim_number
from pipeline.core.periods import Period, month_text
from pipeline.core.places import place, sheet_and_row
from pipeline.core.text import plain
from pipeline.core.wording import say, say_expr
from pipeline.deciding.attribution import REPAIRS_FILE, differing_names
from pipeline.deciding.coverage import CLAIMS
from pipeline.deciding.decision import Decision, covering_records
from pipeline.deciding.near_names import near_names
from pipeline.knowledge.knowledge import PLACE, Known
from pipeline.reading.findings import note_rows, registered
from schemas.codes import IURAN, ROSTER, STATUSES, UNMAPPED_OPD
from schemas.fields import table_schema

_PLACE: Final = ("bulan_terima", "berkas", "lembar", "baris")
_DONOR: Final = ("nip_donatur", "nip_tercatat")
_WORKER: Final = ("nik_pekerja", "nik_pekerja_samar")
_COUNTED: Final = (*STATUSES, "tak_terbaca", "jumlah_pekerja")


def status_table(people: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return status.parquet from explained people, sorted by kode_opd and nip."""
    shown = people.with_columns(periode=pl.lit(str(period)), nama=pl.col("nama_tampil"))
    return shown.select(table_schema("status").keys()).sort("kode_opd", "nip")


def iuran_table(decision: Decision) -> pl.DataFrame:
    """Return iuran.parquet: every record read, accepted or rejected, with its disposition; sorted by place."""
    rejected = decision.rejected.with_columns(
        disposisi=pl.lit("ditolak"), nip_asn=pl.lit(None, dtype=pl.String)
    )
    columns = [
        *_PLACE,
        "urut_lembar",
        "nip_tercatat",
        "nip_asn",
        "nik_pekerja_samar",
        "awal",
        "akhir",
        "nominal",
        "tanggal_bayar",
        "disposisi",
    ]
    every = pl.concat([decision.records.select(columns), rejected.select(columns)])
    dated = every.sort("bulan_terima", "berkas", "urut_lembar", "baris").with_columns(
        bulan_awal=month_text(pl.col("awal")), bulan_akhir=month_text(pl.col("akhir"))
    )
    return dated.select(table_schema("iuran").keys())


def suggestion_table(decision: Decision) -> pl.DataFrame:
    """Return usulan.parquet: every record whose unknown donor one person on roster P fits, sorted by place."""
    open_ = decision.records.filter(pl.col("nip_usulan").is_not_null())
    named = open_.join(_names(decision), on="nip_usulan", how="left", maintain_order="left")
    ordered = named.sort("bulan_terima", "berkas", "urut_lembar", "baris")
    return ordered.select(table_schema("usulan").keys())


def candidate_table(decision: Decision) -> pl.DataFrame:
    """Return everyone whom an unknown donor's record may mean, a row per record and person.

    The columns are those of usulan.parquet, bulan_terima and kode_opd, and `sama`: how many fit equally well. With one,
    that person is the suggestion; of several nobody is, and the operator sees them all (contract §5.3).
    """
    open_ = decision.records.filter(pl.col("calon").list.len() > 0).with_columns(
        sama=pl.col("calon").list.len()
    )
    each = open_.drop("nip_usulan").explode("calon").rename({"calon": "nip_usulan"})
    whose = decision.people.select(nip_usulan="nip", nama_usulan="nama_tampil", kode_opd="kode_opd")
    named = each.join(whose, on="nip_usulan", how="left", maintain_order="left")
    ordered = named.sort("bulan_terima", "berkas", "urut_lembar", "baris", "nip_usulan")
    return ordered.select(
        "bulan_terima", *table_schema("usulan").keys(), "kode_opd", pl.col("sama").cast(pl.Int64)
    )


def near_table(decision: Decision) -> pl.DataFrame:
    """Return whose names are near those of donors whom nobody fits, a row per record and person; for the operator.

    The columns are those of usulan.parquet but `dasar`, and bulan_terima and kode_opd. Nobody of them is suggested.
    """
    lost = decision.records.filter(
        (pl.col("disposisi") == "donatur_tidak_dikenal")
        & (pl.col("calon").list.len().fill_null(0) == 0)
    )
    pairs = lost.drop("skor", "nip_usulan").join(near_names(lost, decision.people), on="nama_polos")
    whose = decision.people.select(nip_usulan="nip", nama_usulan="nama_tampil", kode_opd="kode_opd")
    named = pairs.rename({"nip_dekat": "nip_usulan"}).join(whose, on="nip_usulan", how="left")
    columns = [name for name in table_schema("usulan") if name != "dasar"]
    ordered = named.sort(
        "bulan_terima", "berkas", "urut_lembar", "baris", -pl.col("skor"), "nip_usulan"
    )
    return ordered.select("bulan_terima", *columns, "kode_opd")


def _names(decision: Decision) -> pl.DataFrame:
    return decision.people.select(nip_usulan="nip", nama_usulan="nama_tampil")


def opd_table(
    people: pl.DataFrame, unread: pl.DataFrame, opd_names: dict[str, str]
) -> pl.DataFrame:
    """Return opd.parquet: one row per OPD of opd.csv, those at zero too, sorted by kode_opd.

    `unread` are the month's rejected roster rows. BELUM-DIPETAKAN is a unit of its own when anything is in it.
    """
    every = pl.DataFrame({"kode_opd": list(opd_names), "nama_opd": list(opd_names.values())})
    stray = pl.DataFrame({"kode_opd": [UNMAPPED_OPD], "nama_opd": [say("sebutan.belum_dipetakan")]})
    counts = [
        people.group_by("kode_opd").agg(
            (pl.col("status") == s).sum().cast(pl.Int64).alias(s) for s in STATUSES
        )
    ]
    counts.append(people.group_by("kode_opd").agg(pl.col("jumlah_pekerja").sum()))
    counts.append(unread.group_by("kode_opd").agg(tak_terbaca=pl.len().cast(pl.Int64)))
    table = pl.concat([every, stray])
    for count in counts:
        table = table.join(count, on="kode_opd", how="left")
    filled = table.with_columns(pl.col(_COUNTED).fill_null(0)).with_columns(
        wajib=pl.col("sudah") + pl.col("belum")
    )
    kept = filled.filter(
        (pl.col("kode_opd") != UNMAPPED_OPD) | (pl.sum_horizontal(*STATUSES, "tak_terbaca") > 0)
    )
    share = pl.when(pl.col("wajib") > 0).then(100 * pl.col("sudah") / pl.col("wajib"))
    return kept.with_columns(persen=share).select(table_schema("opd").keys()).sort("kode_opd")


def finding_table(known: Known, decision: Decision) -> pl.DataFrame:
    """Return every finding, of reading and of deciding, with the OPD that it concerns.

    Gives the columns of temuan.parquet and `nilai_samar`, which only the quality report shows.
    """
    decided = _decision_notes(known, decision)
    every = pl.concat([known.findings.select(decided.columns), decided])
    routed = every.join(_routes(known, decision), on=_PLACE, how="left")
    return registered(routed.with_columns(berkas=pl.col("berkas").fill_null("")))


def concerning(findings: pl.DataFrame, decision: Decision) -> pl.DataFrame:
    """Return the findings that P's readers must see now, in the order of `findings`.

    They are those on files received in P or on what lies beside the month folders, and on records that cover P
    (rejected ones too, whose months could be read).
    """
    p = decision.period.index
    lost = decision.rejected.filter((pl.col("awal") <= p) & (pl.col("akhir") >= p))
    covering = pl.concat([covering_records(decision).select(_PLACE), lost.select(_PLACE)])
    received = pl.col("bulan_terima").is_in([str(decision.period), ""])
    numbered = findings.with_row_index("_urut")
    of_records = numbered.join(covering, on=_PLACE, how="semi")
    both = pl.concat([numbered.filter(received), of_records]).unique("_urut").sort("_urut")
    return both.drop("_urut")


def for_secretaries(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of temuan.parquet of those findings that concern an OPD, by OPD and place.

    What only the operator can mend is left out: a secretary could do nothing about it.
    """
    theirs = pl.col("kode_opd").is_not_null() & (pl.col("pemilik") != "operator")
    mine = findings.filter(theirs).select(table_schema("temuan").keys())
    return mine.sort(
        "kode_opd",
        "bulan_terima",
        "jenis_berkas",
        "berkas",
        "lembar",
        "baris",
        "kode",
        "kolom",
        "pesan",
    )


def _decision_notes(known: Known, decision: Decision) -> pl.DataFrame:
    parts = [
        *(_placed(note, IURAN) for note in _record_notes(decision)),
        *(_placed(note, ROSTER) for note in _roster_notes(known, decision)),
        _repair_notes(decision),
    ]
    return pl.concat(parts)


class Note(NamedTuple):
    """Rows with one fault: its code, the field it is in, the column that holds what was written, and its values."""

    rows: pl.DataFrame
    code: str
    column: str
    cell: str | None = None
    values: Mapping[str, pl.Expr] = MappingProxyType({})


def _record_notes(decision: Decision) -> list[Note]:
    records = decision.records
    unknown = records.filter(pl.col("disposisi") == "donatur_tidak_dikenal")
    several = pl.col("calon").list.len().fill_null(0)
    disputed = _disputed(records)
    late = pl.col("disposisi") == "diklaim_lebih_dulu"
    claim = {"lain": pl.col("_lain"), "nomor": claim_number(pl.col("nomor_klaim"))}
    return [
        Note(differing_names(records, decision.people), "nama_donatur_beda", "nama_donatur"),
        Note(records.filter(pl.col("disposisi") == "donatur_diduga"), "donatur_diduga", *_DONOR),
        Note(unknown.filter(several > 1), "donatur_seri", *_DONOR, {"jumlah": several}),
        Note(
            unknown.filter(several <= 1),
            "donatur_tidak_dikenal",
            *_DONOR,
            {"dekat": _near_count(unknown, decision)},
        ),
        Note(disputed.filter(late), "diklaim_dua_asn", *_WORKER, claim),
        Note(disputed.filter(~late), "diklaim_asn_lain", *_WORKER, claim),
        Note(_confused(records), "pekerja_tak_terbedakan", *_WORKER, {"lain": pl.col("_lain")}),
    ]


def _near_count(unknown: pl.DataFrame, decision: Decision) -> pl.Expr:
    """Return how many names are near, where any is: the names themselves stand on the operator's own page."""
    near = near_names(unknown, decision.people).group_by("nama_polos").len("_n")
    counts = dict(near.iter_rows())
    number = pl.col("nama_polos").replace_strict(counts, default=None, return_dtype=pl.Int64)
    return say_expr("sebutan.nama_mendekati", jumlah=number).fill_null("")


def _confused(records: pl.DataFrame) -> pl.DataFrame:
    """Return the records that count only because a NIK is doubtful; `_lain` is whom the worker may be (§5.4)."""
    claimed = records.filter(pl.col("disposisi").is_in(CLAIMS))
    first = place().first().over("pekerja")
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
    first, other = (place().filter(side).first().over("nomor_klaim") for side in (counted, late))
    sides = records.filter(pl.col("nomor_klaim").is_not_null() & (counted | late))
    return sides.with_columns(_lain=pl.when(late).then(first).otherwise(other))


def _roster_notes(known: Known, decision: Decision) -> list[Note]:
    people = decision.people
    standing = known.references.policy.standing()
    known_words = plain(pl.col("kedudukan_hukum").fill_null("Aktif")).is_in(list(standing))
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
    """Return the rows whose NIK another row has under the same plain name, and under another; `_lain`: where that is.

    One person with two numbers, and two persons of whom one has the other's NIK (contract §5.5).
    """
    held = people.filter(pl.col("nik").is_not_null() & pl.col("nik").is_duplicated()).sort(*PLACE)
    rows = held.with_columns(_tempat=pl.concat_str("berkas", sheet_and_row(), separator=" "))
    pairs = rows.join(
        rows.select("nik", _lain="_tempat", _nip="nip", _nama="nama_polos"),
        on="nik",
        how="left",
        maintain_order="left_right",
    ).filter(pl.col("nip") != pl.col("_nip"))
    same = pl.col("nama_polos").eq_missing(pl.col("_nama"))
    doubled, shared = pairs.filter(same), pairs.filter(~same)
    return doubled.unique("nip", keep="first", maintain_order=True), shared.unique(
        "nip", keep="first", maintain_order=True
    )


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


def _routes(known: Known, decision: Decision) -> pl.DataFrame:
    """Return to which OPD each place belongs: its ASN's; for a payment the donor's, then the one it names."""
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
    frames = [frame.select(*_PLACE, route) for frame in (paid, lost)]
    frames += [
        frame.select(*_PLACE, "kode_opd") for frame in (*known.rosters.values(), *_left_out(known))
    ]
    return pl.concat(frames).unique(_PLACE, keep="first", maintain_order=True)
