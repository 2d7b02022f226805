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
    """

    title: str
    module: str


VIEWS: tuple[View, ...] = (View(message("Map"), "explorer.app.scenario_map"),)


def show(choice: Choice) -> None:
    """
    Show the open tab.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    says = speech(choice.language)
    if len(VIEWS) == 1:
        _open(VIEWS[0], choice)
        return
    titles = [says.say(view.title) for view in VIEWS]
    tabs = st.tabs(titles, key=f"views-{choice.language}", on_change="rerun")
    for view, tab in zip(VIEWS, tabs, strict=True):
        if tab.open:
            with tab:
                _open(view, choice)


def _open(view: View, choice: Choice) -> None:
    import_module(view.module).show(choice)
