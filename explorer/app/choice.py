"""Choice: which scenario, which line of contact, which language; all that a view is told."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import baseline, report, scenario
from explorer.catalog import Catalog, installed
from explorer.language import LANGUAGES, Speech, message, speech
from explorer.scenario import Language, Scenario
from explorer.wording import CONFIDENCE_IN_A_WORD

DEFAULT = "donbas-handover"
# Names in `st.session_state`, and in the address.
SCENARIO, BASELINE, LANGUAGE = "scenario", "baseline", "lang"
_GROUP = "group"

_ALL = message("All proposals")
_STAYS = message("The line stays")
_CEDES = message("Ukraine cedes ground")
_NEUTRAL = message("A neutral zone")
_RETURNS = message("Ukraine gets ground back")
_GROUPS = (_ALL, _STAYS, _CEDES, _NEUTRAL, _RETURNS)
_PREVIOUS, _NEXT = message("Previous proposal"), message("Next proposal")
LANGUAGE_NAMES = {"en": "English", "uk": "Українська"}


class Choice(NamedTuple):
    """
    What the reader has chosen.

    Attributes
    ----------
    catalog
        The layers.
    scenario
        The proposal.
    day
        ISO date of the line of contact.
    language
        `en` or `uk`.
    """

    catalog: Catalog
    scenario: Scenario
    day: str
    language: Language


def scenarios() -> dict[str, Scenario]:
    """
    List the scenarios to choose from.

    Returns
    -------
    scenarios
        The library without variants that say the same as the scenario they vary.
    """
    return {name: proposal for name, proposal in _library().items() if stem(name) == name}


def stem(name: str) -> str:
    """
    Name the scenario that a default variant repeats.

    Parameters
    ----------
    name
        A scenario's id, known or not.

    Returns
    -------
    name
        `fez-symmetric` for `fez-symmetric-10`; any other as it is.
    """
    library, family = _library(), name.rpartition("-")[0]
    alike = name in library and family in library and library[family].rules == library[name].rules
    return family if alike else name


@st.cache_resource(show_spinner=False)
def _library() -> dict[str, Scenario]:
    return scenario.library()


@st.cache_data(show_spinner=False)
def _group(name: str) -> str:
    """Tell what a scenario does to today's default line."""
    totals = report.draw_up(installed(), _library()[name]).totals
    vacated = totals["vacated_by_ukraine_km2"].value + totals["vacated_by_russia_km2"].value
    if vacated:
        return _NEUTRAL
    if totals["ceded_km2"].value:
        return _CEDES
    return _RETURNS if totals["returned_km2"].value else _STAYS


def choose_language(used: Callable[[], None]) -> Language:
    """
    Ask for the language.

    Parameters
    ----------
    used
        Called when the reader changes it.

    Returns
    -------
    language
        `en` or `uk`.
    """
    found: Language | None = st.segmented_control(
        "Language / Мова",
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        key=LANGUAGE,
        required=True,
        label_visibility="collapsed",
        on_change=used,
    )
    return found or "en"


def choose(language: Language, used: Callable[[], None]) -> Choice:
    """
    Ask for a scenario and a line of contact.

    Parameters
    ----------
    language
        `en` or `uk`.
    used
        Called when the reader changes it.

    Returns
    -------
    choice
        What is to be shown.
    """
    says, catalog, library = speech(language), installed(), scenarios()
    names = _names_of_group(library)

    def step(by: int) -> None:
        present = names.index(st.session_state[SCENARIO])
        st.session_state[SCENARIO] = names[(present + by) % len(names)]
        used()

    def enter_group() -> None:
        wanted = st.session_state[_GROUP]
        if wanted not in {_ALL, _group(st.session_state[SCENARIO])}:
            st.session_state[SCENARIO] = next(n for n in library if _group(n) == wanted)
            used()

    rows = st.container(key="choice", horizontal=True, gap="small")
    with rows, _row("which"):
        st.selectbox(
            says.say("Proposal"),
            names,
            key=SCENARIO,
            format_func=lambda name: title(name, says),
            on_change=used,
        )
        for by, sign, help_text in ((-1, "‹", _PREVIOUS), (1, "›", _NEXT)):
            st.button(sign, key=f"step{by}", help=says.say(help_text), on_click=step, args=(by,))
    with rows, _row("what"):
        st.selectbox(
            says.say("What it would change"),
            _GROUPS,
            key=_GROUP,
            format_func=says.say,
            on_change=enter_group,
        )
        st.selectbox(
            says.say("Line of contact"),
            baseline.dates(catalog)[::-1],
            key=BASELINE,
            format_func=says.day,
            on_change=used,
        )
    state = st.session_state
    return Choice(catalog, library[state[SCENARIO]], state[BASELINE], language)


def _row(key: str) -> DeltaGenerator:
    return st.container(key=key, horizontal=True, vertical_alignment="bottom", gap="small")


def title(name: str, says: Speech) -> str:
    """
    Write a scenario's title with its date and how sure it is.

    Parameters
    ----------
    name
        Its id.
    says
        The language.

    Returns
    -------
    text
        Plain text.
    """
    proposal = _library()[name]
    sure = says.say(CONFIDENCE_IN_A_WORD[proposal.confidence])
    named = proposal.title.in_language(says.language)
    return f"{named} · {says.short_day(proposal.date)}, {sure}"


def _names_of_group(library: dict[str, Scenario]) -> list[str]:
    wanted = st.session_state.get(_GROUP, _ALL)
    if wanted != _ALL and wanted != _group(st.session_state[SCENARIO]):
        wanted = st.session_state[_GROUP] = _ALL
    ordered = sorted(library, key=lambda name: _GROUPS.index(_group(name)))
    return [name for name in ordered if wanted in {_ALL, _group(name)}]
