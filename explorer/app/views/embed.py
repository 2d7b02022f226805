"""Embed: choose a figure for an article, see it as readers will, take its folder and snippet."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

import streamlit as st

from explorer.app.own import yours
from explorer.app.page import address as addresses
from explorer.app.page import notice
from explorer.app.page.choice import LANGUAGE_NAMES, Choice, scenarios
from explorer.cartography.figure import composition, page, poster, snippet
from explorer.cartography.figure.composition import CHOICES, COUNTRY, MOST_SCENARIOS, REGION
from explorer.cartography.figure.snippet import Snippets
from explorer.errors import ExplorerError
from explorer.language import LANGUAGES, Speech, message, speech
from explorer.layers.catalog import installed
from explorer.publishing import embed as embedding
from explorer.publishing import receipt
from explorer.results.report import DONBAS
from explorer.scenarios.model import Scenario

# In the address: ids of scenarios with commas between.
PARAMETER = "figure"  # `embed` is a name that Streamlit keeps for itself
_BESIDE = "freeze"

_INTRODUCTION = message(
    "A figure for an article: one file without any request to another host, its scenarios switch "
    "without a script, and a receipt from which every number can be recomputed."
)
_EXTENTS: Mapping[str, str] = {
    REGION: message("Where the scenarios change something"),
    COUNTRY: message("The whole country"),
    ",".join(DONBAS): message("Donetsk and Luhansk oblasts"),
}
_THEMES: Mapping[str, str] = {
    "auto": message("As the reader's system"),
    "light": message("Light"),
    "dark": message("Dark"),
}
_DESKTOP, _PHONE = 968, 390
_WIDTHS: Mapping[int, str] = {_DESKTOP: message("Desktop"), _PHONE: message("Phone")}
_WEIGHT = message(
    "{weight} kB gzipped, with all of its scenarios; a frame keeps {height} pixels free for it."
)
_HEAVY = message("That is more than {most} kB; show fewer scenarios.")


class Ordered(NamedTuple):
    """
    What the controls say, as plain values that a cache can compare.

    Attributes
    ----------
    names
        Ids of scenarios.
    language, theme, extent, day, title, address
        As in `composition.Order`.
    own
        The reader's own scenario, where it is one of them.
    """

    names: tuple[str, ...]
    language: str
    theme: str
    extent: str
    day: str
    title: str
    address: str
    own: Scenario | None = None


class _Preview(NamedTuple):
    """What can be shown before the pictures are drawn."""

    html: str
    weight: int
    snippets: Snippets


def show(choice: Choice) -> None:
    """
    Offer a figure.

    Parameters
    ----------
    choice
        What the reader has chosen; the scenario is the first of the figure's.
    """
    says = speech(choice.language)
    st.html(f'<p class="source">{escape(says.say(_INTRODUCTION))}</p>')
    left, right = st.columns(2, gap="large")
    with left:
        ordered = _ask(choice, says)
    if not ordered.names:
        notice.show(says.say("Choose at least one scenario."), "note")
        return
    try:
        found = _preview(ordered)
    except ExplorerError as fault:
        notice.fault(fault, says)
        return
    with right:
        _offer(ordered, found, says)
    _show(found, says)


def _ask(choice: Choice, says: Speech) -> Ordered:
    known, key = _known(choice), f"embed-scenarios-{choice.scenario.id}-{choice.language}"
    names = st.multiselect(
        says.say("Scenarios, the first one shown first"),
        list(known),
        default=_asked(choice),
        format_func=lambda name: known[name].title.in_language(choice.language),
        max_selections=MOST_SCENARIOS,
        key=key,
        on_change=lambda: addresses.told(PARAMETER, ",".join(st.session_state[key])),
    )
    extent = st.selectbox(
        says.say("Extent"), list(_EXTENTS), format_func=lambda e: says.say(_EXTENTS[e])
    )
    columns = st.columns(2)
    language = columns[0].selectbox(
        says.say("Language of the figure"),
        LANGUAGES,
        index=LANGUAGES.index(choice.language),
        format_func=LANGUAGE_NAMES.__getitem__,
    )
    theme = columns[1].selectbox(
        says.say("Theme"), CHOICES, format_func=lambda t: says.say(_THEMES[t])
    )
    title = st.text_input(says.say("Heading"), placeholder=says.say("One that fits"), max_chars=160)
    address = st.text_input(
        says.say("Address where the folder will be published"),
        placeholder="https://example.org/figure/",
    )
    own = known.get(yours.ID) if yours.ID in names else None
    return Ordered(tuple(names), language, theme, extent, choice.day, title, address.strip(), own)


def _known(choice: Choice) -> dict[str, Scenario]:
    """List what a figure can show: the library, and the reader's own scenario if it is shown."""
    own = {yours.ID: choice.scenario} if choice.scenario.kind == "own" else {}
    return {**own, **scenarios()}


