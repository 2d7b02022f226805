"""Uncertainty: how far off a line of contact is, measured component by component.

Each component has a standard deviation at a point of the line, and a law by which the mean error of
a front shrinks with its length; `explorer.results.calibration` fits it. A bias is positive
where the line is drawn on Ukraine's side of where it lies, so that Ukraine is left too little.
"""

import json
from collections.abc import Sequence
from datetime import date
from math import sqrt
from pathlib import Path
from typing import TypedDict

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy, split
from explorer.geometry.ground import Division, Ground, merged
from explorer.layers import baselines, history
from explorer.layers.catalog import Catalog
from explorer.layers.components import Component
from explorer.layers.tracing import read_control
from explorer.pipeline import line_of_contact, offsets, second_source
from explorer.pipeline.donbas import DONBAS
from explorer.results import calibration

# The source's map is taken to be two to three days late: a snapshot shows the evening before its
# date, and a change is drawn once it is confirmed.
DAYS_LATE = (2, 3)
_YEAR = 365  # days


class _Days(TypedDict):
    """The days of a component, as `Component` has them."""

    date: str
    days: int


def build(catalog: Catalog, raw: Path) -> str:
    """
    Measure all components.

    Parameters
    ----------
    catalog
        The layers, with the lines of contact, the daily table and the table of both sources.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson` and `uacontrolmap/YYYYMMDD.json`.

    Returns
    -------
    text
        JSON: an object with `components`, a list of objects as `Component`.

    Raises
    ------
    SourceError
        If a snapshot is missing or unreadable.
    LayerError
        If a layer is missing or altered.
    """
    ground = Ground(catalog.shapes("oblasts"))
    components = _line(catalog, ground, raw), _source(catalog, ground, raw), _date(catalog)
    content = {"components": [each.model_dump() for each in components]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _line(catalog: Catalog, ground: Ground, raw: Path) -> Component:
    """Measure how far off the lines that ship are because they are generalised."""
    oblasts = catalog.shapes("oblasts")
    donbas = shapely.union_all([oblasts[code] for code in DONBAS])
    measured = []
    for day in line_of_contact.SNAPSHOTS:
        control = read_control(raw / "deepstate" / f"deepstatemap_data_{day:%Y%m%d}.geojson")
        line = shapely.line_merge(baselines.line(catalog, str(day)).intersection(donbas))
        measured += offsets.along(geodesy.lines(line), _ukraine(ground.divide(control)))
    spread = offsets.spread(measured)
    return Component(
        name="line",
        sd_km=round(spread.sd_km, 2),
        reach_km=round(2 * spread.length_km, 1),
        exponent=0.5,
        bias_km=round(spread.bias_km, 3),
        accuracy_km=line_of_contact.ACCURACY_KM,
        of="How far the traced line lies from the snapshot's outline along the front in Donbas",
        source="DeepStateMap",
        **_days(line_of_contact.SNAPSHOTS),
    )


def _source(catalog: Catalog, ground: Ground, raw: Path) -> Component:
    """Measure how far off one source is: as much as two differ, divided by the root of two."""
    days, measured = [], []
    for day, first, second in second_source.divisions(ground, raw):
        days.append(day)
        measured += offsets.along(_front_in_donbas(first), _ukraine(second))
    sd_km = round(offsets.spread(measured).sd_km / sqrt(2), 2)
    cases = calibration.cases(catalog)
    law = calibration.fit(cases, sd_km)
    return Component(
        name="source",
        sd_km=sd_km,
        reach_km=round(law.reach_km or 0.0, 1),
        exponent=law.exponent,
        bias_km=round(_bias_km([case for case in cases if case.place in DONBAS]), 3),
        accuracy_km=None,
        of="How far two sources of the front in Donbas are apart, and what they leave Ukraine of "
        "each oblast, divided by √2",
        source="DeepStateMap and UAControlMap (via owlmaps)",
        **_days(days),
    )


def _date(catalog: Catalog) -> Component:
    """Measure how far the front in Donbas moves in the days that the map is late."""
    daily = history.installed(catalog)
    _, low, high = daily.occupied(tuple(DONBAS))[-_YEAR:].T
    front_km = np.nanmean(high - low) / (2 * history.SHIFT_KM)
    occupied = daily.occupied(tuple(DONBAS))[-_YEAR - max(DAYS_LATE) :, 0]
    moves = [occupied[late:] - occupied[:-late] for late in DAYS_LATE]
    moved_km = np.concatenate([each[-_YEAR:] for each in moves]) / front_km
    return Component(
        name="date",
        sd_km=round(float(np.nanstd(moved_km)), 3),
        reach_km=None,
        exponent=0.0,
        bias_km=round(-float(np.nanmean(moved_km)), 3),
        accuracy_km=None,
        of="How far the front in Donbas moves in the two to three days that the map is late",
        source="DeepStateMap",
        date=f"{daily.days[-_YEAR]}/{daily.days[-1]}",
        days=int((~np.isnan(occupied[-_YEAR:])).sum()),
    )


def _ukraine(division: Division) -> BaseGeometry:
    return shapely.union_all([held.shape for held in division.held.values()])


def _front_in_donbas(division: Division) -> list[LineString]:
    """Take the outline in sectors as long as those that the trace keeps; shorter are pockets."""
    line = merged(np.concatenate([division.held[code].edges for code in DONBAS]))
    return [each for each in line.geoms if geodesy.length_km(each) > max(split.SHORTEST_KM)]


def _bias_km(cases: Sequence[calibration.Case]) -> float:
    """Compare DeepStateMap with the mean of both sources."""
    difference_km2 = sum(case.difference_km2 for case in cases)
    return difference_km2 / 2 / sum(case.front_km for case in cases)


def _days(days: Sequence[date]) -> _Days:
    return {"date": f"{min(days)}/{max(days)}", "days": len(days)}
