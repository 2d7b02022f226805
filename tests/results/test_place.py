"""Spots, distances and the belt, against brute force and other libraries."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, box

from explorer.atoms import outlines
from explorer.geometry import geodesy, split
from explorer.language import speech_in
from explorer.layers import baselines, history
from explorer.layers.catalog import installed
from explorer.layers.gazetteer import places
from explorer.results import belt, binding, distances, parcels, report
from explorer.results import place as spot
from explorer.results.place import Spot
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.rules import HOLDERS, Rule, Selection
from explorer.scenarios.sketch import Sketch
from explorer.wording import place as place_wording
from tests.helpers.lines import BASELINE

CATALOG = installed()
# Zones about the line are true to 10 m, and simplified by as much again.
ZONE_KM = 0.03
# A vertex every 200 m: from 13 km or more, the nearest one is as near as the nearest point, within
# half a metre.
STEP_DEGREES = 0.002
GEOD = Geod(ellps="WGS84")
NAMES = ("donbas-handover", "korea-4", "putin-2024")


@cache
def drawn_up(name: str) -> Report:
    return report.compute(CATALOG, SCENARIOS.find(name), day=BASELINE)


@cache
def shapes() -> tuple[shapely.Geometry, ...]:
    return outlines.shapes(CATALOG, drawn_up("freeze").outcomes.atoms)


@cache
def spots(name: str) -> tuple[Spot, ...]:
    """Find a spot inside each atom."""
    inside = (shapely.point_on_surface(shape) for shape in shapes())
    found = tuple(spot.find(CATALOG, drawn_up(name), point.x, point.y) for point in inside)
    return tuple(each for each in found if each is not None)


@pytest.mark.parametrize("name", NAMES)
def test_each_atom_is_found_where_it_lies(name: str) -> None:
    found, central = spots(name), drawn_up(name).outcomes.central
    assert len(found) == len(central.atoms)
    for atom, each in enumerate(found):
        point = Point(each.longitude, each.latitude)
        assert [row for row, shape in enumerate(shapes()) if shape.contains(point)] == [atom]
        assert each.oblast == central.atoms.oblast[atom]
        assert each.fate.disposition.before == HOLDERS[central.assignment.before[atom]]
        assert each.fate.disposition.after == central.assignment.holder(atom)
        held = {
            status
            for status in each.fate.disposition.statuses
            if central.assignment.has(status)[atom]
        }
        assert len(held) == len(each.fate.disposition.statuses)
        assert each.in_belt == central.atoms.layers["fortress_belt"][atom]


@pytest.mark.parametrize("name", NAMES)
def test_pieces_add_up_to_the_ledger_s_oblasts(name: str) -> None:
    books = drawn_up(name).outcomes.ledger
    for code in books.oblasts:
        inside = [each for each in spots(name) if each.oblast == code]
        pieces = {each.selection: each.piece.area.value for each in inside}
        assert sum(pieces.values()) == pytest.approx(books.oblast_km2(code), abs=1e-6)
        assert inside[0].whole.area.value == pytest.approx(books.oblast_km2(code), abs=1e-6)
        alike = {each.fate.disposition: each.alike for each in inside}
        for row in (row for row in drawn_up(name).rows if row.oblast == code):
            parts = [
                extent.area.value
                for told, extent in alike.items()
                if (told.before, told.after) == (row.giver, row.taker)
            ]
            assert sum(parts) == pytest.approx(row.area.value, abs=1e-6)
        assert sum(extent.share_pct for extent in alike.values()) == pytest.approx(100)


def test_settlements_and_residents_of_pieces_add_up_too() -> None:
    found = {each.selection: each for each in spots("korea-4")}
    listed = places(CATALOG).values()
    assert sum(each.piece.settlements.value for each in found.values()) == len(listed)
    people = sum(place.residents for place in listed)
    assert sum(each.piece.residents.value for each in found.values()) == people
    unknown = sum(not place.residents for place in listed)
    assert sum(each.piece.uncounted for each in found.values()) == unknown


def test_a_piece_is_what_shares_oblast_side_depth_and_layers() -> None:
    table = drawn_up("korea-4").outcomes.atoms
    edges = [0.0, *table.depths_km, math.inf]

    def kin(atom: int) -> tuple[object, ...]:
        near, far = sorted((abs(table.near_km[atom]), abs(table.far_km[atom])))
        band = next(i for i in range(len(edges)) if edges[i] <= near and far <= edges[i + 1])
        layers = [name for name, mask in table.layers.items() if mask[atom]]
        return table.oblast[atom], table.near_km[atom] >= 0, band, tuple(layers)

    for atom, each in enumerate(spots("korea-4")):
        alike = [other for other in range(len(table)) if kin(other) == kin(atom)]
        assert np.flatnonzero(binding.select(each.selection, table)).tolist() == alike
        band = kin(atom)[2]
        assert isinstance(band, int)
        assert (each.near_km, each.far_km) == (edges[band], edges[band + 1])


def test_a_scenario_s_own_depth_bounds_its_pieces() -> None:
    own = Rule(select=Selection(oblasts=("UA-14",), within_km=7.0), holder="neutral")
    proposal = SCENARIOS.find("freeze").model_copy(update={"rules": (own,)})
    found = report.compute(CATALOG, proposal, day=BASELINE)
    # from Kramatorsk straight east, over the line
    steps = (spot.find(CATALOG, found, 37.57 + step / 200, 48.73) for step in range(100))
    bands = {(each.near_km, each.far_km): each.fate.disposition.after for each in steps if each}
    assert bands[5.0, 7.0] == "neutral"
    assert bands[7.0, 10.0] != "neutral"
    assert all((holder == "neutral") == (far <= 7.0) for (_, far), holder in bands.items())


def test_a_sketch_bounds_its_pieces() -> None:
    square = box(37.4, 48.6, 37.7, 48.8)
    mine = Sketch(name="mine", area=(tuple(square.exterior.coords),))
    handed = Rule(select=Selection(inside=("mine",)), holder="russia")
    freeze = SCENARIOS.find("freeze")
    proposal = freeze.model_copy(update={"sketches": (mine,), "rules": (*freeze.rules, handed)})
    found = report.compute(CATALOG, proposal, day=BASELINE)
    table = found.outcomes.atoms
    inside: dict[Selection, Spot] = {}
    for code, shape in zip(table.oblast, outlines.shapes(CATALOG, table), strict=True):
        if code != "UA-14":
            continue
        point = shapely.point_on_surface(shape)
        here = spot.find(CATALOG, found, point.x, point.y)
        assert here is not None
        assert ("mine" in here.layers) == square.covers(point)
        if "mine" in here.layers:
            inside[here.selection] = here
            assert here.fate.disposition.after == "russia"
        else:
            assert here.fate.disposition.after == here.fate.disposition.before
    area = sum(each.piece.area.value for each in inside.values())
    assert area == pytest.approx(geodesy.area_km2(square), abs=0.05)
    one = next(iter(inside.values()))
    assert one.alike.area.value == pytest.approx(area, abs=1e-6)
    # the sketch stays where it is drawn when the line moves
    assert one.alike.area.low == pytest.approx(one.alike.area.high)
    assert one.distances.after is not None
    assert one.distances.after.value < 0


def test_every_oblast_and_its_names_are_found() -> None:
    found = drawn_up("donbas-handover")
    for code, shape in CATALOG.shapes("oblasts").items():
        middle = shape.representative_point()
        here = spot.find(CATALOG, found, middle.x, middle.y)
        named = spot.oblast(CATALOG, found, code)
        assert here is not None
        assert named is not None
        assert here.oblast == named.oblast == code
        assert here.whole == named.whole
        assert shape.contains(Point(named.longitude, named.latitude))
        largest = max(
            each.alike.area.value for each in spots("donbas-handover") if each.oblast == code
        )
        assert named.alike.area.value == pytest.approx(largest)


@pytest.mark.parametrize("name", NAMES)
def test_a_place_on_an_edge_is_found(name: str) -> None:
    found = drawn_up(name)
    ours = found.outcomes.central.assignment.after == HOLDERS.index("ukraine")
    sides = (shapely.union_all(np.array(shapes())[side]) for side in (ours, ~ours))
    edge = shapely.intersection(*(shapely.boundary(side) for side in sides))
    for x, y in shapely.get_coordinates(edge)[::40].tolist():
        # as near as numbers can be told apart, and a little farther
        for step in (0.0, 1e-15, 1e-13, 1e-9, 1e-7):
            here = spot.find(CATALOG, found, x + step, y)
            if here is not None:
                assert here.distances.after is not None
                assert abs(here.distances.after.value) < ZONE_KM


def test_nothing_is_found_beyond_the_frame() -> None:
    found = drawn_up("freeze")
    beyond = [(31.0, 45.0), (37.6, 55.75), (0.0, 0.0), (math.nan, 48.0), (1e300, -1e300)]
    assert [spot.find(CATALOG, found, *place) for place in beyond] == [None] * len(beyond)
    assert spot.settlement(CATALOG, found, 1) is None
    assert spot.oblast(CATALOG, found, "RU-MOW") is None


def test_settlements_are_found_by_their_ids_even_off_the_coast() -> None:
    found = drawn_up("freeze")
    homes = parcels.atoms_of_settlements(found.outcomes.atoms)
    assert set(homes) == set(places(CATALOG))
    frame = shapely.union_all(shapes())
    listed = list(places(CATALOG).values())
    off = [place for place in listed if not frame.intersects(distances.point(place))]
    assert off  # the frame's coast is coarse
    for place in [*off[:10], *listed[:10]]:
        named = spot.settlement(CATALOG, found, place.identifier)
        assert named is not None
        assert (named.nearest, named.nearest_km) == (place, 0.0)
        assert place.identifier in found.outcomes.atoms.settlements[homes[place.identifier]]
        # the address gives four decimals of a degree
        clicked = spot.find(CATALOG, found, round(place.longitude, 4), round(place.latitude, 4))
        assert clicked is not None
        assert clicked.at_settlement
        assert (clicked.nearest, clicked.piece) == (place, named.piece)


def test_the_sea_off_a_settlement_is_no_ground() -> None:
    found = drawn_up("freeze")
    kherson = next(place for place in places(CATALOG).values() if place.name == "Kherson")
    assert spot.find(CATALOG, found, kherson.longitude, kherson.latitude) is not None
    # 1 km is 0.009 degrees of latitude
    skadovsk = next(place for place in places(CATALOG).values() if place.name == "Skadovsk")
    seaward = [
        spot.find(CATALOG, found, skadovsk.longitude, skadovsk.latitude - south)
        for south in (0.008, 0.01)
    ]
    assert [each is None for each in seaward] == [False, True]


@settings(max_examples=40, deadline=None)
@given(st.floats(22.0, 40.5), st.floats(44.0, 52.6), st.sampled_from([*NAMES, "borders-1991"]))
def test_what_is_said_of_any_place_agrees_with_itself(x: float, y: float, name: str) -> None:
    found = drawn_up(name)
    here, point = spot.find(CATALOG, found, x, y), Point(x, y)
    homes = [code for code, shape in CATALOG.shapes("oblasts").items() if shape.covers(point)]
    if here is None:
        assert not homes
        return
    assert here.oblast in homes
    assert 0 < here.piece.area.value <= here.alike.area.value <= here.whole.area.value + 1e-9
    for extent in (here.piece, here.alike, here.whole):
        for figure in (extent.area, extent.settlements, extent.residents):
            assert figure.low <= figure.value <= figure.high
        assert extent.share_pct == pytest.approx(
            100 * extent.area.value / here.whole.area.value, abs=1e-9
        )
    _distances_agree(here)


def _distances_agree(here: Spot) -> None:
    ours = here.fate.disposition.before == "ukraine"
    away = abs(here.distances.contact.value)
    assert (here.distances.contact.value >= 0) == ours
    assert here.near_km - ZONE_KM <= away <= here.far_km + ZONE_KM
    before, after = here.distances.before, here.distances.after
    assert before is not None
    # ground over the water may be nearer than the line on land, never farther, but for the line's
    # ends past the frame
    assert abs(before.value) <= away + split.OVERSHOOT_KM + ZONE_KM
    assert (before.value > 0) == ours or abs(before.value) < ZONE_KM
    if after:
        assert (after.value > 0) == (here.fate.disposition.after == "ukraine") or not after.value


@settings(max_examples=60, deadline=None)
@given(st.floats(22.5, 40.0), st.floats(44.5, 52.3))
def test_the_nearest_settlement_is_the_nearest(x: float, y: float) -> None:
    here = spot.find(CATALOG, drawn_up("freeze"), x, y)
    if here is None:
        return
    listed = list(places(CATALOG).values())
    ends = np.array([(place.longitude, place.latitude) for place in listed])
    km = _pyproj_km(Point(x, y), ends)
    assert here.nearest_km == pytest.approx(km.min(), abs=1e-6)
    assert km[listed.index(here.nearest)] == pytest.approx(km.min(), abs=1e-6)


@cache
def _vertices(ground: bytes) -> np.ndarray:
    """List the vertices of some ground's densified outline."""
    chosen = np.array(shapes())[np.frombuffer(ground, dtype=bool)]
    outline = shapely.boundary(shapely.union_all(chosen))
    return np.asarray(shapely.get_coordinates(shapely.segmentize(outline, STEP_DEGREES)))


