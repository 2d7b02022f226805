"""A claim's figure: the same bytes, nothing foreign, every text escaped, every digit recomputed."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from typer.testing import CliRunner

from explorer.cartography.webmap.outside import references
from explorer.claims import chart, desk
from explorer.claims.desk import Finding
from explorer.claims.library import DOCUMENTS
from explorer.cli.figures import verify as command
from explorer.errors import ClaimError, OutputError
from explorer.language import speech_in
from explorer.layers.catalog import installed
from explorer.publishing import claim_figure, claim_telling, claim_verify, embed, receipt, verify
from explorer.publishing.claim_figure import Folder
from explorer.publishing.claim_receipt import Order
from tests.helpers.figures import difference, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HELD = "atlantic-council-2025-12/donbas-held-area"
HOSTILE = "<script>document.title='run'</script>{{ 7*7 }}\"'><img src=x onerror=alert(1)>]]>"


@lru_cache(maxsize=1)
def findings() -> dict[str, Finding]:
    documents = DOCUMENTS.all().values()
    return {each.id: each for d in documents for each in desk.check(installed(), d)}


@lru_cache(maxsize=4)
def folder(name: str = HELD, **options: Any) -> Folder:
    return claim_figure.make(installed(), findings()[name], Order(**options))


def hostile(folder_: Path) -> Folder:
    source = (DOCUMENTS.path / "atlantic-council-2025-12.toml").read_text(encoding="utf-8")
    path = folder_ / "hostile.toml"
    text = source.replace('id = "atlantic-council-2025-12"', 'id = "hostile"', 1)
    # a JSON string is a TOML string
    for language, said in (("en", f"={HOSTILE}"), ("uk", HOSTILE)):
        line = f"paraphrase.{language} = {json.dumps(said)}"
        text = re.sub(rf"(?m)^paraphrase\.{language} = .*$", lambda _, line=line: line, text)  # type: ignore[misc]
    path.write_text(text, encoding="utf-8")
    found = desk.check(installed(), DOCUMENTS.read(path)[0])
    finding = next(each for each in found if each.claim.id == "donbas-held-area")
    return claim_figure.make(installed(), finding, file=path)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out"
    embed.write(folder(), path)  # type: ignore[arg-type]
    return path


def test_the_same_order_gives_the_same_bytes() -> None:
    again = claim_figure.make(installed(), findings()[HELD])
    assert again.files == folder().files
    packed = embed.archive(again.files, "claim")
    assert packed == embed.archive(folder().files, "claim")
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert {Path(name).name for name in found.namelist()} == set(folder().files)


def test_the_page_says_what_was_claimed_and_computed() -> None:
    page = folder().files["index.html"].decode()
    for number in folder().receipt.numbers:
        value, _, interval = number.written.rstrip(")").partition(" (")
        assert value in page
        assert interval in page
    assert "Stale since 20\u00a0September 2025" in page
    assert '<html lang="en">' in page
    described = re.search(r'role="img" aria-label="([^"]+)"', page)
    assert described
    assert "6,192\u00a0km²" in described[1]
    assert "Depiction is not endorsement." in page
    assert embed.weight(page.encode()) <= embed.BUDGET_BYTES


def test_nothing_foreign_is_loaded() -> None:
    for name in ("index.html", "figure.svg"):
        text = folder().files[name].decode()
        assert references(text) == []
        assert "@import" not in text
    assert references(folder().files["embed.html"].decode()) == ["index.html"]


def test_the_receipt_gives_unit_interval_and_day() -> None:
    told = json.loads(folder().files["receipt.json"])
    computed = next(n for n in told["numbers"] if n["measure"] == "computed")
    assert (computed["unit"], computed["day"]) == ("km2", "2025-12-09")
    assert computed["low"] < computed["value"] < computed["high"]
    text = (DOCUMENTS.path / told["recipe"]["file"]).read_text(encoding="utf-8")
    assert told["recipe"]["sha256"] == receipt.sha256(text)
    for name, digest in told["recipe"]["layers"].items():
        assert installed().resource(name).sha256 == digest
    for name, digest in told["files"].items():
        assert receipt.sha256(folder().files[name]) == digest


def test_the_table_holds_every_day_of_the_chart() -> None:
    rows = folder().files["data.csv"].decode().split("\r\n")
    data = claim_figure.charted(installed(), findings()[HELD])
    assert len(rows) == len(data.points) + 2
    assert f"2025-12-09,{data.computed.value:.2f}," in "\n".join(rows) if data.computed else False


def test_a_hostile_paraphrase_is_text(tmp_path: Path) -> None:
    made = hostile(tmp_path)
    for name in ("index.html", "embed.html", "figure.svg"):
        text = made.files[name].decode()
        assert "<script>document" not in text
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text
    ET.fromstring(made.files["figure.svg"])  # noqa: S314
    row = made.files["data.csv"].decode().split("\r\n")[1]
    assert "\"'=<script>" in row, "a spreadsheet would run it"
    assert made.receipt.recipe.text
    embed.write(made, tmp_path / "out")  # type: ignore[arg-type]
    (tmp_path / "hostile.toml").unlink()
    assert claim_verify.verify(installed(), tmp_path / "out") == []


def test_what_was_published_follows_from_its_inputs(out: Path) -> None:
    assert claim_verify.is_one(out)
    for path in (out, out / "receipt.json"):
        assert verify.verify(installed(), path) == []


def test_the_command_names_an_edited_digit(out: Path) -> None:
    page = out / "index.html"
    page.write_bytes(page.read_bytes().replace(b"<strong>6,192", b"<strong>9,192", 1))
    app = typer.Typer()
    app.command()(command)
    found = CliRunner().invoke(app, [str(out), "--json"])
    assert found.exit_code == 1
    assert [row["where"] for row in json.loads(found.output)] == ["index.html"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("index.html", "<strong>6,192", "<strong>6,292"),
        ("index.html", "5,970", "5,070"),
        ("figure.svg", "Computed: 6,192", "Computed: 7,192"),
        ("data.csv", "6192.0", "6193.0"),
        ("embed.html", "6,600", "6,700"),
        ("receipt.json", '"value": 6192.02', '"value": 6192.12'),
        ("receipt.json", '"day": "2025-12-09"', '"day": "2025-12-08"'),
    ],
)
def test_a_digit_that_was_edited_is_named(out: Path, name: str, old: str, new: str) -> None:
    path = out / name
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    found = {each.where.partition(":")[0] for each in claim_verify.verify(installed(), out)}
    assert found == {name}


def test_retouched_and_missing_files_are_named(out: Path) -> None:
    content = bytearray((out / "figure.png").read_bytes())
    content[-20] ^= 1
    (out / "figure.png").write_bytes(content)
    (out / "data.csv").unlink()
    found = [each.where for each in claim_verify.verify(installed(), out)]
    assert found == ["data.csv", "figure.png"]


def test_what_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    untestable = next(f for f in findings().values() if f.verdict.kind == "not_testable")
    with pytest.raises(OutputError, match="no course over time"):
        claim_figure.make(installed(), untestable)
    other = DOCUMENTS.path / "rima-2025-12-29.toml"
    with pytest.raises(ClaimError, match="does not hold the claim"):
        claim_figure.make(installed(), findings()[HELD], file=other)
    (tmp_path / "receipt.json").write_text('{"recipe": {"format": "frontline-claim/1"}}')
    with pytest.raises(OutputError, match="no receipt of a claim"):
        claim_verify.verify(installed(), tmp_path)


def test_every_claim_with_a_chart_is_drawn_in_both_languages() -> None:
    drawn = 0
    for finding in findings().values():
        data = chart.chart_data(installed(), finding)
        if data is None:
            continue
        for language in ("en", "uk"):
            told = claim_telling.tell(data, speech_in(language))
            assert all(row.label and row.value for row in (*told.rows, *told.tiles))
            assert 300 < claim_figure.reserved(told) < 1600
            drawn += 1
    assert drawn > 20


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_is_accessible(browser: Browser, scheme: Any, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    with served(folder(language="uk").files) as address:
        page.goto(f"{address}index.html")
        page.locator("summary").click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".chart svg:visible").count() == 1
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == scheme
    context.close()


@pytest.mark.browser
def test_the_page_asks_for_nothing(page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        page.locator("summary").click()
        assert page.get_by_role("table").first.inner_text().count("6,192\u00a0km²") == 1
        assert asked == [f"{address}index.html"]
    assert said == [], "the content security policy refused something"


@pytest.mark.browser
def test_the_page_fits_the_height_that_is_kept_free(page: Page) -> None:
    told = claim_telling.tell(claim_figure.charted(installed(), findings()[HELD]), speech_in("en"))
    room = claim_figure.reserved(told)
    heights = []
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        for width in (320, 390, 480, 600, 680, 760, 960):
            page.set_viewport_size({"width": width, "height": 900})
            heights.append(page.evaluate("document.body.getBoundingClientRect().height"))
    assert 0.8 * room < max(heights) <= room, heights


@pytest.mark.browser
def test_the_chart_follows_the_theme_and_needs_no_script(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    with served(folder().files) as address:
        page.goto(f"{address}index.html")
        light = page.locator(".chart").screenshot()
        page.emulate_media(color_scheme="dark")
        dark = page.locator(".chart").screenshot()
    context.close()
    assert difference(light, dark)[0] > 150, "the paper and the ink change places"


@pytest.mark.browser
def test_a_hostile_paraphrase_does_not_run(page: Page, tmp_path: Path) -> None:
    with served(hostile(tmp_path).files) as address:
        for name in ("index.html", "embed.html", "figure.svg"):
            page.goto(f"{address}{name}")
            assert page.locator("img[src=x]").count() == 0
            assert page.title() != "run"
        page.goto(f"{address}index.html")
        assert page.get_by_role("heading", level=1).inner_text() == f"={HOSTILE}"


@pytest.mark.browser
def test_the_app_gives_snippet_and_folder(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?claim={HELD}")
    page.locator("details summary").filter(has_text="Embed").click(timeout=60_000)
    code = page.locator("code").filter(has_text="<iframe")
    expect(code).to_contain_text('title="Ukraine still controls about 6,600')
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the folder (zip)").click()
    with zipfile.ZipFile(download.value.path()) as found:
        (name,) = (n for n in found.namelist() if n.endswith("/index.html"))
        assert found.read(name) == folder().files["index.html"]
