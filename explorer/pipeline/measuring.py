"""Measuring many days: each once on a machine, on all of its processors.

A day's figures are kept under the hash of all that they depend on, as soon as they are there: a
further day costs only itself, and a run that was interrupted goes on where it was.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from os import cpu_count
from pathlib import Path

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry import cache, geodesy, rim, split
from explorer.layers import history, tracing
from explorer.pipeline import ground, meter, sweep
from explorer.pipeline.meter import Figures, Meter

KIND = "days"
# Fewer days are measured sooner than further processes have started.
_FEW = 16
# Parts of a run for each processor. The days of one follow one another, so that little changes from
# one to the next.
_PARTS = 4


@dataclass(frozen=True)
class _Day:
    """A snapshot, and the key of its figures."""

    control: Path
    key: str


class _Site:
    """What all days share; a meter is made once there is a day to measure."""

    def __init__(self, oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point]) -> None:
        self._given = oblasts, towns
        self._meter: Meter | None = None

    def figures(self, day: _Day) -> bytes:
        return cache.get(KIND, day.key, partial(self._measure, day))

    def _measure(self, day: _Day) -> bytes:
        self._meter = self._meter or Meter(*self._given)
        return json.dumps(asdict(self._meter.measure(tracing.read_control(day.control)))).encode()


def measure(
    oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point], files: Mapping[date, Path]
) -> dict[date, Figures]:
    """
    Measure snapshots, or look up what is known of them.

    Parameters
    ----------
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.
    towns
        Points in degrees, by name.
    files
        GeoJSON files of Russian-held ground by date, ascending.

    Returns
    -------
    figures
        By date; the same whatever is known already, and however many processors there are.

    Raises
    ------
    SourceError
        If a snapshot cannot be read.
    """
    site = _Site(oblasts, towns)
    shared = _key(oblasts, towns)
    listed = {day: _Day(path, cache.key(shared, _read(path))) for day, path in files.items()}
    unique = {day.key: day for day in listed.values()}
    fresh = [day for day in unique.values() if not cache.has(KIND, day.key)]
    known = dict(_all_at_once(site, fresh)) if len(fresh) > _FEW else {}
    return {
        day: Figures(**json.loads(known.get(each.key) or site.figures(each)))
        for day, each in listed.items()
    }


def _key(oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point]) -> str:
    rules = cache.rules(
        sys.modules[__name__], meter, ground, sweep, geodesy, rim, split, tracing, history
    )
    shapes = {**oblasts, **towns}
    names = json.dumps(list(shapes))
    return cache.key(
        rules, shapely.geos_version_string, names, *map(shapely.to_wkb, shapes.values())
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise SourceError(f"{path}: cannot be read; give a GeoJSON file of polygons") from fault


def _all_at_once(site: _Site, days: Sequence[_Day]) -> Iterator[tuple[str, bytes]]:
    size = -(-len(days) // (_PARTS * (cpu_count() or 1)))
    with ProcessPoolExecutor(initializer=_sites.append, initargs=(site,)) as pool:
        figures = pool.map(_figures, days, chunksize=size)
        yield from zip((day.key for day in days), figures, strict=True)


# what the days of a further process share
_sites: list[_Site] = []


def _figures(day: _Day) -> bytes:
    return _sites[0].figures(day)
