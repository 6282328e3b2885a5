"""How much of a secret is left once what anybody would try first is taken out of it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

SHORT: Final = "pendek"
REPEATED: Final = "berulang"
GUESSABLE: Final = "terduga"
LEAST_KEY: Final = 32
LEAST_PASSWORD: Final = 10
_LEFT_OF_A_KEY: Final = 16
_LEFT_OF_A_PASSWORD: Final = 8
_KINDS_IN_A_KEY: Final = 8
_KINDS_IN_A_PASSWORD: Final = 5
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_COLUMNS: Final = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
_RUN: Final = 3
_AS_LETTERS: Final = str.maketrans("013457@$!", "oieastasi")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_DATE: Final = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}")
_REPEATED_LETTER: Final = re.compile(r"(.)\1+")
_PARTS: Final = re.compile(r"[a-z]+")
_SHORTEST_WORD: Final = 3
# Of what everybody may know, short words stand in too many good passwords.
_SHORTEST_PUBLIC_WORD: Final = 4
_COMMON: Final = frozenset(
    _PARTS.findall(
        """
        admin administrator asn peduli pekerja rentan gerakan semarang kota pemkot pemerintah jawa
        tengah indonesia merdeka nusantara garuda pancasila bhinneka dinas badan bagian kecamatan
        kelurahan kantor sekretaris sekretariat kepala walikota wali bupati opd skpd laporan bulanan
        berkas lembar kerja nota surat data iuran bpjs ketenagakerjaan bkpp bkd pns pppk sandi kunci
        rahasia password passwd passcode pass word katasandi katakunci secret key signing master
        token default contoh coba test testing tes uji changeme change ganti gantisaya super user
        root guest tamu welcome selamat datang halo hello letmein masuk login sayang cinta allah
        bismillah alhamdulillah insyaallah doraemon naruto sepakbola football dragon monkey monyet
        iloveyou kucing persis persib persija psis arema bola bagus hebat jaya maju sukses mantap
        januari februari maret april mei juni juli agustus september oktober november desember
        senin selasa rabu kamis jumat sabtu minggu tahun bulan hari yang dan untuk dari
        puskesmas pustu posyandu klinik rsud rumahsakit rumah sakit sekolah sdn smpn sman tkn upt
        uptd satpol satpolpp damkar pasar terminal perpustakaan laboratorium seksi subbagian bidang
        setda setwan inspektorat kesehatan pendidikan
        jateng jakarta bandung surabaya yogyakarta jogja solo surakarta kendal demak ungaran
        lawangsewu lawang sewu simpanglima simpang lima tugumuda tugu muda kotalama salatiga
        pandanaran pemuda pahlawan balaikota tembalang banyumanik pleburan simongan johar peleburan
        lumpia loenpia wingko bandeng warak ngendog gajahmada gajah mada diponegoro sudirman kartini
        soekarno sukarno hatta majapahit mataram sriwijaya borobudur prambanan merapi merbabu muria
        """
    )
)


def key_weakness(text: str) -> str:
    """Return why `text` is no key to sign with: SHORT, REPEATED or GUESSABLE; "" for a good one."""
    if len(text.encode()) < LEAST_KEY:
        return SHORT
    if _is_repeated(text):
        return REPEATED
    left, only_digits = what_is_left(text), not any(character.isalpha() for character in text)
    weak = only_digits or len(left) < _LEFT_OF_A_KEY or len(set(left)) < _KINDS_IN_A_KEY
    return GUESSABLE if weak else ""


def password_weakness(text: str, known: Iterable[str] = (), public: tuple[str, ...] = ()) -> str:
    """Return why `text` is no password: SHORT or GUESSABLE; "" for a good one.

    `known`: texts that everybody knows of whom it belongs to, such as an OPD's code and name.
    `public`: what else everybody knows, such as the names of all OPDs and units.
    """
    if len(text) < LEAST_PASSWORD:
        return SHORT
    left = what_is_left(text, known, public)
    only_digits = not any(character.isalpha() for character in text)
    few = len(left) < _LEFT_OF_A_PASSWORD or len(set(left)) < _KINDS_IN_A_PASSWORD
    return GUESSABLE if only_digits or few or _is_repeated(text) else ""


def what_is_left(text: str, known: Iterable[str] = (), public: tuple[str, ...] = ()) -> str:
    """Return the letters and digits of `text` that no list of first guesses holds.

    Common words, those of `known` and `public`, years, runs of the alphabet, of digits and of the
    keyboard, and repetitions are taken out, also where digits stand for letters ("s3m4r4ng").
    """
    plain = _plain(text)
    words = [*_longest_first(_words_of(known)), *_common_words(public)]
    return min(
        (_without_guesses(written, words) for written in (plain, plain.translate(_AS_LETTERS))),
        key=len,
    )


@cache
def _common_words(public: tuple[str, ...]) -> list[str]:
    long = {word for word in _words_of(public) if len(word) >= _SHORTEST_PUBLIC_WORD}
    return _longest_first(_COMMON | long)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _words_of(known: Iterable[str]) -> set[str]:
    words: set[str] = set()
    for text in known:
        parts = _PARTS.findall(_plain(text))
        words |= {*parts, "".join(parts), "".join(part[0] for part in parts)}
    return {word for word in words if len(word) >= _SHORTEST_WORD}


def _without_guesses(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    text = _YEAR.sub(" ", _DATE.sub(" ", text))
    text = "".join(c if c.isalnum() else " " for c in text)
    return _REPEATED_LETTER.sub(r"\1", "".join(map(_without_runs, text.split())))


def _without_runs(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _is_run(text[at : end + 1]):
            end += 1
        if end - at < _RUN:
            end = at + 1
            kept.append(text[at])
        at = end
    return "".join(kept)


def _is_run(part: str) -> bool:
    return any(part in run or part[::-1] in run for run in (*_RUNS, *_COLUMNS))


def _is_repeated(text: str) -> bool:
    """Tell whether `text` is a shorter text written again and again."""
    return text in (text + text)[1:-1]
