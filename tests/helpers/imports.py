"""A line of contact that is imported beside those that ship."""

from __future__ import annotations

from pathlib import Path

from explorer.atoms import imported
from explorer.layers.catalog import Catalog, installed
from explorer.layers.tracing import Traced
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.sources import files, registry
from explorer.sources.control import Source

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


def occupied_km2(found: Report) -> float:
    return float(found.outcomes.ledger.held_before_km2("russia")[0])


def freeze(catalog: Catalog, day: str) -> Report:
    return report.compute(catalog, SCENARIOS.find("freeze"), day=day)
