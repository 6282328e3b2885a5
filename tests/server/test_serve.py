"""`asn-peduli serve`: scheduled runs appear, run and wait for late inputs.

What an operator starts is done too.

One served installation for the whole module: a server takes ten seconds and more to start.
"""

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from tests.builders.running import asn_peduli, wait_until
from tests.builders.serving import NAME, NIP, Served, serving, small_inputs

SCHEDULED: Final = "laporan-terjadwal/bulanan"
MONTHLY: Final = "laporan-bulanan/satu-bulan"
SENDING: Final = "kirim-laporan/kepada-sekretaris"
ADDRESS: Final = "https://laporan.contoh.go.id/asn-peduli"
BACKFILL: Final = "susulkan-bulan/beberapa-bulan"
JAKARTA: Final = ZoneInfo("Asia/Jakarta")


def last_month() -> str:
    first = dt.datetime.now(JAKARTA).date().replace(day=1)
    return f"{first - dt.timedelta(days=1):%Y-%m}"


def month_before(month: str) -> str:
    first = dt.date.fromisoformat(f"{month}-01")
    return f"{first - dt.timedelta(days=1):%Y-%m}"


DUE: Final = last_month()
BEFORE: Final = month_before(DUE)
FIRST: Final = month_before(BEFORE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("serve")
    inputs = small_inputs(folder / "in", (FIRST, BEFORE, DUE))
    set_address_of_reports(inputs / "referensi" / "kebijakan.toml")
    with serving(inputs, folder / "out") as running:
        running.told(alur=SCHEDULED.split("/")[0], nama=DUE)
        yield running


@pytest.fixture(scope="module")
def started(served: Served) -> dict[str, Any]:
    """The ended run of a month that an operator started."""
    return served.finished(served.start(MONTHLY, period=BEFORE))


def set_address_of_reports(policy: Path) -> None:
    text = policy.read_text(encoding="utf-8")
    assert "[kirim]" not in text
    policy.write_text(f'{text}\n[kirim]\nalamat_laporan = "{ADDRESS}"\n', encoding="utf-8")


def revision(served: Served, month: str) -> str:
    return str(json.loads((served.outputs / month / "terkini.json").read_bytes())["revisi"])


def artifacts(served: Served, key: str) -> list[dict[str, Any]]:
    return list(served.ask("artifacts/filter", artifacts={"key": {"any_": [key]}}))


def test_it_says_where_its_pages_are_and_when_it_runs(served: Served) -> None:
    assert (
        f"Siap. Halaman Prefect: http://127.0.0.1:{served.port}; jadwal 0 6 5 * * (Asia/Jakarta)."
        in served.said()
    )
    assert "Traceback" not in served.said()


def test_scheduled_runs_appear_for_the_fifth_at_six_in_jakarta(served: Served) -> None:
    """A fastapi or sqlalchemy that Prefect does not know yet may schedule nothing.

    It would do so without a word (architecture §3).
    """
    deployment = served.deployment(SCHEDULED)["id"]

    def due() -> list[dt.datetime]:
        runs = [
            r
            for r in served.runs()
            if r["deployment_id"] == deployment and "auto-scheduled" in r["tags"]
        ]
        return [
            dt.datetime.fromisoformat(run["expected_start_time"]).astimezone(JAKARTA)
            for run in runs
        ]

    wait_until("three scheduled runs", lambda: len(due()) >= 3)
    assert {(hour.day, hour.hour, hour.minute) for hour in due()} == {(5, 6, 0)}
    assert min(due()) > dt.datetime.now(JAKARTA)


def test_the_month_whose_hour_passed_is_run_at_once(served: Served) -> None:
    assert (served.outputs / DUE / "terkini.json").exists()
    assert "sudah jatuh tempo dan masukannya lengkap; dikerjakan sekarang" in served.said()
    end = served.told(alur="laporan-terjadwal")[0]
    assert (end["akhir"], "terbit sebagai r01" in end["pesan"]) == ("selesai", True)


def test_its_log_has_a_line_for_the_start_and_one_for_the_end_of_a_run(served: Served) -> None:
    wait_until(
        "the end in the log",
        lambda: any("terbit sebagai r01" in line for line in log_of(served, DUE)),
    )
    begun, ended = log_of(served, DUE)[:2]
    assert begun.endswith(f"WIB laporan-terjadwal {DUE}: mulai")
    assert f"WIB laporan-terjadwal {DUE}: selesai: " in ended


def log_of(served: Served, month: str) -> list[str]:
    """Return the lines of `serve`'s log about runs of a month, oldest first."""
    lines = (" ".join(line.split()) for line in served.said().splitlines())
    return [line for line in lines if f"laporan-terjadwal {month}:" in line]


def test_a_run_started_by_the_operator_publishes_and_is_named_after_its_revision(
    served: Served, started: dict[str, Any]
) -> None:
    assert (started["state_type"], started["name"]) == ("COMPLETED", f"{BEFORE} r01")
    assert {"asn-peduli", f"periode:{BEFORE}", "revisi:r01"} <= set(started["tags"])
    assert (served.outputs / BEFORE / "r01" / "index.html").is_file()


@pytest.mark.usefixtures("started")
def test_prefects_pages_show_the_opds_the_gate_the_quality_and_where_the_documents_are(
    served: Served,
) -> None:
    wait_until("the artifacts", lambda: bool(artifacts(served, f"tautan-mutu-{BEFORE}")))
    rows = json.loads(artifacts(served, f"opd-{BEFORE}")[0]["data"])
    assert [
        (row["Kode OPD"], row["Wajib"], row["Sudah"], row["Revisi"]) for row in rows if row["Wajib"]
    ] == [("DINKES", 1, 1, "r01")]
    page = str(artifacts(served, f"bulan-{BEFORE}")[0]["data"])
    assert all(part in page for part in ("## Jumlah", "## Gerbang", "## Temuan"))
    link = str(artifacts(served, f"tautan-bulan-{BEFORE}")[0]["data"])
    assert f"{ADDRESS}/{BEFORE}/r01/index.html" in link
    assert artifacts(served, f"susun-{BEFORE}")[0]["data"] == 100.0


@pytest.mark.parametrize(
    "parameters", [{"period": "2026-13"}, {"period": "Maret"}, {"period": BEFORE, "as_of": "x"}, {}]
)
def test_a_form_filled_in_wrongly_is_refused_before_it_runs(
    served: Served, parameters: dict[str, str]
) -> None:
    identity = served.deployment(MONTHLY)["id"]
    answer = served.client.post(
        f"/deployments/{identity}/create_flow_run", json={"parameters": parameters}
    )
    assert answer.status_code in {409, 422}


def test_every_parameter_is_described_in_indonesian(served: Served) -> None:
    for name in (SCHEDULED, MONTHLY, SENDING, BACKFILL):
        schema = served.deployment(name)["parameter_openapi_schema"]["properties"]
        assert {key for key, field in schema.items() if not field.get("description")} == set()
    assert schema["only"]["enum"] == ["missing", "stale", "all"]


@pytest.mark.usefixtures("started")
def test_a_backfill_runs_each_month_as_a_run_of_its_own_with_its_own_key(served: Served) -> None:
    run = served.finished(served.start(BACKFILL, first=FIRST, last=DUE, only="missing"))
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"{FIRST} sampai {DUE}")
    months = [r for r in served.runs() if r["idempotency_key"] == f"susul-{run['id']}-{FIRST}"]
    assert [month["name"] for month in months] == [f"{FIRST} r01"]
    assert not [r for r in served.runs() if r["idempotency_key"] == f"susul-{run['id']}-{DUE}"]
    states = json.loads(artifacts(served, "susulan")[0]["data"])
    assert [(row["Periode"], row["Keadaan"]) for row in states] == [
        (FIRST, "Belum terbit"),
        (BEFORE, "Terkini"),
        (DUE, "Terkini"),
    ]


