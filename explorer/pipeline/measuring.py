"""Measuring many days: each once on a machine, by whatever engine.

A day's figures are kept under the hash of all that they depend on, as soon as they are there: a
further day costs only itself, and a run that was interrupted goes on where it was.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from explorer.errors import SourceError
from explorer.geometry import cache, geodesy, ground, rim, split
from explorer.layers import history, tracing
from explorer.pipeline import meter, sweep
from explorer.pipeline.engines import Engine, Local
from explorer.pipeline.meter import Figures, Meter

KIND = "days"


@dataclass(frozen=True)
class Snapshot:
    """
    Files of one day.

    Attributes
    ----------
    control
        GeoJSON polygons of Russian-held ground.
    contested
        GeoJSON polygons of ground that neither side controls, if the source says.
    before
        Russian-held ground of the snapshot before, if there is one.
    """

    control: Path
    contested: Path | None = None
    before: Path | None = None


@dataclass(frozen=True)
class _Day:
    """A snapshot, and the key of its figures."""

    snapshot: Snapshot
    key: str


class _Site:
    """What all days share; a meter is made once there is a day to measure."""

    def __init__(self, oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point]) -> None:
        self._given = oblasts, towns
        self._shared_key = _shared_key(oblasts, towns)
        self._meter: Meter | None = None

    def day(self, snapshot: Snapshot) -> _Day:
        return _Day(snapshot, _day_key(self._shared_key, snapshot))

    def figures(self, day: _Day) -> bytes:
        """Look up or measure a day, here or on a machine that has its files at the same place."""
        if self.day(day.snapshot) != day:
            raise SourceError(
                f"{day.snapshot.control}: it, or a file beside it, is not as it was when the run "
                "began; let every machine see the same folder"
            )
        return cache.get(KIND, day.key, partial(self._measure, day.snapshot))

    def _measure(self, day: Snapshot) -> bytes:
        self._meter = self._meter or Meter(*self._given)
        control, contested, before = (
            path and _outline(path, _digest(path))
            for path in (day.control, day.contested, day.before)
        )
        return json.dumps(asdict(self._meter.measure(control, contested, before))).encode()


@lru_cache(maxsize=4)
def _outline(path: Path, _digest: str) -> BaseGeometry:
    """Read an outline; that of the day before has just been read, if its content is the same."""
    return tracing.read_control(path)


def measure(
    oblasts: Mapping[str, BaseGeometry],
    towns: Mapping[str, Point],
    snapshots: Mapping[date, Snapshot],
    engine: Engine | None = None,
) -> dict[date, Figures]:
    """
    Measure snapshots, or look up what is known of them.

    Parameters
    ----------
    oblasts
        Polygons of a valid coverage in degrees, by ISO 3166-2 code; together the frame.
    towns
        Points in degrees, by name.
    snapshots
        Files by date, ascending.
    engine
        Where those are measured that are not known; by default on this machine.

    Returns
    -------
    figures
        By date; the same whatever is known already, and whatever the engine.

    Raises
    ------
    SourceError
        If a snapshot cannot be read.
    """
    site = _Site(oblasts, towns)
    listed = {day: site.day(each) for day, each in snapshots.items()}
    fresh = [day for day in listed.values() if not cache.has(KIND, day.key)]
    known = dict(_kept(fresh, (engine or Local()).map(site.figures, fresh)))
    return {
        day: Figures(**json.loads(known.get(each.key) or site.figures(each)))
        for day, each in listed.items()
    }


def _kept(days: Sequence[_Day], figures: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """Keep what another machine measured as soon as it is here."""
    for day, content in zip(days, figures, strict=True):
        yield day.key, cache.get(KIND, day.key, partial(bytes, content))


def _day_key(shared: str, day: Snapshot) -> str:
    files = (day.control, day.contested, day.before)
    return cache.key(shared, *(_digest(path) if path else "" for path in files))


def _digest(path: Path) -> str:
    return cache.key(_read(path))


def _shared_key(oblasts: Mapping[str, BaseGeometry], towns: Mapping[str, Point]) -> str:
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
