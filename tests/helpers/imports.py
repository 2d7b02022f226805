"""A line of contact that is imported beside those that ship."""

from __future__ import annotations

from pathlib import Path

from explorer.atoms import imported
from explorer.layers.catalog import Catalog
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS

DAY = "2025-03-01"
ORIGIN = imported.Origin(
    source="DeepStateMap",
    credit="after DeepStateMap, generalised",
    licence="as its source states",
    tolerance_km=1.0,
)


def control(raw: Path, day: str = DAY) -> Path:
    return raw / "deepstate" / f"deepstatemap_data_{day.replace('-', '')}.geojson"


def occupied_km2(found: Report) -> float:
    return float(found.outcomes.ledger.held_before_km2("russia")[0])


def freeze(catalog: Catalog, day: str) -> Report:
    return report.compute(catalog, SCENARIOS.find("freeze"), day=day)