def test_a_month_without_inputs_waits_and_is_looked_at_again_in_an_hour(served: Served) -> None:
    run = served.finished(served.start(SCHEDULED, period="2031-01"))
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Menunggu")
    assert "Belum ada berkas roster ASN di folder 2031-01/asn." in run["state"]["message"]
    twin = served.finished(served.start(SCHEDULED, period="2031-01"))
    assert twin["state_name"] == "Sudah dilihat"
    assert [end["akhir"] for end in served.told(nama="2031-01")] == ["menunggu"]
    again = [r for r in served.runs() if r["idempotency_key"] == "lihat-2031-01-2"]
    assert [(r["parameters"]["period"], r["parameters"]["look"]) for r in again] == [("2031-01", 2)]
    wait = dt.datetime.fromisoformat(again[0]["expected_start_time"]) - dt.datetime.fromisoformat(
        run["end_time"]
    )
    assert dt.timedelta(minutes=58) < wait <= dt.timedelta(minutes=60)


def test_after_the_last_look_the_run_fails_and_says_what_is_missing(served: Served) -> None:
    run = served.finished(served.start(SCHEDULED, period="2031-02", look=73))
    assert run["state_type"] == "FAILED"
    end = served.told(nama="2031-02")[0]
    assert end["akhir"] == "gagal"
    assert end["pesan"].startswith(
        "Februari 2031 tidak dapat dijalankan sesudah dilihat 73 kali. Belum ada berkas roster"
    )


