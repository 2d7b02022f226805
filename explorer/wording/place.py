"""What is said of a spot, of the belt's towns and of distances, in English and Ukrainian."""

from collections.abc import Iterator, Mapping

from explorer.language import Speech, Written, _
from explorer.layers.baselines import OCCUPIED_2022, START_OF_INVASION
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place
from explorer.quantity import Quantity, exactly
from explorer.results.parcels import PointFate
from explorer.results.place import BELT, Extent, Spot
from explorer.results.report import Report
from explorer.scenarios.rules import Holder, Selection
from explorer.wording import names as name_wording
from explorer.wording import report as report_wording
from explorer.wording import sketch as sketch_wording
from explorer.wording.facts import Fact

UNDER_THE_SCENARIO = _("Under the scenario")
HOLDER_ON = _("Holder on {day}")
# Nearer than that, water makes no difference worth a line.
_ACROSS_WATER_KM = 0.1


def facts(report: Report, spot: Spot, speech: Speech) -> Iterator[Fact]:
    """
    List what is known of a spot.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    spot
        The place.
    speech
        The language.

    Yields
    ------
    fact
        Holders, ground, distances, the nearest settlement, the fortress belt.
    """
    fate = spot.fate
    day = speech.day(report.baseline.date)
    yield Fact("before", speech.gettext(HOLDER_ON, day=day), _before(spot, speech))
    label, unsure = speech.gettext(UNDER_THE_SCENARIO), _unsure(report, fate, speech)
    yield Fact("after", label, after(fate, speech), note=unsure)
    label = speech.gettext("Ground of the oblast with the same fate")
    yield _ground("alike", label, spot.alike, speech)
    label, bounds = speech.gettext("Of it, the piece here"), ", ".join(_bounds(spot, speech))
    yield _ground("piece", label, spot.piece, speech, f"{bounds}. ")
    yield from _distances(spot, speech)
    km = speech.length(exactly(spot.nearest_km))
    near = "" if spot.at_settlement else speech.gettext("{distance} away", distance=km)
    nearest = _with_residents(spot.nearest, speech)
    yield Fact("nearest", speech.gettext("Nearest settlement"), nearest, note=near)
    within = _INSIDE_BELT if spot.in_belt else _OUTSIDE_BELT
    yield Fact("belt", speech.gettext("Fortress belt"), speech.gettext(within))


_INSIDE_BELT = _("inside its corridor")
_OUTSIDE_BELT = _("outside its corridor")


def _before(spot: Spot, speech: Speech) -> str:
    holder = speech.gettext(report_wording.HOLDERS[spot.fate.disposition.before])
    return f"{holder}; {speech.gettext(_CONTESTED)}" if spot.selection.contested else holder


def whole(report: Report, code: str, speech: Speech) -> Iterator[Fact]:
    """
    List who holds how much of an oblast before and after.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    code
        ISO 3166-2 code of the oblast.
    speech
        The language.

    Yields
    ------
    fact
        Area in km² with its interval and its share of the oblast, for each pair of holders.
    """
    for row in report.rows:
        if row.oblast == code:
            label = _course(row.giver, row.taker, speech)
            share = speech.gettext("{share} of the oblast", share=speech.percent(row.share_pct))
            note = report_wording.with_contested(share, row.contested, speech)
            yield Fact(f"{row.giver}-{row.taker}", label, *speech.written(row.area, "km²"), note)


def _course(before: Holder, after: Holder, speech: Speech) -> str:
    holders = [speech.gettext(report_wording.HOLDERS[each]) for each in (before, after)]
    if before == after:
        return speech.gettext("{holder}, as before", holder=holders[0])
    return " → ".join(holders)


