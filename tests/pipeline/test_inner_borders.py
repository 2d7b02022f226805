"""Held ground in three sets of borders between oblasts: all units, and nothing is lost."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import geopandas
import pytest

from explorer.errors import SourceError
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.pipeline import inner_borders, line_of_contact

CATALOG = installed()
ROWS = list(csv.DictReader(CATALOG.read("inner_borders").splitlines()))
DAY = "2025-12-09"
SETS = ("frame_km2", "osm_km2", "cod_ab_km2")


def _held(day: str, code: str, column: str) -> float:
    """Sum what both sides hold of a unit."""
    return sum(float(r[column]) for r in ROWS if (r["date"], r["oblast"]) == (day, code))


def test_every_unit_is_there_on_every_date_of_a_line() -> None:
    units = {*CATALOG.shapes("oblasts")}
    for day in map(str, line_of_contact.DATES):
        assert {row["oblast"] for row in ROWS if row["date"] == day} == units


def test_what_one_oblast_gains_by_other_borders_another_loses() -> None:
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row in ROWS:
        for place, column in enumerate((*SETS, "bias_km2")):
            sums[row["date"], row["holder"]][place] += float(row[column])
    for frame, osm, cod_ab, bias in sums.values():
        # up to 27 areas, each rounded to 0.1 km²
        assert [osm, cod_ab] == pytest.approx([frame, frame], abs=0.7)
        assert bias == pytest.approx(0, abs=0.7)


def test_both_units_named_kyivska_are_told_apart() -> None:
    """Kyiv's official 839 km², and the frame's known defect at its oblast's expense."""
    for column in SETS[1:]:
        assert _held(DAY, "UA-30", column) == pytest.approx(839, rel=0.03)
        assert _held(DAY, "UA-32", column) == pytest.approx(28_131, rel=0.001)
    assert _held(DAY, "UA-30", "frame_km2") == pytest.approx(1_642, abs=1)


def test_inland_oblasts_measure_what_the_files_say(raw: Path) -> None:
    """The oracle is geopandas on an equal-area projection of Europe."""
    for name, field, column in (
        (inner_borders.OSM, "oblast", "osm_km2"),
        (inner_borders.COD_AB, "name", "cod_ab_km2"),
    ):
        table = geopandas.read_file(raw / "oblasts" / name)
        areas = dict(zip(table[field].str.lower(), table.to_crs(3035).area / 1e6, strict=True))
        for begin, code in (("poltav", "UA-53"), ("cherka", "UA-71"), ("kirovoh", "UA-35")):
            (area,) = (km2 for unit, km2 in areas.items() if unit.startswith(begin))
            assert _held(DAY, code, column) == pytest.approx(area, rel=5e-4)


def test_a_date_is_built_anew(raw: Path) -> None:
    lines = {DAY: baselines.line(CATALOG, DAY)}
    built = inner_borders.build(CATALOG.shapes("oblasts"), lines, raw / "oblasts")
    assert list(csv.DictReader(built.splitlines())) == [r for r in ROWS if r["date"] == DAY]


def test_a_set_with_two_units_in_one_oblast_is_refused(raw: Path, tmp_path: Path) -> None:
    table = geopandas.read_file(raw / "oblasts" / inner_borders.OSM)
    table.loc[len(table)] = table.loc[0]
    table.to_file(tmp_path / inner_borders.OSM)
    lines = {DAY: baselines.line(CATALOG, DAY)}
    with pytest.raises(SourceError, match="two units in one oblast"):
        inner_borders.build(CATALOG.shapes("oblasts"), lines, tmp_path)
