"""Views of the explorer. A new one is a module with `show(choice)` and a line here."""

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import streamlit as st

from explorer.app.page import choice
from explorer.app.page.choice import Choice
from explorer.language import Speech, _, speech_in

# In `st.session_state`, and in the address.
VIEW = "view"


class View(NamedTuple):
    """
    A view.

    Attributes
    ----------
    name
        Its name in the address.
    title
        Its title, in English.
    module
        Module with `show(choice: Choice) -> None`; loaded when the view is first opened.
    of_scenario
        Whether it shows the chosen scenario, with the cards beside it.
    parameter
        A parameter that opens it if the address names no view, for example `claim`.
    """

    name: str
    title: str
    module: str
    of_scenario: bool = True
    parameter: str = ""


VIEWS: tuple[View, ...] = (
    View("map", _("Map"), "explorer.app.views.scenario_map"),
    View("compare", _("Compare"), "explorer.app.views.compare", parameter="with"),
    View("timeline", _("Timeline"), "explorer.app.views.timeline", parameter="day"),
    View(
        "claims",
        _("Claims"),
        "explorer.app.views.claims",
        of_scenario=False,
        parameter="claim",
    ),
    View("embed", _("Embed"), "explorer.app.views.embed", parameter="figure"),
    View("share", _("Share"), "explorer.app.views.share"),
    View("lines", _("Lines and sources"), "explorer.app.views.lines", of_scenario=False),
    View("data", _("Data and method"), "explorer.app.views.data_method", of_scenario=False),
)
_BY_NAME = {view.name: view for view in VIEWS}


def names() -> tuple[str, ...]:
    """
    List the names of the views.

    Returns
    -------
    names
        Names in the address, in the order of the views.
    """
    return tuple(_BY_NAME)


def title(name: str, speech: Speech) -> str:
    """
    Write a view's title.

    Parameters
    ----------
    name
        Its name in the address.
    speech
        The language.

    Returns
    -------
    text
        Plain text.
    """
    return speech.gettext(_BY_NAME[name].title)


def default_view(parameters: Mapping[str, str]) -> str:
    """
    Choose the view for an address that names none.

    Parameters
    ----------
    parameters
        Parameters of the address.

    Returns
    -------
    name
        The first view whose parameter is among them, else the map.
    """
    candidates = (view.name for view in VIEWS if view.parameter and view.parameter in parameters)
    return next(candidates, VIEWS[0].name)


def navigate() -> None:
    """Ask for a view."""
    speech = speech_in(choice.language())
    st.segmented_control(
        speech.gettext("View"),
        names(),
        format_func=lambda name: title(name, speech),
        key=VIEW,
        required=True,
        label_visibility="collapsed",
        on_change=choice.mark_dirty,
    )


def is_of_scenario() -> bool:
    """
    Tell whether the open view shows the chosen scenario.

    Returns
    -------
    of_scenario
        True if the cards are shown beside it.
    """
    return _BY_NAME[st.session_state[VIEW]].of_scenario


def show(chosen: Choice) -> None:
    """
    Show the open view.

    Parameters
    ----------
    chosen
        What the reader has chosen.
    """
    import_module(_BY_NAME[st.session_state[VIEW]].module).show(chosen)
