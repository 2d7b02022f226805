"""Boundaries that a user brings: read whole, and everything computed in them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import Point, box
from typer.testing import CliRunner

from explorer import cli
from explorer.errors import LayerError, SourceError
from explorer.geometry import geodesy
from explorer.layers import catalog as catalogs
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog, installed
from explorer.pipeline import boundaries
from explorer.results import invariants, report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from tests.helpers.frames import ABOUT, NAME, RAIONS
from tests.helpers.lines import BASELINE

# OpenStreetMap's value of what `alaska-2025` returns on 22 August 2026: the outline of that day on
# units of January 2026, overlaid by geopandas, in km².
RETURNED_KM2 = 1_916


@pytest.fixture(scope="module")
def osm(brought: Path) -> Catalog:
    """Open the layers in OpenStreetMap's boundaries, with raions."""
    return Catalog(brought / NAME)


def test_what_the_file_lacks_is_drawn_as_in_ours_and_said(raw: Path) -> None:
    own = installed().shapes("oblasts")
    read = boundaries.read(raw / "oblasts" / RAIONS, own)
    assert read.missing == ("UA-40",)
    assert {*read.oblasts} == {*own}
    assert len(read.raions) == 146


def test_a_unit_is_known_by_its_ground_not_its_name(raw: Path) -> None:
    """COD-AB's file has two units named Kyivska: the oblast, and the city within it."""
    read = boundaries.read(raw / "oblasts" / "codab2017_adm1.gpkg", installed().shapes("oblasts"))
    assert (read.missing, read.raions) == ((), {})
    city, around = (geodesy.area_km2(read.oblasts[code]) for code in ("UA-30", "UA-32"))
    assert city == pytest.approx(839, rel=0.01)  # official areas in km², as in `oblasts.UNITS`
    assert around == pytest.approx(28_131, rel=0.01)


def test_every_invariant_holds_in_them(osm: Catalog) -> None:
    assert [finding for finding in invariants.check_all(osm) if not finding.holds] == []


def test_oblasts_measure_what_the_file_says(osm: Catalog, raw: Path) -> None:
    """The oracle is geopandas on an equal-area projection of Europe."""
    table = geopandas.read_file(raw / "oblasts" / RAIONS)
    totals = table.to_crs(3035).dissolve("oblast").area / 1e6
    own = osm.shapes("oblasts")
    for name, code in (("donetska_oblast", "UA-14"), ("sumska_oblast", "UA-59")):
        # some edges are kilometres long, and straight on another plane
        assert geodesy.area_km2(own[code]) == pytest.approx(totals[name], rel=2e-4)


def test_raions_add_up_to_their_oblasts(osm: Catalog) -> None:
    raions = gazetteer.raions(osm)
    for name in ("alaska-2025", "putin-2024"):
        result = report.compute(osm, SCENARIOS.find(name), day="2026-08-22")
        for row in result.rows:
            parts = [
                each.area.value
                for each in result.raions
                if (each.raion.oblast, each.giver, each.taker) == (row.oblast, row.giver, row.taker)
            ]
            if row.oblast in {raion.oblast for raion in raions.values()}:
                assert sum(parts) == pytest.approx(row.area.value, abs=1e-6)


def test_what_is_returned_is_what_openstreetmap_s_borders_make_it(osm: Catalog) -> None:
    """The shipped line is generalised at 1 km, which is some 20 km² in Kharkiv oblast."""
    result = report.compute(osm, SCENARIOS.find("alaska-2025"), day="2026-08-22")
    assert result.totals["returned_km2"].value == pytest.approx(RETURNED_KM2, rel=0.012)
    assert result.borders == ABOUT.credit


