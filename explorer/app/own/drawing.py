"""Drawing: what the reader draws on the map becomes a part of a scenario of their own."""

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


def on_map(choice: Choice) -> list[dict[str, Any]]:
    """
    Tell which lines and areas stand on the map with points to be moved.

    Parameters
    ----------
    choice
        What the reader has chosen.

    Returns
    -------
    sketches
        For the board, the one drawn last at the end, whether it can be used or not.
    """
    edit, draft = revision.shown(), revision.draft()
    drawn = [each for each in edit.sketches if each.courses] if edit else []
    told = [_told(each, edit, speech_in(choice.language)) for each in drawn if edit]
    if draft is None:
        return told
    return [*(each for each in told if each["name"] != draft["name"]), {**draft, "sides": []}]


def _told(drawn: Sketch, edit: Edit, speech: Speech) -> dict[str, Any]:
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
    kind, name, parts = (told.get(key) for key in ("kind", "name", "parts"))
    draft = {"kind": kind, "parts": parts, "name": name}
    try:
        drawn = _moved(str(name), parts) if name else fresh(choice, str(kind), parts)
        revision.make(with_sketch(drawn), draft)
    except ExplorerError as fault:
        revision.refuse(fault, draft)
    except (TypeError, ValueError):  # a browser that says what no map can
        revision.discard()


def _courses(parts: Any) -> tuple[tuple[tuple[float, float], ...], ...]:  # noqa: ANN401
    return tuple(tuple((x, y) for x, y in part) for part in parts)


def _moved(name: str, parts: Any) -> Sketch:  # noqa: ANN401 - from a browser
    """Draw a sketch anew; a line keeps its direction, and so each side its holder."""
    known = {each.name: each for each in revision.begun().sketches}
    kind = AREA if name in known and known[name].area else LINE
    return Sketch.model_validate({"name": name, kind: _courses(parts)})


def fresh(choice: Choice, kind: str, parts: Any) -> Sketch:  # noqa: ANN401 - from a browser
    """
    Make a sketch of what was drawn or brought.

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
        A line has the side of which Russia holds the larger share on its right.

    Raises
    ------
    SketchError
        When it marks no ground out.
    ValueError
        When it is no line and no area.
    """
    courses = _courses(parts)
    if kind == LINE:
        return sides.oriented(choice.catalog, Sketch(name=LINE, line=courses), choice.day)
    return Sketch(name=_next_area(), area=courses)


def _next_area() -> str:
    taken = {each.name for each in revision.begun().sketches}
    return next(f"area_{n}" for n in range(1, 100) if f"area_{n}" not in taken)


def with_sketch(drawn: Sketch) -> Edit:
    """
    Put a sketch into the reader's scenario.

    Parameters
    ----------
    drawn
        A line gives each of its sides to one holder, in place of a line that is there; an area is
        a neutral zone at first. One whose name is known takes that one's place.

    Returns
    -------
    edit
        All changes.
    """
    edit = revision.begun()
    if any(each.name == drawn.name for each in edit.sketches):
        return changes.redrawn(edit, drawn)
    if drawn.line is None:
        return changes.hand_over(edit, Selection(inside=(drawn.name,)), "neutral", drawn)
    alone = changes.drawn_line(drawn, left="ukraine", right="russia")
    if revision.shown() is None:
        return alone
    # what was handed over before stays on top of the line
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
    Say why the last change was refused, if it was, and offer to forget it.

    Parameters
    ----------
    choice
        What the reader has chosen.
    """
    speech, fault = speech_in(choice.language), revision.refused()
    with st.container(key="drawn-fault"):
        if fault:
            label = partial(sketch_wording.label, speech=speech)
            notice.fault(revision.named(fault, label), speech)
            st.button(
                speech.gettext("Discard"),
                key="own-discard",
                on_click=revision.later(revision.discard),
            )
