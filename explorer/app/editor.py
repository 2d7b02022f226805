"""Editor: change the scenario shown, draw or upload a line, list who gets what, undo, save."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from explorer import edit as editing
from explorer import edit_wording, scenario, sketch, spot_wording, upload, wording
from explorer.app import choice as choosing
from explorer.app import yours
from explorer.app.choice import Choice
from explorer.app.details import Kind
from explorer.edit import Edit
from explorer.errors import ExplorerError, SpokenError
from explorer.gazetteer import units
from explorer.language import Speech, message, speech
from explorer.rules import HOLDERS, Holder, Rule, Selection
from explorer.sketch import Sketch
from explorer.spot import Spot

# In `st.session_state`: what was drawn last and cannot be used, and why.
_DRAFT, _FAULT = "draft", "fault of the draft"
_KM, _OBLASTS, _TITLE, _FILE = "own-km", "own-oblasts", "own-title", "own-file"
_FREEZE, _LINE = "freeze", "line"
_TYPES = ("geojson", "json", "kml", "kmz", "gpx", "gpkg", "zip", "toml")
_STARTS = message(
    "Draw a line or an area on the map, upload one, set a number, or click a place and hand it "
    "over: that makes a scenario of your own, which this page's address carries."
)


def sketch_shown(choice: Choice) -> Mapping[str, Any] | None:
    """
    Tell which line or area stands on the map with its points to be moved.

    Parameters
    ----------
    choice
        What the reader has chosen.

    Returns
    -------
    sketch
        The one drawn last, whether it can be used or not; for the board.
    """
    draft: Mapping[str, Any] | None = st.session_state.get(_DRAFT)
    if draft is not None:
        return draft
    edit = _edit()
    drawn = [each for each in edit.sketches if each.courses] if edit else []
    if not edit or not drawn:
        return None
    last = drawn[-1]
    says = speech(choice.language)
    sides = [
        says.say(wording.HOLDERS[rule.holder])
        for select in (Selection(outside=(last.name,)), Selection(inside=(last.name,)))
        for rule in edit.rules
        if last.line and rule.select == select and rule.holder
    ]
    return {
        "name": last.name,
        "kind": "line" if last.line else "area",
        "parts": last.courses,
        "sides": sides if len(sides) == len(("left", "right")) else [],
    }


def _edit() -> Edit | None:
    """Return the edit that is shown, if one is: as it is now, for two clicks may outrun a run."""
    return yours.current() if st.session_state[choosing.SCENARIO] == yours.ID else None


def _start() -> Edit:
    return _edit() or Edit(base=st.session_state[choosing.SCENARIO])


def _keep(edit: Edit | None) -> None:
    """Make an edit the scenario shown; without one, the scenario that the last started from."""
    if edit is not None:
        editing.applied(edit)  # what cannot be carried out is refused before it takes a place
    last = yours.current()
    yours.change(edit)
    _show(last)


def _show(last: Edit | None) -> None:
    st.session_state.pop(_DRAFT, None)
    st.session_state.pop(_FAULT, None)
    base = last.base if last else choosing.DEFAULT
    st.session_state[choosing.SCENARIO] = yours.ID if yours.exists() else base
    choosing.used()


def draw(choice: Choice, told: Mapping[str, Any]) -> None:
    """
    Take what the reader drew on the map.

    Parameters
    ----------
    choice
        What the reader has chosen.
    told
        From the browser: `kind`, `parts`, and `name` where a sketch was moved and not drawn anew.
    """
    kind, name = told.get("kind"), told.get("name")
    parts = told.get("parts")
    try:
        drawn = _sketch(choice, str(kind), parts, name)
        _keep(_with(drawn))
    except SpokenError as fault:
        st.session_state[_DRAFT] = {"kind": kind, "parts": parts, "name": name, "sides": []}
        st.session_state[_FAULT] = fault
    except ValueError:  # a browser that says what no map can
        st.session_state.pop(_DRAFT, None)


def _sketch(choice: Choice, kind: str, parts: Any, name: Any) -> Sketch:  # noqa: ANN401
    """Check what came from the browser, and turn a line so that Russia's side is on its right."""
    courses = tuple(tuple((x, y) for x, y in part) for part in parts)
    if kind == _LINE:
        return sketch.oriented(choice.catalog, Sketch(name=_LINE, line=courses), choice.day)
    drawn = Sketch(name=name or _next_area(), area=courses)
    sketch.layer(choice.catalog, drawn)
    return drawn


