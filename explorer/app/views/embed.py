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
from explorer.language import LANGUAGES, Speech, _, speech_in
from explorer.layers.catalog import installed
from explorer.publishing import embed as embedding
from explorer.publishing import receipt
from explorer.results.report import DONBAS
from explorer.scenarios.model import Scenario

# In the address: ids of scenarios with commas between.
PARAMETER = "figure"  # `embed` is a name that Streamlit keeps for itself
_BESIDE = "freeze"

_INTRODUCTION = _(
    "A figure for an article: one file without any request to another host, its scenarios switch "
    "without a script, and a receipt from which every number can be recomputed."
)
_EXTENTS: Mapping[str, str] = {
    REGION: _("Where the scenarios change something"),
    COUNTRY: _("The whole country"),
    ",".join(DONBAS): _("Donetsk and Luhansk oblasts"),
}
_THEMES: Mapping[str, str] = {
    "auto": _("As the reader's system"),
    "light": _("Light"),
    "dark": _("Dark"),
}
_DESKTOP, _PHONE = 968, 390
_WIDTHS: Mapping[int, str] = {_DESKTOP: _("Desktop"), _PHONE: _("Phone")}
_WEIGHT = _(
    "{weight} kB gzipped, with all of its scenarios; a frame keeps {height} pixels free for it."
)
_HEAVY = _("That is more than {most} kB; show fewer scenarios.")


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
    speech = speech_in(choice.language)
    st.html(f'<p class="source">{escape(speech.gettext(_INTRODUCTION))}</p>')
    left, right = st.columns(2, gap="large")
    with left:
        ordered = _ask(choice, speech)
    if not ordered.names:
        notice.show(speech.gettext("Choose at least one scenario."), "note")
        return
    try:
        found = _preview(ordered)
    except ExplorerError as fault:
        notice.fault(fault, speech)
        return
    with right:
        _offer(ordered, found, speech)
    _show(found, speech)


def _ask(choice: Choice, speech: Speech) -> Ordered:
    known, key = _known(choice), f"embed-scenarios-{choice.scenario.id}-{choice.language}"
    names = st.multiselect(
        speech.gettext("Scenarios, the first one shown first"),
        list(known),
        default=_asked(choice),
        format_func=lambda name: known[name].title.in_language(choice.language),
        max_selections=MOST_SCENARIOS,
        key=key,
        on_change=lambda: addresses.told(PARAMETER, ",".join(st.session_state[key])),
    )
    extent = st.selectbox(
        speech.gettext("Extent"), list(_EXTENTS), format_func=lambda e: speech.gettext(_EXTENTS[e])
    )
    columns = st.columns(2)
    language = columns[0].selectbox(
        speech.gettext("Language of the figure"),
        LANGUAGES,
        index=LANGUAGES.index(choice.language),
        format_func=LANGUAGE_NAMES.__getitem__,
    )
    theme = columns[1].selectbox(
        speech.gettext("Theme"), CHOICES, format_func=lambda t: speech.gettext(_THEMES[t])
    )
    title = st.text_input(
        speech.gettext("Heading"), placeholder=speech.gettext("One that fits"), max_chars=160
    )
    address = st.text_input(
        speech.gettext("Address where the folder will be published"),
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
    order, chosen = embedding.order(_chosen(ordered), **_options(ordered))
    figure = composition.compose(catalog, order)
    plate = composition.plate(catalog, figure)
    recipe = receipt.recipe(catalog, order, chosen).model_dump(mode="json")
    html = page.page(figure, plate, order.language, recipe)
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
    order, chosen = embedding.order(_chosen(ordered), **_options(ordered))
    return embedding.archive(embedding.make(installed(), order, chosen).files, name)


def _offer(ordered: Ordered, found: _Preview, speech: Speech) -> None:
    name = f"frontline-{ordered.names[0]}"
    st.download_button(
        speech.gettext("Download the folder (zip)"),
        # drawn when it is asked for: the pictures take some seconds
        lambda: archive(ordered, name),
        file_name=f"{name}.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
    )
    weight = speech.gettext(
        _WEIGHT,
        weight=speech.number(found.weight / 1000, 1),
        height=speech.number(found.snippets.height),
    )
    st.html(f'<p class="source">{escape(weight)}</p>')
    if found.weight > embedding.BUDGET_BYTES:
        most = speech.number(embedding.BUDGET_BYTES / 1000)
        notice.show(speech.gettext(_HEAVY, most=most), "warning")
    kinds = ("frame", "follows", "still")
    tabs = st.tabs([speech.gettext(text) for text in _SNIPPETS])
    for tab, kind in zip(tabs, kinds, strict=True):
        with tab:
            st.html(f'<p class="source">{escape(speech.gettext(snippet.WORDS[kind]))}</p>')
            st.code(getattr(found.snippets, kind), language="html", wrap_lines=True)


_SNIPPETS = (_("Frame"), _("Frame with script"), _("Picture"))


def _show(found: _Preview, speech: Speech) -> None:
    width = st.segmented_control(
        speech.gettext("As seen on"),
        list(_WIDTHS),
        format_func=lambda w: speech.gettext(_WIDTHS[w]),
        default=_DESKTOP,
        key="embed-width",
    )
    st.iframe(
        found.html,
        width=width or _DESKTOP,
        height=found.snippets.height,
        alt=speech.gettext("The figure as readers see it"),
    )