@cache
def _brute_force_km(place: Point, ground: bytes) -> float:
    """Try the vertices of some ground's densified outline with GeographicLib."""
    vertices = _vertices(ground)
    # distances on a sphere are true to 0.6 %: what lies 2 % farther on it is not nearer
    lon, lat = np.radians(vertices).T
    x, y = math.radians(place.x), math.radians(place.y)
    half = np.sin((lat - y) / 2) ** 2 + math.cos(y) * np.cos(lat) * np.sin((lon - x) / 2) ** 2
    sphere = np.arcsin(np.sqrt(half))
    return _geographiclib_km(place, vertices[sphere <= 1.02 * sphere.min()])


def _geographiclib_km(place: Point, vertices: np.ndarray) -> float:
    metres = (Geodesic.WGS84.Inverse(place.y, place.x, y, x)["s12"] for x, y in vertices.tolist())
    return float(min(metres)) / 1000


def _pyproj_km(place: Point, vertices: np.ndarray) -> np.ndarray:
    starts = np.full(vertices.shape, (place.x, place.y))
    metres = GEOD.inv(starts[:, 0], starts[:, 1], vertices[:, 0], vertices[:, 1])[2]
    return np.asarray(metres) / 1000


@pytest.mark.parametrize("name", NAMES)
def test_distances_of_the_cities_agree_with_geographiclib(name: str) -> None:
    found = drawn_up(name)
    rows = parcels.atoms_of_settlements(found.outcomes.atoms)
    for each in distances.cities(CATALOG, found):
        for outcome in found.outcomes.positions:
            held = outcome.assignment
            grounds = {
                "before": held.before != HOLDERS.index("ukraine"),
                "after": held.after != HOLDERS.index("ukraine"),
                "russia": held.after == HOLDERS.index("russia"),
            }
            for key, ground in grounds.items():
                behind = bool(ground[rows[each.place.identifier]])
                km = _brute_force_km(
                    distances.point(each.place), (~ground if behind else ground).tobytes()
                )
                told, expected = getattr(each.distances, key), -km if behind else km
                assert told.low - 0.01 <= expected <= told.high + 0.01
                assert outcome.shift_km or told.value == pytest.approx(expected, abs=0.01)


