"""Exports say in every format what the ledger says, and run nothing in a spreadsheet."""

from __future__ import annotations

import csv
import html
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
import typer
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner

from explorer.cli.figures import export as command
from explorer.errors import OutputError
from explorer.exports import formats, geodata, partition, spreadsheets
from explorer.exports.formats import FORMATS, Format
from explorer.geometry import geodesy
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario
from explorer.wording.visible import visible
from tests.helpers.lines import BASELINE

ENDINGS: dict[Format, str] = {
    "geojson": "geojson",
    "gpkg": "gpkg",
    "kml": "kml",
    "shp": "zip",
    "csv": "csv",
    "xlsx": "xlsx",
}


@lru_cache(maxsize=4)
def drawn(name: str = "plan-28") -> Report:
    return report.compute(installed(), SCENARIOS.find(name), day=BASELINE)


def _write(wanted: Format, folder: Path) -> Path:
    path = folder / f"plan.{ENDINGS[wanted]}"
    formats.export(installed(), drawn(), wanted, path)
    return path


def _read(wanted: Format, folder: Path) -> tuple[dict[str, list[object]], list[shapely.Geometry]]:
    """Read a file's columns and shapes as another program would, through GDAL."""
    path = _write(wanted, folder)
    where = f"/vsizip/{path}/plan-28.shp" if wanted == "shp" else str(path)
    layer = {"gpkg": "partition", "kml": "28-point plan"}.get(wanted)
    meta, _, shapes, columns = pyogrio.raw.read(where, layer=layer)
    named = dict(zip(meta["fields"].tolist(), (c.tolist() for c in columns), strict=True))
    return named, list(shapely.from_wkb(shapes))


# --- the ground


@pytest.mark.parametrize("wanted", ["geojson", "gpkg", "kml", "shp"])
def test_the_partition_is_the_frame(tmp_path: Path, wanted: Format) -> None:
    columns, shapes = _read(wanted, tmp_path)
    areas = np.array([float(str(value)) for value in columns["area_km2"]])
    assert areas.sum() == pytest.approx(drawn().frame_km2, abs=0.005 * len(areas))
    assert shapely.coverage_is_valid([shapely.set_precision(s, 1e-5) for s in shapes])
    ceded = [
        area
        for area, before, after in zip(areas, columns["before"], columns["after"], strict=True)
        if (before, after) == ("ukraine", "russia")
    ]
    assert sum(ceded) == pytest.approx(drawn().totals["ceded_km2"].value, abs=0.02)
    if wanted != "kml":  # GDAL's own field `Name` stands in for ours there
        assert "Донецька область" in columns["name_uk"]


def test_shapes_are_as_large_as_they_say(tmp_path: Path) -> None:
    columns, shapes = _read("geojson", tmp_path)
    rows = zip(columns["oblast"], columns["before"], columns["area_km2"], shapes, strict=True)
    told, shape = next(
        (float(str(area)), shape)
        for oblast, before, area, shape in rows
        if (oblast, before) == ("UA-14", "ukraine")
    )
    measured = 0.0
    for part in shapely.get_parts(shape):
        ring = Geodesic.WGS84.Polygon()
        for x, y in shapely.get_coordinates(shapely.segmentize(part.exterior, 0.01))[:-1].tolist():
            ring.AddPoint(y, x)
        measured += abs(ring.Compute()[2]) / 1e6
    assert measured == pytest.approx(told, rel=1e-4)


def test_statuses_divide_the_ground(tmp_path: Path) -> None:
    columns, _ = _read("gpkg", tmp_path)
    assert "demilitarised, recognised_russian" in columns["statuses"]


def test_an_interval_belongs_to_each_piece() -> None:
    moved = [p for p in partition.ordered(installed(), drawn()) if p.before != p.after]
    assert moved
    for piece in moved:
        assert piece.area.low <= piece.area.value <= piece.area.high
    donetsk = next(p for p in moved if p.oblast == "UA-14")
    row = next(row for row in drawn().moves if row.oblast == "UA-14")
    assert (donetsk.area.low, donetsk.area.high) == pytest.approx((row.area.low, row.area.high))


