"""A line of contact that is imported beside those that ship."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from shapely.geometry import LineString

from explorer.atoms import imported
from explorer.layers import baselines, tracing
from explorer.layers.baselines import CONTROL_PREFIX, LINE_PREFIX, Baseline
from explorer.layers.catalog import Catalog, installed
from explorer.layers.tracing import Traced
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.sources import files, registry
from explorer.sources.control import Control, Source
from explorer.sources.store import Record, Store

DAY = "2025-03-01"
NAME = f"deepstate:{DAY}"
SOURCE = registry.source("deepstate")
ORIGIN = imported.origin_of(SOURCE, tolerance_km=1.0)


def control(raw: Path, day: str = DAY) -> Path:
    return raw / "deepstate" / f"deepstatemap_data_{day.replace('-', '')}.geojson"


def add(
    folder: Path, path: Path, origin: imported.Origin = ORIGIN, source: Source = SOURCE
) -> Traced:
    """Read a file and import its line into a folder."""
    read = files.read(source, path)
    return imported.add(installed(), folder, read, path.name, origin)


def full_day(raw: Path, day: str) -> Control:
    """Read a day as the daily table does: outline and contested ground are files of two mirrors."""
    grey = raw / "deepstate_contested" / f"deepstatemap_unknown_{day.replace('-', '')}.geojson"
    contested = tracing.read_control(grey) if grey.exists() else None
    return replace(files.read(SOURCE, control(raw, day)), contested=contested)


def occupied_km2(found: Report) -> float:
    return found.outcomes.ledger.held_before("russia").value


def freeze(catalog: Catalog, day: str) -> Report:
    return report.compute(catalog, SCENARIOS.find("freeze"), day=day)


def keep_fetched(own: Store, source: str, content: bytes, *days: date) -> None:
    """Put a map into a store as if it had been fetched for each of some days."""
    for day in days:
        record = Record(
            source=source,
            day=day,
            address="https://example.org/map",
            retrieved=datetime(2026, 7, 2, tzinfo=UTC),
            etag="",
            modified="",
            licence=registry.source(source).licence,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        own.keep(content, record)


def keep_drawn(folder: Path, source: str, east: float = 0, day: str = DAY) -> None:
    """Keep a short line of a source's, some degrees farther east, that was not traced."""
    start = Baseline(day, source, source, 0.5, baselines.named(source, date.fromisoformat(day)))
    origin = imported.Origin(source, source, source, "ours", 0.5)
    shape = LineString([(35 + east + 0.001 * (n % 7), 46 + 0.005 * n) for n in range(900)])
    texts = {prefix: imported._layer(shape, start) for prefix in (LINE_PREFIX, CONTROL_PREFIX)}
    imported._keep(folder, start, origin, texts)
