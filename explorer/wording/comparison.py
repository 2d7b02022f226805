"""What differs between two scenarios or two days, in English and Ukrainian."""

from collections.abc import Iterator, Mapping, Sequence

from explorer.geometry.split import TOLERANCE_KM
from explorer.language import Language, Speech, _, speech_in
from explorer.layers import baselines
from explorer.quantity import Quantity, exactly
from explorer.results import disagreement
from explorer.results.comparison import LEAST_KM2, Comparison
from explorer.scenarios.rules import Holder
from explorer.wording import age, provenance
from explorer.wording import report as report_wording

_SAME_DAY = _("From “{first}” to “{second}”, {changes}; line of contact of {day} after {source}.")
_SAME_SCENARIO = _(
    "From {before} to {after}, under “{first}”, {changes}; lines of contact after {source}."
)
_NEITHER = _(
    "From “{first}” on {before} to “{second}” on {after}, {changes}; lines of contact after "
    "{source}."
)
_LINE_MOVED = _(
    "Between {before} and {after} the line of contact moved: {changes}; lines of contact after "
    "{source}."
)
_LINE_STAYED = _(
    "Between {before} and {after} no ground changed hands; lines of contact after {source}."
)
_SOURCES_DIFFER = _(
    "On {day} {first} and {second} disagree on {area}: {only_first} is held by Ukraine after "
    "{first} only, {only_second} after {second} only."
)
_SOURCES_AGREE = _("On {day} {first} and {second} agree on all ground.")
_NOTHING = _("nothing changes: all ground keeps its holder and its status")
_STATUSES = _("no ground would change hands, but its status would differ: {statuses}")
_FIRST_GOES, _NEXT_GOES = _("{area} would be {way}"), _("{area} {way}")
_WAYS: Mapping[tuple[Holder, Holder], str] = {
    ("ukraine", "russia"): _("Russia's instead of Ukraine's"),
    ("russia", "ukraine"): _("Ukraine's instead of Russia's"),
    ("ukraine", "neutral"): _("a neutral zone instead of Ukraine's"),
    ("russia", "neutral"): _("a neutral zone instead of Russia's"),
    ("neutral", "ukraine"): _("Ukraine's instead of a neutral zone"),
    ("neutral", "russia"): _("Russia's instead of a neutral zone"),
}
_TOOK: Mapping[Holder, str] = {
    "russia": _("Russia took {area}"),
    "ukraine": _("Ukraine took {area}"),
}
_ALSO_TOOK: Mapping[Holder, str] = {
    "russia": _("{told} and Russia {area}"),
    "ukraine": _("{told} and Ukraine {area}"),
}
_NET_BY: Mapping[Holder, str] = {
    "russia": _("Net, {source} leaves Russia {area} more."),
    "ukraine": _("Net, {source} leaves Ukraine {area} more."),
}
_NET: Mapping[Holder, str] = {
    "russia": _("Net, Russia ends up with {area} more."),
    "ukraine": _("Net, Ukraine ends up with {area} more."),
}
# Where more oblasts share a change, the table says it better.
_MOST_OBLASTS = 3
# Ending of an oblast's name in Ukrainian; Crimea and the two cities are none.
_OBLAST_UK = " область"


def sentence(comparison: Comparison, language: Language = "en") -> str:
    """
    Say what differs.

    Parameters
    ----------
    comparison
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        Plain text: each transfer with its interval, both titles, the days, their source. What the
        line of contact did between two days is told as it happened, from the earlier day on.
    """
    speech = speech_in(language)
    if disagreement.is_of_sources(comparison):
        return _of_sources(comparison, speech)
    first, second = comparison.first, comparison.second
    days = [first.baseline.date, second.baseline.date]
    if _only_the_line_differs(comparison):
        days.sort()
        template, changes = (
            _LINE_MOVED if comparison.transfers else _LINE_STAYED,
            _taken(comparison, speech),
        )
    else:
        template, changes = _template(comparison), _changes(comparison, speech)
    return speech.gettext(
        template,
        first=first.scenario.title.in_language(language),
        second=second.scenario.title.in_language(language),
        before=speech.day(days[0]),
        after=speech.day(days[1]),
        day=speech.day(days[0]),
        source=_and(_sources(comparison, speech), speech),
        changes=changes,
    )


