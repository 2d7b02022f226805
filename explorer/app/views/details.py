"""Details: a place, the fortress belt, and distances, beside the map."""

from collections.abc import Callable, Iterable, Mapping
from html import escape

import streamlit as st

from explorer.app.own.editor import Kind
from explorer.app.page.choice import Choice
from explorer.language import Speech, _, speech_in
from explorer.quantity import exactly
from explorer.results.place import Spot
from explorer.results.report import Report
from explorer.scenarios.rules import HOLDERS, Holder
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording
from explorer.wording import report as report_wording
from explorer.wording.facts import Fact
from explorer.wording.names import Key

# Kind of ground, the place, the new holder, and the radius in km around its nearest settlement.
Flip = Callable[[Kind, Spot, Holder, float], None]

# In `st.session_state`.
SEARCH, HOLDER, KM = "details-search", "details-holder", "details-km"
_LEAST_KM, _MOST_KM, _USUAL_KM = 1, 100, 10


def panel(choice: Choice, report: Report, spot: Spot, on_flip: Flip | None = None) -> None:
    """
    Describe a place, with buttons to hand ground over.

    Parameters
    ----------
    choice
        What the reader has chosen.
    report
        Computed figures of that scenario.
    spot
        The place.
    on_flip
        Called before the next run when the reader hands ground over: with `oblast`, `piece` or
        `settlement`, the place, the holder, and the radius in km around `spot.nearest` (unused by
        the first two). Without it there are no buttons.
    """
    speech = speech_in(choice.language)
    st.html(_described(choice, report, spot, speech))
    if on_flip:
        _ask_holder(spot, speech)
        km = _ask_radius(speech)
        _offer(spot, _grounds(spot, km, speech), km, speech, on_flip)


def whole(choice: Choice, report: Report, spot: Spot, on_flip: Flip) -> None:
    """
    Describe an oblast, with a button to hand all of it over.

    Parameters
    ----------
    choice
        What the reader has chosen.
    report
        Computed figures of that scenario.
    spot
        A place in it.
    on_flip
        Called as by `panel`, with `oblast` and the place.
    """
    speech = speech_in(choice.language)
    day = speech.day(report.baseline.date)
    defined = _defined(
        name_wording.whole(spot.unit, speech),
        speech.gettext("Holder on {day}, and under the scenario", day=day),
        place_wording.whole(report, spot.oblast, speech),
    )
    st.html(defined)
    _ask_holder(spot, speech)
    _offer(spot, {"oblast": _all(spot, speech)}, 0.0, speech, on_flip)


def _described(choice: Choice, report: Report, spot: Spot, speech: Speech) -> str:
    return _defined(
        place_wording.name(spot, speech),
        name_wording.coordinates(spot, speech),
        place_wording.facts(report, spot, speech),
        place_wording.caveats(choice.catalog, spot, speech),
    )


def _defined(title: str, subtitle: str, facts: Iterable[Fact], caveats: str = "") -> str:
    """Write a definition list; a live region, so that a screen reader reads changes."""
    items = "".join(
        f"<div><dt>{escape(fact.label)}</dt><dd>{escape(str(fact.written))}"
        + (f"<small>{escape(fact.note)}</small>" if fact.note else "")
        + "</dd></div>"
        for fact in facts
    )
    return (
        '<section class="details" aria-live="polite">'
        f"<h2>{escape(title)}</h2>"
        f'<p class="source">{escape(subtitle)}</p>'
        f'<dl class="figures">{items}</dl>'
        f'<p class="source">{escape(caveats)}</p>'
        "</section>"
    )


def _ask_holder(spot: Spot, speech: Speech) -> None:
    st.session_state.setdefault(HOLDER, _other(spot))
    st.segmented_control(
        speech.gettext("Hand over to"),
        HOLDERS,
        format_func=lambda each: speech.gettext(report_wording.HOLDERS[each]),
        required=True,
        key=HOLDER,
    )


def _ask_radius(speech: Speech) -> float:
    st.session_state.setdefault(KM, _USUAL_KM)
    st.number_input(speech.gettext("Radius around the settlement, km"), key=KM)
    # Streamlit reports a widget's own bounds in English only
    return float(min(max(st.session_state[KM], _LEAST_KM), _MOST_KM))


def _offer(
    spot: Spot, grounds: Mapping[Kind, str], km: float, speech: Speech, on_flip: Flip
) -> None:
    """Show the buttons that hand ground over, each naming the new holder."""
    holder: Holder = st.session_state[HOLDER]
    for kind, ground in grounds.items():
        # not disabled: a button that is disabled once it was pressed loses the keyboard focus
        held = _holds(holder, kind, spot)
        st.button(
            speech.gettext((_HAS if held else _HANDS)[holder], ground=ground),
            key=f"details-{kind}",
            on_click=None if held else on_flip,
            args=(kind, spot, holder, km),
        )
    st.html(f'<p class="source">{escape(speech.gettext(_OWN_COPY))}</p>')


_OWN_COPY = _("What you hand over goes into a scenario of your own; the original stays.")


def _other(spot: Spot) -> Holder:
    return "russia" if spot.fate.disposition.after == "ukraine" else "ukraine"


def _holds(holder: Holder, kind: Kind, spot: Spot) -> bool:
    """Tell whether the holder would have the ground anyway."""
    if spot.fate.disposition.after != holder:
        return False
    undivided = spot.alike.area.value == spot.whole.area.value
    return kind == "piece" or (kind == "oblast" and undivided)


def _grounds(spot: Spot, km: float, speech: Speech) -> dict[Kind, str]:
    piece = speech.area(exactly(spot.piece.area.value))
    return {
        "oblast": _all(spot, speech),
        "piece": speech.gettext("this piece ({area})", area=piece),
        "settlement": speech.gettext(
            "{place} and {distance} around",
            place=name_wording.called(spot.nearest, speech),
            distance=name_wording.depth(km, speech),
        ),
    }


def _all(spot: Spot, speech: Speech) -> str:
    area = speech.area(exactly(spot.whole.area.value))
    return f"{name_wording.oblast(spot.unit, speech)} ({area})"


_HANDS: Mapping[Holder, str] = {
    "ukraine": _("Hand {ground} to Ukraine"),
    "russia": _("Hand {ground} to Russia"),
    "neutral": _("Make {ground} neutral"),
}


_HAS: Mapping[Holder, str] = {
    "ukraine": _("Ukraine would hold {ground}"),
    "russia": _("Russia would hold {ground}"),
    "neutral": _("{ground} would be neutral"),
}


def search(choice: Choice, on_pick: Callable[[Key], None] | None = None) -> Key | None:
    """
    Ask for an oblast or a settlement by name, so that no mouse is needed.

    Parameters
    ----------
    choice
        What the reader has chosen.
    on_pick
        Called with the key before the next run, when the reader picks another one.

    Returns
    -------
    key
        ISO 3166-2 code of an oblast, or GeoNames id of a settlement; `None` if none is picked.
    """
    speech = speech_in(choice.language)
    labels = name_wording.labels(choice.catalog, choice.language)
    key = f"{SEARCH}-{choice.language}"

    def pick() -> None:
        named = st.session_state[key]
        if on_pick and named is not None:
            on_pick(named)

    picked: Key | None = st.selectbox(
        speech.gettext("Find an oblast or a settlement"),
        tuple(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=speech.gettext("Type a name"),
        key=key,
        on_change=pick,
    )
    return picked
