"""`asn-peduli accept` on a terminal and from a file (contract §7)."""

import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.core.wording import say
from pipeline.publishing.manifest import CURRENT
from tests.builders import kota_kecil
from tests.builders.kota_kecil import INPUTS
from tests.builders.running import PROGRAM, asn_peduli
from tests.builders.without_prefect import answered

QUESTION = b"[b] berhenti"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    shutil.copytree(INPUTS, folder)
    (folder / "referensi" / "koreksi.csv").unlink(missing_ok=True)
    return folder


def lines(inputs: Path, name: str = "koreksi.csv") -> list[str]:
    path = inputs / "referensi" / name
    return path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Return outputs/ whose cache knows kota-kecil's files: what is tried here is the answering."""
    return Path(shutil.copytree(kota_kecil.read_before(), tmp_path / "outputs"))


def where(inputs: Path, outputs: Path) -> tuple[str | Path, ...]:
    return ("accept", "2026-03", "--inputs", inputs, "--outputs", outputs)


def answering(inputs: Path, outputs: Path, answers: str) -> str:
    done = answered(*where(inputs, outputs), typed=answers)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_yes_no_later_and_stop(inputs: Path, outputs: Path) -> None:
    shown = answering(inputs, outputs, "y\nx\nt\nnanti\nb\n")
    assert "Diterima 1, ditolak 1, ditunda 1" in shown
    assert "Jawab dengan y, t, n, atau b." in shown
    assert len(lines(inputs)) == 1
    assert len(lines(inputs, "usulan_ditolak.csv")) == 1
    assert oct((inputs / "referensi" / "koreksi.csv").stat().st_mode)[-3:] == "600"


def test_where_other_months_are_published_it_says_how_to_see_what_changes_in_them(
    inputs: Path, outputs: Path
) -> None:
    assert "backfill" not in answering(inputs, outputs, "y\nb\n")
    for period in ("2025-12", "2026-02", "2026-03"):
        (outputs / period).mkdir()
        (outputs / period / CURRENT).write_text("{}")
    shown = " ".join(answering(inputs, outputs, "y\nb\n").split())
    assert "Bulan lain yang sudah terbit dapat ikut berubah" in shown
    assert "2025-12 2026-02 --dry-run" in shown


def test_what_was_answered_is_not_asked_again_and_later_is(inputs: Path, outputs: Path) -> None:
    first = answering(inputs, outputs, "y\nt\nn\nb\n")
    second = answering(inputs, outputs, "b\n")
    total = int(first.split(" usulan menunggu")[0])
    assert f"{total - 2} usulan menunggu" in second


def test_an_accepted_repair_counts_at_the_next_check(inputs: Path, outputs: Path) -> None:
    def workers() -> str:
        done = answered("check", "2026-03", "--inputs", inputs, "--outputs", outputs)
        return done.stdout.splitlines()[0]

    before = workers()
    answering(inputs, outputs, "y\n" * 30)
    assert len(lines(inputs)) == 30
    assert workers() != before


def test_input_that_ends_is_a_stop(inputs: Path, outputs: Path) -> None:
    shown = answering(inputs, outputs, "y\n")
    assert "Masukan terputus." in shown
    assert len(lines(inputs)) == 1


def test_a_terminal_that_is_dropped_loses_nothing(inputs: Path, outputs: Path) -> None:
    master, slave = pty.openpty()
    words = [str(PROGRAM), *map(str, where(inputs, outputs))]
    with subprocess.Popen(
        words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    ) as running:
        os.close(slave)
        for _ in range(3):
            _until(master, QUESTION)
            os.write(master, b"y\n")
        _until(master, QUESTION)
        os.close(master)
        running.kill()
    assert len(lines(inputs)) == 3


def _until(terminal: int, wanted: bytes) -> None:
    seen, ends = b"", time.monotonic() + 60
    while wanted not in seen:
        readable, _, _ = select.select([terminal], [], [], max(0.0, ends - time.monotonic()))
        assert readable, f"not shown within a minute: {wanted!r}"
        seen += os.read(terminal, 4096)


def test_a_second_one_at_the_same_time_is_told_to_wait(inputs: Path, outputs: Path) -> None:
    words = [str(PROGRAM), *map(str, where(inputs, outputs))]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        _until(first.stdout.fileno(), QUESTION)
        second = asn_peduli(*words[1:])
        first.kill()
    assert second.returncode == 5
    assert "dibuka di tempat lain" in second.stderr


def test_one_person_may_be_asked_about_alone(inputs: Path, outputs: Path) -> None:
    every = answering(inputs, outputs, "b\n")
    offered = every.split("roster")[1].split()[0] if "roster" in every else ""
    assert len(offered) == 18
    done = answered(*where(inputs, outputs), "--nip", offered, typed="b\n")
    assert done.stdout.startswith("1 usulan menunggu")
    nobody = answered(*where(inputs, outputs), "--nip", "199001012015041001", typed="b\n")
    assert nobody.returncode == 0
    total = every.split(" usulan menunggu")[0]
    assert say("terima.saringan_kosong", jumlah=total, periode="Maret 2026") in nobody.stdout


