"""Terrain: what a scenario means on the ground, as HTML: the fortress belt, and distances."""

from html import escape

from explorer.app.page import markup
from explorer.language import Speech, _
from explorer.layers.catalog import Catalog
from explorer.quantity import Quantity, exactly
from explorer.results import belt as belts
from explorer.results.distances import City, cities, has_neutral_ground
from explorer.results.place import BELT
from explorer.results.report import Report
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording
from explorer.wording import report as report_wording
from explorer.wording.place import HOLDER_ON, UNDER_THE_SCENARIO


def belt(catalog: Catalog, report: Report, speech: Speech) -> str:
    """
    Write who would hold the fortress belt, along its axis and town by town.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    speech
        The language.

    Returns
    -------
    html
        A heading, a sentence and two tables.
    """
    belt = belts.find(catalog, report)
    length = speech.length(exactly(belt.length_km))
    axis = speech.gettext("Its axis of {length}, by holder before and after", length=length)
    heads = [speech.gettext(head) for head in _STRETCH_HEADS]
    stretches = [_stretch(each, speech) for each in belt.stretches]
    day = speech.day(report.baseline.date)
    columns = [
        speech.gettext("Town"),
        speech.gettext(HOLDER_ON, day=day),
        speech.gettext(UNDER_THE_SCENARIO),
        speech.gettext("Residents"),
    ]
    towns = [_town(each, speech) for each in belt.towns]
    note = speech.gettext(
        _ABOUT_BELT,
        credit=speech.gettext(catalog.resource(BELT).credit),
        source=catalog.resource("settlements").credit,
        shift=speech.length(exactly(report.shift_km)),
    )
    return (
        f"<h2>{escape(speech.gettext('Fortress belt'))}</h2>"
        f"<p>{escape(_changes(belt, speech))}</p>"
        f"{markup.table(axis, heads, stretches, words=2)}"
        f"{markup.table(speech.gettext('Its towns, from north to south'), columns, towns, words=3)}"
        f'<p class="source">{escape(note)}</p>'
    )


_STRETCH_HEADS = (
    _("From"),
    _("To"),
    _("Length, km"),
    _("Interval, km"),
    _("Share of the axis"),
)
_ABOUT_BELT = _(
    "Belt: {credit}. Residents: {source}, undated. Of a town its centre decides; unsure: another "
    "holder or status where the line of contact is moved by {shift}."
)


def _stretch(each: belts.Stretch, speech: Speech) -> tuple[str, ...]:
    return (
        speech.gettext(report_wording.HOLDERS[each.before]),
        speech.gettext(report_wording.HOLDERS[each.after]),
        speech.value(each.length),
        speech.interval(each.length),
        speech.percent(each.share_pct),
    )


def _town(town: belts.Town, speech: Speech) -> tuple[str, ...]:
    after = place_wording.after(town.fate, speech)
    return (
        name_wording.called(town.place, speech),
        speech.gettext(report_wording.HOLDERS[town.fate.disposition.before]),
        place_wording.if_unsure(town.fate, after, speech),
        speech.number(town.place.residents),
    )


def _changes(belt: belts.Belt, speech: Speech) -> str:
    moving = [town.place for town in belt.towns if town.fate.changes_hands]
    if not moving:
        return speech.gettext("The centre of none of its towns would change hands.")
    return speech.gettext(
        "Of its {all} towns, the centres of {n} would change hands: {towns}.",
        n=speech.number(len(moving)),
        all=speech.number(len(belt.towns)),
        towns=", ".join(name_wording.called(place, speech) for place in moving),
    )


def distances(catalog: Catalog, report: Report, speech: Speech) -> str:
    """
    Write the distances of five cities from the edge of Ukrainian-held ground, before and after.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    speech
        The language.

    Returns
    -------
    html
        A heading and a table.
    """
    neutral, day = has_neutral_ground(report), speech.day(report.baseline.date)
    heads = [
        speech.gettext("City"),
        speech.gettext("On {day}, km", day=day),
        speech.gettext("Under the scenario, km"),
        *([speech.gettext("From ground that Russia would hold, km")] if neutral else []),
    ]
    rows = [_from_city(city, speech)[: len(heads)] for city in cities(catalog, report)]
    settlements = catalog.resource("settlements")
    note = speech.gettext(
        _ABOUT_DISTANCES,
        day=day,
        source=speech.gettext(report.baseline.source),
        places=settlements.credit,
        accuracy=name_wording.depth(settlements.accuracy_km or 0.0, speech),
    )
    caption = speech.gettext(
        "From a city's centre to the nearest ground that Ukraine does not hold"
    )
    return (
        f"<h2>{escape(speech.gettext('Distances from the line'))}</h2>"
        f"{markup.table(caption, heads, rows, words=1)}"
        f'<p class="source">{escape(note)}</p>'
    )


_ABOUT_DISTANCES = _(
    "As the crow flies, over water too, on the WGS84 ellipsoid, with the line of contact of {day} "
    "({source}). In brackets: 80 % intervals of the line's error at a point; nothing where the "
    "nearest ground begins at a coast or an oblast's border. Recognised borders do not count as "
    "a line. Centres: {places}, good to about {accuracy}."
)


def _from_city(city: City, speech: Speech) -> tuple[str, ...]:
    none = place_wording.no_line(city.fate, speech)
    nothing = speech.gettext("Russia would hold no ground")
    km = city.distances
    columns = ((km.before, none), (km.after, none), (km.russia, nothing))
    return (
        name_wording.called(city.place, speech),
        *(_km(distance, speech) if distance else otherwise for distance, otherwise in columns),
    )


def _km(km: Quantity, speech: Speech) -> str:
    shown = str(speech.written(place_wording.outward(km)))
    return speech.gettext("{distance} behind the line", distance=shown) if km.value < 0 else shown
