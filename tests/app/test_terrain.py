"""What a scenario means on the ground: the belt's tables and the distances, in both languages."""

from __future__ import annotations

import re

import pytest

from explorer.app.views import terrain
from explorer.language import LANGUAGES, Language, speech_in
from explorer.layers.catalog import installed
from explorer.results import belt, distances, report
from explorer.scenarios.library import SCENARIOS
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording

CATALOG = installed()
DAY = "2025-12-09"
HANDOVER = report.compute(CATALOG, SCENARIOS.find("donbas-handover"), day=DAY)


def _cells(html: str) -> list[list[str]]:
    """Read the rows of all tables."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows if "<td" in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_belt_s_tables(language: Language) -> None:
    speech = speech_in(language)
    html = terrain.belt(CATALOG, HANDOVER, speech)
    told = belt.find(CATALOG, HANDOVER)
    rows = _cells(html)
    assert len(rows) == len(told.stretches) + len(told.towns)
    (ceded,) = told.stretches
    assert rows[0][2] == speech.value(ceded.length)
    assert [row[0] for row in rows[1:]] == [
        name_wording.called(town.place, speech) for town in told.towns
    ]
    assert [row[-1] for row in rows[1:]] == [
        speech.number(town.place.residents) for town in told.towns
    ]
    russia = {"en": "Russia", "uk": "Росія"}[language]
    assert {row[2] for row in rows[1:]} == {russia}


def test_the_belt_stays_where_the_line_stays() -> None:
    freeze = report.compute(CATALOG, SCENARIOS.find("freeze"), day=DAY)
    html = terrain.belt(CATALOG, freeze, speech_in("en"))
    assert "The centre of none of its towns would change hands." in html
    html = terrain.belt(CATALOG, HANDOVER, speech_in("en"))
    assert "the centres of 5 would change hands: Sloviansk, Kramatorsk" in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["putin-2024", "korea-4", "borders-1991"])
def test_the_table_of_distances(name: str, language: Language) -> None:
    speech = speech_in(language)
    found = report.compute(CATALOG, SCENARIOS.find(name), day=DAY)
    html = terrain.distances(CATALOG, found, speech)
    told = distances.cities(CATALOG, found)
    rows = _cells(html)
    assert [row[0] for row in rows] == [name_wording.called(each.place, speech) for each in told]
    # how far Russian-held ground is, is said only where neutral ground lies between
    assert {len(row) for row in rows} == {4 if name == "korea-4" else 3}
    for row, each in zip(rows, told, strict=True):
        assert each.distances.before is not None
        assert speech.value(each.distances.before) in row[1]
        if each.distances.after is None:
            assert row[2] == place_wording.no_line(each.fate, speech)
        elif each.distances.after.value < 0:
            assert row[2].endswith({"en": "behind the line", "uk": "за лінією"}[language])
            assert speech.value(place_wording.outward(each.distances.after)) in row[2]
        else:
            assert str(speech.written(each.distances.after)) in row[2]
    assert speech.day(DAY) in html
    assert "WGS84" in html
    assert "GeoNames" in html