def test_the_cities_are_who_they_should_be() -> None:
    found = distances.cities(CATALOG, drawn_up("freeze"))
    assert [each.place.name for each in found] == list(distances.CITIES.values())
    known = places(CATALOG).values()
    for each in found:
        namesakes = [place for place in known if place.name == each.place.name]
        assert each.place == max(namesakes, key=lambda place: place.residents)


def test_a_city_behind_the_line_and_one_without_a_line() -> None:
    behind = {each.place.name: each for each in distances.cities(CATALOG, drawn_up("putin-2024"))}
    zaporizhzhia = behind["Zaporizhzhia"]
    assert zaporizhzhia.fate.disposition.after == "russia"
    assert zaporizhzhia.distances.after is not None
    assert zaporizhzhia.distances.after.value < 0
    for each in distances.cities(CATALOG, drawn_up("borders-1991")):
        assert each.distances.after is None
        assert each.distances.russia is None
        assert each.distances.before is not None


def test_odesa_is_nearer_to_the_kinburn_spit_than_to_the_line_on_land() -> None:
    odesa = next(
        each for each in distances.cities(CATALOG, drawn_up("freeze")) if each.place.name == "Odesa"
    )
    mykolaiv = CATALOG.shapes("oblasts")["UA-48"]
    line = baselines.line(CATALOG, BASELINE)
    russian = split.split(shapely.union_all(shapes()), line).russia
    spit = shapely.boundary(russian.intersection(mykolaiv))
    vertices = shapely.get_coordinates(shapely.segmentize(spit, STEP_DEGREES))
    nearest_km = _pyproj_km(distances.point(odesa.place), vertices).min()
    assert odesa.distances.before is not None
    assert odesa.distances.before.value == pytest.approx(nearest_km, abs=0.01)
    assert odesa.distances.contact.value > odesa.distances.before.value + 50


