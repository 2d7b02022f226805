"""The figure's page in a browser: its scenarios switch without a script, for every reader."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explorer.layers.catalog import installed
from explorer.publishing import map_figure, map_recipe
from tests.helpers.figures import difference, folder, served
from tests.helpers.pages import box

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


@pytest.fixture
def shown(page: Page) -> Any:
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        yield page


def _expect_told(page: Page, text: str) -> None:
    expect(page.locator(".tell")).to_contain_text(text, use_inner_text=True)


def test_the_story_stands_without_a_click(shown: Page, foreign: list[str]) -> None:
    for words in ("6,183 km²", "6,007 to 6,227", "11.6 % of Donbas"):
        _expect_told(shown, words)
    headings = shown.get_by_role("heading", level=2)
    expect(headings).to_have_text(["Handover of the rest of Donbas"])
    described = "^Map of Ukraine under the proposal “Handover.*9\u00a0December 2025 after DeepState"
    expect(shown.get_by_role("img")).to_have_attribute("aria-label", re.compile(described))
    assert foreign == []


@pytest.mark.parametrize("scripts", ["off", "forbidden"])
def test_scenarios_switch_without_a_script(browser: Browser, scripts: str) -> None:
    headers = {"Content-Security-Policy": "script-src 'none'"} if scripts == "forbidden" else {}
    context = browser.new_context(java_script_enabled=scripts != "off")
    page = context.new_page()
    with served(folder().files, headers) as address:
        page.goto(f"{address}index.html")
        before = page.locator(".sheet").screenshot()
        page.get_by_role("radio", name="28-point plan").check()
        _expect_told(page, "6,092 km²")
        told = page.locator(".tell")
        expect(told).not_to_contain_text("6,183 km²", use_inner_text=True)
        after = page.locator(".sheet").screenshot()
        assert difference(before, after)[1] > 0.001
        page.get_by_text("All figures, oblast by oblast").click()
        table = page.get_by_role("table").filter(has_text="What changes, by oblast")
        expect(table).to_contain_text("Kharkiv", use_inner_text=True)
        page.get_by_role("radio", name="Handover of the rest of Donbas").check()
        assert difference(before, page.locator(".sheet").screenshot())[1] < 0.001
    context.close()


def test_the_page_asks_for_nothing(page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        for title in ("Freeze on the line of contact", "28-point plan"):
            page.get_by_role("radio", name=title).check()
        for summary in page.locator("summary").all():
            summary.click()
        assert asked == [f"{address}index.html"]
    assert said == [], "the content security policy refused something"


def test_the_policy_refuses_what_is_foreign(shown: Page) -> None:
    refused = shown.evaluate(
        """async () => {
            const seen = [];
            const note = event => seen.push(event.effectiveDirective);
            document.addEventListener("securitypolicyviolation", note);
            await fetch("data.csv").catch(() => 0);
            document.body.append(Object.assign(new Image(), {src: "figure.png"}));
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            return [seen.sort(), window.ran ?? 0];
        }"""
    )
    assert refused == [["connect-src", "img-src", "script-src-elem"], 0]


def test_the_address_chooses_scenario_theme_and_language(page: Page) -> None:
    with served(folder().files) as address:
        page.goto(f"{address}index.html#scenario=plan-28&theme=dark")
        _expect_told(page, "6,092 km²")
        expect(page.locator("body")).to_have_css("background-color", "rgb(21, 24, 28)")
        keeps = page.get_by_role("link", name="Full screen")
        expect(keeps).to_have_attribute("href", re.compile("scenario=plan-28"))
        expect(keeps).to_have_attribute("href", re.compile("theme=dark"))
        page.goto("about:blank")
        page.goto(f"{address}index.html?lang=uk#scenario=plan-28")
        page.wait_for_url("**/index.uk.html*")
        expect(page.locator("html")).to_have_attribute("lang", "uk")
        _expect_told(page, "6\u202f092 км²")
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/index.html*")
        expect(page.get_by_role("heading", level=2)).to_contain_text("28-point plan")
        page.goto("about:blank")
        page.goto(f"{address}index.html#static&plain&scenario=%3Cscript%3E")
        expect(page.get_by_role("radio")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_have_count(0)
        _expect_told(page, "6,183 km²")
        expect(page.get_by_text("Line of contact of"), "the source stays").to_be_visible()


def test_the_reader_s_system_chooses_the_theme(page: Page) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    with served(folder().files) as address:
        papers = set()
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{address}index.html")
            papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(papers) == 2


def test_a_keyboard_reaches_everything(shown: Page) -> None:
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.value") == "donbas-handover"
    shown.keyboard.press("ArrowDown")
    expect(shown.get_by_role("img")).to_have_attribute("aria-label", re.compile("No ground"))
    ring = "getComputedStyle(document.activeElement.closest('label')).outlineStyle"
    assert shown.evaluate(ring) == "solid"
    reached = []
    for _ in range(7):  # to the last link, and not round again
        shown.keyboard.press("Tab")
        reached.append(shown.evaluate("document.activeElement.textContent"))
        if reached[-1] == "All figures, oblast by oblast":
            shown.keyboard.press("Enter")
    expect(shown.get_by_role("table").first).to_be_visible()
    for text in ("About the proposal, and its sources", "Get the data", "Full screen"):
        assert text in reached


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(
    examined: Page, language: str, scheme: Literal["light", "dark"], width: int
) -> None:
    name = "index.html" if language == "en" else "index.uk.html"
    examined.emulate_media(color_scheme=scheme)
    examined.set_viewport_size({"width": width, "height": 900})
    with served(folder().files) as address:
        examined.goto(f"{address}{name}#scenario=plan-28")
        for summary in examined.locator("summary").all():
            summary.click()
        found = Axe().run(examined)
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 20, "axe has looked at nothing"


@pytest.mark.parametrize("name", ["index.html", "index.uk.html"])
def test_nothing_sticks_out_of_a_narrow_screen_or_large_type(page: Page, name: str) -> None:
    with served(folder().files) as address:
        for width, size in ((320, "100%"), (640, "200%"), (390, "100%")):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{address}{name}")
            page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            for summary in page.locator("summary").all():
                summary.click()
            for radio in page.get_by_role("radio").all():
                radio.check()
                room = page.evaluate("document.documentElement.scrollWidth")
                assert room <= width, (width, size, radio.get_attribute("value"))


def test_forced_colours_leave_the_map_readable(browser: Browser) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 800, "height": 900})
    page = context.new_page()
    with served(folder().files) as address:
        page.goto(f"{address}index.html#scenario=plan-28")
        fills = page.evaluate(
            "[...document.querySelectorAll('.q3 .legend rect')].map(e => getComputedStyle(e).fill)"
        )
        held = fills[:2]
        assert len(set(held)) == 2, "the two holders look the same"
        chosen = page.evaluate(
            "getComputedStyle(document.querySelector('.pick label:has(:checked)')).outlineStyle"
        )
        assert chosen == "solid"
    context.close()


def test_the_browser_s_own_type_fits_the_room_of_each_name(shown: Page) -> None:
    boxes = shown.evaluate(
        """() => [...document.querySelectorAll('.n-l text')].map(text => {
            const box = text.getBBox();
            return [text.textContent, box.x, box.x + box.width,
                    box.y + .2 * box.height, box.y + .8 * box.height];
        })"""
    )
    assert len(boxes) > 10
    for (one, *a), (other, *b) in combinations(boxes, 2):
        apart = a[1] <= b[0] + 1 or b[1] <= a[0] + 1 or a[3] <= b[2] + 1 or b[3] <= a[2] + 1
        assert apart, (one, other)


@pytest.mark.parametrize("choice", ["", "#scenario=plan-28"])
@pytest.mark.parametrize(("width", "slowdown"), [(390, 1), (390, 6), (390, 20), (1280, 1)])
def test_nothing_shifts_while_the_page_loads(
    browser: Browser, width: int, slowdown: int, choice: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_init_script(
        """window.shifts = [];
        new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(e => e.value)))
            .observe({type: "layout-shift", buffered: true});"""
    )
    page = context.new_page()
    # a slow processor paints the page many times while it is still being parsed
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    with served(folder().files) as address:
        page.goto(f"{address}index.html{choice}", wait_until="networkidle")
        page.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
        assert page.evaluate("window.shifts") == []
        supported = page.evaluate("PerformanceObserver.supportedEntryTypes")
        assert "layout-shift" in supported
    context.close()


@pytest.mark.parametrize("cut", ['<div class="map">', '<svg class="sheet"'])
def test_the_story_keeps_its_place_while_the_map_arrives(page: Page, cut: str) -> None:
    whole = folder().files["index.html"]
    begun = whole[: whole.index(cut.encode())]
    assert b'<div class="tell"' in begun
    page.set_viewport_size({"width": 390, "height": 844})
    with served({"index.html": whole, "begun.html": begun}) as address:
        places = []
        for name in ("begun.html", "index.html"):
            page.goto(f"{address}{name}")
            places.append(box(page.locator(".tell")).y)
    assert places[0] == pytest.approx(places[1], abs=0.1)
    assert places[1] > 400, "the map stands above it"


def test_a_toggle_is_cheaper_than_the_page_anew(shown: Page) -> None:
    """
    Time style and layout after a click, against those of the whole page on the same machine.

    Of 24 each the lower quartile counts: what else the machine does only adds to a time.
    """
    toggled, anew = shown.evaluate(
        """() => {
            const radios = [...document.querySelectorAll("[name=scenario]")];
            const main = document.querySelector("main");
            const lay = () => {
                main.getBoundingClientRect();
                getComputedStyle(document.querySelector(".f")).fill;
            };
            const timed = (act) => {
                const start = performance.now();
                act();
                lay();
                return performance.now() - start;
            };
            const toggles = [], pages = [];
            for (let i = 1; i <= 24; i++) {
                toggles.push(timed(() => radios[i % radios.length].click()));
                main.style.display = "none";
                lay();
                pages.push(timed(() => { main.style.display = ""; }));
            }
            return [toggles, pages].map((times) => times.sort((a, b) => a - b)[6]);
        }"""
    )
    assert toggled < anew


def test_the_map_keeps_its_place_when_scenarios_switch(shown: Page) -> None:
    places = set()
    for radio in shown.get_by_role("radio").all():
        radio.check()
        places.add(box(shown.locator(".map")))
    assert len(places) == 1


def test_a_title_that_is_a_script_is_text(page: Page, tmp_path: Path) -> None:
    hostile = "<script>document.title='run'</script>{{ 7*7 }}\"'><img src=x onerror=alert(1)>]]>"
    quoted = json.dumps(hostile)  # a JSON string is a TOML string
    path = tmp_path / "hostile.toml"
    path.write_text(
        f"""id = "hostile"
date = 2025-12-01
confidence = "assumed"
assumptions = [{{ en = {quoted}, uk = {quoted} }}]
[title]
en = {quoted}
uk = {quoted}
[summary]
en = {quoted}
uk = {quoted}
[[citations]]
outlet = {quoted}
title = {quoted}
date = 2025-12-01
url = "https://example.org/\\"><script>"
""",
        encoding="utf-8",
    )
    wanted, chosen = map_recipe.order([str(path), "freeze"], title=hostile)
    made = map_figure.make(installed(), wanted, chosen)
    ET.fromstring(made.files["figure.svg"])  # noqa: S314
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    with served(made.files) as address:
        for name in ("index.html", "index.uk.html", "embed.html", "figure.svg"):
            page.goto(f"{address}{name}")
            hostile_elements = "img[src=x], script:not([type]):has-text('run')"
            expect(page.locator(hostile_elements)).to_have_count(0)
            assert page.title() != "run"
        page.goto(f"{address}index.html")
        expect(page.locator("main")).to_contain_text(hostile, use_inner_text=True)
    assert dialogs == []
