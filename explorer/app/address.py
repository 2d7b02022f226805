"""Address: everything that changes what is seen is in it, and it shows what it says.

The controls are set from the address, unless the reader has just used one: then the address is
written from the controls.
"""

from collections.abc import Iterator, Mapping

import streamlit as st

from explorer import baseline
from explorer.app import choice, views, yours
from explorer.catalog import installed
from explorer.errors import EditError
from explorer.language import LANGUAGES, message, speech

AT = "at"
_EDIT = "edit"
_FAULTS: Mapping[str, str] = {
    choice.SCENARIO: message(
        "The address names the proposal “{asked}”, which is not known; {shown} is shown instead."
    ),
    choice.BASELINE: message(
        "The address names the line of contact of “{asked}”, which is not known; that of {shown} "
        "is shown instead."
    ),
    choice.LANGUAGE: message(
        "The address names the language “{asked}”, which is not known; {shown} is shown instead."
    ),
    views.VIEW: message(
        "The address names the view “{asked}”, which is not known; {shown} is shown instead."
    ),
}


def read() -> list[str]:
    """
    Set the controls from the address, unless the reader has just used one.

    Returns
    -------
    faults
        A sentence for each value that is not known, in the language that the address asks for.
    """
    if choice.is_used():
        return []
    asked_in = st.query_params.get(choice.LANGUAGE)
    language = next((known for known in LANGUAGES if known == asked_in), LANGUAGES[0])
    unread = yours.read(st.query_params.get(_EDIT, ""), speech(language))
    known = {
        choice.SCENARIO: (_names(), choice.DEFAULT),
        choice.BASELINE: (baseline.dates(installed()), baseline.DEFAULT),
        choice.LANGUAGE: (LANGUAGES, LANGUAGES[0]),
        views.VIEW: (views.names(), views.asked(st.query_params)),
    }
    asked = {name: st.query_params.get(name, default) for name, (_, default) in known.items()}
    asked[choice.SCENARIO] = choice.stem(asked[choice.SCENARIO])
    for name, (values, default) in known.items():
        st.session_state[name] = asked[name] if asked[name] in values else default
    return [*filter(None, [unread]), *_faults(asked)]


def _names() -> tuple[str, ...]:
    own = (yours.ID,) if yours.exists() else ()
    return (*choice.scenarios(), *own)


def _faults(asked: Mapping[str, str]) -> Iterator[str]:
    says = speech(choice.language())
    shown = {
        choice.SCENARIO: choice.title(st.session_state[choice.SCENARIO], says),
        choice.BASELINE: says.day(st.session_state[choice.BASELINE]),
        choice.LANGUAGE: choice.LANGUAGE_NAMES[says.language],
        views.VIEW: views.title(st.session_state[views.VIEW], says),
    }
    for name, value in asked.items():
        if value != st.session_state[name]:
            yield says.say(_FAULTS[name], asked=value, shown=shown[name])


def write() -> list[str]:
    """
    Write the address from the controls, if the reader has used one.

    Returns
    -------
    faults
        A sentence where something is too long for it.
    """
    if not choice.is_used():
        return []
    choice.settle()
    names = (choice.SCENARIO, choice.BASELINE, choice.LANGUAGE, views.VIEW)
    st.query_params.update({name: st.session_state[name] for name in names})
    try:
        keep(_EDIT, yours.write())
    except EditError as fault:
        keep(_EDIT, "")
        return [fault.sentence(speech(choice.language()))]
    return []


def keep(name: str, value: str) -> None:
    """
    Put a value into the address, or take it out.

    Parameters
    ----------
    name
        Of the parameter.
    value
        What it says; an empty one is taken out.
    """
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def view() -> tuple[float, float, float] | None:
    """
    Read where the map stands.

    Returns
    -------
    view
        Latitude and longitude in degrees, and zoom; none when the address does not say, or says
        what no map can show.
    """
    found = numbers(AT, (_POLE, _DATE_LINE, _CLOSEST))
    return (found[0], found[1], found[2]) if found else None


_POLE, _DATE_LINE, _CLOSEST = 85.0, 180.0, 22.0


def numbers(name: str, bounds: tuple[float, ...]) -> tuple[float, ...] | None:
    """
    Read numbers with commas between.

    Parameters
    ----------
    name
        Of the parameter.
    bounds
        How far from 0 each may be.

    Returns
    -------
    numbers
        As many as there are bounds; none when the address does not say, or says something else.
    """
    try:
        found = tuple(float(part) for part in st.query_params[name].split(","))
    except (KeyError, ValueError):
        return None
    fits = len(found) == len(bounds) and all(
        abs(number) <= bound for number, bound in zip(found, bounds, strict=True)
    )
    return found if fits else None
