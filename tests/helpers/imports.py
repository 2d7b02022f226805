"""A line of contact that is imported beside those that ship."""

from __future__ import annotations

from pathlib import Path

from explorer.atoms import imported
from explorer.layers.catalog import Catalog
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.rules import HOLDERS

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
    ledger = found.outcomes.central.ledger
    return sum(ledger.transfer_km2("russia", taker) for taker in HOLDERS)


def freeze(catalog: Catalog, day: str) -> Report:
    return report.compute(catalog, SCENARIOS.find("freeze"), day=day)
