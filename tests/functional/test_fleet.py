"""`asn-peduli fleet`: many instansi in one run, each for itself (contract §7)."""

import datetime as dt
import errno
import json
import os
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from pipeline.core.errors import LockedError
from pipeline.operations.run_ends import RunEnd, last_ends, note_end
from pipeline.system.locks import exclusive
from tests.builders.fleets import FILE, MONTH, lay_fleet, policy_of
from tests.builders.running import asn_peduli, documents
from tests.builders.without_prefect import answered, without_prefect


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    return lay_fleet(tmp_path)


def run(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the fleet's month, without the time that Prefect takes, from its folder."""
    with without_prefect():
        return answered("fleet", file.name, *(words or ("--period", MONTH)), cwd=file.parent)


def page(file: Path) -> str:
    return (file.parent / "armada" / "index.html").read_text(encoding="utf-8")


def revision(file: Path, name: str) -> Path | None:
    pointer = file.parent / name / "keluaran" / MONTH / "terkini.json"
    if not pointer.exists():
        return None
    return pointer.parent / str(json.loads(pointer.read_bytes())["revisi"])


def without_the_run(files: dict[str, bytes]) -> dict[str, bytes]:
    manifest = json.loads(files["manifest.json"])
    del manifest["jalan"]
    return files | {"manifest.json": json.dumps(manifest, sort_keys=True).encode()}


def test_a_fleet_of_three_is_published_and_told_in_one_table(fleet: Path) -> None:
    done = run(fleet)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    rows = {
        line[0]: line[1:-1] for line in lines if line and line[0] in ("Asri", "Bahari", "Cerah")
    }
    assert list(rows.values()) == [["terbit", "r01", "1", "1", "0", "2"]] * 3
    told = page(fleet)
    assert "3 dari 3 instansi sudah terbit seluruhnya." in told
    assert f'href="../Asri/keluaran/{MONTH}/r01/index.html"' in told
    assert "Orang 1001" not in told
    assert "r.csv" not in told


def test_nothing_new_is_published_twice(fleet: Path) -> None:
    assert run(fleet).returncode == 0
    done = run(fleet)
    assert done.returncode == 0
    assert done.stdout.count("tetap r01") == 3


def test_each_is_published_as_it_would_be_alone(fleet: Path, tmp_path: Path) -> None:
    for name in ("Asri", "Bahari", "Cerah"):
        # The same key signs: workbooks carry its signature.
        key = fleet.parent / name / "keluaran" / "kunci" / "tanda-tangan"
        key.parent.mkdir(parents=True)
        key.write_text(f"kunci uji coba {name} 9f3b1c7e5a2d4860b7c1\n")
        key.chmod(0o600)
    assert run(fleet).returncode == 0
    for name in ("Asri", "Bahari", "Cerah"):
        alone = tmp_path / "sendiri" / name
        held = (fleet.parent / name / "keluaran" / "kunci" / "tanda-tangan").read_text().strip()
        with without_prefect():
            places = ("--inputs", fleet.parent / name / "masukan", "--outputs", alone)
            done = answered("run", MONTH, *places, ASN_PEDULI_KUNCI=held)
        assert done.returncode == 0, done.stderr
        together = revision(fleet, name)
        assert together is not None
        both = documents(alone / MONTH / "r01"), documents(together)
        assert without_the_run(both[0]) == without_the_run(both[1])


def test_one_whose_inputs_are_refused_leaves_the_others_alone(fleet: Path) -> None:
    (fleet.parent / "Bahari" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    done = run(fleet)
    assert done.returncode == 4
    assert [name for name in ("Asri", "Bahari", "Cerah") if revision(fleet, name)] == [
        "Asri",
        "Cerah",
    ]
    assert "2026-03/asn/r.csv" in done.stderr
    assert "1 dari 3 instansi tidak terbit seluruhnya (Bahari)" in done.stderr
    assert f"check --inputs {fleet.parent}/Bahari/masukan" in done.stderr
    assert "DITOLAK" in page(fleet)
    assert "r.csv" not in page(fleet)


def test_what_was_published_before_is_told_beside_a_refusal(fleet: Path) -> None:
    assert run(fleet).returncode == 0
    (fleet.parent / "Bahari" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    assert run(fleet).returncode == 4
    assert "DITOLAK r01" in page(fleet)
    assert f'href="../Bahari/keluaran/{MONTH}/r01/index.html"' in page(fleet)


def test_one_whose_policy_is_broken_leaves_the_others_alone(fleet: Path) -> None:
    policy = fleet.parent / "Cerah" / "masukan" / "referensi" / "kebijakan.toml"
    policy.write_text(policy.read_text().replace("minimal_pekerja", "minimal_pekerjaan"))
    done = run(fleet)
    assert done.returncode == 4
    assert "minimal_pekerjaan: tidak dikenal. Mungkin maksudnya minimal_pekerja" in done.stderr
    assert revision(fleet, "Cerah") is None
    assert revision(fleet, "Asri")


def test_one_whose_folder_is_missing_leaves_the_others_alone_and_gets_no_folder(
    fleet: Path,
) -> None:
    fleet.write_text(fleet.read_text().replace("Bahari/masukan", "bahari-lama/masukan"))
    done = run(fleet)
    assert done.returncode == 4
    assert "bahari-lama/masukan tidak ada, atau tidak berisi folder referensi" in done.stderr
    assert "Folder masukannya tidak ada" in page(fleet)
    assert not (fleet.parent / "Bahari" / "keluaran").exists()
    assert revision(fleet, "Cerah")


def test_a_share_that_answers_nothing_leaves_the_others_alone(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.operations import fleets

    settings = fleets.member_settings

    def sick(member: Any) -> Any:
        if member.name == "Bahari":
            raise OSError(errno.ESTALE, "Stale file handle", "199001012015041001 BUDI.xlsx")
        return settings(member)

    monkeypatch.setattr(fleets, "member_settings", sick)
    done = run(fleet)
    assert done.returncode == 4, done.stderr
    assert "BUDI" not in done.stdout + done.stderr + page(fleet)
    assert [bool(revision(fleet, name)) for name in ("Asri", "Bahari", "Cerah")] == [1, 0, 1]


def test_a_link_in_one_s_outputs_is_named_on_no_page(fleet: Path) -> None:
    held = fleet.parent / "Bahari" / "keluaran"
    held.mkdir()
    (held / "199001012015041001 BUDI.xlsx").symlink_to(fleet)
    done = run(fleet)
    assert done.returncode == 4
    assert "BUDI.xlsx adalah tautan" in done.stderr
    assert "BUDI" not in page(fleet)
    assert "BUDI" not in (held / "riwayat.jsonl").read_text(encoding="utf-8")


def test_a_named_policy_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    fleet = lay_fleet(tmp_path, ("Asri", "Bahari"))
    own = 'masukan = "Asri/masukan"\nkebijakan = "tiada.toml"'
    fleet.write_text(fleet.read_text().replace('masukan = "Asri/masukan"', own))
    done = run(fleet)
    assert done.returncode == 4
    assert "tiada.toml tidak ada. Betulkan letaknya di FLEET.toml" in done.stderr


def test_where_all_are_refused_nothing_is_published_and_the_exit_says_so(tmp_path: Path) -> None:
    fleet = lay_fleet(tmp_path, ("Asri", "Bahari"))
    for name in ("Asri", "Bahari"):
        (tmp_path / name / "masukan" / MONTH / "asn" / "r.csv").unlink()
    assert run(fleet).returncode == 3


def test_one_that_another_run_holds_is_told_and_the_others_are_done(fleet: Path) -> None:
    with exclusive(fleet.parent / "Asri" / "keluaran", "dipakai", "run"):
        done = run(fleet)
    assert done.returncode == 4
    assert "DIPAKAI" in done.stdout
    assert last_ends(fleet.parent / "Asri" / "keluaran", 5) == []
    assert revision(fleet, "Bahari")


def test_two_runs_of_one_fleet_do_not_meet(fleet: Path) -> None:
    with exclusive(fleet.parent / "armada", "dipakai", "fleet"):
        assert run(fleet).returncode == 5
    assert revision(fleet, "Asri") is None


def test_each_has_the_end_in_its_own_history(fleet: Path) -> None:
    (fleet.parent / "Bahari" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    run(fleet)
    ends = {
        name: [(end.nama, end.akhir) for end in last_ends(fleet.parent / name / "keluaran", 5)]
        for name in ("Asri", "Bahari")
    }
    assert ends == {"Asri": [(MONTH, "selesai")], "Bahari": [(MONTH, "gagal")]}


def test_what_is_out_since_before_is_noted_once(fleet: Path) -> None:
    outputs = fleet.parent / "Asri" / "keluaran"
    run(fleet)
    run(fleet)
    assert [end.akhir for end in last_ends(outputs, 5)] == ["selesai"]
    note_end(outputs, RunEnd("2026-04-06T00:00:00+00:00", "laporan-bulanan", MONTH, "gagal", "-"))
    run(fleet)
    assert [end.akhir for end in last_ends(outputs, 5)] == ["selesai", "gagal", "selesai"]


def test_a_policy_of_its_own_is_read_from_where_the_file_says(tmp_path: Path) -> None:
    fleet = lay_fleet(tmp_path, ("Asri", "Bahari"))
    (tmp_path / "milik-asri.toml").write_text(policy_of("Pemerintah Kota Asri"))
    (tmp_path / "Asri" / "masukan" / "referensi" / "kebijakan.toml").unlink()
    own = 'masukan = "Asri/masukan"\nkebijakan = "milik-asri.toml"'
    fleet.write_text(fleet.read_text().replace('masukan = "Asri/masukan"', own))
    assert run(fleet).returncode == 0
    published = revision(fleet, "Asri")
    assert published is not None
    assert "Pemerintah Kota Asri" in (published / "index.html").read_text(encoding="utf-8")
    with without_prefect():
        places = ("--inputs", "Asri/masukan", "--outputs", "Asri/keluaran")
        policy = {"ASN_PEDULI_KEBIJAKAN": "milik-asri.toml"}
        again = answered("run", MONTH, *places, cwd=tmp_path, **policy)
    assert "hasilnya sama dengan r01" in again.stdout
    assert "milik-asri.toml (ASN_PEDULI_KEBIJAKAN), bukan dari folder masukan" in again.stderr


def test_a_copied_policy_with_another_s_name_in_it_is_told(fleet: Path) -> None:
    policy = fleet.parent / "Cerah" / "masukan" / "referensi" / "kebijakan.toml"
    policy.write_text(policy_of("Pemerintah Kota Cerah"))
    other = fleet.parent / "Bahari" / "masukan" / "referensi" / "kebijakan.toml"
    other.write_text(other.read_text().replace("Kota", "KOTA"))
    told = run(fleet).stdout
    assert "Kebijakan Asri, Bahari menyebut nama yang sama" in told


def test_a_mistake_in_a_named_policy_is_told_by_that_files_name(tmp_path: Path) -> None:
    fleet = lay_fleet(tmp_path, ("Asri", "Bahari"))
    (tmp_path / "milik-asri.toml").write_text(policy_of("Asri").replace("zona_waktu", "zona"))
    own = 'masukan = "Asri/masukan"\nkebijakan = "milik-asri.toml"'
    fleet.write_text(fleet.read_text().replace('masukan = "Asri/masukan"', own))
    done = run(fleet)
    assert done.returncode == 4
    assert "milik-asri.toml baris" in done.stderr


def test_a_fleets_file_with_mistakes_runs_nobody(fleet: Path) -> None:
    fleet.write_text(fleet.read_text().replace("Bahari/keluaran", "Asri/keluaran"))
    done = run(fleet)
    assert done.returncode == 3
    assert f"{FILE} baris 11, instansi[2].keluaran: folder keluaran ini sama dengan" in done.stderr
    assert not (fleet.parent / "Asri" / "keluaran").exists()
    assert not (fleet.parent / "armada").exists()


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = answered("fleet", "FLEET.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "FLEET.toml tidak ada" in done.stderr


def test_serve_takes_no_folders_beside_a_fleet(fleet: Path) -> None:
    done = answered("serve", "--fleet", fleet, "--inputs", "lain", cwd=fleet.parent)
    assert done.returncode == 2
    assert "--fleet tidak bersama --inputs" in done.stderr


class Calendar:
    """The calendar's run of a fleet in the hour of 5 April, as a deployment starts it."""

    def __init__(self, fleet: Path, patched: pytest.MonkeyPatch) -> None:
        from flows import fleet as flows
        from flows.runtime.folders import working_for
        from pipeline.operations.fleets import open_fleet

        self.asked: list[dict[str, Any]] = []
        self._flows, self._working, self._crew = flows, working_for, open_fleet(fleet)
        hour = dt.datetime(2026, 4, 5, 6, tzinfo=dt.UTC)
        patched.setattr(flows, "scheduled_for", lambda: hour)
        patched.setattr(flows, "from_deployment", lambda: True)
        patched.setattr(flows, "ask_for_another", self._ask)
        patched.setattr(flows, "Completed", lambda **told: told)

    def run(self, look: int = 1) -> Any:
        with self._working(self._crew):
            return self._flows.fleet_scheduled(look=look)

    def _ask(self, _at: dt.datetime, _name: str, told: dict[str, Any], *_: object) -> bool:
        self.asked.append(told)
        return True


def test_the_calendar_waits_for_one_and_publishes_the_others(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = fleet.parent / "Bahari" / "masukan" / MONTH / "iuran" / "i.csv"
    paid = late.read_text()
    late.unlink()
    head = "[jadwal]\ntenang_menit = 0\n\n"
    fleet.write_text(head + fleet.read_text())
    with without_prefect():
        calendar = Calendar(fleet, monkeypatch)
        told = calendar.run()
        assert told["name"] == "Menunggu"
        assert "Bahari" in told["message"]
        assert calendar.asked == [{"period": MONTH, "look": 2}]
        assert revision(fleet, "Asri")
        assert "MENUNGGU" in page(fleet)
        late.write_text(paid)
        again = MagicMock(side_effect=calendar._flows.publish_member)
        monkeypatch.setattr(calendar._flows, "publish_member", again)
        ended = calendar.run(look=2)
    assert [one.line.state for one in ended["data"]] == ["tetap", "terbit", "tetap"]
    assert again.call_count == 1, "what is published is not run again"


def test_the_calendar_waits_for_a_run_that_works_on_the_fleet(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with without_prefect(), exclusive(fleet.parent / "armada", "dipakai", "fleet"):
        calendar = Calendar(fleet, monkeypatch)
        assert calendar.run()["name"] == "Menunggu"
        assert calendar.asked == [{"period": MONTH, "look": 2}]
        with pytest.raises(LockedError):
            calendar.run(look=99)
    assert revision(fleet, "Asri") is None


def test_the_calendar_leaves_what_is_published_and_tells_at_once_who_failed(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(fleet).returncode == 0
    for name, folder in (("Bahari", "iuran"), ("Cerah", "asn")):
        (fleet.parent / name / "keluaran" / MONTH / "terkini.json").unlink()
        (fleet.parent / name / "masukan" / MONTH / folder / f"{folder[0]}.csv").unlink(
            missing_ok=True
        )
    (fleet.parent / "Cerah" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    (fleet.parent / "Asri" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    for path in fleet.parent.rglob("*.csv"):
        os.utime(path, (0, 0))
    with without_prefect():
        told = Calendar(fleet, monkeypatch).run()
    assert told["name"] == "Menunggu"
    assert "dipakai: Bahari. Tidak terbit: Cerah; sebabnya di halaman armada." in told["message"]
    assert "tetap r01" in page(fleet)


def test_a_fleet_that_changed_since_serve_was_started_is_not_run(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.runtime.folders import fleet_in_force
    from pipeline.core.errors import UsageError
    from pipeline.operations.fleets import open_fleet
    from pipeline.system.settings import fix_fleet

    fix_fleet(fleet, open_fleet(fleet).sha256)
    assert fleet_in_force() == open_fleet(fleet)
    fleet.write_text(fleet.read_text().replace("Bahari/masukan", "lain/masukan"))
    with pytest.raises(UsageError, match="berubah sejak serve dinyalakan"):
        fleet_in_force()


@pytest.mark.server
def test_each_is_a_run_of_its_own_within_the_fleets(tmp_path: Path) -> None:
    import httpx

    from tests.builders.running import SIGN_IN, prefect_server

    fleet = lay_fleet(tmp_path, ("Dahlia Sekar", "Elok"))
    (tmp_path / "Elok" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    done = asn_peduli("fleet", fleet, "--period", MONTH)
    assert done.returncode == 4, done.stderr
    user, _, password = SIGN_IN.partition(":")
    with httpx.Client(base_url=prefect_server(), auth=(user, password), timeout=60) as client:
        chosen = {"flow_runs": {"tags": {"all_": ["instansi:Dahlia Sekar"]}}}
        [run] = client.post("/flow_runs/filter", json=chosen).raise_for_status().json()
    assert run["name"] == f"{MONTH} r01"
    assert run["parent_task_run_id"]
    assert run["state_type"] == "COMPLETED"


@pytest.mark.server
def test_the_demo_makes_a_fleet_and_publishes_it(tmp_path: Path) -> None:
    words = ("--fleet", "2", "--asn", "100", "--months", "2")
    done = asn_peduli("demo", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("terbit r01") == 2
    roots = [tmp_path / "inputs" / "demo-armada" / f"kota-0{at}" for at in (1, 2)]
    rosters = [next(root.glob("2026-10/asn/*")).read_text() for root in roots]
    assert not set(rosters[0].split()[1:]) & {
        word for word in rosters[1].split() if word[:2] == "19"
    }
    assert (tmp_path / "outputs" / "demo-armada" / "index.html").exists()
