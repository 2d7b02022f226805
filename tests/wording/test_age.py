"""A line's age stands beside its date, and in nothing that must come out the same on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from explorer.language import Language, speech_in
from explorer.layers import baselines, inventory
from explorer.layers.catalog import installed
from explorer.results import report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import age, provenance
from tests.helpers.commands import run

NEWEST = baselines.newest(installed())


def days_later(patch: pytest.MonkeyPatch, days: int, day: str = NEWEST) -> None:
    patch.setattr(inventory, "today", lambda: date.fromisoformat(day) + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "english", "ukrainian"),
    [
        (-1, "0 days old", "0 днів тому"),
        (1, "1 day old", "1 день тому"),
        (22, "22 days old", "22 дні тому"),
        (97, "97 days old", "97 днів тому"),
        (112, "112 days old", "112 днів тому"),
    ],
)
def test_an_age_is_written_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, days: int, english: str, ukrainian: str
) -> None:
    days_later(monkeypatch, days)
    assert age.of(NEWEST, speech_in("en")) == english
    assert age.of(NEWEST, speech_in("uk")) == ukrainian
    title = age.line_title(installed(), NEWEST, speech_in("en"))
    assert title == f"{speech_in('en').day(NEWEST)} ({english})"


def test_an_old_newest_line_says_how_to_get_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = speech_in("en")
    days_later(monkeypatch, inventory.OLD_DAYS)
    assert age.advice(installed(), NEWEST, speech) == ""
    days_later(monkeypatch, inventory.OLD_DAYS + 1)
    assert "frontline fetch deepstate --latest" in age.advice(installed(), NEWEST, speech)
    assert "понад 30 днів" in age.advice(installed(), NEWEST, speech_in("uk"))
    # whoever chooses an earlier line has a newer one in the same list
    assert age.advice(installed(), baselines.START_OF_INVASION, speech) == ""


def test_the_terminal_gives_ages_and_the_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    days_later(monkeypatch, 45)
    ledger, sources = run("ledger", "freeze"), run("sources")
    assert f"Line of contact of {NEWEST} (45 days old), after DeepStateMap" in ledger.stdout
    for done in (ledger, sources):
        assert done.returncode == 0, done.stderr
        assert "more than 30 days old" in done.stdout
    assert "more than 30" not in run("ledger", "freeze", "--baseline", "2025-08-15").stdout


@pytest.mark.parametrize("language", ["en", "uk"])
def test_what_is_published_gives_the_date_alone(
    monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    said = []
    for days in (3, 300):
        days_later(monkeypatch, days)
        found = report.compute(installed(), SCENARIOS.find("freeze"))
        said.append((provenance.source_line(found, language), found.to_dict()))
        aged = age.source_line(found, language)
        assert aged != said[-1][0]
        assert speech_in(language).day(NEWEST) in aged
    assert said[0] == said[1]
