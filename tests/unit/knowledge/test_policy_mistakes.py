"""Every setting of kebijakan.toml, mistaken in each way (§1, §7).

Absent, misspelt, of a wrong kind, out of bounds, empty, contradictory.
"""

import re
from typing import Any

import pytest

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.knowledge.mistakes import dotted, known_keys
from pipeline.knowledge.policy_file import PolicyFile, checked_policy, parse_policy
from tests.builders.policies import WHOLE, Path, changed, settings, tables, value_at, written

# What the contract gives no default.
NEEDED = {
    "instansi",
    "gerakan",
    "dasar_hukum",
    "zona_waktu",
    "minimal_pekerja",
    "kedudukan.dihitung",
    "kedudukan.dikecualikan",
    "kedudukan.keluar",
    "tarif[1].mulai",
    "tarif[1].sektor",
    "tarif[1].jkk_jkm",
    "sektor.transportasi",
    "sumber_dana.asn",
    "sumber_dana.bukan_asn",
    "kiriman[1].nama",
    "kiriman[1].jenis",
    "kiriman[1].pola",
    "kiriman[1].sejak",
    "surat.yth",
    "surat.melalui",
    "surat.tembusan",
    "surat.kota",
    "cakupan.kenaikan_tahunan",
}
# What another setting needs in WHOLE: without it that one is named.
NEEDED_BY = {
    "kirim.server": "kirim.saluran",
    "kirim.pengirim": "kirim.saluran",
    "kirim.alamat_laporan": "kirim.html",
}
MAY_BE_EMPTY = {
    "dasar_hukum",
    "kontak",
    "kedudukan.dikecualikan",
    "kedudukan.keluar",
    "sektor.transportasi",
    "sumber_dana.asn",
    "status_bayar.belum",
    "kiriman[1].kontak",
    "surat.tembusan",
    "unit.pecah",
    "kirim.balas_ke",
    "kirim.domain_diizinkan",
    "kirim.alamat_bersama",
    "kirim.coba_lagi_detik",
}
HUGE = 10**25
OUT_OF_BOUNDS: dict[str, list[Any]] = {
    "instansi": ["x" * 501, "satu\ndua"],
    "gerakan": ["x\u202ey"],
    "dasar_hukum": [["Peraturan", " -- "]],
    "zona_waktu": ["WIB+7", "../etc", "Asia/Semarang"],
    "kontak": ["satu\r\ndua"],
    "minimal_pekerja": [0, -1, HUGE],
    "masa_tenggang_bulan": [-1, HUGE],
    "wajib.PNS": ["2025-13", "1899-12", "2100-01", "November 2025"],
    "tarif[1].mulai": ["2015-7"],
    "tarif[2].sampai": ["9999-12", "2027"],
    "tarif[1].sektor": ["transport"],
    "tarif[1].jkk_jkm": [0, 168, 10**18, 10**30],
    "kiriman[1].jenis": ["roster"],
    "kiriman[1].pola": ["iuran/majapahit*", "a\\b"],
    "kiriman[1].sejak": ["2025"],
    **{f"gerbang.{name}": [1.0, 1, -0.1, float("nan"), float("inf")] for name in WHOLE["gerbang"]},
    "batas.ukuran_terurai": ["0 B", "0 MiB", "999999999999 GiB", "512", "512 megabita"],
    "jadwal.cron": ["0 6 5 * * *"],
    "jadwal.lihat_lagi_menit": [0, 1441],
    "jadwal.lihat_lagi_kali": [-1, HUGE],
    "jadwal.tenang_menit": [-1, 1441],
    "surat.melalui": [["Kepala {dinas}"], "Kepala {opd"],
    "surat.tembusan": [["{kepala} dan {siapa}"]],
    "surat.nama_terbanyak": [-1, HUGE],
    "surat.kertas": ["A5"],
    "cakupan.kenaikan_tahunan": [1.0, -0.1],
    "kirim.saluran": ["pos"],
    "kirim.pengirim": ["operator", "a@b.id, c@d.id"],
    "kirim.balas_ke": ["@contoh.go.id"],
    "kirim.domain_diizinkan": [["https://contoh.go.id"], ["contoh"], ["a b.id"]],
    "kirim.alamat_bersama": [["satu"]],
    "kirim.server": [
        "smtp://surat.contoh.go.id",
        "surat.contoh.go.id\nX: y",
        "surat.contoh.go.id:25",
        "a b",
    ],
    "kirim.port": [0, 65536],
    "kirim.keamanan": ["ssl"],
    "kirim.per_menit": [0, HUGE],
    "kirim.batas_waktu_detik": [0, 3601],
    "kirim.coba_lagi_detik": [[0], [86401], [1] * 11],
    "kirim.ukuran_terbesar": ["0 B", "2 GiB"],
    "kirim.html": ["ya"],
    "kirim.unit": ["ya"],
    "kirim.sandi": ["ya"],
    "kirim.alamat_laporan": ["laporan.contoh.go.id", "https://", "https://a b"],
    "kirim.tenggat_tanggal": [0, 32],
    "kirim.hari_menjawab": [0, 61],
}
CONTRADICTIONS: list[tuple[str, Path, Any, str, str]] = [
    (
        "a tariff that ends before it begins",
        ("tarif", 1, "sampai"),
        "2025-12",
        "tarif[2].sampai",
        "lebih awal daripada mulai",
    ),
    (
        "two tariffs of one time",
        ("tarif",),
        [WHOLE["tarif"][0]] * 2,
        "tarif",
        "bulan dan sektor yang sama",
    ),
    (
        "obliged without a tariff",
        ("tarif", 0, "sampai"),
        "2026-06",
        "tarif",
        "tidak ada tarif sektor lainnya",
    ),
    ("nobody obliged", ("wajib",), {}, "wajib", "Isi paling sedikit 1"),
    (
        "the unknown obliged",
        ("wajib", "tidak diketahui"),
        "2025-11",
        "wajib.tidak diketahui",
        "PPPK Paruh Waktu",
    ),
    (
        "a word twice",
        ("sektor", "transportasi"),
        ["ojek", "OJEK "],
        "sektor.transportasi",
        "dua kali",
    ),
    (
        "a standing on two lists",
        ("kedudukan", "keluar"),
        ["aktif"],
        "kedudukan",
        "lebih dari satu daftar",
    ),
    (
        "a source on two lists",
        ("sumber_dana", "asn"),
        ["apbd"],
        "sumber_dana",
        "lebih dari satu daftar",
    ),
    (
        "a status on two lists",
        ("status_bayar", "belum"),
        ["LUNAS"],
        "status_bayar",
        "lebih dari satu daftar",
    ),
    ("two deliveries of one name", ("kiriman",), [WHOLE["kiriman"][0]] * 2, "kiriman", "sama"),
    (
        "looking beyond the next month",
        ("jadwal", "lihat_lagi_kali"),
        700,
        "jadwal.lihat_lagi_kali",
        "28 hari",
    ),
]


