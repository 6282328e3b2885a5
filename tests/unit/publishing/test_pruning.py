"""Pruning: what goes, what stays, what is recorded, and that nothing later depends on what went."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from pipeline.core.periods import Period
from pipeline.publishing.manifest import read_manifest
from pipeline.publishing.pruning import (
    RECORD,
    beyond_newest,
    made_before,
    periods_of,
    prune,
    recorded,
)
from pipeline.publishing.revisions import revisions, verify
from pipeline.system.settings import Settings
from tests.builders.crash_city import (
    PERIOD,
    assert_whole,
    lay_city,
    run,
    state,
    use_plain_documents,
)

MONTHS = ("2026-03", "2026-04", "2026-05")
KEPT = {"manifest.json", "dipangkas.json", "data/status.parquet", "data/iuran.parquet"}


@pytest.fixture(autouse=True)
def _plain_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_documents(monkeypatch)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three revisions of one month: read only, copy before you change it."""
    folder = tmp_path_factory.mktemp("tiga")
    settings = Settings(lay_city(folder / "in"), folder / "out")
    with pytest.MonkeyPatch.context() as patched:
        use_plain_documents(patched)
        assert [run(settings, month) for month in MONTHS] == ["r01", "r02", "r03"]
    return settings


@pytest.fixture
def settings(three: Settings, tmp_path: Path) -> Settings:
    return Settings(three.inputs, Path(shutil.copytree(three.outputs, tmp_path / "out")))


def pruned(settings: Settings, keep: int = 1) -> list[str]:
    periods = periods_of(settings.outputs, None)
    doomed = beyond_newest(settings, periods, keep, f"prune --keep {keep}")
    prune(settings, doomed)
    return [one.revisi for one in doomed]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_newest_stay_and_the_current_is_one_of_them(settings: Settings) -> None:
    assert pruned(settings, keep=3) == []
    assert pruned(settings, keep=2) == ["r01"]
    assert pruned(settings, keep=1) == ["r02"]
    assert pruned(settings, keep=1) == []


def test_what_published_first_is_told_from_stays_and_no_document(settings: Settings) -> None:
    before = {
        name: (settings.outputs / PERIOD / "r01" / name).read_bytes()
        for name in KEPT - {"dipangkas.json"}
    }
    pruned(settings)
    first = settings.outputs / PERIOD / "r01"
    assert files(first) == KEPT
    assert {name: (first / name).read_bytes() for name in before} == before
    assert not (settings.outputs / PERIOD / "r02").exists()


def test_the_index_leads_to_the_current_revision_and_to_no_pruned_one(settings: Settings) -> None:
    page = (settings.outputs / "index.html").read_text(encoding="utf-8")
    assert all(f"{PERIOD}/{name}/index.html" in page for name in ("r01", "r02", "r03"))
    pruned(settings)
    page = (settings.outputs / "index.html").read_text(encoding="utf-8")
    assert f"{PERIOD}/r03/index.html" in page
    assert "r01" not in page
    assert_whole(settings.outputs, {})


def test_every_pruned_revision_is_on_record(settings: Settings) -> None:
    going = files(settings.outputs / PERIOD / "r02")
    size = sum((settings.outputs / PERIOD / "r02" / name).stat().st_size for name in going)
    pruned(settings)
    assert len((settings.outputs / RECORD).read_text(encoding="utf-8").splitlines()) == 2
    second, first = recorded(settings.outputs)
    assert (second.periode, second.revisi, second.berkas, second.bita) == (
        PERIOD,
        "r02",
        len(going),
        size,
    )
    assert (first.revisi, set(first.tinggal), first.perintah) == ("r01", KEPT, "prune --keep 1")
    assert len(first.manifest_sha256) == 64


