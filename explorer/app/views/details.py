"""Details: what is known of a place, the fortress belt, and distances, beside the map."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Literal

import streamlit as st

from explorer.app.page import markup
from explorer.app.page.choice import Choice
from explorer.language import Speech, message, speech
from explorer.quantity import Quantity, exactly
from explorer.results import belt as belts
from explorer.results import distances as reach
from explorer.results.place import BELT, Spot
from explorer.results.report import Report
from explorer.scenarios.rules import HOLDERS, Holder
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording
from explorer.wording import report as report_wording
from explorer.wording.names import Key
from explorer.wording.place import HOLDER_ON, UNDER_THE_SCENARIO

Kind = Literal["oblast", "piece", "settlement"]
# What is handed over, the spot, to whom, and how many km around the spot's nearest settlement.
Flip = Callable[[Kind, Spot, Holder, float], None]

# In `st.session_state`.
SEARCH, HOLDER, KM = "details-search", "details-holder", "details-km"
_LEAST_KM, _MOST_KM, _USUAL_KM = 1, 100, 10


def panel(choice: Choice, report: Report, spot: Spot, on_flip: Flip | None = None) -> None:
    """
    Show what is known of a place, and offer to hand ground over.

    Parameters
    ----------
    choice
        What the reader has chosen.
    report
        What that scenario comes to.
    spot
        The place.
    on_flip
        Called before the next run when the reader hands ground over: with `oblast`, `piece` or
        `settlement`, the spot, the holder, and the radius in km about `spot.nearest` (which the
        first two do not need). Without it nothing is offered.
    """
    says = speech(choice.language)
    st.html(_described(choice, report, spot, says))
    if on_flip:
        _offer(spot, says, on_flip)


def _described(choice: Choice, report: Report, spot: Spot, says: Speech) -> str:
    """Write a definition list; a live region, so that another place is read out."""
    items = "".join(
        f"<div><dt>{escape(item.label)}</dt><dd>{escape(item.value)}"
        + (f"<small>{escape(item.note)}</small>" if item.note else "")
        + "</dd></div>"
        for item in place_wording.items(report, spot, says)
    )
    return (
        '<section class="details" aria-live="polite">'
        f"<h2>{escape(place_wording.name(spot, says))}</h2>"
        f'<p class="source">{escape(name_wording.coordinates(spot, says))}</p>'
        f'<dl class="figures">{items}</dl>'
        f'<p class="source">{escape(place_wording.caveats(choice.catalog, spot, says))}</p>'
        "</section>"
    )


def _offer(spot: Spot, says: Speech, on_flip: Flip) -> None:
    """Show the buttons that hand ground over, each saying to whom."""
    st.session_state.setdefault(HOLDER, _other(spot))
    st.session_state.setdefault(KM, _USUAL_KM)
    st.segmented_control(
        says.say("Hand over to"),
        HOLDERS,
        format_func=lambda each: says.say(report_wording.HOLDERS[each]),
        required=True,
        key=HOLDER,
    )
    st.number_input(
        says.say("Radius around the settlement, km"),
        key=KM,
    )
    holder: Holder = st.session_state[HOLDER]
    # the widget's own bounds are told in English only
    km = float(min(max(st.session_state[KM], _LEAST_KM), _MOST_KM))
    for kind, ground in _grounds(spot, km, says).items():
        # a button that is disabled once it was pressed would lose the focus to nowhere
        held = _holds(holder, kind, spot)
        st.button(
            says.say((_HAS if held else _HANDS)[holder], ground=ground),
            key=f"details-{kind}",
            on_click=None if held else on_flip,
            args=(kind, spot, holder, km),
        )
    st.html(f'<p class="source">{escape(says.say(_OWN_COPY))}</p>')


_OWN_COPY = message("What you hand over goes into a scenario of your own; the original stays.")


def _other(spot: Spot) -> Holder:
    return "russia" if spot.told.fate.after == "ukraine" else "ukraine"


def _holds(holder: Holder, kind: Kind, spot: Spot) -> bool:
    """Tell whether ground would be handed to who has it anyway."""
    if spot.told.fate.after != holder:
        return False
    undivided = spot.alike.area.value == spot.whole.area.value
    return kind == "piece" or (kind == "oblast" and undivided)


def _grounds(spot: Spot, km: float, says: Speech) -> dict[Kind, str]:
    whole, piece = (says.area(exactly(each.area.value)) for each in (spot.whole, spot.piece))
    return {
        "oblast": f"{name_wording.oblast(spot.unit, says)} ({whole})",
        "piece": says.say("this piece ({area})", area=piece),
        "settlement": says.say(
            "{place} and {distance} around",
            place=name_wording.called(spot.nearest, says),
            distance=name_wording.depth(km, says),
        ),
    }


_HANDS: Mapping[Holder, str] = {
    "ukraine": message("Hand {ground} to Ukraine"),
    "russia": message("Hand {ground} to Russia"),
    "neutral": message("Make {ground} neutral"),
}


_HAS: Mapping[Holder, str] = {
    "ukraine": message("Ukraine would hold {ground}"),
    "russia": message("Russia would hold {ground}"),
    "neutral": message("{ground} would be neutral"),
}


def search(choice: Choice, on_pick: Callable[[Key], None] | None = None) -> Key | None:
    """
    Ask for an oblast or a settlement by name, the way to a place that needs no mouse.

    Parameters
    ----------
    choice
        What the reader has chosen.
    on_pick
        Called with the key before the next run, when the reader picks another one.

    Returns
    -------
    key
        ISO 3166-2 code of an oblast, or GeoNames id of a settlement, as `spot.look_up` takes it;
        none when nothing is picked.
    """
    says = speech(choice.language)
    labels = name_wording.labels(choice.catalog, choice.language)
    key = f"{SEARCH}-{choice.language}"

    def picked() -> None:
        named = st.session_state[key]
        if on_pick and named is not None:
            on_pick(named)

    found: Key | None = st.selectbox(
        says.say("Find an oblast or a settlement"),
        tuple(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=says.say("Type a name"),
        key=key,
        on_change=picked,
    )
    return found


def belt(choice: Choice, report: Report) -> None:
    """
    Show what becomes of the fortress belt, along its axis and town by town.

    Parameters
    ----------
    choice
        What the reader has chosen.
    report
        What that scenario comes to.
    """
    says, catalog = speech(choice.language), choice.catalog
    found = belts.find(catalog, report)
    length = says.length(exactly(found.length_km))
    axis = says.say("Its axis of {length}, by holder before and after", length=length)
    heads = [says.say(head) for head in _STRETCH_HEADS]
    stretches = [_stretch(each, says) for each in found.stretches]
    day = says.day(report.baseline.date)
    columns = [
        says.say("Town"),
        says.say(HOLDER_ON, day=day),
        says.say(UNDER_THE_SCENARIO),
        says.say("Residents"),
    ]
    towns = [_town(each, says) for each in found.towns]
    note = says.say(
        _ABOUT_BELT,
        credit=says.say(catalog.resource(BELT).credit),
        source=catalog.resource("settlements").credit,
        shift=says.length(exactly(report.shift_km)),
    )
    st.html(
        f"<h2>{escape(says.say('Fortress belt'))}</h2><p>{escape(_changes(found, says))}</p>"
        f"{markup.table(axis, heads, stretches, words=2)}"
        f"{markup.table(says.say('Its towns, from north to south'), columns, towns, words=3)}"
        f'<p class="source">{escape(note)}</p>'
    )


_STRETCH_HEADS = (
    message("From"),
    message("To"),
    message("Length, km"),
    message("Interval, km"),
    message("Share of the axis"),
)
_ABOUT_BELT = message(
    "Belt: {credit}. Residents: {source}, undated. Of a town its centre decides; unsure: another "
    "holder or status where the line of contact is moved by {shift}."
)


def _stretch(each: belts.Stretch, says: Speech) -> tuple[str, ...]:
    return (
        says.say(report_wording.HOLDERS[each.before]),
        says.say(report_wording.HOLDERS[each.after]),
        says.value(each.length),
        says.interval(each.length),
        says.percent(each.share_pct),
    )


def _town(town: belts.Town, says: Speech) -> tuple[str, ...]:
    after = place_wording.after(town.told, says)
    return (
        name_wording.called(town.place, says),
        says.say(report_wording.HOLDERS[town.told.fate.before]),
        after if town.told.sure else says.say("{holder} (unsure)", holder=after),
        says.number(town.place.residents),
    )


def _changes(found: belts.Belt, says: Speech) -> str:
    moving = [town.place for town in found.towns if town.told.changes_hands]
    if not moving:
        return says.say("The centre of none of its towns would change hands.")
    return says.say(
        "Of its {all} towns, the centres of {n} would change hands: {towns}.",
        n=says.number(len(moving)),
        all=says.number(len(found.towns)),
        towns=", ".join(name_wording.called(place, says) for place in moving),
    )


def distances(choice: Choice, report: Report) -> None:
    """
    Show how far five cities lie from where Ukrainian-held ground ends, now and afterwards.

    Parameters
    ----------
    choice
        What the reader has chosen.
    report
        What that scenario comes to.
    """
    says, catalog = speech(choice.language), choice.catalog
    neutral, day = reach.has_neutral_ground(report), says.day(report.baseline.date)
    heads = [
        says.say("City"),
        says.say("On {day}, km", day=day),
        says.say("Under the scenario, km"),
        *([says.say("From ground that Russia would hold, km")] if neutral else []),
    ]
    found = reach.distances(catalog, report)
    rows = [_from_city(each, says)[: len(heads)] for each in found]
    settlements = catalog.resource("settlements")
    note = says.say(
        _ABOUT_DISTANCES,
        day=day,
        source=says.say(report.baseline.source),
        shift=says.length(exactly(report.shift_km)),
        places=settlements.credit,
        accuracy=name_wording.depth(settlements.accuracy_km or 0.0, says),
    )
    caption = says.say("From a city's centre to the nearest ground that Ukraine does not hold")
    st.html(
        f"<h2>{escape(says.say('Distances from the line'))}</h2>"
        f"{markup.table(caption, heads, rows, words=1)}"
        f'<p class="source">{escape(note)}</p>'
    )


_ABOUT_DISTANCES = message(
    "As the crow flies, over water too, on the WGS84 ellipsoid, with the line of contact of {day} "
    "({source}). In brackets: the line moved by {shift} to each side; nothing where the nearest "
    "ground begins at a coast or an oblast's border. Recognised borders do not count as a line. "
    "Centres: {places}, good to about {accuracy}."
)


def _from_city(found: reach.Distance, says: Speech) -> tuple[str, ...]:
    none = place_wording.no_line(found.told, says)
    nothing = says.say("Russia would hold no ground")
    measured = found.reach
    told = ((measured.before, none), (measured.after, none), (measured.russia, nothing))
    return (
        name_wording.called(found.city, says),
        *(_km(km, says) if km else otherwise for km, otherwise in told),
    )


def _km(km: Quantity, says: Speech) -> str:
    shown = says.quantity(place_wording.outward(km), "")
    return says.say("{distance} behind the line", distance=shown) if km.value < 0 else shown
