"""Revisions: what is new, what stays, and what a failed or dead run leaves behind (contract §6)."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.assessing.month import Month
from pipeline.assessing.restatement import Restatement, restated
from pipeline.core.errors import ConservationError, UsageError
from pipeline.core.periods import Period
from pipeline.core.signing import key_fingerprint
from pipeline.core.wording import say
from pipeline.operations import months
from pipeline.operations.desk import Desk
from pipeline.operations.documents import render_documents
from pipeline.operations.spans import STALE, state_of
from pipeline.publishing import manifest as manifest_module
from pipeline.publishing import planning, publishing, staging
from pipeline.publishing import workspace as workspace_module
from pipeline.publishing.first import first_published
from pipeline.publishing.manifest import Manifest, altered_files, current_manifest
from pipeline.publishing.paths import letter_path, opd_path, quality_path
from pipeline.publishing.planning import make_plan
from pipeline.publishing.since_revision import causes_of
from pipeline.publishing.workspace import (
    WORK,
    Plan,
    load_month,
    load_part,
    save_month,
    workspace,
)
from pipeline.rendering.excel import quality_workbook
from pipeline.rendering.html.quality_page import quality_page
from pipeline.reporting.model import Cause
from pipeline.reporting.opd import edition
from pipeline.system.settings import Settings
from tests.builders import quality_samples
from tests.builders.kota_kecil import INPUTS, expected, month, references
from tests.builders.running import documents

PERIOD = "2026-03"
EARLY = f"{PERIOD}@{PERIOD}"
RUN: dict[str, Any] = {"mulai": "2026-04-05T06:00:00+00:00"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(INPUTS, tmp_path / "outputs")


@pytest.fixture
def complete(standing: dict[str, Path], tmp_path: Path) -> Settings:
    """Folders in which PERIOD stands published with all that is known of it, as its r01."""
    return Settings(INPUTS, Path(shutil.copytree(standing[PERIOD], tmp_path / "outputs")))


@pytest.fixture
def early(standing: dict[str, Path], tmp_path: Path) -> Settings:
    """Folders in which PERIOD stands published with what was known in its own month."""
    return Settings(INPUTS, Path(shutil.copytree(standing[EARLY], tmp_path / "outputs")))


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the outputs of a first publication of each case: copied, never changed."""
    folders = {case: tmp_path_factory.mktemp("terbit") / "outputs" for case in (PERIOD, EARLY)}
    with pytest.MonkeyPatch.context() as patched:
        use_plain_documents(patched)
        for case, outputs in folders.items():
            assert published(Settings(INPUTS, outputs), case) == "r01"
    return folders


@pytest.fixture(autouse=True)
def plain_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_documents(monkeypatch)


def use_plain_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have small documents that say which OPD and revision they are of.

    These tests are about the folders around them.
    """
    monkeypatch.setattr(
        staging, "opd_workbook", lambda r: f"{r.opd.kode} {r.edition.revision}".encode()
    )
    monkeypatch.setattr(staging, "opd_page", lambda r: f"{r.opd.kode} {r.counts.sudah}".encode())
    monkeypatch.setattr(staging, "nota_dinas", lambda r: f"surat {r.opd.kode}".encode())
    monkeypatch.setattr(staging, "city_workbook", lambda r: b"rekap")
    monkeypatch.setattr(staging, "quality_workbook", lambda r: b"mutu")
    monkeypatch.setattr(staging, "quality_page", lambda r: b"mutu")


def prepared(
    settings: Settings, case: str = PERIOD, anomaly: str | None = None
) -> tuple[Path, Plan]:
    folder = workspace(settings, Period.parse(PERIOD))
    save_month(month(case), folder / WORK)
    return folder, make_plan(folder, settings, references(), anomaly)


def published(settings: Settings, case: str = PERIOD, anomaly: str | None = None) -> str:
    folder, plan = prepared(settings, case, anomaly)
    desk = Desk(settings, references())
    failed = render_documents(desk, folder, plan, lambda _: None)
    return months.publish(desk, folder, plan, failed, RUN)


def test_the_first_publication_is_r01_and_renders_every_opd(settings: Settings) -> None:
    _, plan = prepared(settings)
    assert plan.revision == "r01"
    assert len(plan.render) == 52
    assert not plan.reuse


def test_reports_made_by_parts_say_what_they_say_made_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a nation some OPDs' reports are made at a time."""
    together = planning._told_of_opds(month(PERIOD), references(), None, "")
    monkeypatch.setattr(workspace_module, "_OPDS_AT_A_TIME", 7)
    assert planning._told_of_opds(month(PERIOD), references(), None, "") == together
    assert len(together[0]) == 52


