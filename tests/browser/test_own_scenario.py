"""A reader's own line in a browser: drawn, moved, undone, handed over, saved, shared."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import geopandas
import pytest
import shapely
from playwright.sync_api import expect
from pyproj import Transformer
from shapely.geometry import LineString

from explorer.atoms import outlines, store
from explorer.layers import baselines
from explorer.layers.catalog import installed
from tests.helpers.accessibility import serious
from tests.helpers.lines import BASELINE
from tests.helpers.pages import box, rest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page


# longitude and latitude: over the northern border, down west of Kharkiv, into the Sea of Azov
LINE = [(35.0, 52.6), (35.2, 50.0), (35.6, 48.4), (35.4, 46.0)]
# the whole country is in sight
WHOLE = "at=48.4,31.4,5.75"


def _open(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(".board[data-drawn]")).to_be_visible()
    rest(page)


def _said(found: Locator) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", found.inner_text())


def _draw(page: Page, points: list[tuple[float, float]], tool: str) -> None:
    """Click the points on the map, finish by the button, and wait for the answer."""
    board = page.locator(".board")
    board.get_by_role("button", name=tool).click()
    frame = box(board)
    for x, y in (_pixel(page, *point) for point in points):
        page.mouse.click(frame.x + x, frame.y + y)
    expect(board.locator("path.pencil-point")).to_have_count(len(points))
    board.locator(".pencil button").nth(2).click()
    rest(page)


def _pixel(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Say where a place lies on the map, by Mercator's formula and the address's view."""
    x, y = page.evaluate(
        """([x, y]) => {
            const size = document.querySelector(".board").getBoundingClientRect();
            const [lat, lng, zoom] = new URLSearchParams(location.search).get("at").split(",");
            const scale = 256 * 2 ** zoom / 360;
            const rise = (a) => Math.log(Math.tan(Math.PI / 4 + a * Math.PI / 360)) * 180 / Math.PI;
            return [size.width / 2 + (x - lng) * scale,
                    size.height / 2 - (rise(y) - rise(Number(lat))) * scale];
        }""",
        [longitude, latitude],
    )
    return float(x), float(y)


@pytest.mark.parametrize(
    ("language", "tool", "words"),
    [
        ("en", "Draw a line", "Ukraine would cede"),
        ("uk", "Провести лінію", "Україна передала б Росії"),
    ],
)
def test_a_line_splits_the_country_and_survives_a_reload(
    page: Page, app_url: str, foreign: list[str], language: str, tool: str, words: str
) -> None:
    _open(page, f"{app_url}/?{WHOLE}&scenario=plan-28&lang={language}")
    _draw(page, LINE, tool)
    lead = page.locator(".headline .lead")
    expect(page).to_have_url(re.compile("scenario=own.*edit="))
    expect(lead).to_contain_text(words)
    names = page.locator(".side-name")
    expect(names).to_have_text({"en": ["Ukraine", "Russia"], "uk": ["Україна", "Росія"]}[language])
    told = _said(lead)
    page.reload()
    expect(lead).to_have_text(told)
    expect(page.locator(".board .grip:not(.fresh)")).to_have_count(len(LINE))
    assert serious(page) == []
    assert foreign == []


def test_a_point_is_moved_by_keys_and_the_move_is_undone(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?{WHOLE}")
    _draw(page, LINE, "Draw a line")
    lead = page.locator(".headline .lead")
    expect(lead).to_contain_text("would cede")
    expect(page.locator(".headline h1")).to_contain_text("A line of your own")
    first = _said(lead)
    point = page.locator(".board .grip:not(.fresh)").nth(1)
    point.focus()
    point.press("ArrowLeft")
    expect(lead).not_to_have_text(first)
    rest(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(lead).to_have_text(first)
    expect(page.locator(".board .grip:not(.fresh)")).to_have_count(len(LINE))


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([(31.0, 49.0), (32.0, 49.5)], "inside the border"),
        ([(35.0, 52.9), (33.0, 49.0), (36.0, 49.0), (33.0, 52.9)], "crosses or touches itself"),
        ([(23.6, 46.6), (24.6, 46.2)], "outside Ukraine"),
    ],
)
def test_a_line_that_splits_nothing_is_told_why(
    page: Page, app_url: str, points: list[tuple[float, float]], words: str
) -> None:
    _open(page, f"{app_url}/?{WHOLE}")
    _draw(page, points, "Draw a line")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(words)
    # it stays on the map to be mended
    expect(page.locator(".board .grip:not(.fresh)")).to_have_count(len(points))
    rest(page)
    expect(page).not_to_have_url(re.compile("edit="))


