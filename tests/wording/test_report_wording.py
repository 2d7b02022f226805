"""What is said of a report: every number with its interval, in both languages, none left out."""

from __future__ import annotations

import re

import pytest

from explorer.language import LANGUAGES, Language, speech_in
from explorer.layers.catalog import Catalog, installed
from explorer.quantity import Quantity
from explorer.results import report
from explorer.results.report import Report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import facts, provenance
from explorer.wording import report as report_wording
from tests.helpers.lines import BASELINE


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return installed()


@pytest.fixture(scope="module", params=tuple(SCENARIOS.all()))
def found(request: pytest.FixtureRequest, catalog: Catalog) -> Report:
    return report.compute(catalog, SCENARIOS.find(request.param), day=BASELINE)


def _plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def test_headline_of_a_handover(catalog: Catalog) -> None:
    handover = report.compute(catalog, SCENARIOS.find("donbas-handover"), day=BASELINE)
    assert _plain(report_wording.headline(handover)) == (
        "Ukraine would cede 6,183 km² (6,007 to 6,227), 11.6 % of Donbas, 541 km² (435 to 541) "
        "of it contested, with 79 settlements (77 to 82) of 500 residents and more; line of "
        "contact of 9 December 2025 after DeepStateMap."
    )
    assert _plain(report_wording.headline(handover, "uk")) == (
        "Україна передала б Росії 6 183 км² (6 007–6 227), 11,6 % Донбасу, з них 541 км² "
        "(435–541) у сірій зоні, із 79 населеними пунктами (77–82) від 500 мешканців; "
        "лінія зіткнення на 9 грудня 2025 року за DeepStateMap."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_headline_says_each_transfer_date_and_source(found: Report, language: Language) -> None:
    said, speech = report_wording.headline(found, language), speech_in(language)
    for area in found.totals.values():
        assert area.value == 0 or speech.area(area) in said
    if not found.moves:
        for row in found.statuses:
            assert speech.area(row.area) in said
    assert speech.day(found.baseline.date) in said
    assert found.baseline.source in said
    assert said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_alternative_text_says_each_move(found: Report, language: Language) -> None:
    said, speech = report_wording.alt_text(found, language), speech_in(language)
    for row in found.moves:
        assert (row.unit.name_uk if language == "uk" else row.unit.name) in said
        assert speech.area(row.area) in said
    assert found.scenario.title.in_language(language) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_has_a_denominator_or_source(found: Report, language: Language) -> None:
    figures = facts.key_facts(found, language)
    assert len({figure.key for figure in figures}) == len(figures)
    assert all(figure.label and figure.value and figure.note for figure in figures)
    held = {figure.key: figure.value for figure in figures}
    ukraine = next(share for share in found.holders if share.holder == "ukraine")
    assert held["ukraine"] == speech_in(language).written(ukraine.area, "km²").value


def test_sources_give_denominators_and_intervals(found: Report) -> None:
    said = _plain(provenance.source_line(found))
    assert f"Ukraine {found.frame_km2:,.0f} km²" in said
    assert f"Donbas {found.donbas_km2:,.0f} km²" in said
    assert "80 % intervals" in _plain(provenance.interval_line(found))


def test_a_moved_line_is_said_with_its_shift(catalog: Catalog) -> None:
    moved = report.compute(catalog, SCENARIOS.find("freeze"), day=BASELINE, shift_km=0.5)
    assert "moved by 0.5 km to each side" in _plain(provenance.interval_line(moved))


def test_a_share_of_ukraine_where_more_than_donbas_is_ceded(catalog: Catalog) -> None:
    four = report.compute(catalog, SCENARIOS.find("putin-2024"), day=BASELINE)
    assert "% of Ukraine" in _plain(report_wording.headline(four))


@pytest.mark.parametrize(
    ("value", "english", "ours"),
    [(0.0, "0.0 %", "0,0 %"), (0.02, "less than 0.1 %", "менше ніж 0,1 %"), (11.66, "11.7 %",
     "11,7 %")],
)  # fmt: skip
def test_shares(value: float, english: str, ours: str) -> None:
    assert _plain(speech_in("en").percent(value)) == english
    assert _plain(speech_in("uk").percent(value)) == ours


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 населеним пунктом"), (3, "3 населеними пунктами"), (21, "21 населеним пунктом")],
)
def test_plural_forms(number: int, said: str) -> None:
    told = speech_in("uk").ngettext(
        "with {n} settlement", "with {n} settlements", number, n=str(number)
    )
    assert told == f"із {said}"


def test_small_areas_keep_a_decimal_and_whole_ones_no_interval() -> None:
    speech = speech_in("en")
    assert _plain(speech.area(Quantity(4.26, 3.98, 4.61))) == "4.3 km² (4.0 to 4.6)"
    assert _plain(speech.area(Quantity(135.2, 135.2, 135.2))) == "135 km²"
