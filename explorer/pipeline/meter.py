"""Meter: areas, lengths and distances of one outline of occupied ground after the other.

Contested ground is what its source says that neither side controls. What of it lies in the occupied
outline, or outside the frame, does not count. What Russia gained and lost since another outline is
measured apart, on ground that is snapped to the frame as the areas are.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from explorer.geometry import geodesy
from explorer.geometry.ground import Division, Ground, Held
from explorer.layers.history import GENERALISED_KM, SHIFT_KM
from explorer.pipeline.sweep import Sweep, Swept


@dataclass(frozen=True)
class Figures:
    """
    Areas, lengths and distances of one snapshot.

    Attributes
    ----------
    outline
        Names the outline, for telling one that is repeated.
    whole_km2
        Area of each oblast.
    occupied_km2
        Occupied area, and its bounds with the line moved by 0.5 km, by oblast: (value, low, high).
    contested_km2
        Contested part of Ukrainian-held ground by oblast; none when the source does not say.
    gained_km2, lost_km2
        Ground that Russia holds and did not before, and the reverse, by oblast; none when there is
        no outline before.
    outline_km2
        Area of the outline as its source draws it, including parts outside our frame.
    line_km, generalised_km
        Length of the line of contact, at full resolution and generalised at 1 km.
    towns_km
        Distance of each town's centre from the line in km, negative behind it.
    """

    outline: str
    whole_km2: Mapping[str, float]
    occupied_km2: Mapping[str, tuple[float, float, float]]
    contested_km2: Mapping[str, float] | None
    gained_km2: Mapping[str, float] | None
    lost_km2: Mapping[str, float] | None
    outline_km2: float
    line_km: float
    generalised_km: float
    towns_km: Mapping[str, float]


class Meter:
    """
    Measures one snapshot after the other on the same frame.

    Parameters
    ----------
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.
    towns
        Points in degrees, by name.
    """

    def __init__(self, oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point]) -> None:
        self._ground = Ground(oblasts)
        self._sweep = Sweep(self._ground.units, SHIFT_KM)
        self._last: tuple[BaseGeometry, Division] | None = None
        self._towns = towns
        self._oblast_of = {
            name: next((code for code, shape in oblasts.items() if shape.covers(point)), None)
            for name, point in towns.items()
        }

    def measure(
        self,
        control: BaseGeometry,
        contested: BaseGeometry | None = None,
        before: BaseGeometry | None = None,
    ) -> Figures:
        """
        Measure one snapshot.

        Parameters
        ----------
        control
            Russian-held ground, valid polygons in degrees.
        contested
            Ground that neither side controls, valid polygons in degrees, if the source says.
        before
            Russian-held ground of the snapshot before, if there is one.

        Returns
        -------
        figures
            Areas in km², lengths and distances in km.
        """
        earlier = None if before is None else self._divided(before)
        division = self._divided(control)
        gained, lost = _moved(division, earlier) if earlier else (None, None)
        swept = self._sweep.measure(division)
        line = division.line
        lines = [geodesy.simplify(part, GENERALISED_KM) for part in line.geoms]
        return Figures(
            outline=hashlib.sha256(shapely.to_wkb(control)).hexdigest(),
            whole_km2={code: unit.area_km2 for code, unit in self._ground.units.items()},
            occupied_km2={
                code: _occupied(unit.area_km2 - division.held[code].area_km2, swept[code])
                for code, unit in self._ground.units.items()
            },
            contested_km2=None if contested is None else _contested(division, contested),
            gained_km2=gained,
            lost_km2=lost,
            outline_km2=geodesy.area_km2(control),
            line_km=geodesy.length_km(line),
            generalised_km=geodesy.length_km(MultiLineString(lines)),
            towns_km={
                name: _distance_km(point, line) * (1 if self._is_ahead(name, division) else -1)
                for name, point in self._towns.items()
            },
        )

    def _divided(self, control: BaseGeometry) -> Division:
        """Divide the frame by an outline; the last one is remembered for the day after it."""
        if self._last is None or self._last[0] is not control:
            self._last = control, self._ground.divide(control)
        return self._last[1]

    def _is_ahead(self, name: str, division: Division) -> bool:
        code = self._oblast_of[name]
        return bool(code and division.held[code].shape.covers(self._towns[name]))


def _occupied(value: float, swept: Swept) -> tuple[float, float, float]:
    return value, value - swept.russian_km2, value + swept.ukrainian_km2


def _contested(division: Division, contested: BaseGeometry) -> dict[str, float]:
    ground = geodesy.densify(contested)
    shapes = np.array([held.shape for held in division.held.values()])
    near = shapely.STRtree(shapes).query(ground)
    km2 = np.zeros(len(shapes))
    km2[near] = geodesy.areas_km2(shapely.intersection(shapes[near], ground))
    return dict(zip(division.held, km2.tolist(), strict=True))


def _moved(division: Division, earlier: Division) -> tuple[dict[str, float], dict[str, float]]:
    """Measure what Russia gained and lost in each oblast, in km²."""
    gained = dict.fromkeys(division.held, 0.0)
    lost = gained.copy()
    for code, held in division.held.items():
        if held is not earlier.held[code]:
            gained[code], lost[code] = _between(held, earlier.held[code])
    return gained, lost


def _between(now: Held, before: Held) -> tuple[float, float]:
    """Measure the smaller of gain and loss; the other follows from the areas, and adds up."""
    rise = before.area_km2 - now.area_km2
    if rise >= 0:
        lost = geodesy.area_km2(now.shape.difference(before.shape))
        return lost + rise, lost
    gained = geodesy.area_km2(before.shape.difference(now.shape))
    return gained, gained - rise


def _distance_km(point: Point, line: MultiLineString) -> float:
    """Measure the distance to the only part of the line that can be the nearest."""
    # south of 60° N a degree of longitude is at least half as long as one of latitude
    reach = 2 * point.distance(line) + geodesy.DENSIFY_DEGREES
    x, y = point.x, point.y
    near = shapely.clip_by_rect(line, x - reach, y - reach, x + reach, y + reach)
    return geodesy.distance_km(point, near)
