"""Choice: the scenario, line of contact, language and theme that a view shows."""

from typing import NamedTuple

import streamlit as st

from explorer.app.page import boundaries, yours
from explorer.cartography.palette import Theme
from explorer.language import LANGUAGES, Language, Speech
from explorer.layers.catalog import Catalog
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario
from explorer.wording.provenance import CONFIDENCE_IN_A_WORD

DEFAULT = "donbas-handover"
# Names in `st.session_state`, and in the address.
SCENARIO, BASELINE, LANGUAGE = "scenario", "baseline", "lang"
LANGUAGE_NAMES = {"en": "English", "uk": "Українська"}


class Choice(NamedTuple):
    """
    What the reader has chosen.

    Attributes
    ----------
    catalog
        The layers.
    scenario
        The proposal, or the reader's own.
    day
        ISO date of the line of contact.
    language
        `en` or `uk`.
    theme
        `light` or `dark`.
    """

    catalog: Catalog
    scenario: Scenario
    day: str
    language: Language
    theme: Theme = "light"


def chosen() -> Choice:
    """
    Collect the values of the controls.

    Returns
    -------
    choice
        What the views show.
    """
    state = st.session_state
    name = state[SCENARIO]
    return Choice(
        catalog=boundaries.catalog(),
        scenario=yours.scenario() if name == yours.ID else SCENARIOS.all()[name],
        day=state[BASELINE],
        language=language(),
        theme=theme(),
    )


def language() -> Language:
    """
    Get the chosen language.

    Returns
    -------
    language
        `en` or `uk`.
    """
    chosen: Language = st.session_state.get(LANGUAGE) or LANGUAGES[0]
    return chosen


def theme() -> Theme:
    """
    Tell whether the reader's page is light or dark.

    Returns
    -------
    theme
        `light` or `dark`.
    """
    return "dark" if st.context.theme.type == "dark" else "light"


def scenarios() -> dict[str, Scenario]:
    """
    List the scenarios to choose from.

    Returns
    -------
    scenarios
        The library without variants whose rules repeat the scenario that they vary.
    """
    return {
        name: proposal for name, proposal in SCENARIOS.all().items() if canonical_id(name) == name
    }


def canonical_id(name: str) -> str:
    """
    Get the id of the scenario that a default variant repeats.

    Parameters
    ----------
    name
        A scenario's id, or any other text.

    Returns
    -------
    name
        `fez-symmetric` for `fez-symmetric-10`; any other unchanged.
    """
    known, family = SCENARIOS.all(), name.rpartition("-")[0]
    alike = name in known and family in known and known[family].rules == known[name].rules
    return family if alike else name


def title(name: str, speech: Speech) -> str:
    """
    Write a scenario's title with its date and confidence.

    Parameters
    ----------
    name
        Its id.
    speech
        The language.

    Returns
    -------
    text
        Plain text.
    """
    proposal = yours.scenario() if name == yours.ID else SCENARIOS.all()[name]
    return (
        f"{proposal.title.in_language(speech.language)} · {date_and_confidence(proposal, speech)}"
    )


def date_and_confidence(proposal: Scenario, speech: Speech) -> str:
    """
    Write a scenario's date and confidence.

    Parameters
    ----------
    proposal
        The scenario.
    speech
        The language.

    Returns
    -------
    text
        Plain text, for example `24 Dec 2025, quoted`.
    """
    if proposal.kind == "own":
        return speech.gettext("your own, proposed by nobody")
    confidence = speech.gettext(CONFIDENCE_IN_A_WORD[proposal.confidence])
    return f"{speech.short_day(proposal.date)}, {confidence}"


def choose_language() -> None:
    """Ask for the language."""
    st.segmented_control(
        "Language / Мова",
        LANGUAGES,
        format_func=LANGUAGE_NAMES.__getitem__,
        key=LANGUAGE,
        required=True,
        label_visibility="collapsed",
        on_change=mark_dirty,
    )


_DIRTY = "a control was used"


def mark_dirty() -> None:
    """Note that the reader has used a control, so that the address must be written."""
    st.session_state[_DIRTY] = True


def is_dirty() -> bool:
    """
    Tell whether the reader has used a control since the last run.

    Returns
    -------
    dirty
        True if the address does not yet match the controls.
    """
    return _DIRTY in st.session_state


def mark_synced() -> None:
    """Note that the address matches the controls."""
    st.session_state.pop(_DIRTY, None)
