"""A day of a source before its line is kept, held to the daily table of full outlines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from explorer.atoms import imported
from explorer.errors import SourceError
from explorer.language import speech_in
from explorer.layers import baselines, history
from explorer.layers.catalog import Catalog, installed
from explorer.own import imports
from explorer.own.imports import Day, Preview
from explorer.results import comparison
from explorer.results.comparison import Side
from explorer.results.report import DONBAS
from explorer.scenarios.library import SCENARIOS
from explorer.sources import files, registry
from explorer.sources.store import Store
from explorer.wording import lines as wording
from tests.helpers.imports import keep_fetched

DAY = date(2026, 7, 1)
BEFORE = "2026-04-01"
SOURCE = registry.source("deepstate")


@pytest.fixture(scope="module")
def path(raw: Path) -> Path:
    return raw / "deepstate_full" / f"deepstatemap_data_{DAY:%Y%m%d}_polygons.geojson"


@pytest.fixture(scope="module")
def preview(path: Path) -> Preview:
    return imports.preview(installed(), SOURCE, files.read(SOURCE, path), path.name)


def test_its_areas_are_those_of_the_full_outline(preview: Preview) -> None:
    table = history.installed(installed())
    row = table.days.index(DAY)
    # the two mirrors looked at different hours, and this one has Tuzla, 0.95 km²
    assert preview.held.value == pytest.approx(table.areas[history.COUNTRY][row, 0], abs=1.5)
    free = sum(table.areas[code][row, 3] for code in DONBAS)
    assert preview.donbas.value == pytest.approx(free, abs=0.5)
    for quantity in (preview.held, preview.donbas):
        assert quantity.low < quantity.value < quantity.high
    # contested ground by the same table, which has the source's own polygons
    full = table.contested_km2[history.COUNTRY][row]
    assert preview.report.contested is not None
    assert preview.report.contested.held.value == pytest.approx(full, abs=0.5)


def test_its_change_is_that_of_the_comparison(preview: Preview, tmp_path: Path) -> None:
    """Against the newest earlier line: that of 1 April 2026, not that of August."""
    assert preview.before is not None
    assert preview.before.baseline.name == BEFORE
    imported.keep(tmp_path, preview.package)
    freeze = SCENARIOS.find("freeze")
    sides = (Side(freeze, BEFORE), Side(freeze, preview.name))
    step = comparison.compare(Catalog(installed().folder, tmp_path), *sides)
    change, gain = preview.held_change, step.gain("russia")
    assert change is not None
    assert change.value == pytest.approx(gain.value, abs=1)
    assert (change.low, change.high) == pytest.approx((gain.low, gain.high), abs=1)
    donbas = preview.donbas_change
    assert donbas is not None
    lost = sum(
        row.area.value for row in step.rows if row.oblast in DONBAS and row.taker == "russia"
    ) - sum(row.area.value for row in step.rows if row.oblast in DONBAS and row.giver == "russia")
    assert donbas.value == pytest.approx(-lost, abs=1)


def test_the_earlier_line_is_of_the_same_source_if_there_is_one(both: Catalog) -> None:
    assert imports.earlier_line(both, "deepstate", date(2025, 4, 2)) == "deepstate:2025-03-01"
    assert imports.earlier_line(both, "deepstate", date(2022, 2, 23)) is None
    # no other line of that source: the newest of any
    assert imports.earlier_line(both, "isw", date(2025, 4, 2)) == "deepstate:2025-03-01"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_figure_is_said_with_unit_interval_and_date(preview: Preview, language: str) -> None:
    speech = speech_in("uk" if language == "uk" else "en")
    facts = {fact.key: fact for fact in wording.facts(preview, installed(), speech)}
    assert set(facts) == {
        "held", "held-change", "donbas", "donbas-change", "line", "closed", "contested"
    }  # fmt: skip
    assert all(fact.value.endswith(("km²", "km", "км²", "км")) for fact in facts.values())
    assert all(facts[key].interval for key in ("held", "held-change", "donbas", "donbas-change"))
    assert speech.day(BEFORE) in facts["held-change"].note
    about = " ".join(wording.about(preview, speech))
    assert speech.gettext(SOURCE.licence) in about
    assert speech.day(DAY) in about
    assert "Transnistria" in about


def test_a_fetched_day_is_offered_until_it_has_a_line(path: Path, tmp_path: Path) -> None:
    own, ships = Store(tmp_path / "control"), date(2025, 12, 9)
    keep_fetched(own, "deepstate", path.read_bytes(), DAY, ships)
    # the line that ships of 9 December 2025 is generalised
    days = [Day("deepstate", DAY), Day("deepstate", ships)]
    assert list(imports.untraced(installed(), own)) == days
    control = imports.fetched(own, Day("deepstate", DAY))
    assert control.day == DAY
    assert control.retrieved == datetime(2026, 7, 2, tzinfo=UTC)
    own.path("deepstate", DAY).write_bytes(b"{}")
    with pytest.raises(SourceError, match="was altered after it was fetched"):
        imports.fetched(own, Day("deepstate", DAY))


def test_a_line_alone_is_no_choice() -> None:
    assert "ocha" not in {each.id for each in imports.SOURCES}
    assert {each.id for each in imports.SOURCES} | {"ocha"} == set(registry.SOURCES)


def test_the_series_of_lines_is_as_it_was(preview: Preview) -> None:
    assert preview.name not in baselines.names(installed())