def asked(inputs: Path, outputs: Path, typed: str, *options: str) -> str:
    done = answered(*where(inputs, outputs), *options, typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_page_of_a_kind_is_taken_as_a_whole_or_but_for_some(inputs: Path, outputs: Path) -> None:
    shown = asked(inputs, outputs, "x\nk 2 9\nk 2, 5\nb\n", "--by-group")
    assert "nama sama (gelar dan urutan kata tidak dilihat): 1-8 dari" in shown
    assert shown.count("Jawab dengan y, s, n, b, atau k dan nomor") == 2
    assert "Diterima 6, ditolak 0, ditunda 2" in shown
    taken = {line.split(",")[-1] for line in lines(inputs)}
    page = shown.split("1-8 dari")[1].split("Terima?")[0].splitlines()
    offered = [line.split()[0].replace("_", "") for line in page[2::2]]
    assert sorted(offered.index(nip) + 1 for nip in taken) == [1, 3, 4, 6, 7, 8]


def test_groups_take_everything_with_few_answers(inputs: Path, outputs: Path) -> None:
    shown = asked(inputs, outputs, "y\n" * 30, "--by-group")
    total = int(shown.split(" usulan menunggu")[0])
    assert f"Diterima {total}, ditolak 0, ditunda 0, belum ditanyakan 0" in shown
    assert shown.count("Terima?") < total / 3
    assert len(lines(inputs)) == total
    assert answering(inputs, outputs, "").startswith("Tidak ada usulan")


def test_a_page_may_be_gone_through_one_by_one(inputs: Path, outputs: Path) -> None:
    shown = asked(inputs, outputs, "s\ny\nt\nb\n", "--by-group")
    assert "Diterima 1, ditolak 1, ditunda 0" in shown
    assert len(lines(inputs)) == len(lines(inputs, "usulan_ditolak.csv")) == 1


def test_only_this_months_or_only_one_opds_are_asked_about(inputs: Path, outputs: Path) -> None:
    def count(*options: str) -> int:
        first = asked(inputs, outputs, "b\n", *options).split(" usulan menunggu")[0]
        return int(first) if first.isdigit() else 0

    every, here = count(), count("--this-month")
    assert 0 < here < every
    assert f"{here} di antaranya mengenai Maret 2026" in asked(inputs, outputs, "b\n")
    assert 0 < count("--opd", "dinkes") < every
    assert count("--opd", "DINKES", "DISDIK") > count("--opd", "DINKES")


def test_an_opd_that_there_is_none_of_is_wrong_usage(inputs: Path, outputs: Path) -> None:
    done = answered(*where(inputs, outputs), "--opd", "DINKES", "DINKESS", typed="b\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert say("terima.opd_tak_dikenal", opd="DINKESS") in done.stderr


@pytest.mark.parametrize(
    "option", [("--opd", "DINKES"), ("--this-month",), ("--by-group",), ("--nip", "1" * 18)]
)
def test_a_file_is_taken_as_a_whole(
    option: tuple[str, ...], inputs: Path, outputs: Path, tmp_path: Path
) -> None:
    (tmp_path / "satu.csv").write_text("nip_tercatat,nama_tercatat,nip_benar\n")
    done = answered(*where(inputs, outputs), "--from", tmp_path / "satu.csv", *option)
    assert done.returncode == 2
    assert say("terima.salah_pilihan") in done.stderr


def test_many_from_a_file_all_or_none(inputs: Path, outputs: Path, tmp_path: Path) -> None:
    def take(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "banyak.csv").write_text(
            f"nip_tercatat;nama_tercatat;nip_benar\n{text}", encoding="utf-8"
        )
        return answered(*where(inputs, outputs), "--from", tmp_path / "banyak.csv")

    answering(inputs, outputs, "y\ny\n")
    one, two = lines(inputs)
    (inputs / "referensi" / "koreksi.csv").unlink()
    bad = take(f"{one.replace(',', ';')}\nsalah;Orang;123\n")
    assert (bad.returncode, lines(inputs)) == (3, [])
    assert "Baris 3" in bad.stderr
    good = take(f"{one}\n{two}\n".replace(",", ";"))
    assert (good.returncode, lines(inputs)) == (0, [one, two])
    again = take(f"{one.replace(',', ';')}\n")
    assert "sudah ada" in again.stdout
    assert lines(inputs) == [one, two]


def test_a_file_that_is_not_there_is_wrong_usage(inputs: Path, outputs: Path) -> None:
    done = answered(*where(inputs, outputs), "--from", inputs / "tidak-ada.csv")
    assert done.returncode == 2
    assert "tidak-ada.csv tidak ada" in done.stderr
