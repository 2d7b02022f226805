"""Views: the tabs of the explorer. A new one is a module with `show(choice)` and a line here."""

from importlib import import_module
from typing import NamedTuple

import streamlit as st

from explorer.app.choice import Choice
from explorer.language import message, speech


class View(NamedTuple):
    """
    A tab.

    Attributes
    ----------
    title
        What stands on it, in English.
    module
        Module with `show(choice: Choice) -> None`; loaded when the tab is first opened.
    parameter
        Name in the address that opens this tab, for example with `?claim=…`.
    """

    title: str
    module: str
    parameter: str


VIEWS: tuple[View, ...] = (
    View(message("Map"), "explorer.app.scenario_map", "scenario"),
    View(message("Embed"), "explorer.app.embed", "figure"),
    View(message("Claims"), "explorer.app.claims", "claim"),
)


def show(choice: Choice) -> None:
    """
    Show the open tab.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    says = speech(choice.language)
    titles = [says.say(view.title) for view in VIEWS]
    asked = [view.parameter in st.query_params for view in VIEWS]
    # a link to a claim may name a scenario too: the later tab is the more special one
    first = titles[len(asked) - 1 - asked[::-1].index(True)] if any(asked) else titles[0]
    tabs = st.tabs(titles, default=first, key=f"views-{choice.language}", on_change="rerun")
    for view, tab in zip(VIEWS, tabs, strict=True):
        if tab.open:
            with tab:
                _open(view, choice)


def _open(view: View, choice: Choice) -> None:
    import_module(view.module).show(choice)