def after(fate: PointFate, speech: Speech) -> str:
    """
    Say who would hold a point, and under what status.

    Parameters
    ----------
    fate
        What becomes of it.
    speech
        The language.

    Returns
    -------
    text
        For example `Neutral zone, demilitarised`.
    """
    holder = speech.gettext(report_wording.HOLDERS[fate.disposition.after])
    return ", ".join(
        [
            holder,
            *(speech.gettext(report_wording.STATUSES[each]) for each in fate.disposition.statuses),
        ]
    )


def if_unsure(fate: PointFate, text: str, speech: Speech) -> str:
    """
    Mark what is said of a point where the line's accuracy does not let one tell.

    Parameters
    ----------
    fate
        What becomes of the point.
    text
        What is said.
    speech
        The language.

    Returns
    -------
    text
        The same, followed by "(unsure)" unless every position of the line agrees.
    """
    return text if fate.certain else speech.gettext("{what} (unsure)", what=text)


def _unsure(report: Report, fate: PointFate, speech: Speech) -> str:
    if fate.certain:
        return ""
    return speech.gettext(
        "within the line's accuracy: another holder or status where the line is moved by {shift}",
        shift=speech.length(exactly(report.shift_km)),
    )


def _ground(key: str, label: str, extent: Extent, speech: Speech, before: str = "") -> Fact:
    share = speech.gettext("{share} of the oblast", share=speech.percent(extent.share_pct))
    if extent.contested and extent.contested.value < extent.area.value:
        share = report_wording.with_contested(share, extent.contested, speech)
    note = f"{before}{share}; {', '.join(_people(extent, speech))}"
    return Fact(key, label, *speech.written(extent.area, "km²"), note)


def _people(extent: Extent, speech: Speech) -> Iterator[str]:
    number, interval = speech.written(extent.settlements, digits=0)
    settlements = speech.ngettext(
        "{n} settlement", "{n} settlements", extent.settlements.value, n=number
    )
    yield str(Written(settlements, interval))
    residents = _residents(extent.residents.value, speech)
    yield str(Written(residents, speech.interval(extent.residents, 0)))


def _residents(number: float, speech: Speech) -> str:
    return speech.ngettext("{n} resident", "{n} residents", number, n=speech.number(number))


def _bounds(spot: Spot, speech: Speech) -> Iterator[str]:
    """Say what sets a piece apart: its side of the line, its depth, its layers."""
    return selected(spot.selection, speech)


def selected(select: Selection, speech: Speech) -> Iterator[str]:
    """
    Say what a selection asks for beside the oblast.

    Parameters
    ----------
    select
        Of a rule.
    speech
        The language.

    Yields
    ------
    words
        Its side of the line of contact, its depth, the layers that it lies in.
    """
    side = {"russia": _RUSSIAN_SIDE, "ukraine": _UKRAINIAN_SIDE, None: ""}[select.held_by]
    if side:
        yield speech.gettext(side)
    bounds = {"near": select.beyond_km, "far": select.within_km}
    lengths = {name: name_wording.depth(km, speech) for name, km in bounds.items() if km}
    if lengths:
        yield speech.gettext(_DEPTHS[tuple(lengths)], **lengths)
    if select.contested is not None:
        yield speech.gettext(_CONTESTED if select.contested else _NOT_CONTESTED)
    for layer in select.inside:
        if layer in _LAYERS:
            yield speech.gettext(_LAYERS[layer], day=speech.day(START_OF_INVASION))
        else:
            yield speech.gettext(_SKETCH, name=sketch_wording.label(layer, speech))


_UKRAINIAN_SIDE = _("Ukraine's side of the line of contact")
_RUSSIAN_SIDE = _("Russia's side of the line of contact")
_DEPTHS: Mapping[tuple[str, ...], str] = {
    ("far",): _("up to {far} from it"),
    ("near", "far"): _("{near} to {far} from it"),
    ("near",): _("more than {near} from it"),
}
_CONTESTED = _("contested: neither side controls it")
_NOT_CONTESTED = _("not contested")
_LAYERS: Mapping[str, str] = {
    BELT: _("in the fortress belt's corridor"),
    OCCUPIED_2022: _("held by Russia on {day} already"),
}
_SKETCH = _("in what you drew: {name}")


