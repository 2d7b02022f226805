"""Measuring the days of a year against a plain `geopandas.overlay` loop for their areas alone."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np

from explorer.layers import tracing
from explorer.layers.catalog import installed
from explorer.pipeline import daily, measuring
from explorer.pipeline.measuring import Snapshot
from explorer.pipeline.meter import Meter

EQUAL_AREA = "EPSG:6933"
Made = TypeVar("Made")
# Slivers between outline and border are no ground of their own in the table, but in the peer.
AGREEMENT = 1e-3


def run() -> list[str]:
    """
    Measure all that the daily table has, and overlay the same files plainly.

    Returns
    -------
    lines
        Times, ratio, and how far the areas differ.

    Raises
    ------
    RuntimeError
        When the areas differ by more than one part in 1,000.
    """
    raw = Path(os.environ.get("FRONTLINE_RAW", ""))
    if not (raw / "deepstate").is_dir():
        return ["needs the raw snapshots: set FRONTLINE_RAW"]
    catalog = installed()
    oblasts, towns, files = daily.units(catalog), daily.towns(catalog), daily.snapshots(raw)
    with _empty_cache():
        ours_s, figures = _timed(lambda: measuring.measure(oblasts, towns, files))
        again_s, _ = _timed(lambda: measuring.measure(oblasts, towns, files))
    frame = gpd.GeoDataFrame({"id": list(oblasts)}, geometry=list(oblasts.values()), crs=4326)
    peer_s, areas = _timed(lambda: [_overlay(frame, each.control) for each in files.values()])
    occupied = [sum(km2 for km2, *_ in each.occupied_km2.values()) for each in figures.values()]
    difference = float(np.abs(np.array(areas) / occupied - 1).max())
    if difference > AGREEMENT:
        raise RuntimeError(f"the areas differ by {difference:.1e}")
    return [
        f"{len(files)} days, all figures          {ours_s:9.1f} s on {os.cpu_count()} processors",
        f"{len(files)} days, nothing new          {again_s:9.1f} s",
        f"one more day                    {_further_s(Meter(oblasts, towns), files) * 1e3:9.0f} ms",
        f"geopandas.overlay, areas alone  {peer_s:9.1f} s",
        f"ratio                           {ours_s / peer_s:9.2f} of its time",
        f"greatest difference of a day    {difference:9.1e}",
    ]


def _timed(make: Callable[[], Made]) -> tuple[float, Made]:
    start = time.perf_counter()
    made = make()
    return time.perf_counter() - start, made


@contextmanager
def _empty_cache() -> Iterator[None]:
    before = os.environ.get("FRONTLINE_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FRONTLINE_CACHE"] = folder
        try:
            yield
        finally:
            del os.environ["FRONTLINE_CACHE"]
            if before is not None:
                os.environ["FRONTLINE_CACHE"] = before


def _overlay(oblasts: gpd.GeoDataFrame, path: Path) -> float:
    """Sum occupied ground as a naive tool would have it, in km²."""
    pieces = gpd.overlay(oblasts, gpd.read_file(path)[["geometry"]], how="intersection")
    pieces["km2"] = pieces.to_crs(EQUAL_AREA).area / 1e6
    return float(pieces.groupby("id")["km2"].sum().sum())


def _further_s(meter: Meter, files: dict[date, Snapshot], days: int = 20) -> float:
    """Time a day after the one before it, the median of some."""
    first, *following = list(files.values())[-days - 1 :]
    before = tracing.read_control(first.control)
    meter.measure(before)
    seconds = []
    for day in following:
        start = time.perf_counter()
        control = tracing.read_control(day.control)
        contested = day.contested and tracing.read_control(day.contested)
        meter.measure(control, contested, before)
        seconds.append(time.perf_counter() - start)
        before = control
    return float(np.median(seconds))
