"""Sketches: read and written back, cut out of the frame, refused in both languages."""

import math
import re
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pyproj import Proj
from shapely.geometry import LineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from explorer.atoms import cutting, outlines, prebuilt, sketched, store
from explorer.atoms.table import Atoms
from explorer.cartography.webmap import display
from explorer.errors import LayerError, SketchError
from explorer.exports import partition
from explorer.geometry import geodesy
from explorer.language import speech_in
from explorer.layers import baselines, gazetteer
from explorer.layers.catalog import Catalog, installed
from explorer.own import sides
from explorer.results import ledger, report
from explorer.results.assignment import RUSSIA, UKRAINE
from explorer.scenarios import model as scenario_model
from explorer.scenarios import sketch
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario
from explorer.scenarios.rules import HOLDERS, STATUSES, Rule, Selection
from explorer.scenarios.sketch import Around, Course, Place, Sketch
from tests.helpers.lines import BASELINE

TEXT = {"en": "Own", "uk": "Власний"}

places = st.tuples(
    st.floats(22, 40, allow_nan=False).map(lambda x: round(x, 6)),
    st.floats(44, 53, allow_nan=False).map(lambda y: round(y, 6)),
)
courses = st.lists(
    st.lists(places, min_size=3, max_size=5, unique_by=lambda p: (round(p[0], 4), round(p[1], 4))),
    min_size=1,
    max_size=3,
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
sketches = st.one_of(
    st.builds(Sketch, name=names, line=courses),
    st.builds(Sketch, name=names, area=courses),
    st.builds(
        Sketch,
        name=names,
        around=st.builds(Around, place=st.integers(1, 10**12), km=st.floats(0.1, 500)),
    ),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
rules = st.builds(
    Rule,
    select=st.builds(
        Selection,
        oblasts=st.none() | st.lists(st.sampled_from(["UA-14", "UA-23"]), max_size=2).map(tuple),
        held_by=st.sampled_from([None, "ukraine", "russia"]),
        inside=st.lists(names, max_size=2).map(tuple),
        outside=st.lists(names, max_size=2).map(tuple),
        within_km=st.none() | st.floats(0.1, 500),
        beyond_km=st.none() | st.floats(0.1, 500),
    ),
    holder=st.sampled_from(HOLDERS),
    statuses=st.lists(st.sampled_from(STATUSES), max_size=2).map(tuple),
    note=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    optional=st.booleans(),
)


def own(**changes: object) -> Scenario:
    """Make a reader's own scenario."""
    given_: dict[str, object] = {
        "id": "own",
        "date": date(2026, 3, 1),
        "kind": "own",
        "confidence": "assumed",
        "title": TEXT,
        "summary": TEXT,
    }
    return Scenario.model_validate(given_ | changes)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(sketches, max_size=3, unique_by=lambda found: found.name),
    st.lists(rules, max_size=3),
    texts,
)
def test_a_scenario_survives_writing_and_reading(
    drawn: list[Sketch], said: list[Rule], title: str
) -> None:
    wanted = own(sketches=drawn, rules=said, title={"en": title, "uk": title})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(scenario_model.dumps(wanted), encoding="utf-8", newline="\n")
        assert SCENARIOS.read(path) == (wanted,)


def test_the_library_survives_writing_and_reading(tmp_path: Path) -> None:
    for wanted in SCENARIOS.all().values():
        path = tmp_path / f"{wanted.id}.toml"
        path.write_text(scenario_model.dumps(wanted), encoding="utf-8", newline="\n")
        assert SCENARIOS.read(path) == (wanted,)


def test_a_point_is_written_on_one_line_and_the_largest_scenario_can_be_read(
    tmp_path: Path,
) -> None:
    course = [(22 + n / 1000 + 1e-5, 44.12345) for n in range(sketch.MOST_POINTS)]
    path = tmp_path / "own.toml"
    path.write_text(scenario_model.dumps(own(sketches=[{"name": "a", "line": [course]}])))
    assert "[22.00001, 44.12345],\n" in path.read_text()
    assert SCENARIOS.read(path)[0].sketches[0].points == sketch.MOST_POINTS


def test_degrees_are_rounded_to_the_grid_of_the_layers() -> None:
    drawn = Sketch(name="a", line=(((36.1234567, -0.0), (37.0, 48.000004)),))
    assert drawn.line == (((36.12346, 0.0), (37.0, 48.0)),)
    assert round(1.23456789, geodesy.GRID_DECIMALS) == 1.23457
    assert math.copysign(1, drawn.line[0][0][1]) == 1


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"name": "a"}, "not exactly one of line, area and around"),
        ({"name": "A", "around": {"place": 1, "km": 5}}, "should match pattern"),
        ({"name": "a", "around": {"place": 1, "km": 501}}, "less than or equal to 500"),
        ({"name": "a", "area": [[(36, 48), (37, 48), (36, 48)]]}, "three different corners"),
        ({"name": "a", "line": [[(36, math.inf), (37, 48)]]}, "line"),
        ({"name": "a", "line": [[(36, 48), (181, 48)]]}, "less than or equal to 180"),
        ({"name": "a", "line": []}, "at least 1 item"),
        ({"name": "a", "line": [[(36, 48), (37, 48)]] * 101}, "at most 100 items"),
    ],
)
def test_a_malformed_sketch_is_refused(given_: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Sketch.model_validate(given_)


def test_too_many_points_are_refused_in_both_languages() -> None:
    course = tuple((22 + n / 1000, 44.0) for n in range(3_000))
    with pytest.raises(SketchError, match=r"^a: has 5,001 points; thin it to 5,000") as caught:
        Sketch(name="a", line=(course, course[:2_001]))
    assert speech_in("en").fault(caught.value) == str(caught.value)
    assert (
        speech_in("uk").fault(caught.value).startswith("a: точок — 5\N{NARROW NO-BREAK SPACE}001;")
    )
    halves = [{"name": "a", "line": [course]}, {"name": "b", "line": [course]}]
    with pytest.raises(SketchError, match=r"^a, b: has 6,000 points"):
        own(sketches=halves)


def test_kinds_of_scenarios() -> None:
    proposals = SCENARIOS.all()
    assert {proposals[name].kind for name in ("line-2022", "borders-1991")} == {"historic"}
    assert proposals["kellogg-30"].kind == proposals["fez-symmetric-40"].kind == "buffer"
    assert proposals["putin-2024"].kind == "proposal"
    assert all(found.citations for found in proposals.values())
    with pytest.raises(ValidationError, match="has no citation"):
        own(kind="proposal")
    with pytest.raises(ValidationError, match="always assumed"):
        own(confidence="quoted")


LINE = (((36.0, 51.0), (37.0, 49.5), (37.6, 48.6), (36.8, 47.5), (36.5, 46.3)),)
CRIMEA = (((32.4, 46.0), (34.5, 46.3), (35.2, 46.0), (35.6, 45.0)),)
ENCLAVE = (((37.0, 48.0), (38.0, 48.0), (38.0, 49.0), (37.0, 49.0), (37.0, 48.0)),)
KYIV, KHARKIV = 703448, 706483
EQUAL_AREA = Proj(proj="laea", lat_0=48.5, lon_0=31.5, ellps="WGS84")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return installed()


@pytest.fixture(scope="module")
def frame(catalog: Catalog) -> BaseGeometry:
    return baselines.frame(catalog)


def cut(catalog: Catalog, *drawn: Sketch, depths_km: tuple[float, ...] = ()) -> Atoms:
    """Cut the default baseline's atoms."""
    start = baselines.find(catalog, BASELINE)
    return store.atoms(catalog, start, depths_km=depths_km, sketches=drawn)


def on_plane(ground: BaseGeometry) -> BaseGeometry:
    """Project into an equal-area projection, in metres, with edges straight in degrees."""
    dense = shapely.segmentize(ground, 0.005)
    return shapely.transform(dense, lambda xy: np.column_stack(EQUAL_AREA(*xy.T)))


def plane_km2(ground: BaseGeometry) -> float:
    """Measure an area in an equal-area projection, with edges straight in degrees."""
    return float(on_plane(ground).area) / 1e6


def right_km2(frame: BaseGeometry, course: Course) -> tuple[float, float]:
    """
    Measure the ground right of a line that runs from south of the country to north of it.

    What the line crosses is clipped. An island that it does not cross goes with the nearest ground
    that it does, on whichever side that is. The bounds differ by the islands, if any, of which one
    side is nearest in km and the other in degrees, or both are equally near to a metre.
    """
    right = shapely.Polygon([(80, 80), (80, 0), *course])
    crosses = shapely.intersects(LineString(course), list(frame.geoms))
    crossed = MultiPolygon([p for p, cut_ in zip(frame.geoms, crosses, strict=True) if cut_])
    islands = [part for part, cut_ in zip(frame.geoms, crosses, strict=True) if not cut_]
    sides_ = [crossed.intersection(right), crossed.difference(right)]
    least = most = plane_km2(sides_[0])
    flat = [on_plane(island) for island in islands]
    in_degrees = _nearer(sides_, islands, 1e-5)
    in_metres = _nearer([on_plane(side) for side in sides_], flat, 1)
    for island, degrees, metres in zip(flat, in_degrees, in_metres, strict=True):
        km2 = island.area / 1e6
        least += km2 if degrees < 0 and metres < 0 else 0
        most += km2 if degrees <= 0 or metres <= 0 else 0
    return least, most


def _nearer(sides_: list[BaseGeometry], islands: list[BaseGeometry], alike: float) -> list[float]:
    """Tell for each island by how much the first side is farther than the second; 0 if alike."""
    for side in sides_:
        shapely.prepare(side)
    first, second = (shapely.distance(side, islands) for side in sides_)
    return [0.0 if abs(gap) < alike else float(gap) for gap in first - second]


@pytest.mark.parametrize("shift", [0.0, 0.4, 1.0])
def test_a_line_cuts_what_an_equal_area_plane_measures(
    catalog: Catalog, frame: BaseGeometry, shift: float
) -> None:
    course = tuple((x + shift, y) for x, y in LINE[0])[::-1]
    drawn = Sketch(name="own", line=(course,))
    atoms = cut(catalog, drawn)
    found = atoms.area_km2[atoms.layers["own"]].sum()
    # the edge is rounded to 1 m: at worst some 0.3 km2 along 500 km
    least, most = right_km2(frame, course)
    assert least - 0.3 < found < most + 0.3
    assert geodesy.area_km2(sketched.layer(catalog, drawn)) == pytest.approx(found, abs=0.05)


def test_an_area_and_surroundings_are_clipped_to_the_frame(
    catalog: Catalog, frame: BaseGeometry
) -> None:
    ring = ((38.0, 48.0), (41.0, 48.2), (41.0, 49.5), (38.5, 50.5))
    area = Sketch(name="area", area=(ring, ((24.0, 49.5), (24.4, 49.5), (24.4, 49.9))))
    near = Sketch(name="near", around=Around(place=KHARKIV, km=40))
    atoms = cut(catalog, area, near)
    found = atoms.area_km2[atoms.layers["area"]].sum()
    rings = shapely.union_all([shapely.Polygon(ring) for ring in area.courses])
    assert found == pytest.approx(plane_km2(rings.intersection(frame)), abs=0.3)
    point = gazetteer.places(catalog)[KHARKIV]
    circle = [
        geodesy.GEOD.fwd(point.longitude, point.latitude, azimuth, 40_000)[:2]
        for azimuth in range(360)
    ]
    expected = plane_km2(shapely.Polygon(circle).intersection(frame))
    # a polygon of 360 corners is 0.005 % smaller than the circle, and buffers are true to 10 m
    found = atoms.area_km2[atoms.layers["near"]].sum()
    assert found == pytest.approx(expected, rel=5e-4)
    kharkiv = [KHARKIV in places for places in atoms.settlements].index(True)
    assert atoms.layers["near"][kharkiv]


def by_holder(atoms: Atoms, values: np.ndarray) -> dict[tuple[str, bool, tuple[bool, ...]], float]:
    """Add values up by oblast, by who holds it, and by layer."""
    names = sorted(atoms.layers)
    sums: dict[tuple[str, bool, tuple[bool, ...]], float] = defaultdict(float)
    for i, value in enumerate(values.tolist()):
        inside = tuple(bool(atoms.layers[name][i]) for name in names)
        sums[str(atoms.oblast[i]), bool(atoms.russian()[i]), inside] += value
    return {key: value for key, value in sums.items() if value > 0.02}


@pytest.mark.parametrize(
    ("drawn", "depths"),
    [
        ((Sketch(name="own", line=LINE),), ()),
        ((Sketch(name="own", line=CRIMEA),), (13.0,)),
        (
            (
                Sketch(name="own", line=ENCLAVE),
                Sketch(name="near", around=Around(place=KHARKIV, km=40)),
            ),
            (),
        ),
        ((), (7.0, 33.0)),
    ],
)
def test_cutting_further_gives_what_overlaying_all_at_once_gives(
    catalog: Catalog, drawn: tuple[Sketch, ...], depths: tuple[float, ...]
) -> None:
    start = baselines.find(catalog, BASELINE)
    quick = cut(catalog, *drawn, depths_km=depths)
    whole = cutting.overlay(catalog, start, depths_km=depths, sketches=drawn).atoms
    for one, other in [
        (by_holder(quick, quick.area_km2), by_holder(whole, whole.area_km2)),
        (by_holder(quick, quick.belt_km), by_holder(whole, whole.belt_km)),
    ]:
        assert one.keys() == other.keys()
        for key, value in one.items():
            assert value == pytest.approx(other[key], abs=0.05), key
    people = [by_holder(atoms, atoms.residents) for atoms in (quick, whole)]
    assert people[0] == people[1]
    homes, others = (
        {p: a.ids[i] for i, s in enumerate(a.settlements) for p in s} for a in (quick, whole)
    )
    edges = dict(zip(quick.ids, outlines.shapes(catalog, quick), strict=True))
    for place, atom in homes.items():
        point = Point(gazetteer.places(catalog)[place][4:6])
        # as near to one as to the other, where a village lies on the edge or just off the frame
        gaps = [shapely.distance(point, edges[key]) for key in {atom, others[place]}]
        assert max(gaps) - min(gaps) < 2e-5, place
    for km in (*depths, 15.0):
        widths = [atoms.area_km2[atoms.within(km, 0.5)].sum() for atoms in (quick, whole)]
        assert widths[0] == pytest.approx(widths[1], abs=0.05)
    for name in ("fortress_belt", *(found.name for found in drawn)):
        lengths = [
            ledger.line_km(atoms, np.where(atoms.layers[name], RUSSIA, UKRAINE))
            for atoms in (quick, whole)
        ]
        assert lengths[0] == pytest.approx(lengths[1], abs=0.1), name


steps = st.lists(st.floats(31, 38.5), min_size=2, max_size=6)


@settings(max_examples=12, deadline=None)
@given(longitudes=steps, turned=st.booleans())
@example(
    longitudes=[32.0, 32.84375, 31.0, 31.0], turned=False
)  # over the tip of a spit less than 1 km wide
def test_whatever_the_line_totals_and_settlements_are_conserved(
    longitudes: list[float],
    turned: bool,  # noqa: FBT001  (drawn at random)
) -> None:
    catalog = installed()
    latitudes = np.linspace(43.5, 53.5, len(longitudes)).tolist()
    course = list(zip(longitudes, latitudes, strict=True))
    drawn = Sketch(name="own", line=(tuple(reversed(course)) if turned else tuple(course),))
    before, after = cut(catalog), cut(catalog, drawn)
    assert shapely.coverage_is_valid(outlines.shapes(catalog, after))
    for russian in (True, False):
        for code in np.unique(before.oblast):
            sums = [
                atoms.area_km2[(atoms.oblast == code) & (atoms.russian() == russian)].sum()
                for atoms in (before, after)
            ]
            assert sums[1] == pytest.approx(sums[0], rel=1e-9, abs=1e-9)
    assert after.belt_km.sum() == pytest.approx(before.belt_km.sum(), rel=1e-9)
    homes = [place for places_ in after.settlements for place in places_]
    assert len(homes) == len(set(homes))
    assert sorted(homes) == sorted(place for places_ in before.settlements for place in places_)
    assert after.residents.sum() == before.residents.sum()
    assert (after.area_km2 >= 0).all()
    assert len(set(after.ids)) == len(after)
    found = after.area_km2[after.layers["own"] != turned].sum()
    # 1 m along up to 1,500 km
    least, most = right_km2(baselines.frame(catalog), tuple(course))
    assert least - 1.0 < found < most + 1.0


def test_the_line_of_contact_drawn_anew_is_a_freeze(catalog: Catalog) -> None:
    sectors = baselines.line(catalog, BASELINE)
    drawn = Sketch(name="own", line=tuple(tuple(s.coords) for s in sectors.geoms))
    assert sides.oriented(catalog, drawn) is drawn
    found = report.compute(catalog, handed_over(drawn), day=BASELINE)
    freeze = report.compute(catalog, SCENARIOS.find("freeze"), day=BASELINE)
    for total in found.totals.values():
        assert total.value == pytest.approx(0, abs=0.01)
    assert found.line.value == pytest.approx(freeze.line.value, abs=0.05)
    assert found.settlements.value == 0
    for one, other in zip(found.holders, freeze.holders, strict=True):
        assert one.area.value == pytest.approx(other.area.value, abs=0.01)


def handed_over(*drawn: Sketch) -> Scenario:
    """Give all ground of some sketches to Russia, and the rest to Ukraine."""
    rest = Rule(select=Selection(), holder="ukraine")
    each = [Rule(select=Selection(inside=(d.name,)), holder="russia") for d in drawn]
    return own(sketches=drawn, rules=[rest, *each])


def test_a_drawn_edge_stays_when_the_line_of_contact_moves(catalog: Catalog) -> None:
    own = handed_over(Sketch(name="own", line=LINE))
    found = report.compute(catalog, own, day=BASELINE, shift_km=0.5)
    held = {share.holder: share.area for share in found.holders}
    assert held["russia"].low == pytest.approx(held["russia"].value, rel=1e-12)
    assert held["russia"].high == pytest.approx(held["russia"].value, rel=1e-12)
    ceded = found.totals["ceded_km2"]
    assert ceded.low < ceded.value < ceded.high


def test_what_is_drawn_is_shown_and_exported(catalog: Catalog) -> None:
    crimea = handed_over(Sketch(name="own", line=CRIMEA[::-1]))
    found = report.compute(catalog, crimea, day=BASELINE)
    russian = sum(s.area.value for s in found.holders if s.holder == "russia")
    shown = display.grounds(catalog, found)
    assert sum(g.area.value for g in shown if g.after == "russia") == pytest.approx(russian)
    parts = partition.ordered(catalog, found)
    outlined = sum(geodesy.area_km2(p.shape) for p in parts if p.after == "russia")
    assert outlined == pytest.approx(russian, abs=0.1)


def test_an_end_near_the_border_is_led_over_it(catalog: Catalog) -> None:
    (course,) = LINE
    short = Sketch(name="own", line=(((36.7, 50.15), *course[1:-1], (36.5, 46.75)),))
    led = sketched.layer(catalog, short)
    assert led.is_valid
    assert 50_000 < geodesy.area_km2(led) < 580_000
    assert cut(catalog, short).layers["own"].any()


def test_sides_are_told_apart_and_the_line_is_turned(catalog: Catalog) -> None:
    drawn = Sketch(name="own", line=LINE)  # from north to south: the east is on its left
    left, right = sides.sides(catalog, drawn)
    assert (left.label, right.label) == ("east side", "west side")
    # the whole frame, which `tests/geometry` holds to its sources
    assert left.area_km2 + right.area_km2 == pytest.approx(596_439, abs=5)
    assert left.russian_pct > 50 > right.russian_pct
    russian = report.compute(catalog, SCENARIOS.find("freeze")).holders[1].area.value
    held = (left.area_km2 * left.russian_pct + right.area_km2 * right.russian_pct) / 100
    assert held == pytest.approx(russian, rel=1e-6)
    turned = sides.oriented(catalog, drawn)
    assert turned.line == (LINE[0][::-1],)
    assert [s.label for s in sides.sides(catalog, turned)] == ["west side", "east side"]
    assert sides.oriented(catalog, turned) is turned
    ring = Sketch(name="own", line=ENCLAVE)  # counter-clockwise: the inside is on its left
    assert [s.label for s in sides.sides(catalog, ring)] == [
        "ground inside the line",
        "ground outside the line",
    ]
    with pytest.raises(ValueError, match="near is not a line"):
        sides.sides(catalog, Sketch(name="near", around=Around(place=KYIV, km=5)))


@pytest.mark.parametrize(
    ("course", "label"),
    [
        (((31, 44), (31, 53)), "west side"),
        (((22, 48), (40, 48)), "north side"),
        (((22, 46), (31, 52.5)), "north-west side"),
        (((22, 51), (31, 44)), "north-east side"),
    ],
)
def test_sides_are_named_by_the_compass(course: Course, label: str) -> None:
    left, right = sketched.compass((course,))
    assert left == label
    assert sketched.compass((course[::-1],)) == (right, left)


def line(*course: Place) -> Sketch:
    """Draw a line of one part."""
    return Sketch(name="own", line=(course,))


def area(*ring: Place) -> Sketch:
    """Draw an area of one ring."""
    return Sketch(name="own", area=(ring,))


FAULTS = [
    (
        line((2.3, 48.9), (3.3, 48.9)),
        r"^own: lies elsewhere, at 48\.90° N, 2\.30° E, outside Ukraine's .*; draw it inside them$",
        r"^own: лежить деінде, 48,90° пн\. ш\., 2,30° сх\. д\., поза визнаними кордонами",
    ),
    (
        line((51.0, 36.0), (46.0, 36.5)),
        r"at 36\.00° N, 51\.00° E, .* perhaps longitude and latitude are swapped$",
        r"можливо, довготу й широту переставлено місцями$",
    ),
    (
        line((-60.0, -40.0), (-61.0, -40.0)),
        r"at 40\.00° S, 60\.00° W, ",
        r"40,00° пд\. ш\., 60,00° зх\. д\.",
    ),
    (
        line((30, 44), (36, 49), (36, 47), (30, 53.5)),
        r"crosses or touches itself at 48\.\d\d° N, 34\.\d\d° E; move one of the points there$",
        r"перетинає або торкає саме себе в точці 48,",
    ),
    (
        line((36.0, 51.5), (36.0, 49.0), (33.0, 49.0), (35.0, 49.0), (35.0, 44.0)),
        r"crosses or touches itself at 49\.00° N, ",
        r"перетинає або торкає",
    ),
    (
        line((36.0, 48.5), (36.5, 46.3)),
        r"the line starts at 48\.50° N, 36\.00° E, 200\.\d km inside the border; lead that end",
        r"лінія починається в точці 48,50° пн\. ш\., 36,00° сх\. д\., за 200,\d км від кордону",
    ),
    (
        line((36.5, 46.3), (36.0, 48.5)),
        r"the line ends at 48\.50° N, 36\.00° E, 200\.\d km inside the border",
        r"лінія закінчується в точці 48,50°",
    ),
    (
        line((36.0, 48.5), (36.001, 48.5)),
        r"is only 0\.1 km long at 48\.50° N, 36\.00° E; draw at least 1\.0 km$",
        r"має лише 0,1 км завдовжки",
    ),
    (
        line((37.0, 48.0), (37.009, 48.0), (37.009, 48.002), (37.0, 48.002), (37.0, 48.0)),
        r"cuts off less than 1\.0 km² at 48\.00° N, 37\.00° E; draw it further in$",
        r"відтинає менше ніж 1,0 км²",
    ),
    (
        line(*((22 + n % 2, 50 + n / 1000) for n in range(100))),
        r"^own: winds through more than 90 degrees, from 50\.00° N, 22\.00° E; draw it with less",
        r"^own: петляє понад 90 градусів",
    ),
    (
        Sketch(name="own", line=(((29.0, 44.0), (29.0, 53.0)), ((35.0, 44.0), (35.0, 53.0)))),
        r"leaves the ground at .* on both of its sides; draw all parts of the line in the same",
        r"опиняється з обох боків лінії",
    ),
    (
        area((36, 48), (37, 49), (37, 48), (36, 49)),
        r"crosses or touches itself at 48\.50° N, 36\.50° E",
        r"перетинає або торкає саме себе в точці 48,50° пн\. ш\., 36,50° сх\. д\.",
    ),
    (
        area((2, 48), (3, 48), (3, 49)),
        r"lies elsewhere, at 48\.00° N, 2\.00° E",
        r"лежить деінде",
    ),
    (
        area((36, 48), (36.01, 48), (36.01, 48.005)),
        r"cuts off less than 1\.0 km² at 48\.00° N, 36\.00° E",
        r"відтинає менше ніж 1,0 км²",
    ),
    (
        Sketch(name="own", around=Around(place=5, km=10)),
        r"^own: there is no settlement with the number 5; choose one of the list$",
        r"^own: немає населеного пункту з номером 5; виберіть один зі списку$",
    ),
    (
        Sketch(name="own", around=Around(place=KYIV, km=0.4)),
        r"cuts off less than 1\.0 km² at 50\.45° N, 30\.52° E",
        r"відтинає менше ніж 1,0 км²",
    ),
]


@pytest.mark.parametrize(("drawn", "english", "ukrainian"), FAULTS)
def test_every_fault_is_told_in_both_languages(
    catalog: Catalog, drawn: Sketch, english: str, ukrainian: str
) -> None:
    with pytest.raises(SketchError, match=english) as caught:
        sketched.layer(catalog, drawn)
    fault = caught.value
    assert speech_in("en").fault(fault) == str(fault)
    assert re.search(ukrainian, speech_in("uk").fault(fault))
    with pytest.raises(SketchError):
        report.compute(catalog, handed_over(drawn), day=BASELINE)


def test_a_scrawl_is_refused_at_once(catalog: Catalog) -> None:
    star = [
        (36 + 0.008 * math.cos(n * 2.4), 48 + 0.008 * math.sin(n * 2.4))
        for n in range(sketch.MOST_POINTS - 1)
    ]
    for drawn in (line(*star, star[0]), area(*star)):
        with pytest.raises(SketchError, match="crosses or touches itself at 48"):
            sketched.layer(catalog, drawn)


def test_a_tangle_is_refused(catalog: Catalog) -> None:
    teeth = [(0.07 * (n % 4 in {1, 2}), n // 2 * 2e-4) for n in range(300)]
    comb = [*teeth, (-0.01, 0.031), (-0.01, -0.001)]
    one, other = ([(37.5 + p[i], 48.3 + p[1 - i]) for p in comb] for i in (0, 1))
    drawn = Sketch(name="one", area=(tuple(one),)), Sketch(name="other", area=(tuple(other),))
    with pytest.raises(
        SketchError, match=r"^other: with it, what is drawn crosses more than 2,000"
    ):
        report.compute(catalog, handed_over(*drawn), day=BASELINE)


def test_crossings_of_all_sketches_count_together() -> None:
    """None of them crosses those before it more than 2,000 times."""

    def comb(place: int) -> Sketch:
        teeth = [(0.9 * (n % 4 in {1, 2}), n // 2 * 0.07) for n in range(28)]
        ring = [*teeth, (-0.1, 0.95), (-0.1, -0.05)]
        turn, aside = place % 2, 0.003 * place
        points = tuple((33.1 + aside + p[turn], 48.7 + aside + p[1 - turn]) for p in ring)
        return Sketch(name=f"area_{place}", area=(points,))

    drawn = [comb(place) for place in range(12)]
    sketched.check_tangle(drawn[:4])
    with pytest.raises(SketchError, match=r"^area_11: with it, what is drawn crosses"):
        sketched.check_tangle(drawn)


def test_ground_is_not_cut_to_shreds(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    cities = sorted(gazetteer.places(catalog).values(), key=lambda place: -place.residents)
    drawn = [
        Sketch(name=f"near_{n}", around=Around(place=place.identifier, km=300))
        for n, place in enumerate(cities[:6])
    ]
    pieces = len(cut(catalog, *drawn))
    monkeypatch.setattr(cutting, "MOST_ATOMS", pieces - 1)
    monkeypatch.setattr(cutting, "_KEPT", cutting._Kept())
    with pytest.raises(SketchError, match=rf"^near_5: cuts the ground into more than {pieces - 1}"):
        cut(catalog, *drawn)


def test_ground_is_cut_beside_edges_that_all_but_meet(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Far from the cut, a band about the newest line ends in a spike that is a metre wide."""
    monkeypatch.setattr(cutting, "_overlaid", None)  # nothing is overlaid anew
    day = baselines.newest(catalog)
    near = Sketch(name="near", around=Around(place=693468, km=50))
    table = store.atoms(catalog, baselines.find(catalog, day), sketches=(near,))
    shapes = outlines.shapes(catalog, table)
    assert shapely.coverage_is_valid(list(shapes))
    assert math.isclose(table.area_km2[table.layers["near"]].sum(), 7854, rel_tol=0.001)


def test_a_table_that_was_read_twice_has_outlines(catalog: Catalog) -> None:
    """Two sessions on a cold server may each read one."""
    read = prebuilt.table.__wrapped__
    one, other = (read(catalog, BASELINE) for _ in range(2))
    assert one is not None
    assert other is not None
    assert one is not other
    assert outlines.shapes(catalog, one) == outlines.shapes(catalog, other)


def test_a_line_that_meets_no_ground_cuts_none_off(catalog: Catalog) -> None:
    corner = baselines.frame(catalog).geoms[0].exterior.coords[0]
    touching = line((corner[0] - 1e-5, corner[1] - 0.02), corner, (corner[0] - 1e-5, corner[1]))
    with pytest.raises(SketchError):
        sketched.layer(catalog, touching)


def test_names_of_layers_are_taken(catalog: Catalog) -> None:
    for name in ("occupied_2022", "fortress_belt"):
        drawn = Sketch(name=name, line=LINE)
        with pytest.raises(LayerError, match=f"two layers are named '{name}'; rename one"):
            cut(catalog, drawn)
    near = Sketch(name="own", around=Around(place=KYIV, km=5))
    with pytest.raises(LayerError, match="two layers are named 'own'"):
        cut(catalog, near, Sketch(name="own", line=LINE))


def test_outlines_belong_to_their_table(catalog: Catalog) -> None:
    atoms = cut(catalog, Sketch(name="own", line=LINE))
    shapes = outlines.shapes(catalog, atoms)
    assert len(shapes) == len(atoms)
    inside = shapely.coverage_union_all([shapes[i] for i in np.flatnonzero(atoms.layers["own"])])
    layer = sketched.layer(catalog, Sketch(name="own", line=LINE))
    # 1 m along 550 km of edge
    assert geodesy.area_km2(inside.symmetric_difference(layer)) < 0.6
    with pytest.raises(LayerError, match="have no outlines here"):
        outlines.shapes(catalog, replace(atoms, baseline=BASELINE))