def _next_area() -> str:
    taken = {each.name for each in _start().sketches}
    return next(f"area_{n}" for n in range(1, 100) if f"area_{n}" not in taken)


def _with(drawn: Sketch) -> Edit:
    edit = _start()
    if any(each.name == drawn.name for each in edit.sketches):
        return editing.redrawn(edit, drawn)
    if drawn.line:
        fresh = editing.drawn_line(drawn, "ukraine", "russia")
        if _edit() is None:
            return fresh
        # what was handed over before stays on top of the line
        return edit.model_copy(
            update={
                "base": _FREEZE,
                "km": None,
                "oblasts": None,
                "sketches": (*fresh.sketches, *edit.sketches),
                "rules": (*fresh.rules, *edit.rules),
            }
        )
    return editing.hand_over(edit, Selection(inside=(drawn.name,)), "neutral", drawn)


def flip(kind: Kind, spot: Spot, holder: Holder, km: float) -> None:
    """
    Hand ground over.

    Parameters
    ----------
    kind
        `oblast`, `piece` or `settlement`.
    spot
        The place that was picked.
    holder
        Who gets the ground.
    km
        Radius about the settlement in km.
    """
    edit = _start()
    if kind == "settlement":
        near = editing.around(spot.nearest.identifier, km)
        flipped = editing.hand_over(edit, Selection(inside=(near.name,)), holder, near)
    else:
        oblast = Selection(oblasts=(spot.oblast,))
        select = oblast if kind == "oblast" else spot.selection
        flipped = editing.hand_over(edit, select, holder)
    try:
        _keep(flipped)
    except SpokenError as fault:
        st.session_state[_FAULT] = fault


def show_fault(says: Speech) -> None:
    """
    Say why what was drawn last cannot be used, if it cannot.

    Parameters
    ----------
    says
        The language.
    """
    fault: SpokenError | None = st.session_state.get(_FAULT)
    with st.container(key="drawn-fault"):
        if fault:
            st.error(fault.sentence(says))


