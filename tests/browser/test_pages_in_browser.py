"""Each kind of page in a real browser: narrow, wide, dark, no script, on paper (WCAG 2.2 AA)."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html as parser
from playwright.sync_api import Browser, Page

from pipeline.rendering.html.pages import opd_page
from tests.builders import html_samples as samples
from tests.builders.office import run
from tests.builders.pages import HOSTILE, PAGES, page_bytes

NARROW, WIDE = 320, 1280
RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
# Only what is broken is written out, and nothing is fetched anew for it: half of axe's time.
QUICKLY: Final = {"resultTypes": ["violations"], "preload": False}
CONTRAST: Final = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# One of each kind, the fullest; axe takes seconds for each, the cheaper checks run on all.
KINDS: Final = (
    "opd_per_unit",
    "opd_susulan",
    "opd_nol",
    "kota_susulan",
    "bulan",
    "mutu",
    "usulan",
    "berita_acara",
    "periode",
)
LISTED: Final = sorted(PAGES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("halaman")
    for name in PAGES:
        (place / f"{name}.html").write_bytes(page_bytes(name))
    return place


@pytest.fixture(scope="module")
def judged(chromium: Browser) -> Page:
    """One page for axe, which our pages' own security policy would keep out."""
    return chromium.new_context(bypass_csp=True).new_page()


@pytest.fixture(scope="module")
def unscripted(chromium: Browser) -> Page:
    return chromium.new_context(java_script_enabled=False).new_page()


def opened(chromium: Browser, folder: Path, name: str) -> Page:
    page = chromium.new_context(viewport={"width": WIDE, "height": 900}).new_page()
    page.goto((folder / f"{name}.html").as_uri())
    return page


def violations(page: Page, rules: dict[str, Any] = RULES) -> list[tuple[str, int, str]]:
    found = Axe().run(page, options={**rules, **QUICKLY}).response["violations"]
    return [(fault["id"], len(fault["nodes"]), fault["nodes"][0]["html"][:120]) for fault in found]


@pytest.mark.parametrize("name", KINDS)
def test_no_rule_of_wcag_2_2_aa_is_broken_narrow_wide_or_in_the_dark(
    judged: Page, folder: Path, name: str
) -> None:
    """Loaded once: axe looks at the same page three times."""
    judged.emulate_media(color_scheme="light")
    judged.goto((folder / f"{name}.html").as_uri())
    found: dict[str, list[tuple[str, int, str]]] = {}
    for width in (NARROW, WIDE):
        judged.set_viewport_size({"width": width, "height": 900})
        found[f"{width} pixels"] = violations(judged)
    judged.emulate_media(color_scheme="dark")
    found["contrast in the dark"] = violations(judged, CONTRAST)
    assert not any(found.values()), found


@pytest.mark.parametrize("name", LISTED)
def test_it_fetches_nothing_complains_of_nothing_and_fits_320_pixels(
    chromium: Browser, folder: Path, name: str
) -> None:
    """Under the page's own security policy.

    At 320 pixels nothing but a table needs to be pushed sideways.
    """
    context = chromium.new_context(viewport={"width": WIDE, "height": 900})
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((folder / f"{name}.html").as_uri())
    assert asked == [(folder / f"{name}.html").as_uri()]
    assert said == []
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert said == []
    context.close()


def test_on_a_laptop_no_list_of_people_is_cut_where_answers_stand_in_it(
    chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "dijawab.html").write_bytes(opd_page(samples.answered_opd()))
    page = opened(chromium, tmp_path, "dijawab")
    beyond = """frames => frames.filter(frame => frame.scrollWidth > frame.clientWidth)
        .map(frame => frame.querySelector("caption").textContent)"""
    assert page.locator("th", has_text="Jawaban Terakhir").count()
    assert page.eval_on_selector_all(".geser", beyond) == []
    page.context.close()


@pytest.mark.parametrize("name", LISTED)
def test_every_text_of_the_page_is_there_without_script(
    unscripted: Page, folder: Path, name: str
) -> None:
    unscripted.goto((folder / f"{name}.html").as_uri())
    written = parser.document_fromstring((folder / f"{name}.html").read_bytes().decode()).xpath(
        "//td/text()"
    )
    shown = unscripted.locator("body").text_content() or ""
    assert [text for text in written if text.strip() and text not in shown] == []


def test_a_long_list_can_be_searched_and_sorted(chromium: Browser, folder: Path) -> None:
    page = opened(chromium, folder, "opd_besar")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    rows = page.locator("#tabel-belum tbody tr:not(.unit):visible")
    every = rows.count()
    sought = rows.nth(3).locator("td").nth(1).inner_text()
    tools = page.locator("#belum .alat")
    search = tools.get_by_label("Cari dalam daftar")
    search.fill(sought)
    assert rows.count() == 1
    search.fill("")
    assert rows.count() == every > 20
    tools.get_by_label("Urutkan menurut").select_option(label="Bulan Tanpa Iuran")
    tools.get_by_label("Urutan terbalik").check()
    months = [int(row.locator("td").nth(8).inner_text()) for row in rows.all()]
    assert months == sorted(months, reverse=True)
    assert page.locator("#tabel-belum tr.unit:visible").count() == 0
    page.context.close()


