"""`asn-peduli fleet`: many instansi in one run, each for itself (contract §7)."""

import datetime as dt
import errno
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import MagicMock

import pytest

from pipeline.core.errors import LockedError, PartialError
from pipeline.operations.run_ends import RunEnd, last_ends, note_end
from pipeline.system.invented import MARK
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


def _publish(folder: Path) -> None:
    done = run(lay_fleet(folder))
    assert done.returncode == 0, done.stderr
    (folder / "layar.txt").write_text(done.stdout, encoding="utf-8")


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fleet of three whose month is out, with the screen of that run: to look at only."""
    folder = tmp_path_factory.mktemp("terbit")
    _publish(folder)
    return folder / FILE


@pytest.fixture
def published(first_run: Path, tmp_path: Path) -> Path:
    """A fleet of three whose month is out, to go on with."""
    shutil.copytree(first_run.parent, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / FILE


def test_a_fleet_of_three_is_published_and_told_in_one_table(first_run: Path) -> None:
    screen = (first_run.parent / "layar.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in screen.splitlines()]
    rows = {
        line[0]: line[1:-1] for line in lines if line and line[0] in ("Asri", "Bahari", "Cerah")
    }
    assert list(rows.values()) == [["terbit", "r01", "1", "1", "0", "2"]] * 3
    told = page(first_run)
    assert "3 dari 3 instansi sudah terbit seluruhnya." in told
    assert f'href="../Asri/keluaran/{MONTH}/r01/index.html"' in told
    assert "Orang 1001" not in told
    assert "r.csv" not in told


def test_what_became_of_each_is_told_as_soon_as_it_is_done(published: Path) -> None:
    """Who stops a long run before its table has seen what is out."""
    (published.parent / "Bahari" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    told = run(published).stderr
    assert re.findall(r"^(?:Asri|Bahari|Cerah)(?: \(instansi|: \w+ r01)", told, re.MULTILINE) == [
        "Asri (instansi",
        "Asri: tetap r01",
        "Bahari (instansi",
        "Bahari: DITOLAK r01",
        "Cerah (instansi",
        "Cerah: tetap r01",
    ]


def test_nothing_new_is_published_twice(published: Path) -> None:
    done = run(published)
    assert done.returncode == 0
    assert done.stdout.count("tetap r01") == 3


def test_each_is_published_as_it_would_be_alone(first_run: Path, tmp_path: Path) -> None:
    for name in ("Asri", "Bahari", "Cerah"):
        alone = tmp_path / "sendiri" / name
        # The same key signs: workbooks carry its signature.
        held = (first_run.parent / name / "keluaran" / "kunci" / "tanda-tangan").read_text()
        with without_prefect():
            places = ("--inputs", first_run.parent / name / "masukan", "--outputs", alone)
            done = answered("run", MONTH, *places, ASN_PEDULI_KUNCI=held.strip())
        assert done.returncode == 0, done.stderr
        together = revision(first_run, name)
        assert together is not None
        both = documents(alone / MONTH / "r01"), documents(together)
        assert without_the_run(both[0]) == without_the_run(both[1])


def test_one_whose_inputs_are_refused_is_told_beside_what_was_out_before(published: Path) -> None:
    bahari = published.parent / "Bahari" / "masukan" / MONTH
    (bahari / "asn" / "r.csv").write_text("Budi;rahasia\n")
    done = run(published)
    assert done.returncode == 4
    assert done.stdout.count("tetap r01") == 2
    assert "1 dari 3 instansi tidak terbit seluruhnya (Bahari)" in done.stderr
    assert "DITOLAK r01" in page(published)
    assert f'href="../Bahari/keluaran/{MONTH}/r01/index.html"' in page(published)


WELL: Final = ("Asri", "Zamrud")
# Each ails in its own way, between two that are well.
SICK: Final = (
    "Bahari",
    "Cerah",
    "Damai",
    "Elok",
    "Fajar",
    "Gading",
    "Harum",
    "Indah",
    "Jaya",
    "Kuncup",
)

# Their outputs lie in the fleet's own folder, as those of the demo's fleet do.
WITHIN: Final = "armada/Fajar"
# These are a link, or lie behind one, to a folder that holds nothing before or after.
LINKED: Final = {"Jaya": "armada/Jaya", "Kuncup": "armada/jauh/Kuncup"}
ELSEWHERE: Final = "lain"


@dataclass(frozen=True)
class Ward:
    """A fleet of which ten ail, and what its run said."""

    file: Path
    done: subprocess.CompletedProcess[str]

    def outputs(self, name: str) -> Path:
        moved = {"Fajar": WITHIN, **LINKED}
        return self.file.parent / moved.get(name, f"{name}/keluaran")

    def inputs(self, name: str) -> Path:
        return self.file.parent / name / "masukan"

    def ends(self, name: str) -> list[tuple[str, str]]:
        return [(end.nama, end.akhir) for end in last_ends(self.outputs(name), 5)]


def _ail(ward: Path) -> None:
    """Spoil each of SICK but those that ail while the fleet runs: Elok and Gading."""
    (ward / "Bahari" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    policy = ward / "Cerah" / "masukan" / "referensi" / "kebijakan.toml"
    policy.write_text(policy.read_text().replace("minimal_pekerja", "minimal_pekerjaan"))
    (ward / WITHIN).mkdir(parents=True)
    (ward / WITHIN / "199001012015041001 BUDI.xlsx").symlink_to(ward / FILE)
    for place in ("Jaya", "jauh"):
        (ward / ELSEWHERE / place).mkdir(parents=True)
        (ward / "armada" / place).symlink_to(ward / ELSEWHERE / place)
    (ward / "milik-asri.toml").write_text(policy_of("Pemerintah Kota Asri"))
    (ward / "Asri" / "masukan" / "referensi" / "kebijakan.toml").unlink()
    (ward / "milik-indah.toml").write_text(policy_of("Indah").replace("zona_waktu", "zona"))
    told = (ward / FILE).read_text().replace("Damai/masukan", "damai-lama/masukan")
    for name, place in {"Fajar": WITHIN, **LINKED}.items():
        told = told.replace(f"{name}/keluaran", place)
    for name, policy_file in (("Asri", "milik-asri"), ("Harum", "tiada"), ("Indah", "milik-indah")):
        at = f'masukan = "{name}/masukan"'
        told = told.replace(at, f'{at}\nkebijakan = "{policy_file}.toml"')
    (ward / FILE).write_text(told)


def _with_a_sick_share(patched: pytest.MonkeyPatch) -> None:
    from pipeline.operations import fleets

    settings = fleets.member_settings

    def sick(member: Any) -> Any:
        if member.name == "Elok":
            raise OSError(errno.ESTALE, "Stale file handle", "199201012017042001 SITI.xlsx")
        return settings(member)

    patched.setattr(fleets, "member_settings", sick)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    """One run of all of them, to look at only."""
    folder = tmp_path_factory.mktemp("sakit")
    file = lay_fleet(folder, (WELL[0], *SICK, WELL[1]))
    _ail(folder)
    with pytest.MonkeyPatch.context() as patched:
        _with_a_sick_share(patched)
        with exclusive(folder / "Gading" / "keluaran", "dipakai", "run"):
            done = run(file)
    return Ward(file, done)


def test_those_that_are_well_are_published_whatever_ails_the_others(ward: Ward) -> None:
    assert ward.done.returncode == 4, ward.done.stderr
    assert tuple(name for name in (*WELL, *SICK) if revision(ward.file, name)) == WELL
    assert f"10 dari 12 instansi tidak terbit seluruhnya ({', '.join(SICK)})" in ward.done.stderr
    assert "BUDI" not in ward.done.stdout + page(ward.file)


def test_refused_inputs_are_named_to_the_operator_and_on_no_page(ward: Ward) -> None:
    assert "2026-03/asn/r.csv" in ward.done.stderr
    assert f"check --inputs {ward.inputs('Bahari')}" in ward.done.stderr
    assert "DITOLAK" in page(ward.file)
    assert "r.csv" not in page(ward.file)


def test_a_broken_policy_is_told_with_its_mistake(ward: Ward) -> None:
    told = "minimal_pekerjaan: tidak dikenal. Mungkin maksudnya minimal_pekerja"
    assert told in ward.done.stderr


def test_one_whose_folder_is_missing_gets_no_folder(ward: Ward) -> None:
    told = "damai-lama/masukan tidak ada, atau tidak berisi folder referensi"
    assert told in ward.done.stderr
    assert "Folder masukannya tidak ada" in page(ward.file)
    assert not ward.outputs("Damai").exists()


def test_of_a_share_that_answers_nothing_no_file_is_named(ward: Ward) -> None:
    line = next(line for line in ward.done.stdout.splitlines() if line.strip().startswith("Elok"))
    assert "GAGAL" in line
    assert "SITI" not in ward.done.stdout + ward.done.stderr + page(ward.file)


def test_a_link_in_one_s_outputs_is_named_on_no_page(ward: Ward) -> None:
    assert "BUDI.xlsx adalah tautan" in ward.done.stderr
    assert "BUDI" not in page(ward.file)
    assert "BUDI" not in (ward.outputs("Fajar") / "riwayat.jsonl").read_text(encoding="utf-8")


def test_outputs_behind_a_link_in_the_fleets_own_folder_stay_empty(ward: Ward) -> None:
    for link in ("armada/Jaya", "armada/jauh"):
        assert f"{ward.file.parent / link} adalah tautan" in ward.done.stderr
    held = (ward.file.parent / ELSEWHERE).rglob("*")
    assert {place.name for place in held} == {"Jaya", "jauh"}
    assert "tautan di dalam folder" not in page(ward.file)


def _publish_by_link(published: Path, name: str) -> None:
    outputs = published.parent / name / "keluaran"
    shutil.move(outputs / MONTH, published.parent / "lain")
    (outputs / MONTH).symlink_to(published.parent / "lain")


def test_what_a_link_leads_to_is_not_told_as_published(published: Path) -> None:
    _publish_by_link(published, "Bahari")
    assert run(published).returncode == 4
    assert "Bahari/keluaran" not in page(published)


def test_one_that_another_run_holds_is_told_and_has_no_end(ward: Ward) -> None:
    assert "DIPAKAI" in ward.done.stdout
    assert ward.ends("Gading") == []


def test_a_named_policy_that_is_not_there_is_told_as_such(ward: Ward) -> None:
    assert "tiada.toml tidak ada. Betulkan letaknya di FLEET.toml" in ward.done.stderr


def test_a_mistake_in_a_named_policy_is_told_by_that_files_name(ward: Ward) -> None:
    assert "milik-indah.toml baris" in ward.done.stderr


def test_each_has_the_end_in_its_own_history(ward: Ward) -> None:
    assert {name: ward.ends(name) for name in ("Asri", "Bahari")} == {
        "Asri": [(MONTH, "selesai")],
        "Bahari": [(MONTH, "gagal")],
    }


def test_a_policy_of_its_own_is_read_from_where_the_file_says(ward: Ward, tmp_path: Path) -> None:
    published = revision(ward.file, "Asri")
    assert published is not None
    assert "Pemerintah Kota Asri" in (published / "index.html").read_text(encoding="utf-8")
    shutil.copytree(ward.file.parent / "Asri", tmp_path / "Asri")
    shutil.copyfile(ward.file.with_name("milik-asri.toml"), tmp_path / "milik-asri.toml")
    with without_prefect():
        places = ("--inputs", "Asri/masukan", "--outputs", "Asri/keluaran")
        policy = {"ASN_PEDULI_KEBIJAKAN": "milik-asri.toml"}
        again = answered("run", MONTH, *places, cwd=tmp_path, **policy)
    assert "hasilnya sama dengan r01" in again.stdout
    assert "milik-asri.toml (ASN_PEDULI_KEBIJAKAN), bukan dari folder masukan" in again.stderr


def test_where_all_are_refused_nothing_is_published_and_the_exit_says_so(tmp_path: Path) -> None:
    fleet = lay_fleet(tmp_path, ("Asri", "Bahari"))
    for name in ("Asri", "Bahari"):
        (tmp_path / name / "masukan" / MONTH / "asn" / "r.csv").unlink()
    assert run(fleet).returncode == 3


def test_two_runs_of_one_fleet_do_not_meet(fleet: Path) -> None:
    with exclusive(fleet.parent / "armada", "dipakai", "fleet"):
        assert run(fleet).returncode == 5
    assert revision(fleet, "Asri") is None


def test_what_is_out_since_before_is_noted_once(published: Path) -> None:
    outputs = published.parent / "Asri" / "keluaran"
    run(published)
    assert [end.akhir for end in last_ends(outputs, 5)] == ["selesai"]
    note_end(outputs, RunEnd("2026-04-06T00:00:00+00:00", "laporan-bulanan", MONTH, "gagal", "-"))
    run(published)
    assert [end.akhir for end in last_ends(outputs, 5)] == ["selesai", "gagal", "selesai"]


def test_a_copied_policy_with_another_s_name_in_it_is_told(fleet: Path) -> None:
    policy = fleet.parent / "Cerah" / "masukan" / "referensi" / "kebijakan.toml"
    policy.write_text(policy_of("Pemerintah Kota Cerah"))
    other = fleet.parent / "Bahari" / "masukan" / "referensi" / "kebijakan.toml"
    other.write_text(other.read_text().replace("Kota", "KOTA"))
    for roster in fleet.parent.rglob("r.csv"):
        roster.unlink()  # nothing need be published for it to be told
    told = run(fleet).stdout
    assert "Kebijakan Asri, Bahari menyebut nama yang sama" in told


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


def test_the_calendar_takes_nothing_for_published_that_a_link_leads_to(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish_by_link(published, "Bahari")
    with without_prefect(), pytest.raises(PartialError) as ended:
        Calendar(published, monkeypatch).run()
    assert [one.line.state for one in ended.value.done] == ["tetap", "gagal", "tetap"]


def test_the_calendar_leaves_what_is_published_and_tells_at_once_who_failed(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, folder in (("Bahari", "iuran"), ("Cerah", "asn")):
        (published.parent / name / "keluaran" / MONTH / "terkini.json").unlink()
        (published.parent / name / "masukan" / MONTH / folder / f"{folder[0]}.csv").unlink(
            missing_ok=True
        )
    (published.parent / "Cerah" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    (published.parent / "Asri" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    for path in published.parent.rglob("*.csv"):
        os.utime(path, (0, 0))
    with without_prefect():
        told = Calendar(published, monkeypatch).run()
    assert told["name"] == "Menunggu"
    assert "dipakai: Bahari. Tidak terbit: Cerah; sebabnya di halaman armada." in told["message"]
    assert "tetap r01" in page(published)


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


def test_what_serve_starts_works_beside_a_link_in_one_s_outputs(
    fleet: Path, tmp_path: Path
) -> None:
    from flows.runtime.folders import settings_in_force
    from pipeline.core.errors import UsageError
    from pipeline.operations.fleets import fleet_settings, open_fleet
    from pipeline.system.settings import fix_fleet, fix_folders

    fleet.write_text(fleet.read_text().replace("Bahari/keluaran", WITHIN))
    (tmp_path / WITHIN).mkdir(parents=True)
    (tmp_path / WITHIN / "tautan").symlink_to(tmp_path)
    crew = open_fleet(fleet)
    fix_folders(fleet_settings(crew))
    fix_fleet(fleet, crew.sha256)
    assert settings_in_force().outputs == tmp_path / "armada"
    fleet.write_text(fleet.read_text().replace("Asri/masukan", "lain/masukan"))
    with pytest.raises(UsageError, match="tautan adalah tautan"):
        settings_in_force()


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
    assert all((root / MARK).is_file() for root in roots)
    rosters = [next(root.glob("2026-10/asn/*")).read_text() for root in roots]
    assert not set(rosters[0].split()[1:]) & {
        word for word in rosters[1].split() if word[:2] == "19"
    }
    assert (tmp_path / "outputs" / "demo-armada" / "index.html").exists()


def test_a_demo_whose_outputs_are_named_keeps_its_inputs_where_they_always_are(
    tmp_path: Path,
) -> None:
    words = ("--fleet", "2", "--asn", "100", "--months", "2", "--outputs", "hasil")
    with without_prefect():
        done = answered("demo", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "inputs" / "demo-armada" / FILE).is_file()
    assert (tmp_path / "hasil" / "index.html").is_file()
    assert not (tmp_path / "outputs").exists()
