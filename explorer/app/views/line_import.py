"""Line import: a day of a source from the reader's file or store, looked at before it is kept."""

from datetime import date
from html import escape
from typing import NamedTuple

import streamlit as st

from explorer.app.page import boundaries, control, markup, navigation, notice
from explorer.app.page import choice as choosing
from explorer.app.page.choice import Choice
from explorer.atoms import imported
from explorer.errors import ExplorerError
from explorer.language import Speech, _
from explorer.layers import baselines
from explorer.layers.catalog import Catalog, lines_folder
from explorer.own import imports
from explorer.own.imports import Day, Preview
from explorer.sources import files, polygons, registry, store
from explorer.sources.control import Control, Source
from explorer.wording import lines as wording
from explorer.wording import provenance

_FILE = "line-file"
_TYPES = ("geojson", "json", "kml", "kmz", "gpkg", "zip")
_LABEL = _(
    "One day of the source, as it publishes it; or polygons as GeoJSON, KML, KMZ, GeoPackage or "
    "zipped Shapefile; at most 10 MB"
)
# In `st.session_state`: what is asked for, what came of it, and the line that was kept last.
_SOURCE, _DAY, _NAME, _OCCUPIED, _CONTESTED, _DATE = (
    f"line-{name}" for name in ("source", "day", "name", "occupied", "contested", "date")
)
_TURN, _RESULT, _KEPT = "line-turn", "line-result", "line-kept"
_LONGEST = 200
_FIRST_DAY = date(2014, 2, 1)
_WAIT = _("Overlaying the layers with the line: some seconds…")
_REFUSED = _("No line can be made of this: {fault}")
_REPLACES = _("A line of this name is at hand; keeping this one replaces it.")
_IS_KEPT = _("The line of {line} is kept. It is in every list of lines of contact, as {name}.")


class Request(NamedTuple):
    """
    A day that the reader wants to look at.

    Attributes
    ----------
    source
        Id of the source.
    day
        The day; `None` if the file or its name says it.
    file, content
        The file's name and bytes; empty for a day from the store.
    name, occupied, contested
        Of polygons: what to call their source, and FIELD=VALUE of both classes.
    """

    source: str
    day: date | None = None
    file: str = ""
    content: bytes = b""
    name: str = ""
    occupied: str = ""
    contested: str = ""


def show(choice: Choice, speech: Speech) -> None:
    """
    Ask for a day, show what its line comes to, and offer to keep it.

    Parameters
    ----------
    choice
        What the reader has chosen.
    speech
        The language.
    """
    st.html(f"<h2>{escape(speech.gettext('Add a line'))}</h2>")
    request = _ask(choice, speech)
    if request:
        _show_preview(choice, request, speech)
    elif name := st.session_state.get(_KEPT):
        _show_kept(choice, name, speech)


def _ask(choice: Choice, speech: Speech) -> Request | None:
    """Ask for a day of the store, where one has no line yet, or for a file."""
    days = {day.name: day for day in imports.untraced(choice.catalog, store.own())}
    if days:
        asked = _select_day(days, speech)
        if asked:
            return Request(*asked)
    return _ask_for_file(speech)


def _select_day(days: dict[str, Day], speech: Speech) -> Day | None:
    chosen = st.session_state.get(_DAY, "")

    def label_of(name: str) -> str:
        if not name:
            return speech.gettext("none; a file of your own")
        source = registry.source(days[name].source)
        return provenance.day_title(days[name].day, source.title, speech)

    control.select(
        speech.gettext("Fetched map"),
        ("", *days),
        chosen if chosen in days else "",
        name=_DAY,
        label_of=label_of,
        on_choose=lambda name: st.session_state.update({_DAY: name}),
    )
    return days.get(st.session_state.get(_DAY, ""))


def _ask_for_file(speech: Speech) -> Request | None:
    titles = {each.id: each.title for each in imports.SOURCES}
    state = st.session_state
    source = state.get(_SOURCE, imports.SOURCES[0].id)
    left, right = st.columns(2)
    with left:
        control.select(
            speech.gettext("Source"),
            tuple(titles),
            source,
            name=_SOURCE,
            label_of=lambda name: speech.gettext(titles[name]),
            on_choose=lambda name: state.update({_SOURCE: name}),
        )
    with right:
        day = st.date_input(
            speech.gettext("Date (--date), if neither the file nor its name has a single one"),
            value=None,
            min_value=_FIRST_DAY,
            max_value="today",
            format="YYYY-MM-DD",
            key=_DATE,
        )
    if source == polygons.SOURCE.id:
        _ask_for_classes(speech)
    key = f"{_FILE}-{state.get(_TURN, 0)}"
    file = control.upload(speech.gettext(_LABEL), _TYPES, speech, key=key)
    if file is None:
        return None
    asked = Request(source, day, file.name, file.getvalue())
    if source != polygons.SOURCE.id:
        return asked
    name, occupied, contested = (state.get(key, "") for key in (_NAME, _OCCUPIED, _CONTESTED))
    return asked._replace(name=name, occupied=occupied, contested=contested)


