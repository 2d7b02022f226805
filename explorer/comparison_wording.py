"""What differs between two scenarios or two days, in a sentence."""

from explorer.comparison import Comparison
from explorer.language import message, speech
from explorer.rules import STATUSES
from explorer.scenario import Language

_GOES = message("{area} would go from {giver} to {taker}")
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
_NOTHING = message("no ground changes hands")
_STATUSES = message("no ground changes hands, but its status differs")
_NAMES = {
    "ukraine": message("Ukraine"),
    "russia": message("Russia"),
    "neutral": message("a neutral zone"),
}


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
        Plain text: each transfer with its interval, both titles, the days.
    """
    says = speech(language)
    first, second = found.first, found.second
    template = _NEITHER
    if first.baseline.date == second.baseline.date:
        template = _SAME_DAY
    elif first.scenario == second.scenario:
        template = _SAME_SCENARIO
    return says.say(
        template,
        first=first.scenario.title.in_language(language),
        second=second.scenario.title.in_language(language),
        before=says.day(first.baseline.date),
        after=says.day(second.baseline.date),
        day=says.day(first.baseline.date),
        source=", ".join(dict.fromkeys(says.say(side.baseline.source) for side in (first, second))),
        changes=_changes(found, language),
    )


def _changes(found: Comparison, language: Language) -> str:
    says = speech(language)
    told = [
        says.say(
            _GOES,
            area=says.area(area),
            giver=says.say(_NAMES[giver]),
            taker=says.say(_NAMES[taker]),
        )
        for (giver, taker), area in found.transfers.items()
    ]
    if told:
        return ", ".join(told)
    return says.say(_STATUSES if _statuses_differ(found) else _NOTHING)


def _statuses_differ(found: Comparison) -> bool:
    one, other = (side.outcomes.central.assignment for side in (found.first, found.second))
    rows = (found.meeting.first, found.meeting.second)
    return any(
        (one.has(status)[rows[0]] != other.has(status)[rows[1]]).any() for status in STATUSES
    )