def _distances(spot: Spot, speech: Speech) -> Iterator[Fact]:
    contact, before, ends = spot.distances.contact, spot.distances.before, spot.distances.after
    side = speech.gettext(_ON_RUSSIAS_SIDE if contact.value < 0 else _ON_UKRAINES_SIDE)
    yield _distance("contact", speech.gettext("From the line of contact"), contact, speech, side)
    if before and abs(abs(before.value) - abs(contact.value)) > _ACROSS_WATER_KM:
        label = _RUSSIAN_GROUND if before.value >= 0 else _UKRAINIAN_GROUND
        across = speech.gettext("as the crow flies, over water too")
        yield _distance("held", speech.gettext(label), before, speech, across)
    label = speech.gettext("From where Ukrainian-held ground would end")
    if ends is None:
        yield Fact("end", label, no_line(spot.fate, speech))
        return
    inside = _BEHIND if ends.value < 0 else _AHEAD
    yield _distance("end", label, ends, speech, speech.gettext(inside))


def _distance(key: str, label: str, km: Quantity, speech: Speech, note: str) -> Fact:
    return Fact(key, label, *speech.written(outward(km), "km"), note)


_ON_UKRAINES_SIDE = _("on Ukraine's side")
_ON_RUSSIAS_SIDE = _("on Russia's side")
_RUSSIAN_GROUND = _("From the nearest Russian-held ground")
_UKRAINIAN_GROUND = _("From the nearest Ukrainian-held ground")
_AHEAD = _("on ground that Ukraine would hold")
_BEHIND = _("on ground that Ukraine would not hold")


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
    return -km if km.value < 0 else km


def no_line(fate: PointFate, speech: Speech) -> str:
    """
    Say why Ukrainian-held ground would end nowhere inside the frame.

    Parameters
    ----------
    fate
        What becomes of a place in it.
    speech
        The language.

    Returns
    -------
    text
        That Ukraine would hold all ground, or none.
    """
    ours = fate.disposition.after == "ukraine"
    return speech.gettext(_ALL_HELD if ours else _NONE_HELD)


_ALL_HELD = _("no such line: Ukraine would hold all ground")
_NONE_HELD = _("no such line: Ukraine would hold no ground")


def caveats(catalog: Catalog, spot: Spot, speech: Speech) -> str:
    """
    Say what numbers of settlements and residents are worth.

    Parameters
    ----------
    catalog
        The layers.
    spot
        The place.
    speech
        The language.

    Returns
    -------
    sentences
        Their source, that they are undated and incomplete, and how many are unknown.
    """
    sentences = [speech.gettext(_CAVEAT, credit=catalog.resource("settlements").credit)]
    if missing := spot.alike.uncounted:
        sentences.append(
            speech.ngettext(
                "{n} settlement of that ground has no known residents and adds none.",
                "{n} settlements of that ground have no known residents and add none.",
                missing,
                n=speech.number(missing),
            )
        )
    return " ".join(sentences)


_CAVEAT = _(
    "Settlements of 500 residents and more, and their residents: {credit}, undated, most numbers "
    "from before 2022; a settlement's centre decides where it counts."
)


def _with_residents(place: Place, speech: Speech) -> str:
    if not place.residents:
        return speech.gettext("{name}, residents unknown", name=name_wording.called(place, speech))
    return f"{name_wording.called(place, speech)}, {_residents(place.residents, speech)}"


def name(spot: Spot, speech: Speech) -> str:
    """
    Name a spot.

    Parameters
    ----------
    spot
        The place.
    speech
        The language.

    Returns
    -------
    text
        The settlement whose centre it is, with the oblast; else the oblast.
    """
    if spot.at_settlement:
        return name_wording.full(spot.nearest, spot.unit, speech)
    return name_wording.oblast(spot.unit, speech)
