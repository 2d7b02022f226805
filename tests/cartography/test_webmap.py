"""The map: one file, the ledger's areas, few points, colours that everybody can tell apart."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from explorer import language
from explorer.cartography import hatching, palette
from explorer.cartography.webmap import base, display, features, interactive, legend, names
from explorer.cartography.webmap.outside import references
from explorer.geometry import geodesy
from explorer.language import Text
from explorer.layers import baselines
from explorer.layers.catalog import Catalog, installed
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import report as report_wording
from tests.helpers.lines import BASELINE

NAMES = tuple(SCENARIOS.all())
# Of these some 12,000 are the ground's, which keeps the thinnest zone's area, 1,300 those of
# contested ground, and 5,000 borders.
MOST_POINTS = 24_000
# Thinning takes the most from thin strips: 2.0 % from the zone of 2 km on each side.
DRAWN_PCT, DRAWN_KM2 = 2.5, 10.0


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return installed()


def _report(catalog: Catalog, name: str, day: str | None = None) -> Report:
    return report.compute(catalog, SCENARIOS.find(name), day=day or BASELINE)


@pytest.mark.parametrize("name", NAMES)
def test_drawing_has_the_areas_of_the_ledger(catalog: Catalog, name: str) -> None:
    found = _report(catalog, name)
    parts = display.grounds(catalog, found)
    assert shapely.coverage_is_valid([part.shape for part in parts])
    classes = {(row.giver, row.taker) for row in found.rows}
    assert {(part.before, part.after) for part in parts} == classes
    for giver, taker in classes:
        fates = [part for part in parts if (part.before, part.after) == (giver, taker)]
        told = found.outcomes.ledger.transfer(giver, taker).value
        assert sum(part.area.value for part in fates) == pytest.approx(told, abs=1e-3)
        drawn = sum(geodesy.area_km2(part.shape) for part in fates)
        assert drawn == pytest.approx(told, rel=DRAWN_PCT / 100, abs=DRAWN_KM2)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("day", [None, "2022-02-23", "2026-08-22"])
def test_map_has_few_points(catalog: Catalog, name: str, day: str | None) -> None:
    drawn = features.drawing(catalog, _report(catalog, name, day))["panes"]
    panes = [*features.context(catalog, "light").values(), *drawn.values()]
    assert sum(_points(f["geometry"]["coordinates"]) for pane in panes for f in pane) < MOST_POINTS


@pytest.mark.parametrize("day", ["2025-08-15", "2025-12-09", "2026-08-22"])
@pytest.mark.parametrize("name", ["freeze", "donbas-handover"])
def test_contested_ground_is_drawn_on_what_ukraine_holds(
    catalog: Catalog, name: str, day: str
) -> None:
    parts = display.grounds(catalog, _report(catalog, name, day))
    drawn = shapely.union_all([part.contested.shape for part in parts if part.contested])
    ukrainian = shapely.union_all([part.shape for part in parts if part.before == "ukraine"])
    assert drawn.difference(ukrainian).area < 1e-9
    # the oracle is the layer that the atoms were cut from
    layer = baselines.contested(catalog, day)
    assert geodesy.area_km2(drawn) == pytest.approx(geodesy.area_km2(layer), rel=DRAWN_PCT / 100)


def test_contested_ground_has_a_switch_and_lets_the_pointer_through(catalog: Catalog) -> None:
    described = base.describe(catalog, "en", "light")
    assert ["Contested ground", ("contested",)] in described["switches"]
    order = [name for name, _, is_touchable in described["panes"] if not is_touchable]
    assert order.index("contested") < order.index("statuses")
    drawn = features.drawing(catalog, _report(catalog, "freeze"))
    (shape,) = drawn["panes"]["contested"]
    assert shape["properties"]["fillColor"] == "url(#contested)"
    assert "tooltip" not in shape["properties"]
    tips = [each["properties"]["tooltip"] for each in drawn["panes"]["ground"]]
    assert any("of it contested" in tip for tip in tips)


def test_nothing_is_contested_where_the_source_does_not_say(catalog: Catalog) -> None:
    found = _report(catalog, "freeze", "2022-02-23")
    drawn = features.drawing(catalog, found)
    assert drawn["panes"]["contested"] == []
    assert "Contested" not in drawn["legend"]
    assert "Contested" in features.drawing(catalog, _report(catalog, "freeze"))["legend"]


def _points(coordinates: Any) -> int:
    if isinstance(coordinates[0], (int, float)):
        return 1
    return sum(_points(member) for member in coordinates)


def test_thinning_gives_way_to_the_limit(catalog: Catalog) -> None:
    oblasts = [shape for _, shape in catalog.features("oblasts")]
    thinned = display.simplified(oblasts, most_points=1500)
    assert 500 < display.points(thinned) <= 1500 < display.points(display.simplified(oblasts))
    assert shapely.coverage_is_valid(thinned)


def test_lines_run_between_what_is_drawn(catalog: Catalog) -> None:
    parts = display.grounds(catalog, _report(catalog, "donbas-handover"))
    contact, line = display.contact_line(parts), display.scenario_line(parts)
    ceded = shapely.union_all([p.shape for p in parts if p.before != p.after])
    # the ceded ground lies between the two: its edge is where they part
    between = shapely.union_all([contact.difference(line), line.difference(contact)])
    assert between.difference(shapely.boundary(ceded).buffer(1e-9)).is_empty
    found = _report(catalog, "donbas-handover")
    assert geodesy.length_km(line) == pytest.approx(found.line.value, rel=0.15)


def test_no_line_where_ukraine_holds_everything(catalog: Catalog) -> None:
    found = _report(catalog, "borders-1991")
    parts = display.grounds(catalog, found)
    assert display.scenario_line(parts).is_empty
    assert not display.contact_line(parts).is_empty
    assert "Line in this scenario" not in legend.markup(found, parts)


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("donbas-handover", ["Ceded"], ["Returned", "Vacated", "Demilitarised"]),
        ("plan-28", ["Ceded", "Returned", "Vacated by Ukraine"], ["Vacated by Russia"]),
        ("kellogg-30", ["Vacated by Ukraine", "Vacated by Russia"], ["Ceded", "Returned"]),
        ("freeze", ["Held by Ukraine", "Held by Russia"], ["Ceded", "Line in this scenario"]),
    ],
)
def test_legend_names_what_is_on_the_map(
    catalog: Catalog, name: str, there: list[str], not_there: list[str]
) -> None:
    found = _report(catalog, name)
    strip = legend.markup(found, display.grounds(catalog, found))
    assert all(text in strip for text in there)
    assert not any(text in strip for text in not_there)
    assert "9\u00a0Dec 2025" in strip


@pytest.mark.parametrize("language", ["en", "uk"])
def test_page_is_one_file_and_the_same_every_time(
    catalog: Catalog, language: language.Language
) -> None:
    found = _report(catalog, "plan-28")
    page = interactive.page(catalog, found, language=language)
    assert page == interactive.page(catalog, found, language=language)
    assert references(page) == []
    assert found.scenario.title.in_language(language) in page
    assert f'role="main" aria-label="{report_wording.alt_text(found, language)}"' in page


def test_page_takes_text_as_text(catalog: Catalog) -> None:
    hostile = "<script>document.title = 'taken'</script>{{ 7 * 6 }}"
    proposal = SCENARIOS.find("donbas-handover").model_copy(
        update={
            "title": Text(en=hostile, uk=hostile),
            "assumptions": (Text(en=hostile, uk=hostile),),
        }
    )
    page = interactive.page(catalog, report.compute(catalog, proposal, day=BASELINE))
    assert "<script>document" not in page
    assert page.count("&lt;script&gt;document.title") == 4  # title, head, alternative text, foot
    assert "&gt;42" not in page


@pytest.mark.parametrize("language", ["en", "uk"])
def test_names_do_not_overlap(catalog: Catalog, language: language.Language) -> None:
    placed = names.place(catalog, language)
    assert {"city", "town", "oblast", "country", "sea"} == {name.kind for name in placed}
    for zoom in (5.5, 7.0, 9.0):
        boxes = [_box(name, zoom) for name in placed if name.least_zoom <= zoom]
        assert len(boxes) > 10
        assert not any(_overlap(*pair) for pair in combinations(boxes, 2))


def _box(name: names.Name, zoom: float) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom in pixels, by a formula of our own."""
    scale = 256 * 2**zoom / 360
    merc = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(name.latitude) / 2)))
    x, y = name.longitude * scale, -merc * scale
    width = 6 * len(name.text)
    left = x if name.kind in {"city", "town"} else x - width / 2
    return left, left + width, y - 6, y + 6


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
    return not apart


# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
_BLINDNESS = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_JUST_NOTICEABLE = 2.3


def _lab(colour: str, blindness: str) -> npt.NDArray[np.float64]:
    code = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(_BLINDNESS[blindness]) @ linear, 0, 1)
    xyz = _XYZ @ seen / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", palette.THEMES)
@pytest.mark.parametrize("blindness", _BLINDNESS)
def test_holders_stay_apart_for_the_colour_blind(theme: palette.Theme, blindness: str) -> None:
    for colours in (palette.TINTS[theme], palette.MARKS[theme]):
        for one, other in combinations(colours.values(), 2):
            apart = float(np.linalg.norm(_lab(one, blindness) - _lab(other, blindness)))
            assert apart > 4 * _JUST_NOTICEABLE, (one, other)


@pytest.mark.parametrize("theme", palette.THEMES)
def test_what_changes_is_hatched_and_its_pattern_defined(theme: palette.Theme) -> None:
    defined = hatching.definitions(theme)
    for before, after in palette.CHANGES:
        fill = palette.fill(before, after, theme)
        assert (fill.hatch == "plain") == (before == after)
        if before != after:
            assert f'id="{fill.key}"' in defined
            assert hatching.paint(fill) == f"url(#{fill.key})"
    contested = palette.contested(theme)
    assert hatching.pattern(contested) in defined
    assert contested.hatch not in {palette.fill(*each, theme).hatch for each in palette.CHANGES}
    assert 'fill="none"' in hatching.pattern(contested)


def test_borders_are_solid_and_lines_of_control_dashed() -> None:
    dashes = {line: palette.stroke(line).dash for line in palette.LINES}
    assert dashes["border"] == dashes["oblast"] == ""
    assert dashes["contact"] != dashes["scenario"]
    assert all(dashes[line] for line in ("contact", "scenario"))
    assert "not a border" in palette.label(palette.stroke("contact"))