def test_an_area_goes_to_whom_the_reader_says(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?{WHOLE}&scenario=freeze")
    _draw(page, [(33.0, 50.0), (35.0, 50.0), (35.0, 49.0), (33.0, 49.0)], "Draw an area")
    lead = page.locator(".headline .lead")
    expect(lead).to_contain_text("would become a neutral zone")
    page.get_by_role("combobox", name=re.compile("Your area 1")).focus()
    page.keyboard.type("Russia")
    expect(page.get_by_role("option")).to_have_text(["Russia"])
    page.keyboard.press("Enter")
    expect(lead).to_contain_text("Ukraine would cede")
    rest(page)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".headline h1")).to_contain_text("Freeze on the line of contact")


def test_ground_is_handed_over_listed_and_taken_back(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=freeze&baseline={BASELINE}&spot=48.85,37.6")
    lead = page.locator(".headline .lead")
    page.get_by_role("button", name=re.compile("Hand this piece")).click()
    expect(lead).to_contain_text("would cede")
    rest(page)
    page.get_by_role("button", name=re.compile("Hand Sloviansk and 10")).click()
    expect(page.get_by_role("button", name="Take back")).to_have_count(2)
    rest(page)
    page.get_by_role("button", name=re.compile("Hand Donetsk oblast")).click()
    expect(page.get_by_role("button", name="Take back")).to_have_count(3)
    # all of the oblast that Ukraine holds, as under a handover of the rest of Donbas
    expect(lead).to_contain_text(re.compile(r"6,09\d\skm²"))
    for left in (2, 1):
        rest(page)
        page.get_by_role("button", name="Take back").first.click()
        expect(page.get_by_role("button", name="Take back")).to_have_count(left)


def test_a_depth_no_proposal_names_is_drawn_at_once(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=kellogg-30")
    box = page.get_by_role("spinbutton", name="Depth per side, km")
    box.fill("13")
    box.press("Enter")
    expect(page.locator(".headline h1")).to_contain_text("changed")
    changed = re.compile("changed the depth, measured from the line of contact, from 15 to 13.km")
    expect(page.get_by_text(changed).first).to_be_visible()
    expect(page).to_have_url(re.compile("edit="))
    rest(page)
    # the card goes back, and its own card returns
    page.get_by_role("radio", name=re.compile("^Kellogg's 30 km demilitarised zone \\d")).click()
    expect(page.locator(".headline h1")).not_to_contain_text("changed")
    rest(page)
    page.get_by_role("group", name="Yours").get_by_role("radio").click()
    expect(page.locator(".headline h1")).to_contain_text("changed")


def _ceded_km2() -> float:
    """Another way to the same number: plain polygons in an equal-area projection."""
    catalog = installed()
    table = store.atoms(catalog, baselines.find(catalog))
    shapes = zip(outlines.shapes(catalog, table), table.russian(), strict=True)
    ukrainian = shapely.union_all([shape for shape, russian in shapes if not russian])
    east = shapely.Polygon([*LINE, (45, 46), (45, 52.6)])
    plane = Transformer.from_crs(4326, "+proj=laea +lat_0=48 +lon_0=36", always_xy=True)
    ground = shapely.segmentize(ukrainian.intersection(east), 0.01)
    return float(shapely.transform(ground, plane.transform, interleaved=False).area / 1e6)


def _geojson(folder: Path) -> Path:
    path = folder / "line.geojson"
    geometry = {"type": "LineString", "coordinates": LINE}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": geometry}))
    return path


def _gpx(folder: Path) -> Path:
    path = folder / "line.gpx"
    points = "".join(f'<trkpt lat="{y}" lon="{x}"/>' for x, y in LINE)
    path.write_text(
        '<gpx version="1.1" creator="a" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
        f"{points}</trkseg></trk></gpx>"
    )
    return path


def _shapefile(folder: Path) -> Path:
    frame = geopandas.GeoDataFrame({"a": [1]}, geometry=[LineString(LINE)], crs=4326)
    frame.to_crs(32637).to_file(folder / "line.shp")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in folder.glob("line.*"):
            archive.write(part, part.name)
    path = folder / "line.zip"
    path.write_bytes(content.getvalue())
    return path


@pytest.mark.parametrize("make", [_geojson, _gpx, _shapefile])
def test_an_uploaded_line_is_a_drawn_line(
    page: Page, app_url: str, tmp_path: Path, make: object
) -> None:
    _open(page, f"{app_url}/?scenario=freeze")
    assert callable(make)
    page.locator("input[type=file]").set_input_files(make(tmp_path))
    expect(page.locator(".headline h1")).to_contain_text("A line of your own")
    rest(page)
    told = re.search(r"would cede ([\d,]+) km²", _said(page.locator(".headline .lead")))
    assert told
    assert float(told[1].replace(",", "")) == pytest.approx(_ceded_km2(), abs=5)


def test_what_is_saved_can_be_opened_again(page: Page, app_url: str, tmp_path: Path) -> None:
    _open(page, f"{app_url}/?scenario=freeze")
    page.locator("input[type=file]").set_input_files(_geojson(tmp_path))
    expect(page.locator(".headline h1")).to_contain_text("A line of your own")
    rest(page)
    name = page.get_by_role("textbox", name="Name")
    name.fill("<b>Mine</b>")
    name.press("Enter")
    title = page.locator(".headline h1")
    expect(title).to_contain_text("<b>Mine</b>")
    rest(page)
    lead = page.locator(".headline .lead")
    told = _said(lead)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / "own.toml"
    download.value.save_as(saved)
    _open(page, f"{app_url}/?scenario=plan-28")
    page.locator("input[type=file]").set_input_files(saved)
    expect(title).to_contain_text("<b>Mine</b>")
    expect(lead).to_have_text(told)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "points only"), ("uk", "лише точки")],
)
def test_a_file_without_a_line_is_one_sentence(
    page: Page, app_url: str, tmp_path: Path, language: str, words: str
) -> None:
    _open(page, f"{app_url}/?scenario=freeze&lang={language}")
    path = tmp_path / "points.geojson"
    path.write_text(json.dumps({"type": "Point", "coordinates": [30, 50]}))
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("alert")).to_contain_text(words)