def _ask_for_classes(speech: Speech) -> None:
    example = speech.gettext("FIELD=VALUE, several with commas between them")
    labels = {
        _NAME: (speech.gettext("What to call the source"), polygons.SOURCE.id),
        _OCCUPIED: (speech.gettext("Occupied polygons (--occupied)"), example),
        _CONTESTED: (speech.gettext("Contested polygons (--contested)"), example),
    }
    for column, (name, texts) in zip(st.columns(3), labels.items(), strict=True):
        with column:
            _text(name, *texts)


def _text(name: str, label: str, placeholder: str) -> None:
    control.text(
        label,
        st.session_state.get(name, ""),
        name=name,
        max_chars=_LONGEST,
        placeholder=placeholder,
        on_choose=lambda text: st.session_state.update({name: text.strip()}),
    )


class Result(NamedTuple):
    """
    What came of a request.

    Attributes
    ----------
    catalog
        The layers that were overlaid.
    request
        What was asked for.
    outcome
        The line with its figures, or why there is none.
    """

    catalog: Catalog
    request: Request
    outcome: Preview | ExplorerError


def _show_preview(choice: Choice, request: Request, speech: Speech) -> None:
    result: Result | None = st.session_state.get(_RESULT)
    if result is None or (result.catalog, result.request) != (choice.catalog, request):
        with st.spinner(speech.gettext(_WAIT), show_time=True):
            result = Result(choice.catalog, request, outcome(choice.catalog, request))
        st.session_state[_RESULT] = result
    preview = result.outcome
    if isinstance(preview, ExplorerError):
        notice.show(speech.gettext(_REFUSED, fault=notice.sentence(preview, speech)), "fault")
        return
    title = provenance.day_title(preview.control.day, preview.source.title, speech)
    st.html(
        f'<section aria-label="{escape(title)}"><h3>{escape(title)}</h3>'
        f"{markup.figures(wording.facts(preview, choice.catalog, speech))}"
        f'<p class="source">{escape(" ".join(wording.about(preview, speech)))}</p></section>'
    )
    if preview.name in baselines.names(choice.catalog):
        notice.show(speech.gettext(_REPLACES), "warning")
    label = speech.gettext("Keep as {name}", name=preview.name)
    st.button(label, key="line-keep", on_click=_keep, args=(preview,))


def outcome(catalog: Catalog, request: Request) -> Preview | ExplorerError:
    """
    Trace and measure what the reader asked for.

    Parameters
    ----------
    catalog
        The layers, with the lines that are at hand.
    request
        The file, or the day of the store.

    Returns
    -------
    outcome
        The line with its figures, or why there is none.
    """
    try:
        source, control = _read(request)
        return imports.preview(catalog, source, control, request.file or request.source)
    except ExplorerError as fault:
        return fault


def _read(request: Request) -> tuple[Source, Control]:
    if request.day and not request.file:
        day = Day(request.source, request.day)
        return registry.source(request.source), imports.fetched(store.own(), day)
    occupied, contested = _choices(request.occupied), _choices(request.contested)
    # a name of the reader's own is for polygons that are told apart
    name = request.name if occupied and request.name else request.source
    source = registry.told_apart(name, occupied, contested)
    return source, files.parse(source, request.content, request.file, request.day)


def _choices(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _keep(preview: Preview) -> None:
    """Keep a line, and ask for another day."""
    state = st.session_state
    try:
        imported.keep(lines_folder(boundaries.chosen()), preview.package)
    except ExplorerError as fault:
        state[_RESULT] = state[_RESULT]._replace(outcome=fault)
        return
    state[_KEPT] = preview.name
    state[_TURN] = state.get(_TURN, 0) + 1
    for name in (_RESULT, _DAY):
        state.pop(name, None)


def _show_kept(choice: Choice, name: str, speech: Speech) -> None:
    """Say where to find the line that was kept last, unless it was deleted since."""
    if name not in baselines.names(choice.catalog):
        return
    line = provenance.line_title(choice.catalog, name, speech)
    notice.show(speech.gettext(_IS_KEPT, line=line, name=name), "note")

    def open_map() -> None:
        st.session_state[choosing.BASELINE] = name
        st.session_state[navigation.VIEW] = "map"
        choosing.mark_dirty()

    st.button(speech.gettext("Show it on the map"), key="line-show", on_click=open_map)