@pytest.mark.parametrize("wanted", ["geojson", "gpkg", "shp"])
def test_each_piece_says_how_much_of_it_is_contested(tmp_path: Path, wanted: Format) -> None:
    columns, _ = _read(wanted, tmp_path)
    cells = columns["cont_km2" if wanted == "shp" else "contested_km2"]
    areas = pd.to_numeric(pd.Series(cells, dtype=object))
    # the oracle is the layer that the atoms were cut from
    layer = geodesy.area_km2(baselines.contested(installed(), BASELINE))
    assert areas.sum() == pytest.approx(layer, abs=0.005 * len(areas) + 0.5)
    assert areas[pd.Series(columns["before"]) == "russia"].isna().all()


@pytest.mark.parametrize("wanted", ["gpkg", "kml", "shp"])
def test_contested_ground_is_a_layer_of_its_own(tmp_path: Path, wanted: Format) -> None:
    path = _write(wanted, tmp_path)
    where = f"/vsizip/{path}/plan-28-contested.shp" if wanted == "shp" else str(path)
    layer = None if wanted == "shp" else "contested"
    meta, _, shapes, columns = pyogrio.raw.read(where, layer=layer)
    row = dict(zip(meta["fields"].tolist(), (column[0] for column in columns), strict=True))
    assert row["date"] == "2025-12-09"
    (shape,) = shapely.from_wkb(shapes)
    assert geodesy.area_km2(shape) == pytest.approx(row["area_km2"], abs=0.5)


def test_a_line_whose_source_says_nothing_of_it_has_no_such_layer(tmp_path: Path) -> None:
    before = report.compute(installed(), SCENARIOS.find("freeze"), day="2022-02-23")
    formats.export(installed(), before, "gpkg", tmp_path / "before.gpkg")
    layers = {name for name, _ in pyogrio.list_layers(tmp_path / "before.gpkg").tolist()}
    assert layers == {"partition", "line_of_contact", "numbers"}


def test_contested_parts_are_numbers_of_their_own(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(_told("csv", tmp_path))))
    held = {
        row["measure"]: float(row["value"]) for row in rows if row["measure"].startswith("held")
    }
    assert set(held) == {"held", "held, contested"}
    parts = [float(row["value"]) for row in rows if row["measure"] == "ground, contested"]
    layer = geodesy.area_km2(baselines.contested(installed(), BASELINE))
    assert sum(parts) == pytest.approx(layer, abs=0.005 * len(parts) + 0.5)


# --- what belongs to it


def _told(wanted: Format, folder: Path) -> str:
    path = _write(wanted, folder)
    if wanted == "geojson":
        return json.dumps(json.loads(path.read_bytes())["metadata"], ensure_ascii=False)
    if wanted == "gpkg":
        meta = pyogrio.read_info(path, layer="partition")["layer_metadata"]
        whole = pyogrio.read_info(path, layer="numbers")["dataset_metadata"]
        assert meta["sources"] == whole["sources"]
        return "\n".join(f"{key}: {value}" for key, value in meta.items())
    if wanted == "shp":
        with zipfile.ZipFile(path) as packed:
            return packed.read("README.txt").decode()
    if wanted == "xlsx":
        rows = load_workbook(path)["about"].iter_rows(values_only=True)
        return "\n".join(f"{key}: {value}" for key, value in rows)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", ["geojson", "gpkg", "kml", "shp", "xlsx"])
def test_units_and_sources_go_along(tmp_path: Path, wanted: Format) -> None:
    told = _told(wanted, tmp_path)
    for words in (
        "WGS84 ellipsoid",
        "DeepStateMap",
        "Natural Earth",
        "GeoNames",
        "2025-12-09",
        "80 % intervals",
        "Axios",
        "Depiction is not endorsement.",
    ):
        assert words in told, words