def test_a_later_run_gives_the_same_whether_or_not_its_first_revision_was_pruned(
    settings: Settings, tmp_path: Path
) -> None:
    """The documents of r02 reused in r03 are copies.

    "Published first" is told from what stays of r01.
    """
    untouched = Settings(
        settings.inputs, Path(shutil.copytree(settings.outputs, tmp_path / "utuh"))
    )
    pruned(settings)
    inputs = Path(shutil.copytree(settings.inputs, tmp_path / "in"))
    late = inputs / "2026-05" / "iuran" / "lagi.csv"
    late.write_text(
        (inputs / PERIOD / "iuran" / "bayar.csv").read_text().replace("0001,2026", "0009,2026")
    )
    both = [Settings(inputs, one.outputs) for one in (settings, untouched)]
    assert [run(one) for one in both] == ["r04", "r04"]
    one, other = (
        {
            name: data
            for name, data in state(each.outputs).items()
            if name.startswith(f"{PERIOD}/r04/")
        }
        for each in both
    )
    assert one == other
    assert "r01" in (settings.outputs / PERIOD / "r04" / "index.html").read_text(encoding="utf-8")


def test_pruning_leaves_the_current_revision_as_it_is(settings: Settings) -> None:
    before = {
        name: data
        for name, data in state(settings.outputs).items()
        if name.startswith(f"{PERIOD}/r03/")
    }
    pruned(settings)
    assert {
        name: data for name, data in state(settings.outputs).items() if name in before
    } == before
    assert run(settings) == "r03"


def test_age_is_that_of_the_publication(settings: Settings) -> None:
    manifest = settings.outputs / PERIOD / "r01" / "manifest.json"
    raw = json.loads(manifest.read_bytes())
    raw["jalan"]["selesai"] = "2026-01-31T23:30:00+00:00"
    manifest.write_text(json.dumps(raw))
    periods = [Period.parse(PERIOD)]
    limit = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    assert [one.revisi for one in made_before(settings, periods, limit, "")] == ["r01"]
    assert made_before(settings, periods, limit - dt.timedelta(hours=1), "") == []
    assert len(made_before(settings, periods, dt.datetime(2100, 1, 1, tzinfo=dt.UTC), "")) == 2


def test_the_revisions_are_listed_pruned_ones_too(settings: Settings) -> None:
    pruned(settings)
    third, second, first = revisions(settings.outputs)
    assert (third.name, third.current, third.pruned_at, third.differences) == (
        "r03",
        True,
        "",
        (1, 4),
    )
    assert (second.name, second.manifest, bool(second.pruned_at)) == ("r02", None, True)
    assert (first.name, first.manifest is not None, bool(first.pruned_at), first.differences) == (
        "r01",
        True,
        True,
        None,
    )


def test_a_published_file_that_was_changed_lost_or_added_is_named(settings: Settings) -> None:
    assert verify(settings.outputs) == []
    revision = settings.outputs / PERIOD / "r03"
    (revision / "index.html").write_bytes(b"lain")
    (revision / "data" / "opd.parquet").unlink()
    (revision / "tamu.txt").write_bytes(b"")
    found = {one.path.removeprefix(f"{PERIOD}/r03/"): one.kind for one in verify(settings.outputs)}
    assert found == {"index.html": "berubah", "data/opd.parquet": "hilang", "tamu.txt": "asing"}


def test_a_changed_manifest_or_pointer_is_named(settings: Settings) -> None:
    manifest = settings.outputs / PERIOD / "r03" / "manifest.json"
    manifest.write_bytes(
        manifest.read_bytes().replace(b'"data_sampai": "2026-05"', b'"data_sampai": "2026-06"')
    )
    assert [(one.path, one.kind) for one in verify(settings.outputs)] == [
        (f"{PERIOD}/r03/manifest.json", "berubah")
    ]
    (settings.outputs / PERIOD / "terkini.json").write_bytes(b"{}")
    assert [(one.path, one.kind) for one in verify(settings.outputs)] == [
        (f"{PERIOD}/terkini.json", "tak_terbaca")
    ]


def differences(settings: Settings) -> list[tuple[str, str]]:
    return [(one.path, one.kind) for one in verify(settings.outputs)]


def test_a_pointer_that_is_gone_is_named_and_what_lies_beside_it_is_verified(
    settings: Settings,
) -> None:
    (settings.outputs / PERIOD / "terkini.json").unlink()
    assert differences(settings) == [(f"{PERIOD}/terkini.json", "tanpa_penunjuk")]
    (settings.outputs / PERIOD / "r01" / "index.html").write_bytes(b"lain")
    shutil.rmtree(settings.outputs / PERIOD / "r02")
    assert (f"{PERIOD}/r01/index.html", "berubah") in differences(settings)
    assert (f"{PERIOD}/r02", "revisi_hilang") in differences(settings)