def test_a_choice_of_unit_and_of_group_rules_the_list_and_what_is_printed(
    chromium: Browser, folder: Path
) -> None:
    page = opened(chromium, folder, "opd_besar")
    tools, rows = page.locator("#belum .alat"), page.locator("#tabel-belum tbody tr:visible")
    unit, group = tools.locator("select").nth(0), tools.locator("select").nth(1)
    heading = unit.locator("option").nth(2).inner_text()
    unit.select_option(label=heading)
    assert rows.first.inner_text() == heading
    count = rows.count() - 1
    assert f"({count} ASN)" in heading
    page.emulate_media(media="print")
    assert page.locator("main > section:visible").count() == 1
    assert page.locator("#belum .dipilih").inner_text() == heading
    page.emulate_media(media="screen")
    unit.select_option("")
    group.select_option(label="Belum ada catatan")
    shown = page.locator("#tabel-belum tbody tr:not(.unit):visible")
    assert {row.locator("td").nth(6).inner_text() for row in shown.all()} == {
        "Belum ada catatan iuran"
    }
    group.select_option("")
    assert not page.locator("body").evaluate("body => body.classList.contains('pilihan')")
    page.context.close()


def test_where_units_have_workbooks_each_begins_a_page_unless_that_is_unticked(
    chromium: Browser, folder: Path
) -> None:
    page = opened(chromium, folder, "opd_per_unit")
    assert "unit-DISDIK-2026-10.zip" in page.locator("#langkah").inner_text()
    breaks = "[...document.querySelectorAll('#tabel-belum tbody')].map(b => getComputedStyle(b).breakBefore)"
    tick = page.locator("#belum .alat").get_by_label("Cetak setiap unit kerja")
    assert tick.is_checked()
    page.emulate_media(media="print")
    first, *others = page.evaluate(breaks)
    assert (first, set(others)) == ("auto", {"page"})
    page.emulate_media(media="screen")
    tick.uncheck()
    page.emulate_media(media="print")
    assert set(page.evaluate(breaks)) == {"auto"}
    page.context.close()


def test_no_rule_is_broken_either_when_choices_are_made(judged: Page, folder: Path) -> None:
    judged.emulate_media(color_scheme="light")
    judged.set_viewport_size({"width": WIDE, "height": 900})
    judged.goto((folder / "opd_per_unit.html").as_uri())
    tools = judged.locator("#belum .alat")
    tools.locator("select").nth(0).select_option(index=2)
    tools.locator("select").nth(1).select_option(index=1)
    tools.get_by_label("Cetak setiap unit kerja").uncheck()
    assert violations(judged) == []


def test_units_begin_a_printed_page_where_that_is_asked_for(
    chromium: Browser, folder: Path
) -> None:
    page = opened(chromium, folder, "opd_besar")
    page.emulate_media(media="print")
    breaks = "[...document.querySelectorAll('#tabel-belum tbody')].map(b => getComputedStyle(b).breakBefore)"
    assert set(page.evaluate(breaks)) == {"auto"}
    page.emulate_media(media="screen")
    page.locator("#belum .alat").get_by_label("Cetak setiap unit kerja").check()
    page.emulate_media(media="print")
    first, *others = page.evaluate(breaks)
    assert (first, set(others)) == ("auto", {"page"})
    page.emulate_media(media="screen")
    page.locator("#belum .alat").get_by_label("Urutkan menurut").select_option(index=1)
    shown = "[...document.querySelectorAll('#tabel-belum tbody')].filter(b => !b.hidden)"
    assert page.evaluate(f"{shown}.length") == 1
    assert page.evaluate(f"{shown}[0].querySelectorAll('tr:not(.unit)').length") > 1
    page.context.close()


@pytest.mark.parametrize("name", ["opd_besar", "kota", "bulan", "mutu"])
def test_on_paper_everything_is_open_and_heads_stand_on_every_page(
    chromium: Browser, folder: Path, name: str, tmp_path: Path
) -> None:
    page = opened(chromium, folder, name)
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "[...document.querySelectorAll('section:not(.tak-cetak) tbody tr')]"
        ".filter(r => !r.getClientRects().length).length"
    )
    heads = page.evaluate(
        "[...document.querySelectorAll('thead')].map(h => getComputedStyle(h).display)"
    )
    breaks = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map(r => getComputedStyle(r).breakInside)"
    )
    assert hidden == 0
    assert page.locator(".tak-cetak tbody tr:visible").count() == 0
    assert set(heads) == {"table-header-group"}
    assert set(breaks) == {"avoid"}
    page.pdf(path=tmp_path / "cetak.pdf", prefer_css_page_size=True)
    assert (tmp_path / "cetak.pdf").stat().st_size > 10_000
    page.context.close()


@pytest.mark.parametrize("name", ["opd_besar", "opd_kecil", "kota"])
def test_no_heading_is_left_at_the_foot_of_a_printed_page(
    chromium: Browser, folder: Path, name: str, tmp_path: Path
) -> None:
    """As the title of the ranking once stood on one sheet, and the ranking on the next."""
    page = opened(chromium, folder, name)
    titles = {title.casefold() for title in page.locator("h2").all_text_contents()}
    heads = {head.casefold() for head in page.locator("thead th").all_text_contents()}
    page.pdf(path=tmp_path / "cetak.pdf", prefer_css_page_size=True)
    page.context.close()
    printed = run("pdftotext", "-layout", str(tmp_path / "cetak.pdf"), "-").split("\f")[:-1]
    assert len(printed) > 3
    for text in printed:
        # The last line is the page's number.
        *_, last, _ = [line.strip().casefold() for line in text.splitlines() if line.strip()]
        assert last not in titles
        assert not set(re.split(r"\s{2,}", last)) <= heads


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_shown_and_not_obeyed(
    chromium: Browser, tmp_path: Path, hostile: str
) -> None:
    row = samples.person(1, "belum", "belum_pernah", hostile, nama=hostile)
    (tmp_path / "jahat.html").write_bytes(opd_page(samples.opd_report([row])))
    context = chromium.new_context(bypass_csp=True)
    page, alarms = context.new_page(), []
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    page.goto((tmp_path / "jahat.html").as_uri())
    assert hostile in (page.locator("#tabel-belum tbody").text_content() or "")
    assert alarms == []
    context.close()
