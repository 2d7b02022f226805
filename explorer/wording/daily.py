"""Wording: figures of the daily table as sentences in English and Ukrainian."""

from explorer.language import Speech
from explorer.layers.holding import Holding
from explorer.layers.moves import Moves
from explorer.quantity import exactly


def holding(found: Holding, place: str, speech: Speech) -> str:
    """
    Say who held what on a day.

    Parameters
    ----------
    found
        Areas of the day.
    place
        Whose ground it is, in the language.
    speech
        The language.

    Returns
    -------
    sentence
        Such as "UA-14, outline of 9 December 2025: held by Ukraine 6,098 km² (5,896 to 6,297), of
        which 525 km² contested; held by Russia 20,409 km² (20,210 to 20,611); in all 26,507 km²".
    """
    return speech.gettext(
        "{place}, outline of {day}: held by Ukraine {ukraine}, {contested}; held by Russia "
        "{russia}; in all {whole}.",
        place=place,
        day=speech.day(found.day),
        ukraine=speech.area(found.ukraine),
        contested=contested(found, speech),
        russia=speech.area(found.russia),
        whole=speech.area(exactly(found.whole_km2)),
    )


def contested(found: Holding, speech: Speech) -> str:
    """
    Say how much of Ukrainian-held ground was contested.

    Parameters
    ----------
    found
        Areas of a day.
    speech
        The language.

    Returns
    -------
    clause
        Such as "of which 546 km² contested"; that the source does not say, if it does not.
    """
    if found.contested_km2 is None:
        return speech.gettext("of which contested: not stated by the source")
    area = speech.area(exactly(found.contested_km2))
    return speech.gettext("of which {area} contested", area=area)


def missing(found: Moves, speech: Speech) -> str:
    """
    Say how many days of a week or month have no figure.

    Parameters
    ----------
    found
        Its gains and losses.
    speech
        The language.

    Returns
    -------
    clause
        Such as "2 of 31 days missing"; empty if none is.
    """
    if not found.missing:
        return ""
    return speech.ngettext(
        "{n} of {days} day missing",
        "{n} of {days} days missing",
        found.days,
        n=speech.number(len(found.missing)),
        days=speech.number(found.days),
    )
