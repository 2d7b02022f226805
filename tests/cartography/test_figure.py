"""The static figure: drawn true to scale, named without collisions, switched without a script."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from explorer.cartography import lettering, raster
from explorer.cartography.figure import composition, legend, page, poster, writing
from explorer.cartography.figure import sheet as sheets
from explorer.cartography.figure.ground import STEP
from explorer.cartography.figure.labels import HANDS, Layout, Town, size
from explorer.cartography.figure.names import Screen
from explorer.cartography.figure.outline import outline
from explorer.errors import ScenarioError
from explorer.geometry import geodesy
from explorer.language import speech_in
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.publishing import map_figure, map_recipe
from tests.helpers.figures import SIX, difference, figure, order, plate, small
from tests.helpers.lines import BASELINE
from tests.helpers.paths import ROOT

# The zones in these cut the ground into the most parts.
HEAVY = ("alaska-2025", "kellogg-30", "european-40", "korea-4", "putin-2024", "fez-symmetric")
SCREENS = (Screen("l", 830, 22), Screen("m", 530, 14), Screen("s", 350, 8))
REFERENCE = ROOT / "tests" / "data" / "figure.png"


# --- the sheet


@given(
    west=st.floats(22, 36),
    south=st.floats(44.5, 50.5),
    wide=st.floats(1.0, 18.0),
    high=st.floats(0.5, 8.0),
)
@settings(max_examples=50, deadline=None)
def test_a_sheet_shows_all_of_its_ground(
    west: float, south: float, wide: float, high: float
) -> None:
    bounds = (west, south, min(west + wide, 40.2), min(south + high, 52.4))
    sheet = sheets.fit(bounds)
    drawn = sheet.draw(shapely.segmentize(box(*bounds), 0.1))
    assert sheet.paper.buffer(0.5).contains(drawn)


@pytest.mark.parametrize("names", [("donbas-handover",), SIX])
def test_the_scale_bar_is_true_at_the_middle(names: tuple[str, ...]) -> None:
    sheet = plate(names).sheet
    km, length = sheets.scale_bar(sheet)
    y = sheet.height / 2
    ends = [sheet.degrees(x, y) for x in np.linspace(480 - length / 2, 480 + length / 2, 40)]
    # along the parallel of the paper, which is no geodesic
    told = sum(Geodesic.WGS84.Inverse(a.y, a.x, b.y, b.x)["s12"] / 1000 for a, b in pairwise(ends))
    assert told == pytest.approx(km, rel=0.002)


def test_places_come_back_from_the_sheet() -> None:
    sheet = plate().sheet
    for x, y in [(0, 0), (960, 0), (480, sheet.height)]:
        place = sheet.degrees(x, y)
        assert sheet.units(shapely.get_coordinates(place))[0] == pytest.approx((x, y), abs=1e-6)


# --- the ground


def test_each_look_is_one_patch_and_together_they_are_the_frame() -> None:
    drawn = plate()
    patches = drawn.ground.patches
    assert len({patch.looks for patch in patches}) == len(patches)
    shapes = [patch.shape for patch in patches]
    frame = drawn.sheet.cut(shapely.union_all(list(drawn.ground.oblasts.values())))
    assert shapely.area(shapes).sum() == pytest.approx(frame.area, rel=1e-9)
    assert shapely.union_all(shapes).area == pytest.approx(frame.area, rel=1e-9)


def test_the_line_of_contact_runs_between_the_holders() -> None:
    drawn = plate()
    held = {
        holder: shapely.union_all(
            [p.shape for p in drawn.ground.patches if p.looks[0].before == holder]
        )
        for holder in ("ukraine", "russia")
    }
    between = held["ukraine"].intersection(held["russia"])
    contact = next(c.shape for c in drawn.ground.courses if c.kind == "contact")
    visible = drawn.sheet.paper
    for one, other in ((between, contact), (contact, between)):
        # lines stand on whole steps, so they may be half a step's diagonal apart; the sides of a
        # neck narrower than a step lie on each other and are no line: 1.2 units in Sumy oblast
        assert one.intersection(visible).difference(other.buffer(STEP)).length < 1.5


def test_every_scenario_gets_its_own_line() -> None:
    drawn = plate(("donbas-handover", "freeze"))
    lines = [c for c in drawn.ground.courses if c.kind == "scenario"]
    assert {scenario for line in lines for scenario in line.scenarios} == {0}


@given(
    st.lists(
        st.tuples(st.integers(-900, 900), st.integers(-900, 900)), min_size=2, max_size=30
    ).filter(lambda places: len(set(places)) > 1)
)
@settings(max_examples=100, deadline=None)
def test_path_data_says_where_the_line_runs(places: list[tuple[int, int]]) -> None:
    line = LineString([(x / 3, y / 3) for x, y in places])
    read = _read_path(outline(line))
    assert len(read) == 1
    assert shapely.hausdorff_distance(LineString(read[0]), line) <= STEP


def test_path_data_leaves_out_what_is_too_small_to_see() -> None:
    speck = Polygon([(0, 0), (0.01, 0), (0, 0.01)])
    square = box(5, 5, 9, 9)
    assert outline(speck) == ""
    assert len(_read_path(outline(MultiPolygon([speck, square])))) == 1


def _read_path(data: str) -> list[list[tuple[float, float]]]:
    """Read path data as SVG defines it: a move to, then lines by differences."""
    found = []
    for run in data.replace("z", "").split("M")[1:]:
        start, moves = run.split("l")
        steps = np.array([int(n) for n in re.findall(r"-?\d+", moves)]).reshape(-1, 2)
        first = np.array([[int(n) for n in start.split(" ")]])
        found.append([tuple(p) for p in (np.cumsum([*first, *steps], axis=0) * STEP).tolist()])
    return found


# --- the names


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(("names", "extent"), [(SIX, "region"), (HEAVY, "country")])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.key)
def test_no_name_lies_on_another(
    names: tuple[str, ...], extent: str, language: Literal["en", "uk"], screen: Screen
) -> None:
    drawn = plate(names, extent=extent, language=language)
    allowance = lettering.SYSTEM_ALLOWANCE
    labels = writing.letter(drawn, screen, speech_in(language), allowance).labels
    assert len(labels) > 6
    boxes = [_box(label, screen.unit, allowance) for label in labels]
    for (one, a), (other, b) in combinations(zip(labels, boxes, strict=True), 2):
        assert not a.intersects(b), (one.lines, other.lines)
    dots = [label.dot for label in labels if label.dot]
    for label, room in zip(labels, boxes, strict=True):
        for dot in dots:
            assert dot == label.dot or not room.contains(shapely.Point(dot)), (label.lines, dot)
        assert drawn.sheet.paper.contains(room), label.lines


def _box(label: Any, unit: float, allowance: float) -> Polygon:
    wide, high = size(label.kind, label.lines, unit)
    wide *= allowance
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    top = label.y - 0.74 * HANDS[label.kind].size * unit
    return box(left, top, left + wide, top + high)


def test_a_town_without_room_is_left_out() -> None:
    layout = Layout(600, 1.0, 1.0, LineString(), taken=[(0, 0, 960, 600)])
    layout.name_towns([Town("Nowhere", shapely.Point(300, 300), city=True)], 3)
    assert layout.labels == []


# --- the page without a browser


@pytest.mark.parametrize("names", [SIX, HEAVY], ids=["six", "heavy"])
def test_six_scenarios_weigh_less_than_48_kb(names: tuple[str, ...]) -> None:
    made = small(names)
    assert made.weight <= map_figure.BUDGET_BYTES == 48_000
    assert made.weight > 8_000, "a page this light has lost its map"


def test_the_script_is_written_without_its_comments() -> None:
    source = (ROOT / "explorer/cartography/figure/figure.js").read_text(encoding="utf-8")
    script = page.script()
    assert "//" in source
    assert "//" not in script
    assert len(script) < 0.7 * len(source)
    html = small().files["index.html"].decode()
    assert f"<script>{script}</script>" in html
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;;" in html


@pytest.mark.parametrize("name", ["index.html", "index.uk.html"])
def test_each_outline_is_written_once(name: str) -> None:
    text = small().files[name].decode()
    sheet = text[text.index('class="sheet"') : text.index('class="alt')]
    outlines = re.findall(r'<path (?:id="p\d+"|class="f f\d+") d="([^"]+)"', sheet)
    assert len(outlines) == len(set(outlines)) == len(plate().ground.patches)


def test_every_svg_is_well_formed() -> None:
    root = ET.fromstring(small().files["figure.svg"])  # noqa: S314  (we wrote it)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    text = small().files["index.html"].decode()
    sheet = text[text.index('<svg class="sheet"') : text.index('<div class="alt')]
    ET.fromstring(sheet.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314


def test_an_extent_can_be_the_country_a_region_or_oblasts() -> None:
    donbas = figure(("donbas-handover",), extent="UA-14,UA-09")
    country = figure(("donbas-handover",), extent="country")
    region = figure(("donbas-handover",))
    assert country.whole
    assert not region.whole
    assert box(*country.bounds).contains(box(*donbas.bounds))
    inside = [shape for shape in region.shapes if shape.within(box(37, 48, 38, 49))]
    ground = shapely.union_all(inside)
    assert box(*region.bounds).contains(ground)
    with pytest.raises(ScenarioError, match="extent 'moon' is not known"):
        composition.compose(installed(), order(("freeze",), extent="moon"))


def test_a_freeze_shows_the_whole_line() -> None:
    found = figure(("freeze",))
    line = baselines.line(installed(), BASELINE)
    frame = shapely.total_bounds(np.array(found.shapes))
    assert box(*found.bounds).buffer(0.01).contains(line.intersection(box(*frame)))


def test_the_same_scenario_twice_is_refused() -> None:
    with pytest.raises(ScenarioError, match="'freeze' was given twice"):
        map_recipe.order(["freeze", "freeze"])


def test_contested_ground_lies_on_what_ukraine_holds() -> None:
    drawn = plate(("donbas-handover",), extent="country")
    held = [each.shape for each in drawn.ground.patches if each.looks[0].before == "ukraine"]
    assert drawn.ground.contested.difference(shapely.union_all(held)).area < 1e-6
    # the oracle is the layer, in the sheet's own scale
    layer = geodesy.area_km2(baselines.contested(installed(), BASELINE))
    squared = drawn.sheet.units_per_km**2
    assert drawn.ground.contested.area / squared == pytest.approx(layer, rel=0.05)
    labels = [entry.label for entry in legend.entries(drawn, 0, "en")]
    assert "Contested: neither side controls it" in labels


def test_the_recipe_names_the_contested_layer() -> None:
    names = map_recipe.order(["freeze"], day=BASELINE)
    layers = map_recipe.recipe_of(installed(), *names).layers
    assert layers["contested-2025-12-09"] == installed().resource("contested-2025-12-09").sha256
    names = map_recipe.order(["freeze"], day="2022-02-23")
    layers = map_recipe.recipe_of(installed(), *names).layers
    assert not [name for name in layers if name.startswith("contested")]


# --- the picture


def _country(name: str) -> str:
    """Draw the whole country as the figure's standing picture."""
    return poster.poster(
        figure((name,), extent="country"), plate((name,), extent="country"), recipe=""
    ).svg


def test_the_map_looks_as_it_did(tmp_path: Path) -> None:
    """
    Compare the SVG's picture with one that was looked at and kept.

    The tolerance: on average a channel may differ by 1 of 255, and one pixel in 200 by more than
    48, which leaves room for the rounding of another processor and for none of our lines.
    """
    now = raster.png(_country("plan-28"), 360)
    (tmp_path / "figure.png").write_bytes(now)
    mean, share = difference(now, REFERENCE.read_bytes())
    assert mean <= 1.0, tmp_path / "figure.png"
    assert share <= 0.005, tmp_path / "figure.png"


def test_the_comparison_sees_another_map() -> None:
    _, share = difference(raster.png(_country("plan-20"), 360), REFERENCE.read_bytes())
    assert share > 0.005


def test_pictures_are_set_in_one_typeface() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
        '<text y="30" font-size="30" font-family="{}">Київ</text></svg>'
    )
    ours = raster.png(svg.format("&quot;Source Sans 3&quot;"), 90)
    assert raster.png(svg.format("sans-serif"), 90) == ours
    assert np.asarray(Image.open(io.BytesIO(ours)))[..., 3].any(), "nothing was written"
