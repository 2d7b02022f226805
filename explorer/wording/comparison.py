"""What differs between two scenarios or two days, in English and Ukrainian."""

from collections.abc import Iterator, Mapping, Sequence

from explorer.geometry.split import TOLERANCE_KM
from explorer.language import Language, Speech, message, speech
from explorer.quantity import Quantity, exactly
from explorer.results.comparison import LEAST_KM2, Comparison
from explorer.scenarios.rules import Holder
from explorer.wording import provenance
from explorer.wording import report as report_wording

_SAME_DAY = message(
    "From “{first}” to “{second}”, {changes}; line of contact of {day} after {source}."
)
_SAME_SCENARIO = message(
    "From {before} to {after}, under “{first}”, {changes}; lines of contact after {source}."
)
_NEITHER = message(
    "From “{first}” on {before} to “{second}” on {after}, {changes}; lines of contact after "
    "{source}."
)
_LINE_MOVED = message(
    "Between {before} and {after} the line of contact moved: {changes}; lines of contact after "
    "{source}."
)
_LINE_STAYED = message(
    "Between {before} and {after} no ground changed hands; lines of contact after {source}."
)
_NOTHING = message("nothing changes: all ground keeps its holder and its status")
_STATUSES = message("no ground would change hands, but its status would differ: {statuses}")
_FIRST_GOES, _NEXT_GOES = message("{area} would be {way}"), message("{area} {way}")
_WAYS: Mapping[tuple[Holder, Holder], str] = {
    ("ukraine", "russia"): message("Russia's instead of Ukraine's"),
    ("russia", "ukraine"): message("Ukraine's instead of Russia's"),
    ("ukraine", "neutral"): message("a neutral zone instead of Ukraine's"),
    ("russia", "neutral"): message("a neutral zone instead of Russia's"),
    ("neutral", "ukraine"): message("Ukraine's instead of a neutral zone"),
    ("neutral", "russia"): message("Russia's instead of a neutral zone"),
}
_TOOK: Mapping[Holder, str] = {
    "russia": message("Russia took {area}"),
    "ukraine": message("Ukraine took {area}"),
}
_ALSO_TOOK: Mapping[Holder, str] = {
    "russia": message("{told} and Russia {area}"),
    "ukraine": message("{told} and Ukraine {area}"),
}
_NET: Mapping[Holder, str] = {
    "russia": message("Net, Russia ends up with {area} more."),
    "ukraine": message("Net, Ukraine ends up with {area} more."),
}
# Where more oblasts share a change, the table says it better.
_MOST_OBLASTS = 3
# Ending of an oblast's name in Ukrainian; Crimea and the two cities are none.
_OBLAST_UK = " область"


def sentence(found: Comparison, language: Language = "en") -> str:
    """
    Say what differs.

    Parameters
    ----------
    found
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        Plain text: each transfer with its interval, both titles, the days, their source. What the
        line of contact did between two days is told as it happened, from the earlier day on.
    """
    says = speech(language)
    first, second = found.first, found.second
    days = [first.baseline.date, second.baseline.date]
    if _only_the_line_differs(found):
        days.sort()
        template, changes = _LINE_MOVED if found.transfers else _LINE_STAYED, _taken(found, says)
    else:
        template, changes = _template(found), _changes(found, says)
    return says.say(
        template,
        first=first.scenario.title.in_language(language),
        second=second.scenario.title.in_language(language),
        before=says.day(days[0]),
        after=says.day(days[1]),
        day=says.day(days[0]),
        source=_and(_sources(found, says), says),
        changes=changes,
    )


def _sources(found: Comparison, says: Speech) -> list[str]:
    sides = (found.first, found.second)
    return list(dict.fromkeys(says.say(side.baseline.source) for side in sides))


def _only_the_line_differs(found: Comparison) -> bool:
    """Tell whether both scenarios leave the ground of two days as it was held."""
    sides = (found.first, found.second)
    as_held = not any(side.moves or side.statuses for side in sides)
    return as_held and found.first.baseline.date != found.second.baseline.date


def _goes_back(found: Comparison) -> bool:
    return found.first.baseline.date > found.second.baseline.date


def _taken(found: Comparison, says: Speech) -> str:
    told = ""
    for (giver, taker), area in found.transfers.items():
        holder = giver if _goes_back(found) else taker
        words = (_ALSO_TOOK if told else _TOOK)[holder]
        told = says.say(words, told=told, area=says.area(area))
    return told


def _template(found: Comparison) -> str:
    if found.first.baseline.date == found.second.baseline.date:
        return _SAME_DAY
    return _SAME_SCENARIO if found.first.scenario == found.second.scenario else _NEITHER


def _changes(found: Comparison, says: Speech) -> str:
    told = [
        says.say(
            _NEXT_GOES if place else _FIRST_GOES, area=says.area(area), way=says.say(_WAYS[way])
        )
        for place, (way, area) in enumerate(found.transfers.items())
    ]
    if told:
        return ", ".join([*told, *_where(found, says)])
    statuses = ", ".join(_statuses(found, says))
    return says.say(_STATUSES, statuses=statuses) if statuses else says.say(_NOTHING)


