"""Daily areas: the occupied area on our frame in each DeepStateMap snapshot, at full resolution.

The outlines themselves may not be redistributed; the figures computed here may. Outline and
recognised border come from different sources, so the ground between them is assigned by the rule
by which `geometry.split.trace` removes border noise: a free piece that touches the outline and is
nowhere deeper than 1 km from the border is the borders' disagreement and goes to the occupied
side. All other ground outside the outline is Ukrainian-held. Nothing is simplified.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import shapely
from shapely.geometry import MultiLineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry import geodesy, split
from explorer.layers.catalog import Catalog
from explorer.layers.history import COLUMNS, COUNTRY, GENERALISED_KM, SHIFT_KM, Snapshot, town
from explorer.layers.tracing import read_control

_PREFIX = "deepstatemap_data_"
# Outline and border count as touching, or as the same, within about 1 cm.
_TOUCH_DEGREES = 1e-7


class Ground:
    """
    The frame, prepared once for all days.

    Parameters
    ----------
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.
    towns
        Points in degrees, by name.
    """

    def __init__(self, oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point]) -> None:
        self.oblasts = {code: geodesy.densify(shape) for code, shape in oblasts.items()}
        self.areas_km2 = {code: geodesy.area_km2(shape) for code, shape in self.oblasts.items()}
        self.towns = towns
        self.frame = geodesy.densify(shapely.union_all(list(oblasts.values())))
        self.border = self.frame.boundary.buffer(_TOUCH_DEGREES)
        self.rim = geodesy.buffer(self.frame.boundary, split.BORDER_ERROR_KM)
        shapely.prepare(self.rim)

    def ukrainian(self, control: BaseGeometry) -> MultiPolygon:
        """
        Compute the Ukrainian-held ground of the frame.

        Parameters
        ----------
        control
            Russian-held ground, polygons in degrees.

        Returns
        -------
        held
            Polygons in degrees, without slivers where outline and border disagree.
        """
        pieces = geodesy.polygons(self.frame.difference(control)).geoms
        return MultiPolygon([p for p in pieces if not self._is_border_noise(p, control)])

    def _is_border_noise(self, piece: BaseGeometry, control: BaseGeometry) -> bool:
        # an island that the outline does not touch is not noise, however small
        return bool(self.rim.covers(piece) and piece.dwithin(control, _TOUCH_DEGREES))

    def line(self, held: BaseGeometry) -> MultiLineString:
        """
        Compute the edge of Ukrainian-held ground that is not the recognised border.

        Parameters
        ----------
        held
            Ukrainian-held ground, polygons in degrees.

        Returns
        -------
        line
            Lines in degrees.
        """
        edges = held.boundary.difference(self.border)
        return MultiLineString(geodesy.lines(shapely.line_merge(edges)))


@dataclass(frozen=True)
class Figures:
    """
    Areas, lengths and distances of one snapshot.

    Attributes
    ----------
    occupied_km2
        Occupied area, and its bounds with the line moved by 0.5 km, by oblast: (value, low, high).
    outline_km2
        Area of the outline as its source draws it, including parts outside our frame.
    line_km, generalised_km
        Length of the line of contact, at full resolution and generalised at 1 km.
    towns_km
        Distance of each town's centre from the line in km, negative behind it.
    """

    occupied_km2: Mapping[str, tuple[float, float, float]]
    outline_km2: float
    line_km: float
    generalised_km: float
    towns_km: Mapping[str, float]


def measure(ground: Ground, control: BaseGeometry) -> Figures:
    """
    Measure one snapshot.

    Parameters
    ----------
    ground
        The frame.
    control
        Russian-held ground, valid polygons in degrees.

    Returns
    -------
    figures
        Areas in km², lengths and distances in km.
    """
    held = ground.ukrainian(geodesy.densify(control))
    line = ground.line(held)
    zone = geodesy.buffer(line, SHIFT_KM)
    for shape in (held, zone):
        shapely.prepare(shape)
    lines = [geodesy.simplify(part, GENERALISED_KM) for part in line.geoms]
    return Figures(
        occupied_km2={
            code: _occupied(shape, ground.areas_km2[code], held, zone)
            for code, shape in ground.oblasts.items()
        },
        outline_km2=geodesy.area_km2(control),
        line_km=geodesy.length_km(line),
        generalised_km=geodesy.length_km(MultiLineString(lines)),
        towns_km={
            name: geodesy.distance_km(point, line) * (1 if held.covers(point) else -1)
            for name, point in ground.towns.items()
        },
    )


def _occupied(
    oblast: BaseGeometry, area_km2: float, held: BaseGeometry, zone: BaseGeometry
) -> tuple[float, float, float]:
    if held.covers(oblast) and not zone.intersects(oblast):
        return 0.0, 0.0, 0.0
    free = oblast.intersection(held)
    free_km2 = geodesy.area_km2(free)
    # moved towards Russia, the line adds the zone to Ukrainian-held ground; towards Ukraine, it
    # removes the zone
    near_km2 = geodesy.area_km2(oblast.intersection(zone))
    ahead_km2 = geodesy.area_km2(free.intersection(zone))
    value = area_km2 - free_km2
    return value, value - (near_km2 - ahead_km2), value + ahead_km2


def build(oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point], raw: Path) -> str:
    """
    Measure every snapshot of a folder.

    Parameters
    ----------
    oblasts
        Polygons of the 27 units in degrees, by ISO 3166-2 code.
    towns
        Centres of the fortress belt's towns in degrees, by name.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson`.

    Returns
    -------
    table
        CSV: for each day a row for the country and one for each oblast that the line ever reached.

    Raises
    ------
    SourceError
        If the folder holds no snapshot, or one cannot be read.
    """
    ground = Ground(oblasts, towns)
    measured = dict(_measured(ground, snapshots(raw)))
    reached = [
        code
        for code in sorted(oblasts)
        if any(_km(figures.occupied_km2[code][2]) != _km(0) for figures, _ in measured.values())
    ]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"{town(name)}_km" for name in towns)])
    for day in days(min(measured), max(measured)):
        writer.writerows(rows(ground, reached, day, *measured.get(day, (None, "missing"))))
    return lines.getvalue()


def from_layers(catalog: Catalog, raw: Path) -> str:
    """
    Measure every snapshot of a folder on the installed layers.

    Parameters
    ----------
    catalog
        The layers, for the frame and the fortress belt's towns.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson`.

    Returns
    -------
    table
        CSV.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    SourceError
        If the folder holds no snapshot, or one cannot be read.
    """
    return build(units(catalog), towns(catalog), raw)


def units(catalog: Catalog) -> dict[str, BaseGeometry]:
    """
    Get the 27 units from the layers.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    oblasts
        Polygons in degrees, by ISO 3166-2 code.
    """
    return catalog.shapes("oblasts")


def towns(catalog: Catalog) -> dict[str, Point]:
    """
    Get the fortress belt's towns from the layers.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    towns
        Centres in degrees, by English name, from north to south.
    """
    rows = catalog.features("fortress_belt")
    return {row["name"]: shape for row, shape in rows if row["role"] == "town"}


def _measured(
    ground: Ground, files: Mapping[date, Path]
) -> Iterator[tuple[date, tuple[Figures, Snapshot]]]:
    last: tuple[BaseGeometry, Figures] | None = None
    for day, path in files.items():
        control = read_control(path)
        if last and control.equals_exact(last[0]):
            yield day, (last[1], "repeat")
            continue
        last = control, measure(ground, control)
        yield day, (last[1], "new")


def snapshots(raw: Path) -> dict[date, Path]:
    """
    List a folder's snapshots.

    Parameters
    ----------
    raw
        Folder with `deepstate/`.

    Returns
    -------
    files
        Files by date, ascending.

    Raises
    ------
    SourceError
        If there is none, or a name has no date.
    """
    files = {}
    for path in sorted((raw / "deepstate").glob(f"{_PREFIX}*.geojson")):
        try:
            files[date.fromisoformat(path.stem.removeprefix(_PREFIX))] = path
        except ValueError as fault:
            raise SourceError(f"{path}: has no date; name it {_PREFIX}YYYYMMDD.geojson") from fault
    if not files:
        raise SourceError(
            f"{raw}: holds no snapshot; give a folder with deepstate/{_PREFIX}YYYYMMDD.geojson"
        )
    return files


def days(first: date, last: date) -> Iterator[date]:
    """
    List the days of a period.

    Parameters
    ----------
    first, last
        First and last day.

    Yields
    ------
    day
        Every day from the first to the last.
    """
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def rows(
    ground: Ground,
    reached: Sequence[str],
    day: date,
    figures: Figures | None,
    snapshot: Snapshot,
) -> Iterator[list[str]]:
    """
    Write a day's rows.

    Parameters
    ----------
    ground
        The frame.
    reached
        ISO 3166-2 codes of the oblasts to list.
    day
        The snapshot's date.
    figures
        Its figures; `None` if it is missing.
    snapshot
        Whether it is new, repeats the one before, or is missing.

    Yields
    ------
    row
        Cells in the order of the columns, the country first.
    """
    blank = [""] * (3 + len(ground.towns))
    if figures is None:
        for code in (COUNTRY, *reached):
            yield [f"{day}", code, snapshot, *[""] * 4, *blank]
        return
    lengths = (figures.outline_km2, figures.line_km, figures.generalised_km)
    once = [_km(value) for value in (*lengths, *figures.towns_km.values())]
    bounds = [sum(column) for column in zip(*figures.occupied_km2.values(), strict=True)]
    frame_km2 = sum(ground.areas_km2.values())
    yield [f"{day}", COUNTRY, snapshot, *_areas(bounds, frame_km2), *once]
    for code in reached:
        areas = _areas(figures.occupied_km2[code], ground.areas_km2[code])
        yield [f"{day}", code, snapshot, *areas, *blank]


def _areas(occupied: Sequence[float], area_km2: float) -> list[str]:
    value, low, high = occupied
    return [_km(value), _km(low), _km(high), _km(area_km2 - value)]


def _km(value: float) -> str:
    # a negative number that rounds to 0 is written without its sign
    return f"{round(value, 2) + 0.0:.2f}"
