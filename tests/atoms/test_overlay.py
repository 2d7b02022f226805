"""Atoms: disjoint, covering, rebuilding each layer; checked by brute force."""

import itertools
import random
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, box
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines, overlay, refine, store, table
from explorer.atoms.overlay import Overlay
from explorer.atoms.table import Atoms
from explorer.errors import LayerError
from explorer.geometry import geodesy, split, topojson
from explorer.layers import baselines
from explorer.layers.catalog import installed
from tests.helpers import grid
from tests.helpers.lines import BASELINE


@pytest.fixture(scope="module")
def small() -> Overlay:
    return overlay.build(grid.ground())


def brute_force_km2(shapes: list[BaseGeometry]) -> float:
    """Intersect polygons one after the other, the way atoms are there to avoid."""
    common = shapes[0]
    for shape in shapes[1:]:
        common = common.intersection(shape)
    return geodesy.area_km2(common)


def test_atoms_are_disjoint_and_cover_the_frame(small: Overlay) -> None:
    assert shapely.coverage_is_valid(small.shapes)
    frame = grid.ground().frame
    assert small.atoms.area_km2.sum() == pytest.approx(geodesy.area_km2(frame), abs=0.01)
    assert shapely.union_all(list(small.shapes)).symmetric_difference(frame).area < 1e-6


def test_each_layer_is_rebuilt_from_its_atoms(small: Overlay) -> None:
    ground = grid.ground()
    for name, layer in ground.layers.items():
        chosen = small.atoms.area_km2[small.atoms.layers[name]].sum()
        assert chosen == pytest.approx(brute_force_km2([ground.frame, layer]), abs=0.02), name
    for code, shape in ground.oblasts.items():
        chosen = small.atoms.area_km2[small.atoms.oblast == code].sum()
        assert chosen == pytest.approx(geodesy.area_km2(shape), abs=0.02), code


@pytest.mark.parametrize("km", [5.0, 10.0])
@pytest.mark.parametrize("side", ["ukraine", "russia"])
def test_zones_agree_with_brute_force(small: Overlay, km: float, side: str) -> None:
    ground = grid.ground()
    held = getattr(ground.sides, side)
    expected = brute_force_km2([ground.oblasts["UA-01"], held, geodesy.buffer(ground.line, km)])
    atoms = small.atoms
    mask = atoms.within(km) & (atoms.oblast == "UA-01") & (atoms.russian() == (side == "russia"))
    assert atoms.area_km2[mask].sum() == pytest.approx(expected, abs=0.05)


def test_shifting_the_line_moves_ground_from_one_side_to_the_other(small: Overlay) -> None:
    ground, atoms = grid.ground(), small.atoms
    strip = geodesy.buffer(ground.line, 1.0)
    gained = brute_force_km2([ground.sides.ukraine, strip])
    moved = atoms.area_km2[atoms.russian(1.0)].sum() - atoms.area_km2[atoms.russian()].sum()
    assert moved == pytest.approx(gained, abs=0.05)
    # the zone about the shifted line is as wide as the one about the line where it is drawn
    width = atoms.area_km2[atoms.within(10.0, 1.0)].sum() / atoms.area_km2[atoms.within(10.0)].sum()
    assert width == pytest.approx(1, abs=0.01)


def test_order_of_layers_does_not_matter(small: Overlay) -> None:
    ground = grid.ground()
    turned = grid.ground(
        layers=dict(reversed(list(ground.layers.items()))),
        oblasts=dict(reversed(list(ground.oblasts.items()))),
    )
    again = overlay.build(turned)
    assert again.atoms.ids == small.atoms.ids
    np.testing.assert_allclose(again.atoms.area_km2, small.atoms.area_km2, atol=1e-3)


def test_one_more_layer_leaves_every_area_as_it_was(small: Overlay) -> None:
    layers = {**grid.ground().layers, "lake": box(34.7, 47.2, 36.1, 47.6)}
    more = overlay.build(grid.ground(layers=layers)).atoms
    for code in grid.OBLASTS:
        for russian in (True, False):
            before, after = (
                a.area_km2[(a.oblast == code) & (a.russian() == russian)].sum()
                for a in (small.atoms, more)
            )
            assert after == pytest.approx(before, abs=0.02)


def test_settlements_people_and_belt_are_conserved(small: Overlay) -> None:
    atoms = small.atoms
    assert sorted(key for places in atoms.settlements for key in places) == [1, 2, 3]
    assert atoms.residents.sum() == 1230
    assert atoms.belt_km.sum() == pytest.approx(geodesy.length_km(grid.AXIS), rel=1e-6)
    assert atoms.residents[~atoms.russian()].sum() == 1200