def refused(policy: dict[str, Any], path: Path) -> list[str]:
    """Return the sentences of what is wrong with `policy`.

    One of them must name `path` with its line.
    """
    text, lines = written(policy)
    with pytest.raises(RefusedError) as caught:
        parse_policy(text)
    told = str(caught.value).splitlines()
    sentences = told[1:] if len(told) > 1 else told
    line = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)
    place = f"kebijakan.toml baris {line}, " if line else "kebijakan.toml, "
    named = [sentence for sentence in sentences if sentence.startswith(f"{place}{dotted(path)}")]
    assert named, (place, dotted(path), sentences)
    assert all(re.search(r": .+\. .+\.$", sentence) for sentence in sentences)
    return named


def by_name(path: Path) -> str:
    return dotted(path)


def test_every_setting_that_is_known_is_tried_here() -> None:
    known: set[tuple[str, ...]] = set()
    for name in known_keys(PolicyFile, ()):
        inner = known_keys(PolicyFile, (name,)) if name in tables() else ()
        known |= {(name, key) for key in inner} or {(name,)}
    assert {tuple(part for part in path if isinstance(part, str)) for path in settings()} == known
    assert NEEDED | MAY_BE_EMPTY | set(OUT_OF_BOUNDS) | set(NEEDED_BY) <= {*map(dotted, settings())}