def test_a_run_from_the_command_line_shows_on_the_same_pages(served: Served) -> None:
    done = asn_peduli(
        "run", DUE, "--inputs", served.inputs, "--outputs", served.outputs, own_server=True
    )
    assert done.returncode == 0, done.stderr
    assert [
        run for run in served.runs() if run["name"] == f"{DUE} r01" and run["deployment_id"] is None
    ]


def test_its_pages_offer_prefects_kinds_of_block(served: Served) -> None:
    assert {kind["slug"] for kind in served.ask("block_types/filter")} >= {
        "secret",
        "slack-webhook",
    }


def test_a_second_serve_for_the_same_folder_is_refused(served: Served) -> None:
    done = asn_peduli(
        "serve", "--port", "4999", "--inputs", served.inputs, "--outputs", served.outputs
    )
    assert done.returncode == 5
    assert "sudah berjalan untuk folder keluaran ini" in done.stderr


def test_a_refused_file_is_named_on_no_page_for_offices_name_people_in_file_names(
    served: Served,
) -> None:
    month = served.inputs / "2030-05"
    (month / "asn").mkdir(parents=True)
    (month / "asn" / f"roster an. {NAME} {NIP}.csv").write_text(f"{NAME};{NIP}\n1;2\n")
    run = served.finished(served.start(MONTHLY, period="2030-05"))
    assert run["state_type"] == "FAILED"
    assert "Mei 2030 tidak diterbitkan. Berkas yang ditolak" in run["state"]["message"]
    said = asn_peduli("check", "2030-05", "--inputs", served.inputs, "--outputs", served.outputs)
    assert f"roster an. {NAME}" in said.stderr
    shutil.rmtree(month)


def test_prefects_database_names_nobody(served: Served) -> None:
    with sqlite3.connect(served.outputs / ".prefect" / "prefect.db") as connection:
        dump = "\n".join(connection.iterdump())
    assert "laporan-terjadwal" in dump
    assert not [
        text for text in (NIP, NAME, "3374010101900001", "3374021507800001") if text in dump
    ]
    assert not [
        text
        for text in (NIP, NAME)
        if text in (served.outputs / "riwayat.jsonl").read_text(encoding="utf-8")
    ]


def test_it_writes_nothing_outside_its_folders(served: Served) -> None:
    assert {path.name for path in served.inputs.iterdir()} == {"referensi", FIRST, BEFORE, DUE}
    assert (Path(served.outputs) / ".prefect" / "server.json").is_file()
