"""Details beside the map: what the panel, the tables and the search box say, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app.page.choice import Choice
from explorer.app.views import details
from explorer.language import LANGUAGES, Language, speech_in
from explorer.layers.catalog import installed
from explorer.layers.gazetteer import places
from explorer.results import place, report
from explorer.results.place import Spot
from explorer.scenarios.library import SCENARIOS
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording
from explorer.wording.names import Key

_START_S = 180
CATALOG = installed()
DAY = "2025-12-09"
HANDOVER = report.compute(CATALOG, SCENARIOS.find("donbas-handover"), day=DAY)
SLOVIANSK = 693468
_SETUP = """
import streamlit as st
from explorer.app.page.choice import Choice
from explorer.app.views import details
from explorer.layers.catalog import installed
from explorer.results import place, report
from explorer.scenarios.library import SCENARIOS

proposal = SCENARIOS.find({name!r})
choice = Choice(installed(), proposal, {day!r}, {language!r})
found = report.compute(installed(), proposal, day={day!r})


def keep(*told):
    st.session_state["told"] = told


"""


def _app(script: str, language: Language = "en", name: str = "donbas-handover") -> AppTest:
    setup = _SETUP.format(name=name, day=DAY, language=language)
    app = AppTest.from_string(setup + script, default_timeout=_START_S).run()
    assert not app.exception
    return app


def _panel(language: Language = "en") -> AppTest:
    here = f"place.settlement(installed(), found, {SLOVIANSK})"
    return _app(f"details.panel(choice, found, {here}, keep)\n", language)


def _html(app: AppTest) -> str:
    return "".join(str(each.proto.body) for each in app.main if each.type == "html")


def _sloviansk() -> Spot:
    found = place.settlement(CATALOG, HANDOVER, SLOVIANSK)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Sloviansk, Donetsk oblast",
                "48.850° N, 37.597° E",
                "Holder on 9 December 2025",
                "settlements",
                "in the fortress belt&#x27;s corridor",
                "undated",
            ),
        ),
        (
            "uk",
            (
                "Слов’янськ, Донецька область",
                "48,850° пн. ш., 37,597° сх. д.",
                "Хто утримує на 9 грудня 2025",
                "населених пунктів",
                "у смузі поясу фортець",
                "без дати",
            ),
        ),
    ],
)
def test_the_panel_says_what_is_known(language: Language, said: tuple[str, ...]) -> None:
    html, speech, here = (
        _html(_panel(language)).replace("\xa0", " "),
        speech_in(language),
        _sloviansk(),
    )
    for text in said:
        assert text in html
    for extent in (here.alike, here.piece):
        assert speech.area(extent.area).replace("\xa0", " ") in html
        assert speech.number(extent.settlements.value) in html
        assert speech.number(extent.residents.value) in html
        assert speech.percent(extent.share_pct).replace("\xa0", " ") in html
    assert speech.length(here.distances.contact).replace("\xa0", " ") in html
    assert CATALOG.resource("settlements").credit in html
    assert (
        html.count("<dt>")
        == html.count("<dd>")
        == len([*place_wording.facts(HANDOVER, here, speech)])
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["korea-4", "putin-2024", "borders-1991", "fez-symmetric"])
def test_nothing_stays_open_or_in_the_other_language(name: str, language: Language) -> None:
    speech, found = speech_in(language), report.compute(CATALOG, SCENARIOS.find(name), day=DAY)
    for code in ("UA-14", "UA-43", "UA-48", "UA-30"):
        here = place.oblast(CATALOG, found, code)
        assert here is not None
        told = [text for fact in place_wording.facts(found, here, speech) for text in fact[1:]]
        told += [place_wording.name(here, speech), place_wording.caveats(CATALOG, here, speech)]
        text = " ".join(told)
        assert not re.search(r"[{}]|\binf\b|nan", text)
        if language == "uk":
            assert set(re.findall(r"[A-Za-z]{3,}", text)) <= {"GeoNames"}
        else:
            assert not re.search(r"[А-яЇїІіЄєҐґ]", text)


def test_names_are_escaped() -> None:
    here = _sloviansk()
    bad = "<script>alert(1)</script>"
    hostile = replace(
        here,
        nearest=here.nearest._replace(name=bad),
        unit=here.unit._replace(name=bad),
        selection=here.selection.model_copy(update={"inside": (bad,)}),
    )
    choice = Choice(CATALOG, HANDOVER.scenario, DAY, "en")
    html = details._described(choice, HANDOVER, hostile, speech_in("en"))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 3


@pytest.mark.parametrize("kind", ["oblast", "piece", "settlement"])
def test_a_button_hands_ground_over(kind: str) -> None:
    app = _panel()
    app.segmented_control(key=details.HOLDER).set_value("neutral").run()
    app.number_input(key=details.KM).set_value(25).run()
    button = app.button(key=f"details-{kind}")
    assert button.label.startswith("Make ")
    button.click().run()
    assert not app.exception
    told_kind, here, holder, km = app.session_state["told"]
    assert (told_kind, holder, km) == (kind, "neutral", 25.0)
    assert (here.oblast, here.nearest.identifier) == ("UA-14", SLOVIANSK)


def test_ground_is_not_handed_to_who_has_it() -> None:
    app = _panel()
    # Sloviansk is to go to Russia, so the first offer is Ukraine
    assert app.segmented_control(key=details.HOLDER).value == "ukraine"
    assert app.button(key="details-piece").label.startswith("Hand ")
    app.segmented_control(key=details.HOLDER).set_value("russia").run()
    assert app.button(key="details-piece").label.startswith("Russia would hold ")
    app.button(key="details-piece").click().run()
    assert "told" not in app.session_state
    # all of the oblast would be Russia's, but a part of it is so already
    assert app.button(key="details-oblast").label.startswith("Hand ")
    assert "Sloviansk and 10" in app.button(key="details-settlement").label


def test_without_a_callback_nothing_is_offered() -> None:
    app = _app(f"details.panel(choice, found, place.settlement(installed(), found, {SLOVIANSK}))\n")
    assert "Sloviansk" in _html(app)
    assert not app.button


def test_ukrainian_buttons() -> None:
    labels = [button.label for button in _panel("uk").button]
    assert len(labels) == 3
    assert all(label.startswith("Передати Україні: ") for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_oblasts_and_settlements_can_be_searched(language: Language) -> None:
    labels = name_wording.labels(CATALOG, language)
    known = places(CATALOG)
    assert len(labels) == len(CATALOG.properties("oblasts")) + len(known)
    # a browser tells options apart by what they say
    assert len(set(labels.values())) == len(labels)
    numbers = [key for key in labels if isinstance(key, int)]
    residents = [known[key].residents for key in numbers]
    assert residents == sorted(residents, reverse=True)
    assert (
        labels[SLOVIANSK]
        == {
            "en": "Sloviansk, Donetsk oblast",
            "uk": "Слов’янськ, Донецька область",
        }[language]
    )


def test_oblasts_stand_in_the_order_of_the_ukrainian_alphabet() -> None:
    labels = list(name_wording.labels(CATALOG, "uk").values())[:27]
    initials = [label[0] for label in labels]
    assert initials == sorted(initials, key="АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ".index)


@pytest.mark.parametrize("key", ["UA-14", SLOVIANSK])
def test_a_name_leads_to_a_place(key: Key) -> None:
    app = _app("st.session_state['picked'] = details.search(choice, keep)\n")
    assert app.session_state["picked"] is None
    app.selectbox(key=f"{details.SEARCH}-en").set_value(key).run()
    assert not app.exception
    assert app.session_state["picked"] == key
    assert app.session_state["told"] == (key,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_oblast_is_described_as_a_whole(language: Language) -> None:
    here = "place.oblast(installed(), found, 'UA-65')"
    html = _html(_app(f"details.whole(choice, found, {here}, keep)\n", language, "putin-2024"))
    speech, found = (
        speech_in(language),
        report.compute(CATALOG, SCENARIOS.find("putin-2024"), day=DAY),
    )
    rows = [row for row in found.rows if row.oblast == "UA-65"]
    # it is split by the line: what Ukraine holds goes, what Russia holds stays
    assert {(row.giver, row.taker) for row in rows} == {("ukraine", "russia"), ("russia", "russia")}
    for row in rows:
        assert speech.area(row.area).replace("\xa0", " ") in html.replace("\xa0", " ")
    assert sum(row.share_pct for row in rows) == pytest.approx(100)