@pytest.mark.parametrize("name", [*SCENARIOS.all()])
def test_the_belt_s_stretches_add_up(name: str) -> None:
    found = drawn_up(name)
    told = belt.find(CATALOG, found)
    assert sum(each.length.value for each in told.stretches) == pytest.approx(told.length_km)
    assert sum(each.share_pct for each in told.stretches) == pytest.approx(100)
    ceded = [each for each in told.stretches if (each.before, each.after) == ("ukraine", "russia")]
    if found.belt.high:
        assert [each.length for each in ceded] == [found.belt]
    else:
        assert ceded == []


@pytest.mark.parametrize("day", baselines.dates(CATALOG))
def test_the_belt_s_towns_are_held_as_the_line_and_the_history_say(day: str) -> None:
    told = belt.find(CATALOG, report.compute(CATALOG, SCENARIOS.find("freeze"), day=day))
    line = baselines.line(CATALOG, day)
    russian = split.split(shapely.union_all(shapes()), line).russia
    assert [town.place.name for town in told.towns] == [
        *("Sloviansk", "Kramatorsk", "Druzhkivka", "Oleksiievo-Druzhkivka", "Kostiantynivka"),
    ]
    known = history.installed(CATALOG)
    days = [each.isoformat() for each in known.days]
    for town in told.towns:
        theirs = russian.contains(distances.point(town.place))
        assert town.fate.disposition.before == ("russia" if theirs else "ukraine")
        assert not town.fate.changes_hands
        if day in days:
            km = known.towns_km[history.town(town.place.name)][days.index(day)]
            # the line is generalised by 1 km: it may lie on the other side of a town near it
            assert math.isnan(km) or abs(km) < 1 or (km < 0) == theirs