def test_a_policy_with_every_setting_is_read() -> None:
    policy = parse_policy(written(WHOLE)[0])
    assert (policy.kontak, policy.unit_pecah, policy.kirim.port) == (
        "Operator, telepon 000",
        ("DISDIK",),
        587,
    )
    assert [delivery.required for delivery in policy.kiriman] == [True, True]


@pytest.mark.parametrize("path", settings(), ids=by_name)
def test_a_setting_that_lacks_has_a_default_or_is_named(path: Path) -> None:
    name, policy = dotted(path), changed(path, drop=True)
    if name in NEEDED:
        assert "belum ada" in refused(policy, path)[0]
    elif name in NEEDED_BY:
        whose = tuple(NEEDED_BY[name].split("."))
        assert name in refused(policy, whose)[0]
    else:
        parse_policy(written(policy)[0])


@pytest.mark.parametrize("path", settings(), ids=by_name)
def test_a_misspelt_setting_is_refused_with_the_one_that_is_meant(path: Path) -> None:
    name = str(path[-1])
    misspelt = f"{name[:-2]}{name[-1]}{name[-2]}x"
    said = refused(changed(path, name=misspelt), (*path[:-1], misspelt))[0]
    assert "tidak dikenal" in said
    assert path[0] == "wajib" or f"Mungkin maksudnya {dotted(path)};" in said


@pytest.mark.parametrize("name", tables())
def test_a_misspelt_table_is_refused_with_the_one_that_is_meant(name: str) -> None:
    for misspelt in (name[:-1], name.capitalize()):
        assert (
            f"Mungkin maksudnya {name};" in refused(changed((name,), name=misspelt), (misspelt,))[0]
        )


@pytest.mark.parametrize("path", settings(), ids=by_name)
def test_a_value_of_another_kind_is_refused(path: Path) -> None:
    value = value_at(path)
    others: list[Any] = [{"a": 1}, [[1]], True, 3, 2.5, "tiga"]
    kinds = (int, float) if isinstance(value, float) else type(value)
    for other in others:
        same = isinstance(other, kinds) and isinstance(other, bool) == isinstance(value, bool)
        if not same or isinstance(value, list):
            refused(changed(path, other), path)


@pytest.mark.parametrize("name", tables())
def test_a_table_that_is_none_is_refused(name: str) -> None:
    for other in ("teks", 3, ["satu"]):
        refused(changed((name,), other), (name,))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (path, value)
        for path in [*settings(), ("tarif", 1, "sampai")]
        for value in OUT_OF_BOUNDS.get(dotted(path), [])
    ],
    ids=str,
)
def test_a_value_out_of_its_bounds_is_refused(path: Path, value: Any) -> None:
    refused(changed(path, value), path)


def test_every_number_and_share_has_been_tried_beyond_its_bounds() -> None:
    numbers = {
        dotted(path)
        for path in settings()
        if isinstance(value_at(path), (int, float)) and value_at(path) is not True
    }
    assert numbers <= set(OUT_OF_BOUNDS)


@pytest.mark.parametrize(
    "path", [path for path in settings() if isinstance(value_at(path), (str, list))], ids=by_name
)
def test_an_empty_value_is_refused_or_means_none(path: Path) -> None:
    name, empty = dotted(path), type(value_at(path))()
    if name in NEEDED_BY:
        assert name in refused(changed(path, empty), tuple(NEEDED_BY[name].split(".")))[0]
    elif name in MAY_BE_EMPTY:
        parse_policy(written(changed(path, empty))[0])
    else:
        refused(changed(path, empty), path)


@pytest.mark.parametrize(
    "path", [path for path in settings() if isinstance(value_at(path), list)], ids=by_name
)
def test_a_word_that_is_none_is_refused_in_every_list(path: Path) -> None:
    if dotted(path) != "kirim.coba_lagi_detik":
        for word in ("", " . ", "a\tb"):
            refused(changed(path, ["contoh", word]), path)


