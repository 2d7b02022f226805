"""Details: what is known of a place, the fortress belt, and distances, beside the map."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple

import streamlit as st

from explorer import belt as belts
from explorer import reach, wording
from explorer.app import markup
from explorer.app.choice import Choice
from explorer.baseline import START_OF_INVASION
from explorer.catalog import Catalog
from explorer.fate import Told
from explorer.gazetteer import Place, Unit, places, units
from explorer.language import Speech, message, speech
from explorer.report import Report
from explorer.rules import HOLDERS, Holder
from explorer.scenario import Language
from explorer.spot import BELT, Extent, Spot
from explorer.uncertainty import Quantity
from explorer.wording import exactly

Kind = Literal["oblast", "piece", "settlement"]
# What is handed over, the spot, to whom, and how many km around the spot's nearest settlement.
Flip = Callable[[Kind, Spot, Holder, float], None]
Key = int | str

# In `st.session_state`.
SEARCH, HOLDER, KM = "details-search", "details-holder", "details-km"
_LEAST_KM, _MOST_KM, _USUAL_KM = 1, 100, 10
# Nearer than that, water makes no difference worth a line.
_ACROSS_WATER_KM = 0.1


class _Item(NamedTuple):
    label: str
    value: str
    note: str = ""


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
    where = says.say("{latitude}° N, {longitude}° E", **_coordinates(spot, says))
    items = "".join(
        f"<div><dt>{escape(item.label)}</dt><dd>{escape(item.value)}"
        + (f"<small>{escape(item.note)}</small>" if item.note else "")
        + "</dd></div>"
        for item in _items(report, spot, says)
    )
    caveats = " ".join(_caveats(choice.catalog, spot, says))
    return (
        f'<section class="details" aria-live="polite"><h2>{escape(_name(spot, says))}</h2>'
        f'<p class="source">{escape(where)}</p><dl class="figures">{items}</dl>'
        f'<p class="source">{escape(caveats)}</p></section>'
    )


def _coordinates(spot: Spot | Place, says: Speech, digits: int = 3) -> dict[str, str]:
    return {
        "latitude": says.number(spot.latitude, digits),
        "longitude": says.number(spot.longitude, digits),
    }


def _name(spot: Spot, says: Speech) -> str:
    """Name the settlement that the spot is the centre of, else its oblast."""
    if spot.nearest_km:
        return oblast(spot.unit, says)
    return _in_oblast(spot.nearest, spot.unit, says)


def _items(report: Report, spot: Spot, says: Speech) -> Iterator[_Item]:
    told = spot.told
    day = says.day(report.baseline.date)
    yield _Item(says.say("Holder on {day}", day=day), says.say(wording.HOLDERS[told.fate.before]))
    yield _Item(says.say("Under the scenario"), _after(told, says), _unsure(report, told, says))
    yield _ground(says.say("Ground of the oblast with the same fate"), spot.alike, says)
    piece = ", ".join(_bounds(spot, says))
    yield _ground(says.say("Of it, the piece here"), spot.piece, says, f"{piece}. ")
    yield from _distances(spot, says)
    km = says.length(exactly(spot.nearest_km))
    near = says.say("{distance} away", distance=km) if spot.nearest_km else ""
    yield _Item(says.say("Nearest settlement"), _with_residents(spot.nearest, says), near)
    within = _INSIDE_BELT if spot.in_belt else _OUTSIDE_BELT
    yield _Item(says.say("Fortress belt"), says.say(within))


_INSIDE_BELT = message("inside its corridor, within 5 km of its axis")
_OUTSIDE_BELT = message("outside its corridor")


def _after(told: Told, says: Speech) -> str:
    holder = says.say(wording.HOLDERS[told.fate.after])
    return ", ".join([holder, *(says.say(wording.STATUSES[each]) for each in told.fate.statuses)])


def _unsure(report: Report, told: Told, says: Speech) -> str:
    if told.sure:
        return ""
    return says.say(
        "within the line's accuracy: another holder or status where the line is moved by {shift}",
        shift=says.length(exactly(report.shift_km)),
    )


def _ground(label: str, found: Extent, says: Speech, before: str = "") -> _Item:
    share = says.say("{share} of the oblast", share=says.percent(found.share_pct))
    return _Item(
        label, says.area(found.area), f"{before}{share}; {', '.join(_people(found, says))}"
    )


def _people(found: Extent, says: Speech) -> Iterator[str]:
    number, interval = says.number(found.settlements.value), says.interval(found.settlements, 0)
    told = says.count("{n} settlement", "{n} settlements", found.settlements.value, n=number)
    yield f"{told} ({interval})" if interval else told
    number, interval = says.number(found.residents.value), says.interval(found.residents, 0)
    told = says.count("{n} resident", "{n} residents", found.residents.value, n=number)
    yield f"{told} ({interval})" if interval else told


def _bounds(spot: Spot, says: Speech) -> Iterator[str]:
    """Say what sets a piece apart: its side of the line, its depth, its layers."""
    yield says.say(_SIDES[spot.selection.held_by or "ukraine"])
    near, far = spot.selection.beyond_km, spot.selection.within_km
    lengths = {name: says.length(exactly(km)) for name, km in (("near", near), ("far", far)) if km}
    if lengths:
        yield says.say(_DEPTHS[bool(near), bool(far)], **lengths)
    for layer in spot.layers:
        day = says.day(START_OF_INVASION)
        told = _LAYERS.get(layer, _SKETCH)
        yield says.say(told, day=day, name=layer)


_SIDES: Mapping[str, str] = {
    "ukraine": message("Ukraine's side of the line of contact"),
    "russia": message("Russia's side of the line of contact"),
}
_DEPTHS: Mapping[tuple[bool, bool], str] = {
    (False, True): message("up to {far} from it"),
    (True, True): message("{near} to {far} from it"),
    (True, False): message("more than {near} from it"),
}
_LAYERS: Mapping[str, str] = {
    BELT: message("in the fortress belt's corridor"),
    "occupied_2022": message("held by Russia on {day} already"),
}
_SKETCH = message("in the sketch “{name}”")


def _distances(spot: Spot, says: Speech) -> Iterator[_Item]:
    found = spot.reach
    contact = found.contact
    yield _Item(
        says.say("From the line of contact"), says.length(_outward(contact)), _side(contact, says)
    )
    before = found.before
    if before and abs(abs(before.value) - abs(contact.value)) > _ACROSS_WATER_KM:
        label = _RUSSIAN_GROUND if before.value >= 0 else _UKRAINIAN_GROUND
        across = says.say("as the crow flies, over water too")
        yield _Item(says.say(label), says.length(_outward(before)), across)
    after, label = found.after, says.say("From where Ukrainian-held ground would end")
    if after is None:
        yield _Item(label, _no_line(spot.told, says))
        return
    inside = says.say(_BEHIND) if after.value < 0 else says.say(_AHEAD)
    yield _Item(label, says.length(_outward(after)), inside)


_RUSSIAN_GROUND = message("From the nearest Russian-held ground")
_UKRAINIAN_GROUND = message("From the nearest Ukrainian-held ground")
_AHEAD = message("on ground that Ukraine would hold")
_BEHIND = message("on ground that Ukraine would not hold")


def _side(contact: Quantity, says: Speech) -> str:
    return says.say(_ON_SIDES["russia" if contact.value < 0 else "ukraine"])


_ON_SIDES: Mapping[str, str] = {
    "ukraine": message("on Ukraine's side"),
    "russia": message("on Russia's side"),
}


def _outward(km: Quantity) -> Quantity:
    """Count a distance that is negative behind a line from that line on."""
    return Quantity(-km.value, -km.high, -km.low) if km.value < 0 else km


def _no_line(told: Told, says: Speech) -> str:
    return says.say(_ALL_HELD if told.fate.after == "ukraine" else _NONE_HELD)


_ALL_HELD = message("no such line: Ukraine would hold all ground")
_NONE_HELD = message("no such line: Ukraine would hold no ground")


def _caveats(catalog: Catalog, spot: Spot, says: Speech) -> Iterator[str]:
    yield says.say(_CAVEAT, credit=says.say(catalog.resource("settlements").credit))
    if missing := spot.alike.uncounted:
        yield says.count(
            "{n} settlement of that ground has no known residents and counts for none.",
            "{n} settlements of that ground have no known residents and count for none.",
            missing,
            n=says.number(missing),
        )


_CAVEAT = message(
    "Settlements and residents: {credit}, undated, most numbers from before 2022, small villages "
    "missing; a settlement's centre decides where it counts."
)


def _with_residents(place: Place, says: Speech) -> str:
    if not place.residents:
        return says.say("{name}, residents unknown", name=_called(place, says))
    told = says.count(
        "{n} resident", "{n} residents", place.residents, n=says.number(place.residents)
    )
    return f"{_called(place, says)}, {told}"


def _called(place: Place, says: Speech) -> str:
    return place.name_uk if says.language == "uk" else place.name


def oblast(unit: Unit, says: Speech) -> str:
    """
    Name a first-level unit in full.

    Parameters
    ----------
    unit
        Its names.
    says
        The language.

    Returns
    -------
    name
        For example `Donetsk oblast`, but `Crimea`.
    """
    if says.language == "uk":
        return unit.name_uk
    is_oblast = unit.name_uk.endswith("область") and not unit.name.endswith("oblast")
    return f"{unit.name} oblast" if is_oblast else unit.name


def _in_oblast(place: Place, unit: Unit, says: Speech) -> str:
    # a city that is a unit of its own is not named twice
    if place.name_uk == unit.name_uk:
        return _called(place, says)
    return f"{_called(place, says)}, {oblast(unit, says)}"


def _offer(spot: Spot, says: Speech, on_flip: Flip) -> None:
    """Show the buttons that hand ground over, each saying to whom."""
    holder: Holder = st.segmented_control(
        says.say("Hand over to"),
        HOLDERS,
        format_func=lambda each: says.say(wording.HOLDERS[each]),
        default=None if HOLDER in st.session_state else _other(spot),
        required=True,
        key=HOLDER,
    ) or _other(spot)
    km = st.number_input(
        says.say("Radius around the settlement, km"),
        min_value=_LEAST_KM,
        max_value=_MOST_KM,
        value=_USUAL_KM,
        key=KM,
    )
    for kind, ground in _grounds(spot, km, says).items():
        st.button(
            says.say(_HANDS[holder], ground=ground),
            key=f"details-{kind}",
            on_click=on_flip,
            args=(kind, spot, holder, float(km)),
            disabled=kind == "piece" and spot.told.fate.after == holder,
        )
    st.html(f'<p class="source">{escape(says.say(_OWN_COPY))}</p>')


_OWN_COPY = message("What you hand over goes into a scenario of your own; the original stays.")


def _other(spot: Spot) -> Holder:
    return "russia" if spot.told.fate.after == "ukraine" else "ukraine"


def _grounds(spot: Spot, km: int, says: Speech) -> dict[Kind, str]:
    whole, piece = (says.area(exactly(each.area.value)) for each in (spot.whole, spot.piece))
    distance = says.length(exactly(km))
    return {
        "oblast": f"{oblast(spot.unit, says)} ({whole})",
        "piece": says.say("this piece ({area})", area=piece),
        "settlement": says.say(
            "{place} and {distance} around", place=_called(spot.nearest, says), distance=distance
        ),
    }


_HANDS: Mapping[Holder, str] = {
    "ukraine": message("Hand {ground} to Ukraine"),
    "russia": message("Hand {ground} to Russia"),
    "neutral": message("Make {ground} neutral"),
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
    labels = _labels(choice.catalog, choice.language)

    def picked() -> None:
        key = st.session_state[SEARCH]
        if on_pick and key is not None:
            on_pick(key)

    found: Key | None = st.selectbox(
        says.say("Find an oblast or a settlement"),
        tuple(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder=says.say("Type a name"),
        key=SEARCH,
        on_change=picked,
    )
    return found


@lru_cache(maxsize=8)
def _labels(catalog: Catalog, language: Language) -> Mapping[Key, str]:
    """Label the oblasts in the order of the alphabet, and the settlements, the largest first."""
    says, known = speech(language), units(catalog)
    wholes: dict[Key, str] = {
        code: says.say("{oblast}, as a whole", oblast=oblast(unit, says))
        for code, unit in known.items()
    }
    listed = sorted(places(catalog).values(), key=lambda each: (-each.residents, each.name))
    names = {each.identifier: _in_oblast(each, known[each.oblast], says) for each in listed}
    shared = _shared(names.values())
    labels: dict[Key, str] = dict(sorted(wholes.items(), key=lambda item: item[1]))
    for each in listed:
        name = names[each.identifier]
        where = says.say("{latitude}° N, {longitude}° E", **_coordinates(each, says))
        labels[each.identifier] = f"{name} ({where})" if name in shared else name
    return labels


def _shared(names: Iterable[str]) -> set[str]:
    """Find the names that occur more than once."""
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


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
    says = speech(choice.language)
    found = belts.find(choice.catalog, report)
    heads = [says.say(head) for head in _STRETCH_HEADS]
    rows = [
        (
            says.say(wording.HOLDERS[each.before]),
            says.say(wording.HOLDERS[each.after]),
            says.value(each.length),
            says.interval(each.length),
            says.percent(each.share_pct),
        )
        for each in found.stretches
    ]
    axis = says.say(
        "Its axis of {length}, by holder before and after",
        length=says.length(exactly(found.length_km)),
    )
    towns = [_town(each, says) for each in found.towns]
    columns = [says.say("Town"), *_before_after(report, says), says.say("Residents")]
    st.html(
        f"<h2>{escape(says.say('Fortress belt'))}</h2><p>{escape(_changes(found, says))}</p>"
        f"{markup.table(axis, heads, rows, words=2)}"
        f"{markup.table(says.say('Its towns, from north to south'), columns, towns, words=3)}"
        f'<p class="source">{escape(_about_belt(choice.catalog, says))}</p>'
    )


_STRETCH_HEADS = (
    message("From"),
    message("To"),
    message("Length, km"),
    message("Interval, km"),
    message("Share of the axis"),
)


def _before_after(report: Report, says: Speech) -> list[str]:
    return [
        says.say("Holder on {day}", day=says.day(report.baseline.date)),
        says.say("Under the scenario"),
    ]


def _town(town: belts.Town, says: Speech) -> tuple[str, ...]:
    after = _after(town.told, says)
    return (
        _called(town.place, says),
        says.say(wording.HOLDERS[town.told.fate.before]),
        after if town.told.sure else says.say("{holder} (unsure)", holder=after),
        says.number(town.place.residents),
    )


def _changes(found: belts.Belt, says: Speech) -> str:
    moving = [_called(town.place, says) for town in found.towns if town.told.changes_hands]
    if not moving:
        return says.say("The centre of none of its towns would change hands.")
    return says.say(
        "The centres of {n} of its {all} towns would change hands: {towns}.",
        n=says.number(len(moving)),
        all=says.number(len(found.towns)),
        towns=", ".join(moving),
    )


def _about_belt(catalog: Catalog, says: Speech) -> str:
    return says.say(
        "{credit}. Residents: {source}, undated. Of a town its centre decides; unsure: another "
        "holder or status where the line is moved by its accuracy.",
        credit=says.say(catalog.resource(BELT).credit),
        source=says.say(catalog.resource("settlements").credit),
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
    says = speech(choice.language)
    neutral = reach.has_neutral_ground(report)
    day = says.day(report.baseline.date)
    heads = [
        says.say("City"),
        says.say("On {day}, km", day=day),
        says.say("Under the scenario, km"),
        *([says.say("From ground that Russia would hold, km")] if neutral else []),
    ]
    rows = [
        _from_city(found, says, neutral=neutral)
        for found in reach.distances(choice.catalog, report)
    ]
    caption = says.say("From a city's centre to the nearest ground that Ukraine does not hold")
    st.html(
        f"<h2>{escape(says.say('Distances from the line'))}</h2>"
        f"{markup.table(caption, heads, rows, words=1)}"
        f'<p class="source">{escape(_about_distances(choice.catalog, report, says))}</p>'
    )


def _from_city(found: reach.Distance, says: Speech, *, neutral: bool) -> tuple[str, ...]:
    measured = found.reach
    told = [_km(measured.before, found.told, says), _km(measured.after, found.told, says)]
    if neutral:
        told.append(_km(measured.russia, found.told, says))
    return (_called(found.city, says), *told)


def _km(km: Quantity | None, told: Told, says: Speech) -> str:
    if km is None:
        return _no_line(told, says)
    shown = says.quantity(_outward(km), "")
    return says.say("{distance} behind the line", distance=shown) if km.value < 0 else shown


def _about_distances(catalog: Catalog, report: Report, says: Speech) -> str:
    return says.say(
        "As the crow flies, over water too, on the WGS84 ellipsoid, with the line of contact of "
        "{day} ({source}). In brackets: the line moved by {shift} to each side; none where the "
        "nearest ground is a coast or an oblast's border. Recognised borders do not count as a "
        "line. Centres: {places}, good to about {accuracy}.",
        day=says.day(report.baseline.date),
        source=says.say(report.baseline.source),
        shift=says.length(exactly(report.shift_km)),
        places=says.say(catalog.resource("settlements").credit),
        accuracy=says.length(exactly(catalog.resource("settlements").accuracy_km or 0.0)),
    )