def test_a_workbook_carries_no_time_of_day(tmp_path: Path) -> None:
    with zipfile.ZipFile(_write("xlsx", tmp_path)) as packed:
        about = packed.read("docProps/core.xml").decode()
    assert about.count(":00:00Z") == about.count("2000-01-01T00:00:00Z") == 2


def test_each_row_of_numbers_has_unit_source_and_date(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(_told("csv", tmp_path))))
    assert len(rows) > 40
    for row in rows:
        assert row["unit"]
        assert row["line_of_contact"] == "2025-12-09"
        assert row["source"] == "after DeepStateMap, generalised"
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
    ceded = next(row for row in rows if row["measure"] == "vacated by ukraine")
    assert float(ceded["value"]) == pytest.approx(6092.05, abs=3)
    assert float(ceded["share_pct"]) == pytest.approx(
        100 * float(ceded["value"]) / float(ceded["share_of_value"]), abs=0.01
    )


def _cell(value: object) -> str:
    assert value is None or isinstance(value, str | float | int)
    return spreadsheets.harmless(value)


def test_the_workbook_says_what_the_csv_says(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(_told("csv", tmp_path))))
    sheet = load_workbook(_write("xlsx", tmp_path))["numbers"]
    found = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    assert found == rows


# --- spreadsheets


def _hostile(name: str) -> Report:
    honest = drawn()
    title = {"en": name, "uk": name}
    proposal = Scenario.model_validate(honest.scenario.model_dump() | {"title": title})
    return replace(honest, scenario=proposal)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]
)
def test_no_cell_is_a_formula(name: str) -> None:
    found = _hostile(name)
    rows = list(csv.DictReader(io.StringIO(spreadsheets.csv_text([found]), newline="")))
    assert {row["title"] for row in rows} == {f"'{visible(name)}"}
    book = load_workbook(io.BytesIO(spreadsheets.xlsx([found])))
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type in {"s", "n"}, cell.coordinate
    assert book["numbers"]["B2"].value == visible(name)


@given(st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False) | st.none())
def test_a_harmless_cell_starts_like_no_formula(value: str | float | None) -> None:
    cell = spreadsheets.harmless(value)
    if isinstance(value, str):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert cell.removeprefix("'") == visible(value).removeprefix("'")


def test_kml_keeps_a_hostile_title_as_text() -> None:
    hostile = "]]><script>alert(1)</script>&amp;"
    root = ET.fromstring(geodata.kml(installed(), _hostile(hostile)))  # noqa: S314
    assert not root.findall(".//{*}script")
    name, described = (root.findtext(f".//{{*}}{tag}") or "" for tag in ("name", "description"))
    assert name == hostile.replace("]]>", "]] >")
    assert hostile in html.unescape(described)
    assert "<script>" not in described


# --- files


@pytest.mark.parametrize("wanted", FORMATS)
def test_the_same_report_gives_the_same_bytes(wanted: Format) -> None:
    first = formats.content(installed(), drawn(), wanted)
    assert formats.content(installed(), drawn(), wanted) == first


def test_a_wrong_name_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"shp is written to a file that ends in \.zip"):
        formats.export(installed(), drawn(), "shp", tmp_path / "plan.shp")
    with pytest.raises(OutputError, match="there is no format 'dwg'; use one of geojson, gpkg"):
        formats.known("dwg")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    path = tmp_path / "plan.csv"
    done = CliRunner().invoke(
        app, ["plan-28", "--baseline", BASELINE, "--format", "csv", "-o", str(path)]
    )
    assert done.exit_code == 0, done.output
    assert path.read_text(encoding="utf-8") == spreadsheets.csv_text([drawn()]).replace(
        "\r\n", "\n"
    )
    assert f"{path}: " in done.output