def test_an_address_that_was_cut_is_one_sentence(page: Page, app_url: str) -> None:
    _open(page, f"{app_url}/?scenario=own&edit=1eNp1jjsOwj")
    expect(page.get_by_role("alert").first).to_contain_text("cannot be read")


def test_an_own_line_is_compared_and_taken_along(page: Page, app_url: str, tmp_path: Path) -> None:
    _open(page, f"{app_url}/?scenario=freeze")
    page.locator("input[type=file]").set_input_files(_geojson(tmp_path))
    expect(page.locator(".headline h1")).to_contain_text("A line of your own")
    rest(page)
    page.get_by_role("radio", name="Compare").click()
    expect(page.locator(".board[data-drawn]")).to_have_count(3)
    expect(page.locator(".headline .lead")).to_contain_text("From “A line of your own” to “Freeze")
    rest(page)
    page.get_by_role("radio", name="Embed").click()
    expect(page.locator("[data-testid=stIFrame]")).to_be_visible()
    rest(page)
    page.get_by_role("radio", name="Share").click()
    page.locator(".st-key-work-share-zip-begin button").click()
    button = page.locator(".st-key-share-zip button")
    expect(button).to_be_visible()
    rest(page)
    with page.expect_download() as download:
        button.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        name = next(name for name in archive.namelist() if name.endswith("receipt.json"))
        told = json.loads(archive.read(name))
    assert "line" in told["recipe"]["scenarios"][0]["text"]
