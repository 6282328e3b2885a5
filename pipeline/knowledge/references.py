"""Reference files: OPDs, units, accepted repairs, coverage figures and the policy (contract §1)."""

import hashlib
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.errors import RefusedError
from pipeline.core.wording import has, say
from pipeline.knowledge.contradictions import (
    COVERAGE,
    OPD,
    REPAIRS,
    UNITS,
    coverage_contradictions,
    opd_contradictions,
    repair_contradictions,
    split_contradictions,
    unit_contradictions,
)
from pipeline.knowledge.mistakes import Mistake, refusal
from pipeline.knowledge.pictures import picture_mistakes
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.policy_file import POLICY_FILE, checked_policy, policy_line
from pipeline.knowledge.reference_rows import (
    CoverageRow,
    OpdRow,
    RepairRow,
    Row,
    UnitRow,
    row_mistakes,
)
from pipeline.knowledge.reference_tables import (
    ReferenceTable,
    empty_table,
    holds_text,
    reference_table,
)
from pipeline.system.sources import read_reference, read_table
from schemas.codes import UNMAPPED_OPD

# The months from and to which a row holds (contract §1); both may be empty, or the columns absent.
LASTING_COLUMNS: Final = ("sejak", "sampai")
OPD_COLUMNS: Final = (
    "kode_opd",
    "nama_opd",
    "jenis",
    "alias",
    "pelapor_jabatan",
    "pelapor_nama",
    "pelapor_nip",
    "pelapor_pangkat",
    "pos_el",
    "alamat",
    "telepon",
    "kode_pos",
    "pos_el_kantor",
    "laman",
    "kepala",
    *LASTING_COLUMNS,
)
UNIT_COLUMNS: Final = ("unor_id", "unit_kerja", "kode_opd", *LASTING_COLUMNS)
REPAIR_COLUMNS: Final = ("nip_tercatat", "nama_tercatat", "nip_benar")
COVERAGE_COLUMNS: Final = ("tahun", "peserta_aktif", "potensi")
COAT_OF_ARMS: Final = ("lambang.png", "lambang.jpg")
FILES: Final = (OPD, UNITS, POLICY_FILE, REPAIRS, COVERAGE, *COAT_OF_ARMS)
_OPTIONAL: Final = (REPAIRS, COVERAGE)
_COLUMNS: Final = {
    OPD: OPD_COLUMNS,
    UNITS: UNIT_COLUMNS,
    REPAIRS: REPAIR_COLUMNS,
    COVERAGE: COVERAGE_COLUMNS,
}
# Of a fleet's instansi several may have references of their own.
_KEPT: Final = 8
_ROWS: Final[dict[str, type[Row]]] = {
    OPD: OpdRow,
    UNITS: UnitRow,
    REPAIRS: RepairRow,
    COVERAGE: CoverageRow,
}


@dataclass(frozen=True)
class Opd:
    """One reporting unit and who reports for it: a row of opd.csv, texts empty where not filled.

    pos_el: where reports are sent; pos_el_kantor: the office's own, for the letterhead. kepala: the
    office of its head.
    """

    kode: str
    nama: str
    jenis: str = ""
    pelapor_jabatan: str = ""
    pelapor_nama: str = ""
    pelapor_nip: str = ""
    pelapor_pangkat: str = ""
    pos_el: str = ""
    alamat: str = ""
    telepon: str = ""
    kode_pos: str = ""
    pos_el_kantor: str = ""
    laman: str = ""
    kepala: str = ""

    @property
    def head(self) -> str:
        """The office of the OPD's head: as opd.csv says, else by what kind of office it is."""
        if self.kepala:
            return self.kepala
        key = f"kepala.{self.jenis}"
        words = {"nama": self.nama, "sisa": self.nama.partition(" ")[2]}
        return say(key if has(key) else "kepala.lainnya", **words)

    @property
    def is_known(self) -> bool:
        """Whether this is an OPD, and not the unit of the unmapped (contract §6)."""
        return self.kode != UNMAPPED_OPD


@dataclass(frozen=True)
class References:
    """The reference files, read.

    opd: OPD_COLUMNS; units: UNIT_COLUMNS; repairs: REPAIR_COLUMNS and `baris`; coverage: tahun,
    peserta_aktif, potensi (whole numbers), by year; hashes: file name -> SHA-256. coat_of_arms: the
    picture for letterheads, where the city puts one there.
    """

    policy: Policy
    opd: pl.DataFrame
    units: pl.DataFrame
    repairs: pl.DataFrame
    coverage: pl.DataFrame
    hashes: dict[str, str]
    coat_of_arms: bytes = b""

    @property
    def names(self) -> dict[str, str]:
        """kode_opd -> nama_opd, the unit of the unmapped not among them."""
        return dict(self.opd.select("kode_opd", "nama_opd").iter_rows())

    @property
    def public_words(self) -> tuple[str, ...]:
        """Codes, names and aliases of all OPDs, and the names of all units: anybody knows them."""
        of_opds = self.opd.select("kode_opd", "nama_opd", "alias").to_dict(as_series=False)
        texts = {*chain(*of_opds.values()), *self.units["unit_kerja"]}
        return tuple(sorted(text for text in texts if text))

    def named(self, kode: pl.Expr) -> pl.Expr:
        """Return the name of each OPD code, the unit of the unmapped too."""
        return kode.replace({**self.names, UNMAPPED_OPD: say("sebutan.belum_dipetakan")})

    def opd_of(self, kode: str) -> Opd:
        """Return the OPD `kode`; the unit of the unmapped when it is none of opd.csv."""
        rows = self.opd.filter(pl.col("kode_opd") == kode).fill_null("").to_dicts()
        if not rows:
            return Opd(kode, say("sebutan.belum_dipetakan"))
        row = rows[-1]
        told = {
            field.name: row[field.name]
            for field in fields(Opd)
            if field.name not in ("kode", "nama")
        }
        return Opd(row["kode_opd"], row["nama_opd"], **told)