def _asked(choice: Choice) -> list[str]:
    """Read the address; without one, the chosen scenario and, to compare, a freeze."""
    known = _known(choice)
    asked = [name for name in addresses.get(PARAMETER).split(",") if name in known]
    if asked and asked[0] == choice.scenario.id:
        return list(dict.fromkeys(asked))[:MOST_SCENARIOS]
    return list(dict.fromkeys((choice.scenario.id, _BESIDE)))


@lru_cache(maxsize=24)
def _preview(ordered: Ordered) -> _Preview:
    catalog = installed()
    wanted, chosen = embedding.order(_chosen(ordered), **_options(ordered))
    figure = composition.compose(catalog, wanted)
    plate = composition.plate(catalog, figure)
    recipe = receipt.recipe(catalog, wanted, chosen).model_dump(mode="json")
    html = page.page(figure, plate, wanted.language, recipe)
    snippets = snippet.snippets(figure, plate, poster.poster(figure, plate))
    return _Preview(html, embedding.weight(html.encode()), snippets)


def _options(ordered: Ordered) -> dict[str, str]:
    found = ordered._asdict()
    del found["names"], found["own"]
    return found


def _chosen(ordered: Ordered) -> list[str | Scenario]:
    own = ordered.own
    return [own if own and name == own.id else name for name in ordered.names]


@lru_cache(maxsize=4)
def archive(ordered: Ordered, name: str) -> bytes:
    """
    Make and pack the folder.

    Parameters
    ----------
    ordered
        What the controls say.
    name
        Name of the folder inside the archive.

    Returns
    -------
    zipped
        A zip file.
    """
    wanted, chosen = embedding.order(_chosen(ordered), **_options(ordered))
    return embedding.archive(embedding.make(installed(), wanted, chosen).files, name)


def _offer(ordered: Ordered, found: _Preview, says: Speech) -> None:
    name = f"frontline-{ordered.names[0]}"
    st.download_button(
        says.say("Download the folder (zip)"),
        # drawn when it is asked for: the pictures take some seconds
        lambda: archive(ordered, name),
        file_name=f"{name}.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
    )
    weight = says.say(
        _WEIGHT,
        weight=says.number(found.weight / 1000, 1),
        height=says.number(found.snippets.height),
    )
    st.html(f'<p class="source">{escape(weight)}</p>')
    if found.weight > embedding.BUDGET_BYTES:
        most = says.number(embedding.BUDGET_BYTES / 1000)
        notice.show(says.say(_HEAVY, most=most), "warning")
    kinds = ("frame", "follows", "still")
    tabs = st.tabs([says.say(text) for text in _SNIPPETS])
    for tab, kind in zip(tabs, kinds, strict=True):
        with tab:
            st.html(f'<p class="source">{escape(says.say(snippet.WORDS[kind]))}</p>')
            st.code(getattr(found.snippets, kind), language="html", wrap_lines=True)


_SNIPPETS = (message("Frame"), message("Frame with script"), message("Picture"))


def _show(found: _Preview, says: Speech) -> None:
    width = st.segmented_control(
        says.say("As seen on"),
        list(_WIDTHS),
        format_func=lambda w: says.say(_WIDTHS[w]),
        default=_DESKTOP,
        key="embed-width",
    )
    st.iframe(
        found.html,
        width=width or _DESKTOP,
        height=found.snippets.height,
        alt=says.say("The figure as readers see it"),
    )