def test_borders_measure_the_line_of_contact(small: Overlay) -> None:
    atoms = small.atoms
    russian = atoms.russian()[atoms.borders]
    length = atoms.border_km[russian[:, 0] != russian[:, 1]].sum()
    inside = grid.LINE.intersection(grid.ground().frame)
    assert length == pytest.approx(geodesy.length_km(inside), rel=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(34.8, 36.2), min_size=3, max_size=6),
    st.floats(34.6, 36.0),
    st.floats(47.1, 48.6),
)
def test_atoms_cover_whatever_the_line_and_the_layer(
    longitudes: list[float], x: float, y: float
) -> None:
    latitudes = np.linspace(46.9, 49.1, len(longitudes)).tolist()
    line = MultiLineString([LineString(list(zip(longitudes, latitudes, strict=True)))])
    ground = grid.ground(line=line, layers={"box": box(x, y, x + 0.4, y + 0.3)}, depths_km=(5.0,))
    found = overlay.build(ground).atoms
    assert found.area_km2.sum() == pytest.approx(geodesy.area_km2(ground.frame), abs=0.02)
    russian = found.area_km2[found.russian()].sum()
    # a node in the middle of an edge of 120 km is rounded by up to 0.7 m: some 0.04 km2 a node
    assert russian == pytest.approx(geodesy.area_km2(ground.sides.russia), abs=0.15)


def test_asking_for_a_depth_that_was_not_cut_is_an_error(small: Overlay) -> None:
    with pytest.raises(ValueError, match="not cut at 7"):
        small.atoms.within(7.0)
    with pytest.raises(ValueError, match="not cut for a shift of 3"):
        small.atoms.russian(3.0)


def test_radii_let_every_zone_be_expressed_at_every_shift() -> None:
    assert table.radii((2.0, 5.0), (-0.5, 0.0, 0.5)) == (0.5, 1.5, 2.0, 2.5, 4.5, 5.0, 5.5)
    assert table.radii((5.0,), (-5.0, 0.0, 5.0)) == (5.0, 10.0)
    assert table.radii((), (0.0,)) == ()


def test_table_survives_writing_and_reading(small: Overlay) -> None:
    text = table.dumps(small.atoms, {"oblasts": "00"})
    back, inputs = table.loads(text, "atoms.json")
    assert inputs == {"oblasts": "00"}
    assert table.dumps(back, inputs) == text
    assert np.array_equal(back.russian(1.0), small.atoms.russian(1.0))
    assert back.settlements == small.atoms.settlements


@pytest.mark.parametrize("text", ["", "[]", '{"atoms": [[1]]}', '{"atoms": []}'])
def test_a_broken_table_is_refused(text: str) -> None:
    with pytest.raises(LayerError, match=r"atoms\.json: is no table of atoms; run"):
        table.loads(text, "atoms.json")


def test_signature_ignores_the_order_of_layers() -> None:
    one = table.signature("UA-14", 0, 2, ["a", "b"])
    assert one == table.signature("UA-14", 0, 2, ["b", "a"])
    assert one != table.signature("UA-14", 0, 2, ["a"])


def test_topology_writes_each_shared_edge_once(small: Overlay) -> None:
    found = topojson.cut(small.shapes)
    arcs = [[tuple(vertex) for vertex in arc.tolist()] for arc in found.arcs]
    edges = [frozenset(pair) for arc in arcs for pair in itertools.pairwise(arc)]
    assert len(edges) == len(set(edges))
    outer = {-1 - n if n < 0 else n for shape in found.shapes for p in shape for r in p for n in r}
    assert outer == set(range(len(found.arcs)))


def test_topojson_gives_the_outlines_back_exactly(small: Overlay) -> None:
    text = topojson.dumps(topojson.cut(small.shapes), small.atoms.ids, "atoms")
    back = topojson.loads(text, "atoms.topojson")
    assert list(back) == list(small.atoms.ids)
    for shape, again in zip(small.shapes, back.values(), strict=True):
        assert shapely.normalize(geodesy.polygons(shape)).equals_exact(
            shapely.normalize(again), 1e-9
        )


def test_topojson_is_read_by_gdal_too(small: Overlay, tmp_path: Path) -> None:
    import geopandas as gpd  # noqa: PLC0415

    path = tmp_path / "atoms.topojson"
    path.write_text(topojson.dumps(topojson.cut(small.shapes), small.atoms.ids, "atoms"))
    frame = gpd.read_file(path)
    assert len(frame) == len(small.atoms)
    total = sum(map(geodesy.area_km2, frame.geometry))
    assert total == pytest.approx(small.atoms.area_km2.sum(), abs=0.01)


def test_broken_topojson_is_refused() -> None:
    with pytest.raises(LayerError, match=r"x\.topojson: is no TopoJSON"):
        topojson.loads('{"arcs": [], "objects": {}}', "x.topojson")