def show(choice: Choice) -> None:
    """
    Show what can be changed, and what was.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    says = speech(choice.language)
    edit = _edit()
    with st.container(border=True, key="yours"):
        heading = f"<h2>{escape(says.say('Make it yours'))}</h2>"
        st.html(f'{heading}<p class="source">{escape(says.say(_STARTS))}</p>')
        _parameters(choice, says)
        _upload(choice, says)
        if edit is not None:
            _rules(choice, edit, says)
            _save(choice, edit, says)


def _parameters(choice: Choice, says: Speech) -> None:
    edit = _start()
    base = scenario.find(edit.base)
    found = editing.parameters(base)
    with st.container(horizontal=True, vertical_alignment="bottom", key="own-parameters"):
        if found.km is not None:
            st.session_state[_KM] = float(edit.km or found.km)
            st.number_input(
                says.say("Depth per side, km"),
                min_value=1.0,
                max_value=150.0,
                step=1.0,
                format="%g",
                key=_KM,
                on_change=lambda: _set_km(found.km),
            )
        if found.km is not None or found.oblasts:
            _ask_oblasts(choice, found.oblasts, edit, says)


def _set_km(usual: float | None) -> None:
    km = st.session_state[_KM]
    _keep(_start().model_copy(update={"km": None if km == usual else km}))


def _ask_oblasts(choice: Choice, named: tuple[str, ...], edit: Edit, says: Speech) -> None:
    known = units(choice.catalog)
    codes = named or tuple(known)
    st.session_state[_OBLASTS] = list(codes if edit.oblasts is None else edit.oblasts) * bool(
        named or edit.oblasts
    )
    st.multiselect(
        says.say("Only in these oblasts"),
        codes,
        format_func=lambda code: spot_wording.oblast(known[code], says),
        placeholder=says.say("Everywhere"),
        key=_OBLASTS,
        on_change=lambda: _set_oblasts(codes),
    )


def _set_oblasts(codes: tuple[str, ...]) -> None:
    chosen = tuple(st.session_state[_OBLASTS])
    everywhere = not chosen or set(chosen) == set(codes)
    _keep(_start().model_copy(update={"oblasts": None if everywhere else chosen}))


def _upload(choice: Choice, says: Speech) -> None:
    given = st.file_uploader(
        says.say("Line or area: GeoJSON, KML, KMZ, GPX, GeoPackage, zipped Shapefile; or a TOML"),
        type=list(_TYPES),
        key=_FILE,
        on_change=lambda: _take(choice),
    )
    if given is None:
        return
    notes: upload.Upload | None = st.session_state.get(_NOTES)
    for note in notes.notes(says) if notes else ():
        st.info(note)
    fault = st.session_state.get(_UPLOAD_FAULT)
    if fault:
        st.error(fault.sentence(says) if isinstance(fault, SpokenError) else str(fault))


_UPLOAD_FAULT, _NOTES = "fault of the upload", "notes on the upload"


def _take(choice: Choice) -> None:
    """Take an uploaded file, and make a scenario of it."""
    for name in (_UPLOAD_FAULT, _NOTES):
        st.session_state.pop(name, None)
    given = st.session_state[_FILE]
    if given is None:
        return
    try:
        _keep(_from_file(choice, given.name, given.getvalue()))
    except ExplorerError as fault:
        st.session_state[_UPLOAD_FAULT] = fault


def _from_file(choice: Choice, name: str, content: bytes) -> Edit:
    if name.lower().endswith(".toml"):
        return _from_toml(choice, name, content)
    found = upload.read(name, content)
    st.session_state[_NOTES] = found
    given = found.sketch
    drawn = _sketch(choice, _LINE if given.line else "area", given.courses, None)
    return _with(drawn)


def _from_toml(choice: Choice, name: str, content: bytes) -> Edit:
    edit = editing.opened(scenario.loads(content, name)[0])
    editing.check(edit, choice.catalog)
    return edit


def _rules(choice: Choice, edit: Edit, says: Speech) -> None:
    if not edit.rules:
        return
    title = says.say("Who gets which ground; where several fit, the last one counts")
    st.html(f"<h3>{escape(title)}</h3>")
    for number, rule in enumerate(edit.rules):
        ground = edit_wording.ground(rule, edit, choice.catalog, says)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"rule-{number}"):
            key = f"own-holder-{number}"
            st.session_state[key] = rule.holder
            st.selectbox(
                ground,
                HOLDERS,
                format_func=lambda each: says.say(wording.HOLDERS[each]),
                key=key,
                on_change=_reassign,
                args=(rule, key),
            )
            st.button(
                says.say("Take back"),
                key=f"own-back-{number}",
                help=ground,
                on_click=_take_back,
                args=(rule,),
            )


def _reassign(rule: Rule, key: str) -> None:
    edit = _start()
    if rule in edit.rules:
        _keep(editing.reassigned(edit, edit.rules.index(rule), st.session_state[key]))


def _take_back(rule: Rule) -> None:
    edit = _start()
    if rule in edit.rules:
        left = editing.without(edit, edit.rules.index(rule))
        _keep(left if left != Edit(base=edit.base) else None)


def _save(choice: Choice, edit: Edit, says: Speech) -> None:
    st.session_state[_TITLE] = edit.title
    st.text_input(
        says.say("Name"),
        placeholder=choice.scenario.title.in_language(choice.language),
        max_chars=120,
        key=_TITLE,
        on_change=_rename,
    )
    with st.container(horizontal=True, key="own-actions"):
        st.button(says.say("Undo"), key="own-undo", disabled=not yours.can_undo(), on_click=_undo)
        st.button(says.say("Start over"), key="own-over", on_click=lambda: _keep(None))
        st.download_button(
            says.say("Save as a file (TOML)"),
            scenario.dumps(choice.scenario),
            file_name="own.toml",
            mime="application/toml",
            on_click="ignore",
        )


def _rename() -> None:
    _keep(_start().model_copy(update={"title": st.session_state[_TITLE]}))


def _undo() -> None:
    last = yours.current()
    yours.undo()
    _show(last)