def read_references(folder: Path, policy_file: Path | None = None) -> References:
    """Read and check the reference files; `policy_file` in place of the policy that lies there.

    Raises RefusedError with every mistake in all of them (contract §7).
    """
    found = {name: read_reference(folder, name) for name in FILES}
    if policy_file is not None:
        found[POLICY_FILE] = read_table(policy_file)
        if found[POLICY_FILE] is None:
            raise RefusedError(say("tolak.kebijakan_tak_ada", berkas=policy_file))
    return _checked(tuple(found.items()), policy_file.name if policy_file else POLICY_FILE)


@lru_cache(maxsize=_KEPT)
def _checked(files: tuple[tuple[str, bytes | None], ...], policy_name: str) -> References:
    """Check the bytes of FILES; the policy's mistakes are told of `policy_name`.

    A command reads them several times, a service at each look: the same bytes are checked once.
    """
    found = dict(files)
    policy, policy_mistakes = _read_policy(found[POLICY_FILE])
    tables = {name: _read_table(name, found[name]) for name in _COLUMNS}
    coats = [(name, found[name] or b"") for name in COAT_OF_ARMS if found[name] is not None]
    rows = {name: table.rows for name, table in tables.items()}
    numbers = rows[COVERAGE].select(_whole_number(name) for name in COVERAGE_COLUMNS)
    mistakes = [
        *policy_mistakes,
        *(mistake for name, data in coats for mistake in picture_mistakes(name, data)),
        *(mistake for table in tables.values() for mistake in table.mistakes),
        *(
            mistake
            for name, table in rows.items()
            for mistake in row_mistakes(table, name, _ROWS[name])
        ),
        *opd_contradictions(rows[OPD]),
        *unit_contradictions(rows[UNITS], rows[OPD], every_opd=tables[OPD].whole),
        *repair_contradictions(rows[REPAIRS]),
        *coverage_contradictions(rows[COVERAGE], numbers),
    ]
    if policy and rows[OPD].height:
        line = policy_line(found[POLICY_FILE] or b"", ("unit", "pecah"))
        mistakes += split_contradictions(policy.unit_pecah, rows[OPD], POLICY_FILE, line)
    if mistakes or policy is None:
        in_order = sorted(mistakes, key=lambda one: (FILES.index(one.file), one))
        raise RefusedError(refusal(_by_their_files(in_order, policy_name)))
    hashes = {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items() if data is not None
    }
    return References(
        policy,
        rows[OPD],
        rows[UNITS],
        rows[REPAIRS],
        numbers.sort("tahun"),
        hashes,
        coats[0][1] if coats else b"",
    )


def _by_their_files(mistakes: list[Mistake], policy_name: str) -> list[Mistake]:
    """Return mistakes with the name of the file that was read as the policy."""
    return [replace(one, file=policy_name) if one.file == POLICY_FILE else one for one in mistakes]


def repair_rows(data: bytes | None, name: str) -> pl.DataFrame:
    """Return REPAIR_COLUMNS and `baris` of the CSV `data`; a missing or empty file has none.

    Only its form is checked: what its rows say is the caller's to judge, row by row. Raises
    RefusedError, naming the file as `name`, when it lacks a column or a line of it is broken.
    """
    if not holds_text(data):
        return empty_table(REPAIR_COLUMNS)
    table = reference_table(data or b"", name, REPAIR_COLUMNS)
    if table.mistakes:
        raise RefusedError(refusal(table.mistakes))
    return table.rows


def _read_table(name: str, data: bytes | None) -> ReferenceTable:
    """Read one of the CSV files; those of _OPTIONAL need not be there, nor hold anything."""
    columns = _COLUMNS[name]
    if name in _OPTIONAL and not holds_text(data):
        return ReferenceTable(empty_table(columns))
    if data is None:
        return ReferenceTable(empty_table(columns), (_absent(name),))
    return reference_table(data, name, columns)


def _read_policy(data: bytes | None) -> tuple[Policy | None, tuple[Mistake, ...]]:
    if data is None:
        return None, (_absent(POLICY_FILE),)
    try:
        return checked_policy(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, (Mistake(POLICY_FILE, 0, "", say("acuan.salah.sandi")),)


def _absent(name: str) -> Mistake:
    return Mistake(name, 0, "", say("acuan.salah.tidak_ada"))


def _whole_number(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(".", "", literal=True).cast(pl.Int64, strict=False)