def _of_sources(comparison: Comparison, speech: Speech) -> str:
    found, (first, second) = disagreement.whole(comparison), _sources(comparison, speech)
    return speech.gettext(
        _SOURCES_DIFFER if comparison.transfers else _SOURCES_AGREE,
        day=speech.day(comparison.first.baseline.date),
        first=first,
        second=second,
        area=speech.area(found.together),
        only_first=speech.area(found.only_first),
        only_second=speech.area(found.only_second),
    )


def disagreement_heads(comparison: Comparison, speech: Speech) -> tuple[str, str, str]:
    """
    Write what the columns of a table hold that shows what two sources disagree on.

    Parameters
    ----------
    comparison
        Two sources of one day.
    speech
        The language.

    Returns
    -------
    heads
        What only the first source leaves Ukraine, what only the second does, and both.
    """
    first, second = (
        speech.gettext("{source} only", source=source) for source in _sources(comparison, speech)
    )
    return first, second, speech.gettext("Together")


def _sources(comparison: Comparison, speech: Speech) -> list[str]:
    sides = (comparison.first, comparison.second)
    return list(dict.fromkeys(speech.gettext(side.baseline.source) for side in sides))


def _only_the_line_differs(comparison: Comparison) -> bool:
    """Tell whether both scenarios leave the ground of two days of a source as it was held."""
    sides = (comparison.first, comparison.second)
    as_held = not any(side.moves or side.statuses for side in sides)
    # two sources differ on one day too, so that nothing need have moved between theirs
    one, other = (side.baseline for side in sides)
    is_series = baselines.source_of(one.name) == baselines.source_of(other.name)
    return as_held and is_series and one.date != other.date


def _goes_back(comparison: Comparison) -> bool:
    return comparison.first.baseline.date > comparison.second.baseline.date


def _taken(comparison: Comparison, speech: Speech) -> str:
    told = ""
    for (giver, taker), area in comparison.transfers.items():
        holder = giver if _goes_back(comparison) else taker
        words = (_ALSO_TOOK if told else _TOOK)[holder]
        told = speech.gettext(words, told=told, area=speech.area(area))
    return told


def _template(comparison: Comparison) -> str:
    if comparison.first.baseline.date == comparison.second.baseline.date:
        return _SAME_DAY
    return _SAME_SCENARIO if comparison.first.scenario == comparison.second.scenario else _NEITHER


def _changes(comparison: Comparison, speech: Speech) -> str:
    clauses = [
        speech.gettext(
            _NEXT_GOES if place else _FIRST_GOES,
            area=speech.area(area),
            way=speech.gettext(_WAYS[way]),
        )
        for place, (way, area) in enumerate(comparison.transfers.items())
    ]
    if clauses:
        return ", ".join([*clauses, *_where(comparison, speech)])
    statuses = ", ".join(_statuses(comparison, speech))
    return speech.gettext(_STATUSES, statuses=statuses) if statuses else speech.gettext(_NOTHING)


def _where(comparison: Comparison, speech: Speech) -> Iterator[str]:
    """Name the oblasts, where they are few and all that changes hands lies in them."""
    units = list(dict.fromkeys(row.unit for row in comparison.rows))
    if len(units) > _MOST_OBLASTS or not all(u.name_uk.endswith(_OBLAST_UK) for u in units):
        return
    names = [
        u.name_uk if speech.language == "uk" else u.name.removesuffix(" oblast") for u in units
    ]
    yield speech.ngettext(
        "all of it in {names} oblast",
        "all of it in {names} oblasts",
        len(names),
        names=_and(names, speech),
    )


def _and(names: Sequence[str], speech: Speech) -> str:
    *rest, last = names
    return speech.gettext("{names} and {last}", names=", ".join(rest), last=last) if rest else last


def details(comparison: Comparison, language: Language = "en") -> tuple[str, ...]:
    """
    Say what the first sentence leaves out.

    Parameters
    ----------
    comparison
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        What remains where ground goes both ways between Ukraine and Russia, and what ground has a
        status on one side only; none of them where the first sentence says it all.
    """
    speech = speech_in(language)
    sentences = []
    if {("ukraine", "russia"), ("russia", "ukraine")} <= comparison.transfers.keys():
        sentences.append(_net(comparison, speech))
    if comparison.transfers and comparison.statuses:
        statuses = ", ".join(_statuses(comparison, speech))
        sentences.append(speech.gettext("Statuses would differ: {statuses}.", statuses=statuses))
    return tuple(sentences)