def _where(found: Comparison, says: Speech) -> Iterator[str]:
    """Name the oblasts, where they are few and all that changes hands lies in them."""
    units = list(dict.fromkeys(row.unit for row in found.rows))
    if len(units) > _MOST_OBLASTS or not all(u.name_uk.endswith(_OBLAST_UK) for u in units):
        return
    names = [u.name_uk if says.language == "uk" else u.name.removesuffix(" oblast") for u in units]
    yield says.count(
        "all of it in {names} oblast",
        "all of it in {names} oblasts",
        len(names),
        names=_and(names, says),
    )


def _and(told: Sequence[str], says: Speech) -> str:
    *rest, last = told
    return says.say("{names} and {last}", names=", ".join(rest), last=last) if rest else last


def details(found: Comparison, language: Language = "en") -> tuple[str, ...]:
    """
    Say what the first sentence leaves out.

    Parameters
    ----------
    found
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        What remains where ground goes both ways between Ukraine and Russia, and what ground has a
        status on one side only; none of them where the first sentence says it all.
    """
    says = speech(language)
    told = []
    if {("ukraine", "russia"), ("russia", "ukraine")} <= found.transfers.keys():
        told.append(_net(found, says))
    if found.transfers and found.statuses:
        statuses = ", ".join(_statuses(found, says))
        told.append(says.say("Statuses would differ: {statuses}.", statuses=statuses))
    return tuple(told)


def _net(found: Comparison, says: Speech) -> str:
    back = _only_the_line_differs(found) and _goes_back(found)
    gains = {holder: found.gain(holder) for holder in _NET}
    if back:
        gains = {holder: _turned(area) for holder, area in gains.items()}
    holder = max(gains, key=lambda each: gains[each].value)
    return says.say(_NET[holder], area=says.area(gains[holder]))


def _turned(area: Quantity) -> Quantity:
    return Quantity(-area.value, -area.high, -area.low)


def _statuses(found: Comparison, says: Speech) -> Iterator[str]:
    areas = (
        [(each.status, each.only_first) for each in found.statuses],
        [(each.status, each.only_second) for each in found.statuses],
    )
    for side, rows in zip(titles(found, says.language), areas, strict=True):
        # ground is named once, with all that holds there
        grounds: dict[str, list[str]] = {}
        for status, area in rows:
            if area.value > LEAST_KM2:
                grounds.setdefault(says.area(area), []).append(
                    says.say(report_wording.STATUSES[status])
                )
        told = [f"{ground} {_and(names, says)}" for ground, names in grounds.items()]
        if told:
            yield says.say("only under “{side}” {grounds}", side=side, grounds=", ".join(told))


def titles(found: Comparison, language: Language = "en") -> tuple[str, str]:
    """
    Name both sides.

    Parameters
    ----------
    found
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    first, second
        Their scenarios' titles, with the day where the days differ.
    """
    says, sides = speech(language), (found.first, found.second)
    first, second = (side.scenario.title.in_language(language) for side in sides)
    if found.first.baseline == found.second.baseline:
        return first, second
    days = (says.short_day(side.baseline.date) for side in sides)
    return f"{first}, {next(days)}", f"{second}, {next(days)}"


def source_line(found: Comparison, language: Language = "en") -> str:
    """
    Say where a comparison's numbers come from.

    Parameters
    ----------
    found
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        Each line of contact with its date and credit, borders, how areas were measured,
        denominators.
    """
    says, start = speech(language), found.first.baseline
    last = provenance.source_line(found.second, language)
    if start == found.second.baseline:
        return last
    first = says.say(
        "Line of contact of {day}: {credit}.",
        day=says.day(start.date),
        credit=says.say(start.credit),
    )
    return f"{first} {last}"


def interval_line(found: Comparison, language: Language = "en") -> str:
    """
    Say what the intervals stand for.

    Parameters
    ----------
    found
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        How far the lines were moved, together or apart, and that this is an assumption.
    """
    says, starts = speech(language), (found.first.baseline, found.second.baseline)
    if starts[0] == starts[1]:
        return provenance.interval_line(found.first, language)
    shifts = dict.fromkeys(says.length(exactly(start.accuracy_km)) for start in starts)
    return says.say(
        _TOGETHER if starts[0].source == starts[1].source else _APART,
        shifts=_and(list(shifts), says),
        tolerance=says.quantity(exactly(TOLERANCE_KM), says.say("km"), 0),
    )


_TOGETHER = message(
    "Figures in brackets: both lines of contact, which have one source, moved together to each "
    "side, by {shifts}, an assumption and not a margin of error. Each line is generalised to "
    "{tolerance} by itself, so that a small move to and fro may be the drawing's."
)
_APART = message(
    "Figures in brackets: each line of contact moved to each side by itself, by {shifts}, in every "
    "combination, since their sources differ; an assumption and not a margin of error."
)
