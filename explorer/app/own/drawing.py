"""Drawing: lines and areas that the reader draws become parts of their own scenario."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from explorer.app.own import revision
from explorer.app.page import notice
from explorer.app.page.choice import Choice
from explorer.errors import ExplorerError
from explorer.language import Speech, speech_in
from explorer.own import changes, sides
from explorer.own.edit import FREEZE, Edit
from explorer.scenarios.rules import Selection
from explorer.scenarios.sketch import Sketch
from explorer.wording import report as report_wording
from explorer.wording import sketch as sketch_wording

LINE, AREA = "line", "area"
_SIDES = ("left", "right")


def sketches_on_map(choice: Choice) -> list[dict[str, Any]]:
    """
    List the lines and areas whose points can be moved on the map.

    Parameters
    ----------
    choice
        What the reader has chosen.

    Returns
    -------
    sketches
        As the board takes them; last the one drawn last, even if it was refused.
    """
    edit, draft = revision.shown_edit(), revision.draft()
    drawn = [each for each in edit.sketches if each.courses] if edit else []
    sketches = [_board_sketch(each, edit, speech_in(choice.language)) for each in drawn if edit]
    if draft is None:
        return sketches
    return [*(each for each in sketches if each["name"] != draft["name"]), {**draft, "sides": []}]


def _board_sketch(drawn: Sketch, edit: Edit, speech: Speech) -> dict[str, Any]:
    sides = [
        speech.gettext(report_wording.HOLDERS[rule.holder])
        for select in (Selection(outside=(drawn.name,)), Selection(inside=(drawn.name,)))
        for rule in edit.rules
        if drawn.line and rule.select == select and rule.holder
    ]
    return {
        "name": drawn.name,
        "kind": LINE if drawn.line else AREA,
        "parts": drawn.courses,
        "sides": sides if len(sides) == len(_SIDES) else [],
    }


def accept(choice: Choice, drawing: Mapping[str, Any]) -> None:
    """
    Change the reader's scenario as they drew on the map.

    Parameters
    ----------
    choice
        What the reader has chosen.
    drawing
        From the browser: `kind`, `parts`, and `name` if a known sketch was moved.
    """
    kind, name, parts = (drawing.get(key) for key in ("kind", "name", "parts"))
    draft = {"kind": kind, "parts": parts, "name": name}
    try:
        drawn = _moved(str(name), parts) if name else new_sketch(choice, str(kind), parts)
        revision.apply(with_sketch(drawn), draft)
    except ExplorerError as fault:
        revision.refuse(fault, draft)
    except (TypeError, ValueError):  # not from our map
        revision.discard()


def _courses(parts: Any) -> tuple[tuple[tuple[float, float], ...], ...]:  # noqa: ANN401
    return tuple(tuple((x, y) for x, y in part) for part in parts)


def _moved(name: str, parts: Any) -> Sketch:  # noqa: ANN401 - from a browser
    """Rebuild a sketch with moved points; a line keeps its direction, so each side its holder."""
    known = {each.name: each for each in revision.current_edit().sketches}
    kind = AREA if name in known and known[name].area else LINE
    return Sketch.model_validate({"name": name, kind: _courses(parts)})


def new_sketch(choice: Choice, kind: str, parts: Any) -> Sketch:  # noqa: ANN401 - from a browser
    """
    Make a sketch of a new line or area.

    Parameters
    ----------
    choice
        What the reader has chosen.
    kind
        `line` or `area`.
    parts
        Lists of longitude and latitude in degrees.

    Returns
    -------
    sketch
        Sketch; a line is turned so that Russia holds more of its right side than of its left.

    Raises
    ------
    SketchError
        If it encloses or cuts off no ground.
    ValueError
        If it is neither a line nor an area.
    """
    courses = _courses(parts)
    if kind == LINE:
        return sides.oriented(choice.catalog, Sketch(name=LINE, line=courses), choice.day)
    return Sketch(name=_next_area(), area=courses)


def _next_area() -> str:
    taken = {each.name for each in revision.current_edit().sketches}
    return next(f"area_{n}" for n in range(1, 100) if f"area_{n}" not in taken)


def with_sketch(drawn: Sketch) -> Edit:
    """
    Add a sketch to the reader's scenario.

    Parameters
    ----------
    drawn
        A line gives each side to one holder and replaces an earlier line; an area starts as a
        neutral zone. A sketch of the same name is replaced.

    Returns
    -------
    edit
        The reader's scenario with the sketch.
    """
    edit = revision.current_edit()
    if any(each.name == drawn.name for each in edit.sketches):
        return changes.redrawn(edit, drawn)
    if drawn.line is None:
        return changes.hand_over(edit, Selection(inside=(drawn.name,)), "neutral", drawn)
    alone = changes.drawn_line(drawn, left="ukraine", right="russia")
    if revision.shown_edit() is None:
        return alone
    # earlier hand-overs still take precedence over the line
    return edit.model_copy(
        update={
            "base": FREEZE,
            "km": None,
            "oblasts": None,
            "sketches": (*alone.sketches, *edit.sketches),
            "rules": (*alone.rules, *edit.rules),
        }
    )


def show_fault(choice: Choice) -> None:
    """
    Show why the last change was refused, if it was, with a button to discard it.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech, fault = speech_in(choice.language), revision.refusal()
    with st.container(key="drawn-fault"):
        if fault:
            label = partial(sketch_wording.label, speech=speech)
            notice.show_error(revision.with_label(fault, label), speech)
            st.button(
                speech.gettext("Discard"),
                key="own-discard",
                on_click=revision.defer(revision.discard),
            )