def _net(comparison: Comparison, speech: Speech) -> str:
    back = _only_the_line_differs(comparison) and _goes_back(comparison)
    gains = {holder: comparison.gain(holder) for holder in _NET}
    if back:
        gains = {holder: _turned(area) for holder, area in gains.items()}
    holder = max(gains, key=lambda each: gains[each].value)
    net = _NET_BY if disagreement.is_of_sources(comparison) else _NET
    source = speech.gettext(comparison.second.baseline.source)
    return speech.gettext(net[holder], area=speech.area(gains[holder]), source=source)


def _turned(area: Quantity) -> Quantity:
    return -area


def _statuses(comparison: Comparison, speech: Speech) -> Iterator[str]:
    areas = (
        [(each.status, each.only_first) for each in comparison.statuses],
        [(each.status, each.only_second) for each in comparison.statuses],
    )
    for side, rows in zip(titles(comparison, speech.language), areas, strict=True):
        # ground is named once, with all that holds there
        grounds: dict[str, list[str]] = {}
        for status, area in rows:
            if area.value > LEAST_KM2:
                grounds.setdefault(speech.area(area), []).append(
                    speech.gettext(report_wording.STATUSES[status])
                )
        clauses = [f"{ground} {_and(names, speech)}" for ground, names in grounds.items()]
        if clauses:
            yield speech.gettext(
                "only under “{side}” {grounds}", side=side, grounds=", ".join(clauses)
            )


def titles(comparison: Comparison, language: Language = "en") -> tuple[str, str]:
    """
    Name both sides.

    Parameters
    ----------
    comparison
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    first, second
        Their scenarios' titles, with the day where the days differ, or the source where the
        lines of one day do.
    """
    speech, sides = speech_in(language), (comparison.first, comparison.second)
    first, second = (side.scenario.title.in_language(language) for side in sides)
    if comparison.first.baseline == comparison.second.baseline:
        return first, second
    if comparison.first.baseline.date == comparison.second.baseline.date:
        lines = [speech.gettext(side.baseline.source) for side in sides]
    else:
        lines = [speech.short_day(side.baseline.date) for side in sides]
    return f"{first}, {lines[0]}", f"{second}, {lines[1]}"


def source_line(comparison: Comparison, language: Language = "en") -> str:
    """
    Say where a comparison's numbers come from.

    Parameters
    ----------
    comparison
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentences
        Each line of contact with its date, age and credit, borders, how areas were measured,
        denominators.
    """
    speech, start = speech_in(language), comparison.first.baseline
    last = age.source_line(comparison.second, language)
    if start == comparison.second.baseline:
        return last
    return f"{age.credit_line(start, speech)} {last}"


def contested_line(comparison: Comparison, language: Language = "en") -> str:
    """
    Say what is hatched as contested between two lines.

    Parameters
    ----------
    comparison
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        Whose word counts; empty on one line, or where no source says what is contested.
    """
    is_one = comparison.first.baseline == comparison.second.baseline
    if is_one or comparison.joint.contested is None:
        return ""
    return speech_in(language).gettext(_CONTESTED)


def interval_line(comparison: Comparison, language: Language = "en") -> str:
    """
    Say what the intervals stand for.

    Parameters
    ----------
    comparison
        The comparison.
    language
        `en` or `uk`.

    Returns
    -------
    sentence
        What they are made of, and whether errors of both lines cancel.
    """
    speech, starts = speech_in(language), (comparison.first.baseline, comparison.second.baseline)
    if starts[0] == starts[1]:
        return provenance.interval_line(comparison.first, language)
    return speech.gettext(
        _TOGETHER if starts[0].source == starts[1].source else _APART,
        tolerance=speech.written(exactly(TOLERANCE_KM), "km", 0).value,
    )


_CONTESTED = _("Contested ground is hatched where the source of either line says so.")
_TOGETHER = _(
    "Figures in brackets: 80 % intervals; both lines of contact have one source, and what they err "
    "alike cancels. Each line is drawn by itself, and one that ships is generalised to "
    "{tolerance}, so that a small move to and fro may be the drawing's."
)
_APART = _(
    "Figures in brackets: 80 % intervals; the lines of contact have different sources, and each "
    "errs by itself."
)