def test_a_town_nearer_to_the_line_than_its_accuracy_is_unsure() -> None:
    shift_km = 14.0
    freeze = report.compute(CATALOG, SCENARIOS.find("freeze"), day=BASELINE, shift_km=shift_km)
    told = belt.find(CATALOG, freeze)
    line = baselines.line(CATALOG, BASELINE)
    vertices = shapely.get_coordinates(shapely.segmentize(line, STEP_DEGREES))
    for town in told.towns:
        km = _pyproj_km(distances.point(town.place), vertices).min()
        assert abs(km - shift_km) > ZONE_KM
        assert town.fate.certain == (km > shift_km)
    assert {town.fate.certain for town in told.towns} == {True, False}


def test_a_spot_says_that_it_is_contested() -> None:
    ground = baselines.contested(CATALOG, BASELINE)
    assert ground is not None
    largest = max(shapely.get_parts(ground), key=geodesy.area_km2)
    point = shapely.point_on_surface(largest)
    found = spot.find(CATALOG, drawn_up("donbas-handover"), point.x, point.y)
    assert found is not None
    facts = {
        fact.key: fact
        for fact in place_wording.facts(drawn_up("donbas-handover"), found, speech_in("en"))
    }
    assert facts["before"].value == "Ukraine; contested: neither side controls it"
    assert found.piece.contested is not None
    assert found.piece.contested.value == found.piece.area.value
    assert "of it contested" in facts["alike"].note
    assert "of it contested" not in facts["piece"].note
    oblast = dict(CATALOG.shapes("oblasts"))[found.oblast]
    inside = geodesy.area_km2(ground.intersection(oblast))
    assert found.whole.contested is not None
    assert found.whole.contested.value == pytest.approx(inside, abs=0.5)
