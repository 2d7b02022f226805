"""Daily areas: the occupied area on our frame in each DeepStateMap snapshot, at full resolution.

The outlines themselves may not be redistributed; the figures computed here may. `ground` has the
rule by which ground between outline and recognised border is assigned.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.layers import history
from explorer.layers.catalog import Catalog
from explorer.layers.history import COLUMNS, COUNTRY, town
from explorer.pipeline import measuring
from explorer.pipeline.engines import Engine
from explorer.pipeline.measuring import Snapshot
from explorer.pipeline.meter import Figures

_PREFIX = "deepstatemap_data_"
_CONTESTED = "deepstatemap_unknown_"


def build(
    oblasts: Mapping[str, BaseGeometry],
    towns: Mapping[str, Point],
    raw: Path,
    engine: Engine | None = None,
) -> str:
    """
    Measure every snapshot of a folder.

    Parameters
    ----------
    oblasts
        Polygons of the 27 units in degrees, by ISO 3166-2 code.
    towns
        Centres of the fortress belt's towns in degrees, by name.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson` and, where the source says what
        is contested, `deepstate_contested/deepstatemap_unknown_YYYYMMDD.geojson`.
    engine
        Where they are measured; by default on this machine.

    Returns
    -------
    table
        CSV: for each day a row for the country and one for each oblast that the line ever reached.

    Raises
    ------
    SourceError
        If the folder holds no snapshot, or one cannot be read.
    """
    measured = dict(_marked(measuring.measure(oblasts, towns, snapshots(raw), engine)))
    reached = [
        code
        for code in sorted(oblasts)
        if any(_km(figures.occupied_km2[code][2]) != _km(0) for figures, _ in measured.values())
    ]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"{town(name)}_km" for name in towns)])
    for day in days(min(measured), max(measured)):
        writer.writerows(rows(reached, len(towns), day, *measured.get(day, (None, "missing"))))
    return lines.getvalue()


def from_layers(catalog: Catalog, raw: Path, engine: Engine | None = None) -> str:
    """
    Measure every snapshot of a folder on the installed layers.

    Parameters
    ----------
    catalog
        The layers, for the frame and the fortress belt's towns.
    raw
        Folder with `deepstate/deepstatemap_data_YYYYMMDD.geojson` and, where the source says what
        is contested, `deepstate_contested/deepstatemap_unknown_YYYYMMDD.geojson`.
    engine
        Where they are measured; by default on this machine.

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
    return build(units(catalog), towns(catalog), raw, engine)


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


def snapshots(raw: Path) -> dict[date, Snapshot]:
    """
    List a folder's snapshots.

    Parameters
    ----------
    raw
        Folder with `deepstate/` and perhaps `deepstate_contested/`.

    Returns
    -------
    snapshots
        Files by date, ascending, each with those of the snapshot before.

    Raises
    ------
    SourceError
        If there is none, or a name has no date.
    """
    controls = _dated(raw / "deepstate", _PREFIX)
    contested = _dated(raw / "deepstate_contested", _CONTESTED)
    if not controls:
        raise SourceError(
            f"{raw}: holds no snapshot; give a folder with deepstate/{_PREFIX}YYYYMMDD.geojson"
        )
    before = dict(zip(list(controls)[1:], controls.values(), strict=False))
    return {
        day: Snapshot(control, contested.get(day), before.get(day))
        for day, control in controls.items()
    }


def _dated(folder: Path, prefix: str) -> dict[date, Path]:
    files = {}
    for path in sorted(folder.glob(f"{prefix}*.geojson")):
        try:
            files[date.fromisoformat(path.stem.removeprefix(prefix))] = path
        except ValueError as fault:
            raise SourceError(f"{path}: has no date; name it {prefix}YYYYMMDD.geojson") from fault
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


def _marked(
    measured: Mapping[date, Figures],
) -> Iterator[tuple[date, tuple[Figures, history.Snapshot]]]:
    before = ""
    for day, figures in measured.items():
        yield day, (figures, "repeat" if figures.outline == before else "new")
        before = figures.outline


def rows(
    reached: Sequence[str],
    towns: int,
    day: date,
    figures: Figures | None,
    snapshot: history.Snapshot,
) -> Iterator[list[str]]:
    """
    Write a day's rows.

    Parameters
    ----------
    reached
        ISO 3166-2 codes of the oblasts to list.
    towns
        How many towns there are.
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
    blank = [""] * (3 + towns)
    if figures is None:
        for code in (COUNTRY, *reached):
            yield [f"{day}", code, snapshot, *[""] * 7, *blank]
        return
    lengths = (figures.outline_km2, figures.line_km, figures.generalised_km)
    once = [_km(value) for value in (*lengths, *figures.towns_km.values())]
    yield [f"{day}", COUNTRY, snapshot, *_areas(figures, list(figures.whole_km2)), *once]
    for code in reached:
        yield [f"{day}", code, snapshot, *_areas(figures, [code]), *blank]


def _areas(figures: Figures, codes: Sequence[str]) -> list[str]:
    """Write what some oblasts come to; what the source does not say stays empty."""
    bounds = [
        sum(column) for column in zip(*(figures.occupied_km2[code] for code in codes), strict=True)
    ]
    free = sum(figures.whole_km2[code] for code in codes) - bounds[0]
    others = (figures.contested_km2, figures.gained_km2, figures.lost_km2)
    known = (each and sum(each[code] for code in codes) for each in others)
    return ["" if km2 is None else _km(km2) for km2 in (*bounds, free, *known)]


def _km(value: float) -> str:
    # a negative number that rounds to 0 is written without its sign
    return f"{round(value, 2) + 0.0:.2f}"
