"""Embed: compose a figure for an article, preview it, and download its folder and snippets."""

from collections.abc import Mapping
from html import escape
from typing import NamedTuple

import streamlit as st

from explorer.app.page import address as addresses
from explorer.app.page import boundaries, notice, yours
from explorer.app.page.choice import LANGUAGE_NAMES, SCENARIO, Choice, scenarios
from explorer.app.page.shared import shared
from explorer.cartography.figure import composition, page, poster, snippet
from explorer.cartography.figure.composition import CHOICES, COUNTRY, MOST_SCENARIOS, REGION
from explorer.cartography.figure.snippet import Snippets
from explorer.errors import ExplorerError
from explorer.language import LANGUAGES, Speech, _, speech_in
from explorer.layers.catalog import installed
from explorer.publishing import folder as folders
from explorer.publishing import map_figure, map_recipe
from explorer.publishing.recipe import as_plain
from explorer.results.report import DONBAS
from explorer.scenarios.model import Scenario
from explorer.wording import provenance

# In the address: comma-separated ids of scenarios.
PARAMETER = "figure"  # Streamlit reserves `embed`
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


class Request(NamedTuple):
    """
    Values of the controls, hashable for a cache.

    Attributes
    ----------
    names
        Ids of scenarios.
    language, theme, extent, day, title, address
        As in `composition.Order`.
    own
        The reader's own scenario, if it is one of them.
    frame
        Name of the boundaries that it is computed in; empty for the explorer's own.
    """

    names: tuple[str, ...]
    language: str
    theme: str
    extent: str
    day: str
    title: str
    address: str
    own: Scenario | None = None
    frame: str = ""


class _Preview(NamedTuple):
    """The parts of a figure that need no pictures."""

    html: str
    weight: int
    snippets: Snippets


def show(choice: Choice) -> None:
    """
    Show the controls, the downloads and the preview of a figure.

    Parameters
    ----------
    choice
        What the reader has chosen; the scenario is the first of the figure's.
    """
    speech = speech_in(choice.language)
    st.html(f'<p class="source">{escape(speech.gettext(_INTRODUCTION))}</p>')
    if bound := provenance.outline_notice(choice.catalog, choice.day, speech):
        notice.show(bound, "warning")
    left, right = st.columns(2, gap="large")
    with left:
        request = _ask(choice, speech)
    if not request.names:
        notice.show(speech.gettext("Choose at least one scenario."), "note")
        return
    try:
        preview = _preview(request)
    except ExplorerError as fault:
        notice.show_error(fault, speech)
        return
    with right:
        _offer(request, preview, speech)
    _show(preview, speech)


def _ask(choice: Choice, speech: Speech) -> Request:
    known, key = _known(choice), f"embed-scenarios-{choice.scenario.id}-{choice.language}"

    def choose() -> None:
        chosen = st.session_state[key]
        addresses.record(PARAMETER, ",".join(chosen))
        if chosen:
            st.session_state[SCENARIO] = chosen[0]

    names = st.multiselect(
        speech.gettext("Scenarios, the first one shown first"),
        list(known),
        default=_requested(choice, speech),
        format_func=lambda name: known[name].title.in_language(choice.language),
        max_selections=MOST_SCENARIOS,
        key=key,
        on_change=choose,
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
    return Request(
        tuple(names),
        language,
        theme,
        extent,
        choice.day,
        title,
        address.strip(),
        own,
        boundaries.chosen(),
    )


def _known(choice: Choice) -> dict[str, Scenario]:
    """List the scenarios to choose from: the library, and the reader's own one if it is shown."""
    own = {yours.ID: choice.scenario} if choice.scenario.kind == "own" else {}
    return {**own, **scenarios()}


def _requested(choice: Choice, speech: Speech) -> list[str]:
    """Read what stands beside the chosen scenario from the address; by default a freeze."""
    known = _known(choice)
    asked = [name for name in addresses.get(PARAMETER).split(",") if name]
    requested = [name for name in asked if name in known]
    if requested != asked:
        addresses.doubt(PARAMETER, speech)
        addresses.put(PARAMETER, ",".join(requested))
    beside = requested or (_BESIDE,)
    return list(dict.fromkeys((choice.scenario.id, *beside)))[:MOST_SCENARIOS]


@shared(24)
def _preview(request: Request) -> _Preview:
    catalog = installed(request.frame)
    order, chosen = map_recipe.order(_chosen(request), **_options(request))
    figure = composition.compose(catalog, order)
    plate = composition.plate(catalog, figure)
    recipe = as_plain(map_recipe.recipe_of(catalog, order, chosen))
    html = page.page(figure, plate, order.language, recipe)
    snippets = snippet.snippets(snippet.of_map(figure, plate), poster.poster(figure, plate))
    return _Preview(html, folders.weight(html.encode()), snippets)


def _options(request: Request) -> dict[str, str]:
    options = request._asdict()
    del options["names"], options["own"], options["frame"]
    return options


def _chosen(request: Request) -> list[str | Scenario]:
    own = request.own
    return [own if own and name == own.id else name for name in request.names]


@shared(4)
def archive(request: Request, name: str) -> bytes:
    """
    Make the figure's folder and pack it.

    Parameters
    ----------
    request
        Values of the controls.
    name
        Name of the folder inside the archive.

    Returns
    -------
    zipped
        A zip file.
    """
    order, chosen = map_recipe.order(_chosen(request), **_options(request))
    return folders.archive(map_figure.make(installed(request.frame), order, chosen), name)


def _offer(request: Request, preview: _Preview, speech: Speech) -> None:
    name = f"frontline-{request.names[0]}"
    st.download_button(
        speech.gettext("Download the folder (zip)"),
        # made when the button is pressed, since the pictures take some seconds
        lambda: archive(request, name),
        file_name=f"{name}.zip",
        mime="application/zip",
        on_click="ignore",
        type="primary",
    )
    weight = speech.gettext(
        _WEIGHT,
        weight=speech.number(preview.weight / 1000, 1),
        height=speech.number(preview.snippets.height),
    )
    st.html(f'<p class="source">{escape(weight)}</p>')
    if preview.weight > map_figure.BUDGET_BYTES:
        most = speech.number(map_figure.BUDGET_BYTES / 1000)
        notice.show(speech.gettext(_HEAVY, most=most), "warning")
    kinds = ("frame", "follows", "still")
    if not request.address:
        notice.show(speech.gettext(_NO_ADDRESS), "note")
    tabs = st.tabs([speech.gettext(text) for text in _SNIPPETS])
    for tab, kind in zip(tabs, kinds, strict=True):
        with tab:
            st.html(f'<p class="source">{escape(speech.gettext(snippet.WORDS[kind]))}</p>')
            st.code(getattr(preview.snippets, kind), language="html", wrap_lines=True)


_NO_ADDRESS = _(
    "The snippets name the file alone, index.html, until you say where the folder will be "
    "published."
)
_SNIPPETS = (_("Frame"), _("Frame with script"), _("Picture"))


def _show(preview: _Preview, speech: Speech) -> None:
    width = st.segmented_control(
        speech.gettext("As seen on"),
        list(_WIDTHS),
        format_func=lambda w: speech.gettext(_WIDTHS[w]),
        default=_DESKTOP,
        key="embed-width",
    )
    st.iframe(
        preview.html,
        width=width or _DESKTOP,
        height=preview.snippets.height,
        alt=speech.gettext("The figure as readers see it"),
    )