@pytest.mark.parametrize(
    ("path", "value", "key", "says"),
    [row[1:] for row in CONTRADICTIONS],
    ids=[row[0] for row in CONTRADICTIONS],
)
def test_settings_that_contradict_each_other_are_refused(
    path: Path, value: Any, key: str, says: str
) -> None:
    parts = [(int(part) - 1 if part.isdigit() else part) for part in re.findall(r"[^\[\].]+", key)]
    assert says in refused(changed(path, value), tuple(parts))[0]


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("0 6 29 * *", "tanggal"),
        ("0 6 30 * *", "tanggal"),
        ("0 6 31 * *", "tanggal"),
        ("0 6 5,31 * *", "tanggal"),
        ("0 6 1-31 * *", "tanggal"),
        ("0 6 L * *", "tanggal"),
        ("0 0 6 5 * *", "6 bagian"),
        ("31 2", "2 bagian"),
        ("* * * * *", "sekali sehari"),
        ("*/5 6 5 * *", "sekali sehari"),
        ("0 6,18 5 * *", "sekali sehari"),
        ("0 6 * * *", "setiap hari"),
        ("0 6 */2 * *", "setiap hari"),
        ("0 6 5 * 1", "hari dalam minggu"),
        ("0 6 * * MON", "hari dalam minggu"),
        ("0 6 5 1-6 *", "setiap bulan"),
        ("0 6 5 DEC *", "setiap bulan"),
        ("0 6 31 2 *", "bukan jadwal"),
        ("0 25 5 * *", "bukan jadwal"),
        ("60 6 5 * *", "bukan jadwal"),
        ("0 6 lima * *", "bukan jadwal"),
        ("@monthly", "1 bagian"),
        ("0 6 0 * *", "bukan jadwal"),
    ],
)
def test_a_schedule_that_not_every_month_has_is_refused_with_the_reason(
    cron: str, says: str
) -> None:
    assert says in refused(changed(("jadwal", "cron"), cron), ("jadwal", "cron"))[0]


@pytest.mark.parametrize("cron", ["0 6 5 * *", "30 23 28 * *", "0 6 5,20 * *", "0  6  05  *  *"])
def test_a_schedule_that_every_month_has_is_taken(cron: str) -> None:
    assert parse_policy(written(changed(("jadwal", "cron"), cron))[0]).jadwal.cron == cron


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    policy = changed(("gerbang", "klarifikasi"), 2)
    policy["surat"]["ythh"] = policy["surat"].pop("yth")
    policy["kedudukan"]["keluar"] = ["Aktif"]
    policy["minimal_pekerja"] = "satu"
    _, mistakes = checked_policy(written(policy)[0])
    told = [(mistake.line > 0, mistake.key) for mistake in mistakes]
    assert {key for _, key in told} == {
        "minimal_pekerja",
        "kedudukan",
        "gerbang.klarifikasi",
        "surat.yth",
        "surat.ythh",
    }
    assert [mistake.line for mistake in mistakes] == sorted(mistake.line for mistake in mistakes)
    with pytest.raises(RefusedError) as caught:
        parse_policy(written(policy)[0])
    assert str(caught.value).splitlines()[0] == say("acuan.banyak", jumlah=5)


def test_a_setting_below_the_wrong_heading_is_told_where_it_belongs() -> None:
    text = (
        written(WHOLE)[0].replace('kontak = "Operator, telepon 000"', "") + 'kontak = "Operator"\n'
    )
    with pytest.raises(RefusedError, match="Tempatnya kontak"):
        parse_policy(text)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x = " + "[" * 5000 + "]" * 5000, "terlalu dalam"),
        ("x = ", "tidak terbaca"),
        ('x = "a', "tidak terbaca"),
        ("instansi = 1\ninstansi = 2", "tertulis dua kali"),
        ("x = " + "9" * 5000, "tidak terbaca"),
    ],
)
def test_a_text_that_is_no_toml_is_one_sentence(line: str, says: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_policy(f"{line}\n")
    assert says in str(caught.value)
    assert str(caught.value).startswith("kebijakan.toml")


def test_an_inline_table_is_told_by_its_line_and_its_key() -> None:
    text = written({k: v for k, v in WHOLE.items() if k != "batas"})[0]
    with pytest.raises(RefusedError, match=r"kebijakan.toml baris 1, batas.ukuran_terurai: "):
        parse_policy('batas = { ukuran_terurai = "0 B" }\n' + text)