def test_equal_results_publish_nothing(complete: Settings) -> None:
    _, plan = prepared(complete)
    assert plan.nothing_new


def test_staging_is_empty_after_a_run_with_and_without_news(settings: Settings) -> None:
    published(settings)
    assert not list(settings.staging.glob("*"))
    published(settings)
    assert not list(settings.staging.glob("*"))


def test_a_restated_month_renders_only_the_opds_whose_documents_change(early: Settings) -> None:
    _, plan = prepared(early)
    assert plan.revision == "r02"
    assert plan.render
    assert plan.reuse


def test_unchanged_opds_keep_their_bytes_and_their_revision(early: Settings) -> None:
    _, plan = prepared(early)
    assert published(early) == "r02"
    first, second = (documents(early.outputs / PERIOD / name) for name in ("r01", "r02"))
    manifest = current_manifest(early.outputs, Period.parse(PERIOD))
    assert manifest is not None
    for kode in plan.reuse:
        path = f"opd/{kode}/laporan-{kode}-{PERIOD}.xlsx"
        assert second[path] == first[path]
        assert manifest.opd[kode].revisi == "r01"
    assert {manifest.opd[kode].revisi for kode in plan.render} == {"r02"}


def test_the_reason_for_an_anomaly_is_news(complete: Settings) -> None:
    _, plan = prepared(complete, anomaly="Dinas digabung")
    assert plan.revision == "r02"
    assert len(plan.render) == 52


def test_what_only_the_quality_report_shows_is_news_that_keeps_every_opds_documents(
    complete: Settings,
) -> None:
    rows = month(PERIOD).accounting
    one_blank_more = rows.with_columns(pl.col("baris") + 1, pl.col("kosong") + 1)
    folder = workspace(complete, Period.parse(PERIOD))
    save_month(replace(month(PERIOD), accounting=one_blank_more), folder / WORK)
    plan = make_plan(folder, complete, references(), None)
    assert plan.revision == "r02"
    assert not plan.render
    assert len(plan.reuse) == 52


def test_the_published_quality_report_is_that_of_the_month(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "quality_workbook", quality_workbook)
    monkeypatch.setattr(staging, "quality_page", quality_page)
    published(settings)
    found = documents(settings.outputs / PERIOD / "r01")
    report = quality_samples.report(PERIOD)
    assert found[f"mutu/mutu-data-{PERIOD}.html"] == quality_page(report)
    assert found[f"mutu/mutu-data-{PERIOD}.xlsx"] == quality_workbook(report)


def test_one_opd_that_fails_costs_itself_only_and_is_made_again_next_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_for_dishub(report: Any) -> bytes:
        if report.opd.kode == "DISHUB":
            raise ValueError("rincian yang tidak boleh keluar")
        return b"halaman"

    with monkeypatch.context() as broken:
        broken.setattr(staging, "opd_page", broken_for_dishub)
        published(settings)
    first = current_manifest(settings.outputs, Period.parse(PERIOD))
    assert first is not None
    assert first.gagal == {"DISHUB": "ValueError"}
    assert len(first.opd) == 51
    assert published(settings) == "r02"
    second = current_manifest(settings.outputs, Period.parse(PERIOD))
    assert second is not None
    assert not second.gagal
    assert len(second.opd) == 52