@pytest.mark.parametrize("name", ["r01", "r02"])
def test_a_revision_that_is_gone_and_was_never_pruned_is_named(
    settings: Settings, name: str
) -> None:
    shutil.rmtree(settings.outputs / PERIOD / name)
    assert (f"{PERIOD}/{name}", "revisi_hilang") in differences(settings)


def test_a_current_revision_that_is_gone_is_named_beside_what_else_differs(
    settings: Settings,
) -> None:
    shutil.rmtree(settings.outputs / PERIOD / "r03")
    (settings.outputs / PERIOD / "r02" / "index.html").write_bytes(b"lain")
    found = differences(settings)
    assert (f"{PERIOD}/terkini.json", "tak_terbaca") in found
    assert (f"{PERIOD}/r02/index.html", "berubah") in found


def test_a_revision_without_its_manifest_is_named(settings: Settings) -> None:
    (settings.outputs / PERIOD / "r02" / "manifest.json").unlink()
    assert (f"{PERIOD}/r02/manifest.json", "tak_terbaca") in differences(settings)


def test_a_pruned_revision_is_missing_when_its_record_is_or_when_it_was_to_stay(
    settings: Settings,
) -> None:
    pruned(settings)
    assert differences(settings) == []
    shutil.rmtree(settings.outputs / PERIOD / "r01")
    assert (f"{PERIOD}/r01", "revisi_hilang") in differences(settings)
    (settings.outputs / RECORD).unlink()
    assert (f"{PERIOD}/r02", "revisi_hilang") in differences(settings)


def test_what_stays_of_a_pruned_revision_is_verified_too(settings: Settings) -> None:
    pruned(settings)
    assert verify(settings.outputs) == []
    (settings.outputs / PERIOD / "r01" / "data" / "status.parquet").write_bytes(b"lain")
    assert [one.kind for one in verify(settings.outputs)] == ["berubah"]


def test_the_second_revision_says_what_it_changes(settings: Settings) -> None:
    first, second = (read_manifest(settings.outputs / PERIOD / name) for name in ("r01", "r02"))
    assert first.sejak_revisi is None
    since = second.sejak_revisi
    assert since is not None
    assert since["revisi"] == "r01"
    assert since["masukan"] == {"baru": ["2026-04/iuran/susulan.csv"], "berubah": [], "hilang": []}
    assert {
        kode: one["keadaan"] for kode, one in since["opd"].items() if one["keadaan"] != "tetap"
    } == {"DISDIK": "berubah"}
    changed = since["opd"]["DISDIK"]
    assert [
        changed[when][name] for when in ("dahulu", "kini") for name in ("wajib", "sudah", "belum")
    ] == [
        1,
        0,
        1,
        1,
        1,
        0,
    ]
    page = (settings.outputs / PERIOD / "r02" / "index.html").read_text(encoding="utf-8")
    assert "Laporan 1 dari 4 perangkat daerah berbeda dari r01" in page
    assert "1 berkas masukan baru: 2026-04/iuran/susulan.csv." in page


def test_an_opd_that_does_not_differ_keeps_its_very_documents(settings: Settings) -> None:
    first, second = (settings.outputs / PERIOD / name / "opd" / "DINKES" for name in ("r01", "r02"))
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def test_a_backup_without_cache_staging_and_prefect_is_whole_and_nothing_is_new_in_it(
    settings: Settings, tmp_path: Path
) -> None:
    backup = tmp_path / "cadangan"
    shutil.copytree(
        settings.outputs, backup, ignore=shutil.ignore_patterns(".cache", ".staging", ".prefect")
    )
    restored = Settings(settings.inputs, backup)
    assert verify(backup) == []
    assert run(restored) == "r03"
    assert {name: data for name, data in state(backup).items() if name.startswith(PERIOD)} == {
        name: data for name, data in state(settings.outputs).items() if name.startswith(PERIOD)
    }
