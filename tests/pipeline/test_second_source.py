"""Two sources of one front, measured by oblast: held to the daily table and to a plain overlay."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from explorer.geometry import geodesy
from explorer.layers import history
from explorer.layers.catalog import installed
from explorer.layers.tracing import read_control
from explorer.pipeline import second_source
from explorer.sources import files, uacontrolmap

CATALOG = installed()
ROWS = list(csv.DictReader(CATALOG.read("second_source_monthly").splitlines()))
DAY = "2025-12-09"


def test_one_source_s_figures_are_those_of_the_daily_table() -> None:
    table = history.installed(CATALOG)
    for row in ROWS:
        held = table.ukrainian((row["oblast"],))[table.row(date.fromisoformat(row["date"]))]
        assert float(row["deepstate_km2"]) == pytest.approx(held, abs=0.06)  # one decimal


def test_what_only_one_of_them_gives_ukraine_adds_up_to_their_difference() -> None:
    assert len(ROWS) > 150
    for row in ROWS:
        first, second, only_first, only_second = (
            float(row[column]) for column in second_source.COLUMNS[2:]
        )
        assert min(only_first, only_second) >= 0
        assert first - second == pytest.approx(only_first - only_second, abs=0.21)  # four roundings


def test_a_day_is_built_anew_and_near_a_plain_overlay(raw: Path, tmp_path: Path) -> None:
    compact = DAY.replace("-", "")
    (tmp_path / "uacontrolmap").mkdir()
    path = raw / "uacontrolmap" / f"{compact}.json"
    shutil.copy(path, tmp_path / "uacontrolmap")
    (tmp_path / "deepstate").symlink_to(raw / "deepstate")
    units = CATALOG.shapes("oblasts")
    built = list(csv.DictReader(second_source.build(units, tmp_path).splitlines()))
    assert built == [row for row in ROWS if row["date"] == DAY]

    occupied = files.read(uacontrolmap.SOURCE, path).occupied
    assert occupied is not None
    other = read_control(raw / "deepstate" / f"deepstatemap_data_{compact}.geojson")
    donetsk = next(row for row in built if row["oblast"] == "UA-14")
    for column, ground in (
        ("only_deepstate_km2", occupied.difference(other)),
        ("only_uacontrolmap_km2", other.difference(occupied)),
    ):
        plain = geodesy.area_km2(geodesy.polygons(units["UA-14"].intersection(ground)))
        # pockets where an outline misses the state border are ground of neither
        assert float(donetsk[column]) == pytest.approx(plain, abs=25)