def test_a_line_traced_in_them_meets_openstreetmap_s_values(
    brought: Path, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same overlay by geopandas, of the outline itself, gives these values in km²."""
    monkeypatch.setenv("FRONTLINE_FRAMES", str(shutil.copytree(brought, tmp_path / "frames")))
    outline = str(raw / "deepstate" / "deepstatemap_data_20260822.geojson")
    _run("import", outline, "--source", "deepstate", "--frame", NAME, "--tolerance", "0.2")
    catalog = Catalog(catalogs.frame_folder(NAME), catalogs.lines_folder(NAME))

    def compute(name: str) -> Report:
        return report.compute(catalog, SCENARIOS.find(name), day="deepstate:2026-08-22")

    alaska = compute("alaska-2025")
    returned = {row.unit.name: row.area.value for row in alaska.rows if row.taker != row.giver}
    assert alaska.totals["returned_km2"].value == pytest.approx(RETURNED_KM2, rel=0.005)
    assert returned["Sumy"] == pytest.approx(348, rel=0.005)
    assert returned["Kharkiv"] == pytest.approx(1_568, rel=0.005)
    assert compute("plan-28").totals["returned_km2"].value == pytest.approx(2_097, rel=0.005)
    assert compute("putin-2024").totals["ceded_km2"].value == pytest.approx(20_252, rel=0.005)


def test_the_command_line_computes_in_them(brought: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTLINE_FRAMES", str(brought))
    shown = json.loads(
        _run("ledger", "donbas-handover", "--baseline", BASELINE, "--frame", NAME, "--json")
    )
    own = json.loads(_run("ledger", "donbas-handover", "--baseline", BASELINE, "--json"))
    # in OpenStreetMap's inner borders, `data/geo/inner_borders.csv`
    assert shown["totals"]["ceded_km2"]["value"] == pytest.approx(6_115, abs=3)
    assert own["totals"]["ceded_km2"]["value"] == pytest.approx(6_183, abs=3)
    assert shown["borders"] == ABOUT.credit
    assert "Краматорський район" in {row["name"] for row in shown["raions"]}
    assert own["raions"] == []
    assert "Краматорський район" in _run("ledger", "donbas-handover", "--frame", NAME)


def test_a_figure_in_them_is_verified_only_with_them(
    brought: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FRONTLINE_FRAMES", str(brought))
    folder = str(tmp_path / "figure")
    _run("embed", "alaska-2025", "--frame", NAME, "-o", folder)
    assert "every number follows" in _run("verify", folder, "--frame", NAME)
    assert "oblasts" in _run("verify", folder, code=1)


def test_an_unknown_name_lists_those_that_are_there(
    brought: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_FRAMES", str(brought))
    with pytest.raises(LayerError, match=f"no boundaries named 'gadm'.*{NAME}"):
        installed("gadm")
    with pytest.raises(LayerError, match="cannot name boundaries"):
        catalogs.frame_folder("../lines")


def _run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli.app, arguments)
    assert result.exit_code == code, result.output or result.exception
    return result.output


Spoil = Callable[[geopandas.GeoDataFrame], geopandas.GeoDataFrame]


def _points(table: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return table.set_geometry([Point(30, 50)] * len(table), crs=4326)


def _moved(table: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return table.set_geometry(shapely.transform(table.geometry, lambda xy: xy[:, ::-1]), crs=4326)


def _whole(table: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return table.dissolve()


def _some(table: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return table.head(20)


def _divided(table: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    west, east = box(0, 0, 34.2, 90), box(34.2, 0, 90, 90)
    crimea, *others = table.geometry
    halves = [crimea.intersection(half) for half in (west, east)]
    return geopandas.GeoDataFrame(geometry=[*halves, *others], crs=4326)


def _twice(table: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return table.iloc[[*range(len(table)), 3]]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_points, "feature 1 is no polygon"),
        (_moved, "feature 1 does not lie in an oblast of Ukraine"),
        (_whole, "does not lie in an oblast|has no unit for 26"),
        (_some, "has no unit for [67] of the 27 oblasts"),
        (_twice, "features 4 and 27 share ground"),
        (_divided, "several units in UA-43 and no names"),
    ],
)
def test_a_file_that_is_no_frame_is_refused_in_a_sentence(
    raw: Path, tmp_path: Path, spoil: Spoil, sentence: str
) -> None:
    path = tmp_path / "boundaries.gpkg"
    table = geopandas.read_file(raw / "oblasts" / "osm2026_adm1_100m.geojson")
    spoil(table).to_file(path)
    with pytest.raises(SourceError, match=sentence) as fault:
        boundaries.read(path, installed().shapes("oblasts"))
    assert str(path) in str(fault.value)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    own = installed().shapes("oblasts")
    for name, content in (("units.txt", ""), ("units.geojson", "<html>"), ("units.gpkg", "")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(SourceError, match=name):
            boundaries.read(tmp_path / name, own)
    with pytest.raises(SourceError, match="cannot be read"):
        boundaries.read(tmp_path / "none.geojson", own)
