"""What is said of a spot, of the belt's towns and of distances, in English and Ukrainian."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from explorer.language import Speech, message
from explorer.layers.baselines import OCCUPIED_2022, START_OF_INVASION
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place
from explorer.quantity import Quantity, exactly
from explorer.results.parcels import Told
from explorer.results.place import BELT, Extent, Spot
from explorer.results.report import Report
from explorer.scenarios.rules import Selection
from explorer.wording import names as name_wording
from explorer.wording import report as report_wording
from explorer.wording import sketch as sketch_wording

UNDER_THE_SCENARIO = message("Under the scenario")
HOLDER_ON = message("Holder on {day}")
# Nearer than that, water makes no difference worth a line.
_ACROSS_WATER_KM = 0.1


class Item(NamedTuple):
    """
    Something that is known of a spot.

    Attributes
    ----------
    label
        What it is.
    value
        A word, or a number with unit and interval.
    note
        Its denominator, or what else is to be known; may be empty.
    """

    label: str
    value: str
    note: str = ""


def items(report: Report, spot: Spot, says: Speech) -> Iterator[Item]:
    """
    Say what is known of a spot.

    Parameters
    ----------
    report
        What a scenario comes to.
    spot
        The place.
    says
        The language.

    Yields
    ------
    item
        Holders, ground, distances, the nearest settlement, the fortress belt.
    """
    told = spot.told
    day = says.day(report.baseline.date)
    yield Item(says.say(HOLDER_ON, day=day), says.say(report_wording.HOLDERS[told.fate.before]))
    yield Item(says.say(UNDER_THE_SCENARIO), after(told, says), _unsure(report, told, says))
    yield _ground(says.say("Ground of the oblast with the same fate"), spot.alike, says)
    piece = ", ".join(_bounds(spot, says))
    yield _ground(says.say("Of it, the piece here"), spot.piece, says, f"{piece}. ")
    yield from _distances(spot, says)
    km = says.length(exactly(spot.nearest_km))
    near = "" if spot.at_settlement else says.say("{distance} away", distance=km)
    yield Item(says.say("Nearest settlement"), _with_residents(spot.nearest, says), near)
    within = _INSIDE_BELT if spot.in_belt else _OUTSIDE_BELT
    yield Item(says.say("Fortress belt"), says.say(within))


_INSIDE_BELT = message("inside its corridor")
_OUTSIDE_BELT = message("outside its corridor")


def after(told: Told, says: Speech) -> str:
    """
    Say who would hold a point, and under what status.

    Parameters
    ----------
    told
        What becomes of it.
    says
        The language.

    Returns
    -------
    text
        For example `Neutral zone, demilitarised`.
    """
    holder = says.say(report_wording.HOLDERS[told.fate.after])
    return ", ".join(
        [holder, *(says.say(report_wording.STATUSES[each]) for each in told.fate.statuses)]
    )


def _unsure(report: Report, told: Told, says: Speech) -> str:
    if told.sure:
        return ""
    return says.say(
        "within the line's accuracy: another holder or status where the line is moved by {shift}",
        shift=says.length(exactly(report.shift_km)),
    )


def _ground(label: str, found: Extent, says: Speech, before: str = "") -> Item:
    share = says.say("{share} of the oblast", share=says.percent(found.share_pct))
    note = f"{before}{share}; {', '.join(_people(found, says))}"
    return Item(label, says.area(found.area), note)


def _people(found: Extent, says: Speech) -> Iterator[str]:
    number, interval = says.number(found.settlements.value), says.interval(found.settlements, 0)
    told = says.count("{n} settlement", "{n} settlements", found.settlements.value, n=number)
    yield f"{told} ({interval})" if interval else told
    interval = says.interval(found.residents, 0)
    told = _residents(found.residents.value, says)
    yield f"{told} ({interval})" if interval else told


def _residents(number: float, says: Speech) -> str:
    return says.count("{n} resident", "{n} residents", number, n=says.number(number))


def _bounds(spot: Spot, says: Speech) -> Iterator[str]:
    """Say what sets a piece apart: its side of the line, its depth, its layers."""
    return selected(spot.selection, says)


def selected(select: Selection, says: Speech) -> Iterator[str]:
    """
    Say what a selection asks for beside the oblast.

    Parameters
    ----------
    select
        Of a rule.
    says
        The language.

    Yields
    ------
    words
        Its side of the line of contact, its depth, the layers that it lies in.
    """
    side = {"russia": _RUSSIAN_SIDE, "ukraine": _UKRAINIAN_SIDE, None: ""}[select.held_by]
    if side:
        yield says.say(side)
    bounds = {"near": select.beyond_km, "far": select.within_km}
    lengths = {name: name_wording.depth(km, says) for name, km in bounds.items() if km}
    if lengths:
        yield says.say(_DEPTHS[tuple(lengths)], **lengths)
    for layer in select.inside:
        if layer in _LAYERS:
            yield says.say(_LAYERS[layer], day=says.day(START_OF_INVASION))
        else:
            yield says.say(_SKETCH, name=sketch_wording.label(layer, says))


_UKRAINIAN_SIDE = message("Ukraine's side of the line of contact")
_RUSSIAN_SIDE = message("Russia's side of the line of contact")
_DEPTHS: Mapping[tuple[str, ...], str] = {
    ("far",): message("up to {far} from it"),
    ("near", "far"): message("{near} to {far} from it"),
    ("near",): message("more than {near} from it"),
}
_LAYERS: Mapping[str, str] = {
    BELT: message("in the fortress belt's corridor"),
    OCCUPIED_2022: message("held by Russia on {day} already"),
}
_SKETCH = message("in what you drew: {name}")


def _distances(spot: Spot, says: Speech) -> Iterator[Item]:
    contact, before, ends = spot.distances.contact, spot.distances.before, spot.distances.after
    side = says.say(_ON_RUSSIAS_SIDE if contact.value < 0 else _ON_UKRAINES_SIDE)
    yield Item(says.say("From the line of contact"), says.length(outward(contact)), side)
    if before and abs(abs(before.value) - abs(contact.value)) > _ACROSS_WATER_KM:
        label = _RUSSIAN_GROUND if before.value >= 0 else _UKRAINIAN_GROUND
        across = says.say("as the crow flies, over water too")
        yield Item(says.say(label), says.length(outward(before)), across)
    label = says.say("From where Ukrainian-held ground would end")
    if ends is None:
        yield Item(label, no_line(spot.told, says))
        return
    inside = _BEHIND if ends.value < 0 else _AHEAD
    yield Item(label, says.length(outward(ends)), says.say(inside))


_ON_UKRAINES_SIDE = message("on Ukraine's side")
_ON_RUSSIAS_SIDE = message("on Russia's side")
_RUSSIAN_GROUND = message("From the nearest Russian-held ground")
_UKRAINIAN_GROUND = message("From the nearest Ukrainian-held ground")
_AHEAD = message("on ground that Ukraine would hold")
_BEHIND = message("on ground that Ukraine would not hold")


def outward(km: Quantity) -> Quantity:
    """
    Count a distance that is negative behind a line from that line on.

    Parameters
    ----------
    km
        In km, negative behind the line.

    Returns
    -------
    km
        In km, positive on the side on which the place lies.
    """
    return Quantity(-km.value, -km.high, -km.low) if km.value < 0 else km


def no_line(told: Told, says: Speech) -> str:
    """
    Say why Ukrainian-held ground would end nowhere inside the frame.

    Parameters
    ----------
    told
        What becomes of a place in it.
    says
        The language.

    Returns
    -------
    text
        That Ukraine would hold all ground, or none.
    """
    ours = told.fate.after == "ukraine"
    return says.say(_ALL_HELD if ours else _NONE_HELD)


_ALL_HELD = message("no such line: Ukraine would hold all ground")
_NONE_HELD = message("no such line: Ukraine would hold no ground")


def caveats(catalog: Catalog, spot: Spot, says: Speech) -> str:
    """
    Say what numbers of settlements and residents are worth.

    Parameters
    ----------
    catalog
        The layers.
    spot
        The place.
    says
        The language.

    Returns
    -------
    sentences
        Their source, that they are undated and incomplete, and how many are unknown.
    """
    told = [says.say(_CAVEAT, credit=catalog.resource("settlements").credit)]
    if missing := spot.alike.uncounted:
        told.append(
            says.count(
                "{n} settlement of that ground has no known residents and adds none.",
                "{n} settlements of that ground have no known residents and add none.",
                missing,
                n=says.number(missing),
            )
        )
    return " ".join(told)


_CAVEAT = message(
    "Settlements and residents: {credit}, undated, most numbers from before 2022, small villages "
    "missing; a settlement's centre decides where it counts."
)


def _with_residents(place: Place, says: Speech) -> str:
    if not place.residents:
        return says.say("{name}, residents unknown", name=name_wording.called(place, says))
    return f"{name_wording.called(place, says)}, {_residents(place.residents, says)}"


def name(spot: Spot, says: Speech) -> str:
    """
    Name a spot.

    Parameters
    ----------
    spot
        The place.
    says
        The language.

    Returns
    -------
    text
        The settlement whose centre it is, with the oblast; else the oblast.
    """
    if spot.at_settlement:
        return name_wording.full(spot.nearest, spot.unit, says)
    return name_wording.oblast(spot.unit, says)