def test_a_run_that_died_before_the_pointer_leaves_the_old_revision_current(
    early: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (early.outputs / PERIOD / "terkini.json").read_bytes()

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(publishing, "replace_private", dies)
        with pytest.raises(KeyboardInterrupt):
            published(early)
    assert (early.outputs / PERIOD / "terkini.json").read_bytes() == before
    assert published(early) == "r02"
    assert json.loads((early.outputs / PERIOD / "terkini.json").read_bytes())["revisi"] == "r02"


def test_a_missing_document_is_never_published(settings: Settings) -> None:
    folder, plan = prepared(settings)
    staging.render_city(folder, references())
    staging.render_opds(folder, settings, references(), list(plan.render)[1:])
    with pytest.raises(Exception, match="tidak terbentuk"):
        months.publish(Desk(settings, references()), folder, plan, {}, RUN)
    assert not (settings.outputs / PERIOD).exists()


def restated_since(settings: Settings, held: Month) -> Restatement | None:
    first = first_published(settings.outputs, held.period).revision
    return restated(held.tables, held.candidates, held.sources, first, held.period)


def late_month(settings: Settings) -> Restatement:
    late = restated_since(settings, month(PERIOD))
    assert late is not None
    return late


def test_what_is_published_first_differs_from_nothing(settings: Settings) -> None:
    assert restated_since(settings, month(PERIOD)) is None


def test_a_month_that_is_as_it_was_published_first_differs_from_nothing(complete: Settings) -> None:
    assert restated_since(complete, month(PERIOD)) is None


def test_a_restated_month_names_everyone_whose_verdict_changed_and_nobody_else(
    early: Settings,
) -> None:
    late = late_month(early)
    before, now = (expected(f"{case}/status.csv") for case in (f"{PERIOD}@{PERIOD}", PERIOD))
    both = now.join(before, on="nip", suffix="_dulu")
    differ = both.filter(
        (pl.col("status") != pl.col("status_dulu")) | (pl.col("alasan") != pl.col("alasan_dulu"))
    )
    assert set(late.changes["nip"]) == set(differ["nip"])
    assert differ.height > 20
    assert (late.revision, late.known_until) == ("r01", Period.of(2026, 3))


def test_a_restated_verdict_names_the_late_records_that_did_it(early: Settings) -> None:
    joined = late_month(early).changes.filter(pl.col("status") == "sudah")
    counted = expected(f"{PERIOD}/iuran.csv").filter(pl.col("disposisi") == "dihitung")
    assert joined.height > 10
    for person in joined.to_dicts():
        mine = counted.filter(
            (pl.col("nip_asn") == person["nip"]) & (pl.col("bulan_terima") == "2026-04")
        )
        row = mine.row(0, named=True)
        assert f"baris {row['baris']} (diterima April 2026) (dihitung)" in person["keterangan"]
        assert row["berkas"].removeprefix("iuran/") not in person["keterangan"]
        assert person["kini"] == "Sudah berpartisipasi: Iuran lunas"


def test_a_change_that_no_record_made_is_said_to_be_one(complete: Settings) -> None:
    table = month(PERIOD).tables["status"]
    nip = table.filter(pl.col("alasan") == "belum_pernah")["nip"][0]
    moved = table.with_columns(
        alasan=pl.when(pl.col("nip") == nip).then(pl.lit("berhenti")).otherwise("alasan")
    )
    changed = replace(month(PERIOD), tables={**month(PERIOD).tables, "status": moved})
    late = restated_since(complete, changed)
    assert late is not None
    assert late.changes["keterangan"].to_list() == [say("susulan.tanpa_catatan")]


def test_a_later_revision_is_still_compared_with_the_first(early: Settings) -> None:
    published(early)
    assert late_month(early).revision == "r01"


def test_each_opd_is_told_of_its_own_people_only(early: Settings) -> None:
    late = late_month(early)
    parts = [late.of(kode) for kode in month(PERIOD).tables["opd"]["kode_opd"]]
    assert sum(part.changes.height for part in parts if part) == late.changes.height
    assert late.per_opd()["jumlah"].sum() == late.changes.height
    assert late.of("TIDAK-ADA") is None


def test_a_restatement_survives_the_way_between_two_tasks(early: Settings, tmp_path: Path) -> None:
    late = late_month(early)
    save_month(replace(month(PERIOD), restatement=late), tmp_path / "kerja")
    again = load_month(tmp_path / "kerja").restatement
    assert again is not None
    assert (again.revision, again.known_until) == (late.revision, late.known_until)
    assert again.changes.equals(late.changes)


def test_an_opds_part_of_a_month_names_its_sources_like_the_whole(tmp_path: Path) -> None:
    save_month(month(PERIOD), tmp_path / "kerja")
    part = load_part(tmp_path / "kerja", ("DISDIK",))
    named = [one.sumber for one in edition(part, references(), "r01", None).sources]
    assert named == [
        one.sumber for one in edition(month(PERIOD), references(), "r01", None).sources
    ]
    assert all(named)


def revision_of(settings: Settings) -> Manifest:
    manifest = current_manifest(settings.outputs, Period.parse(PERIOD))
    assert manifest is not None
    return manifest


def test_a_document_altered_by_hand_is_never_taken_over(early: Settings) -> None:
    _, plan = prepared(early)
    kode, other = plan.reuse[:2]
    workbook = early.outputs / PERIOD / "r01" / opd_path(kode, PERIOD, "xlsx")
    workbook.write_bytes(b"diubah orang")
    assert published(early) == "r02"
    found = documents(early.outputs / PERIOD / "r02")
    assert found[opd_path(kode, PERIOD, "xlsx")] == f"{kode} r02".encode()
    assert found[opd_path(other, PERIOD, "xlsx")] == f"{other} r01".encode()
    manifest = revision_of(early)
    assert (manifest.opd[kode].revisi, manifest.opd[other].revisi) == ("r02", "r01")
    assert manifest.opd[plan.render[0]].revisi == "r02"
    assert manifest.sejak_revisi is not None
    assert manifest.sejak_revisi["opd"][kode]["keadaan"] == "berubah"


@pytest.mark.parametrize("lost", [letter_path("DISHUB", PERIOD), quality_path(PERIOD, "html")])
def test_a_document_that_is_gone_is_made_again_though_nothing_else_is_new(
    complete: Settings, lost: str
) -> None:
    (complete.outputs / PERIOD / "r01" / lost).unlink()
    assert published(complete) == "r02"
    assert lost in documents(complete.outputs / PERIOD / "r02")
    assert altered_files(complete.outputs, revision_of(complete)) == frozenset()
    assert published(complete) == "r02"


def test_a_document_altered_between_plan_and_copy_is_not_published(early: Settings) -> None:
    folder, plan = prepared(early)
    render_documents(Desk(early, references()), folder, plan, lambda _: None)
    changed = opd_path(plan.reuse[0], PERIOD, "html")
    (early.outputs / PERIOD / "r01" / changed).write_bytes(b"diubah orang")
    with pytest.raises(ConservationError, match=changed):
        months.publish(Desk(early, references()), folder, plan, {}, RUN)
    assert not (early.outputs / PERIOD / "r02").exists()


def test_another_signing_key_makes_every_document_anew(complete: Settings) -> None:
    assert revision_of(complete).kunci == ""
    for revision, key in (("r02", b"rahasia kota"), ("r03", b"rahasia lain")):
        keyed = replace(complete, signing_key=key)
        _, plan = prepared(keyed)
        assert (len(plan.render), plan.reuse) == (52, ())
        assert published(keyed) == revision
        assert revision_of(complete).kunci == key_fingerprint(key)
        assert prepared(keyed)[1].nothing_new


def test_without_the_key_that_signed_what_is_current_nothing_is_published(
    settings: Settings,
) -> None:
    published(replace(settings, signing_key=b"rahasia kota"))
    with pytest.raises(UsageError, match="ASN_PEDULI_KUNCI") as refused:
        prepared(settings)
    assert "rahasia" not in str(refused.value)
    assert revision_of(settings).revisi == "r01"


def test_a_manifest_from_before_the_key_was_noted_is_read_and_stays_the_same_bytes(
    complete: Settings,
) -> None:
    written = (complete.outputs / PERIOD / "r01" / "manifest.json").read_bytes()
    assert b"kunci" not in written
    assert Manifest.from_bytes(written).to_bytes() == written


def test_that_templates_or_wording_changed_is_a_cause_by_its_name(
    complete: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (manifest_module, planning):
        monkeypatch.setattr(module, "rendering_fingerprint", lambda: "lain")
    state = state_of(Desk(complete, references()), month(PERIOD), None)
    assert (state.state, state.causes, state.changed) == (STALE, ("versi",), 52)
    assert published(complete) == "r02"
    since = revision_of(complete).sejak_revisi
    assert since is not None
    assert since["versi"] == {"baru": [], "berubah": ["tampilan"], "hilang": []}
    page = documents(complete.outputs / PERIOD / "r02")["index.html"].decode()
    assert "Templat, kalimat, atau kode dokumen berubah." in page
    assert "berganti versi" not in page


def test_a_revision_before_the_look_was_noted_is_not_said_to_lack_a_library() -> None:
    nothing: dict[str, list[str]] = {"baru": [], "berubah": [], "hilang": []}
    block = {
        "masukan": nothing,
        "referensi": nothing,
        "versi": {**nothing, "baru": ["tampilan"], "berubah": ["polars"]},
    }
    assert causes_of(block) == (
        Cause("versi", "berubah", ("polars",)),
        Cause("tampilan", "berubah", ("tampilan",)),
    )


def test_last_months_documents_say_where_people_were(complete: Settings) -> None:
    seats = first_published(complete.outputs, Period.parse(PERIOD).plus(1)).seats
    assert seats is not None
    held = month(PERIOD).tables["status"].select("nip", "kode_opd")
    assert seats.sort("nip").equals(held.sort("nip"))
    assert first_published(complete.outputs, Period.parse(PERIOD)).seats is None