@pytest.fixture(scope="module")
def real() -> tuple[Atoms, tuple[BaseGeometry, ...]]:
    catalog = installed()
    atoms = store.atoms(catalog, baselines.find(catalog, BASELINE))
    return atoms, outlines.shapes(catalog, atoms)


def test_prebuilt_atoms_are_a_valid_coverage_of_the_frame(
    real: tuple[Atoms, tuple[BaseGeometry, ...]],
) -> None:
    atoms, shapes = real
    assert shapely.coverage_is_valid(shapes)
    frame = sum(geodesy.area_km2(s) for _, s in installed().features("oblasts"))
    assert atoms.area_km2.sum() == pytest.approx(frame, abs=0.05)


def test_prebuilt_zones_agree_with_brute_force(
    real: tuple[Atoms, tuple[BaseGeometry, ...]],
) -> None:
    atoms, _ = real
    catalog = installed()
    oblasts = catalog.shapes("oblasts")
    line = baselines.line(catalog, atoms.baseline)
    frame = shapely.coverage_union_all(list(oblasts.values()))
    sides = split.split(frame, line)
    chooser = random.Random(7)  # noqa: S311  (a choice of samples, not a secret)
    zones = {km: geodesy.buffer(line, km) for km in table.DEPTHS_KM}
    for code in chooser.sample(["UA-14", "UA-23", "UA-63", "UA-65", "UA-09", "UA-12"], 4):
        km = chooser.choice(table.DEPTHS_KM)
        expected = brute_force_km2([oblasts[code], sides.ukraine, zones[km]])
        mask = (atoms.oblast == code) & ~atoms.russian() & atoms.within(km)
        # edges are stored to about 1 m: some 0.1 km2 along 500 km
        assert atoms.area_km2[mask].sum() == pytest.approx(expected, abs=0.2), (code, km)


LAKE = box(34.7, 47.2, 36.1, 47.6)
HALF = shapely.Polygon([(34, 46), (35.4, 46), (35.05, 48.05), (36.2, 48.4), (35.8, 50), (34, 50)])


def assert_alike(found: Overlay, expected: Overlay) -> None:
    """Compare atoms that were cut later with atoms that were overlaid at once."""
    one, other = found.atoms, expected.atoms
    assert shapely.coverage_is_valid(found.shapes)
    assert one.ids == other.ids
    assert set(one.layers) == set(other.layers)
    assert one.depths_km == other.depths_km
    np.testing.assert_array_equal(one.oblast, other.oblast)
    np.testing.assert_array_equal(one.near_km, other.near_km)
    np.testing.assert_array_equal(one.far_km, other.far_km)
    for name, mask in one.layers.items():
        np.testing.assert_array_equal(mask, other.layers[name])
    # 1 m along the edges of an atom: the grid rounds where edges meet
    np.testing.assert_allclose(one.area_km2, other.area_km2, atol=0.1)
    for code in np.unique(one.oblast):
        for russian in (True, False):
            sums = [
                a.area_km2[(a.oblast == code) & (a.russian() == russian)].sum()
                for a in (one, other)
            ]
            assert sums[0] == pytest.approx(sums[1], abs=1e-3), code
    assert one.settlements == other.settlements
    np.testing.assert_array_equal(one.residents, other.residents)
    np.testing.assert_allclose(one.belt_km, other.belt_km, atol=2e-3)
    np.testing.assert_array_equal(one.borders, other.borders)
    # where edges meet at a narrow angle, 1 m across is several along
    np.testing.assert_allclose(one.border_km, other.border_km, atol=0.02)


@pytest.mark.parametrize(
    "layers",
    [{"lake": LAKE}, {"half": HALF}, {"lake": LAKE, "half": HALF}, {"half": box(0, 0, 9, 9)}],
)
def test_refined_atoms_are_those_overlaid_at_once(
    small: Overlay, layers: dict[str, BaseGeometry]
) -> None:
    found = refine.refine(small, grid.ground(), layers)
    assert_alike(found, overlay.build(grid.ground(layers={**grid.ground().layers, **layers})))
    assert found.atoms.area_km2.sum() == pytest.approx(small.atoms.area_km2.sum(), rel=1e-12)


def test_deepened_atoms_are_those_overlaid_at_once(small: Overlay) -> None:
    found = refine.deepen(small, grid.ground(), (7.0, 10.0, 23.0))
    assert_alike(found, overlay.build(grid.ground(depths_km=(5.0, 7.0, 10.0, 23.0))))


def test_a_layer_has_a_name_of_its_own(small: Overlay) -> None:
    with pytest.raises(LayerError, match="there is a layer 'fortress_belt' already"):
        refine.refine(small, grid.ground(), {"fortress_belt": LAKE})
