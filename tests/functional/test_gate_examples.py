"""What offices send: stopped or named, with what to do (contract §5.7).

It is made from kota-kecil and from the synthetic city.
"""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline.assessing.month import Month, assess
from pipeline.core.periods import Period
from pipeline.demo import make_city
from pipeline.knowledge.knowledge import Known, gather
from pipeline.system.settings import SHIPPED_REFERENCES
from pipeline.system.sources import take_stock
from tests.builders import kota_kecil
from tests.builders.small_city import references_in

Spoil = Callable[[Path], None]


def held_in(inputs: Path, period: str, as_of: str | None = None) -> Known:
    references = references_in(inputs / "referensi")
    stock = take_stock(inputs, Period.parse(period), Period.parse(as_of) if as_of else None)
    return gather(stock, references, partial(kota_kecil.parsed, inputs=inputs))


def judged(inputs: Path, period: str) -> Month:
    return assess(held_in(inputs, period), Period.parse(period))


@pytest.fixture
def kota(tmp_path: Path) -> Path:
    """The inputs of kota-kecil, to spoil."""
    shutil.copytree(kota_kecil.INPUTS, tmp_path / "inputs")
    return tmp_path / "inputs"


def the_file(inputs: Path, place: str) -> Path:
    return next((inputs / "2026-04").glob(place))


def changed(inputs: Path, place: str, *pairs: tuple[str, str]) -> None:
    """Replace texts in a file of April."""
    path = the_file(inputs, place)
    text = path.read_text(encoding="utf-8-sig")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def without_a_branch(inputs: Path) -> None:
    the_file(inputs, "iuran/majapahit*").unlink()


def standing_under_another_name(inputs: Path) -> None:
    changed(inputs, "asn/*", (";KEDUDUKAN HUKUM", ";Keadaan"))


def status_under_another_name(inputs: Path) -> None:
    changed(inputs, "iuran/majapahit*", ("STATUS TRANSAKSI", "HASIL DEBET"))


def source_under_another_name(inputs: Path) -> None:
    changed(inputs, "iuran/majapahit*", (";PENDANAAN", ";ASAL UANG"))


def every_row_rejected(inputs: Path) -> None:
    path = the_file(inputs, "iuran/majapahit*")
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = head.split(";").index("BLTH AWAL")
    rows = [
        ";".join("entah" if n == at else cell for n, cell in enumerate(line.split(";")))
        for line in lines
    ]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def units_of_nobody(inputs: Path) -> None:
    path = the_file(inputs, "asn/*")
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    at = head.split(";").index("UNIT KERJA")
    rows = [line.split(";") for line in lines]
    told = [
        [*cells[:at], f"Unit Baru {n % 7}", *cells[at + 1 :]] if n % 3 else cells
        for n, cells in enumerate(rows)
    ]
    path.write_text(
        "\n".join([head, *(";".join(cells) for cells in told)]) + "\n", encoding="utf-8"
    )


def an_older_copy(inputs: Path) -> None:
    path = the_file(inputs, "asn/*")
    shutil.copy(path, path.with_name("roster April (1).csv"))
    changed(inputs, "asn/roster April (1).csv", (";Aktif\n", ";Tugas Belajar\n"))


def payments_that_failed(inputs: Path) -> None:
    path = the_file(inputs, "iuran/majapahit*")
    shutil.copy(path, path.with_name("status majapahit.csv"))
    changed(inputs, "iuran/status*", (";LUNAS;", ";GAGAL;"), (";BERHASIL;", ";GAGAL;"))


@pytest.mark.parametrize(
    ("spoil", "kode", "said"),
    [
        (
            without_a_branch,
            "kiriman_tidak_datang",
            ("majapahit", "2026-04/iuran", "Minta", "akan disebut belum"),
        ),
        (
            standing_under_another_name,
            "kolom_hilang",
            ("KEDUDUKAN", '"Keadaan"', "asn.toml baris", "disebut belum"),
        ),
        (
            status_under_another_name,
            "kolom_hilang",
            ("STATUS TRANSAKSI", '"HASIL DEBET"', "iuran.toml baris"),
        ),
        (
            source_under_another_name,
            "kolom_hilang",
            ("PENDANAAN", '"ASAL UANG"', "iuran.toml baris"),
        ),
        (every_row_rejected, "tanpa_diterima", ("majapahit-2026-04.csv", "akan disebut belum")),
        (units_of_nobody, "belum_dipetakan", ("unit_kerja.csv", "tidak masuk laporan mana pun")),
        (an_older_copy, "salinan_berbeda", ("roster April (1).csv", "Kedudukan Hukum pada")),
        (payments_that_failed, "iuran_bertentangan", ("status majapahit.csv", "Status Bayar pada")),
    ],
)
def test_what_offices_send_is_stopped_with_a_sentence_a_person_can_act_on(
    spoil: Spoil, kode: str, said: tuple[str, ...], kota: Path
) -> None:
    spoil(kota)
    found = {stop.kode: stop for stop in judged(kota, "2026-04").stops}
    assert kode in found
    assert all(part in found[kode].pesan for part in said), found[kode].pesan


def test_the_words_that_need_a_place_are_named_with_their_file(kota: Path) -> None:
    units_of_nobody(kota)
    words = judged(kota, "2026-04").unplaced_words.filter(jenis="unit")
    assert words.height == 7
    assert set(words["berkas"]) == {"unit_kerja.csv"}


@pytest.mark.parametrize("case", kota_kecil.CASES)
def test_no_month_of_kota_kecil_is_held_or_warned_of(case: str) -> None:
    month = kota_kecil.month(case)
    assert (month.stops, month.cautions) == ((), ())


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of the synthetic city, small."""
    folder = tmp_path_factory.mktemp("kota") / "inputs"
    make_city(
        folder, references=SHIPPED_REFERENCES, last=Period.parse("2026-10"), months=12, asn=700
    )
    return folder


def test_twelve_months_of_the_synthetic_city_are_never_held(city: Path) -> None:
    last, *earlier = [str(Period.parse("2026-10").plus(-back)) for back in range(12)]
    # All that is known now is the same, whichever month is asked for.
    now = held_in(city, last)
    known = {(month, "now"): now for month in (last, *earlier)}
    known |= {(month, "then"): held_in(city, month, month) for month in earlier}
    held = {key: assess(one, Period.parse(key[0])).stops for key, one in known.items()}
    assert len(held) == 23
    assert {key: [stop.pesan for stop in stops] for key, stops in held.items() if stops} == {}


def test_a_branch_that_lacks_in_the_synthetic_city_is_named_with_those_it_would_name(
    city: Path, tmp_path: Path
) -> None:
    shutil.copytree(city, tmp_path / "inputs")
    next((tmp_path / "inputs/2026-10/iuran").glob("majapahit*")).unlink()
    found = {stop.kode: stop for stop in judged(tmp_path / "inputs", "2026-10").stops}
    assert "akan disebut belum" in found["kiriman_tidak_datang"].pesan
    assert sum(count for _, count in found["kiriman_tidak_datang"].hurt) > 0
