"""Address: everything that changes what is seen is in it, and it shows what it says.

A session keeps what its address says. A run that a reader's own action began goes on from that:
their browser may not have the newest address yet. Any other run begins with the browser's address.
A run's address is written at once and only where it changed, so that an action is one step of the
browser's history.
"""

from collections.abc import Iterator, Mapping

import streamlit as st

from explorer.app.own import yours
from explorer.app.page import choice, navigation, notice
from explorer.errors import EditError
from explorer.language import LANGUAGES, _, speech_in
from explorer.layers import baselines
from explorer.layers.catalog import installed

AT = "at"
_EDIT = "edit"
# In `st.session_state`: what the address says.
_SAID = "address"
_POLE, _DATE_LINE, _CLOSEST = 85.0, 180.0, 22.0
_FAULTS: Mapping[str, str] = {
    choice.SCENARIO: _(
        "The address names the proposal “{asked}”, which is not known; {shown} is shown instead."
    ),
    choice.BASELINE: _(
        "The address names the line of contact of “{asked}”, which is not known; that of {shown} "
        "is shown instead."
    ),
    choice.LANGUAGE: _(
        "The address names the language “{asked}”, which is not known; {shown} is shown instead."
    ),
    navigation.VIEW: _(
        "The address names the view “{asked}”, which is not known; {shown} is shown instead."
    ),
}
_WITHOUT = _(
    "The address shows a scenario of a reader's own without what is in it; open the saved file. "
    "{shown} is shown instead."
)


def said() -> dict[str, str]:
    """
    Tell what the address says.

    Returns
    -------
    parameters
        By name; changed in place by `keep`.
    """
    found: dict[str, str] = st.session_state.setdefault(_SAID, st.query_params.to_dict())
    return found


def get(name: str) -> str:
    """
    Tell what the address says of one thing.

    Parameters
    ----------
    name
        Of the parameter.

    Returns
    -------
    value
        Empty when the address does not say.
    """
    return said().get(name, "")


def keep(name: str, value: str) -> None:
    """
    Put a value into the address, or take it out, when the next run begins.

    Parameters
    ----------
    name
        Of the parameter.
    value
        What it says; an empty one is taken out.
    """
    if value:
        said()[name] = value
    else:
        said().pop(name, None)


def told(name: str, value: str) -> None:
    """
    Put what the reader just did into the address.

    Parameters
    ----------
    name
        Of the parameter.
    value
        What it says; an empty one is taken out.
    """
    keep(name, value)
    choice.mark_dirty()


def read() -> list[str]:
    """
    Set the controls from the address, unless the reader has just used one.

    Returns
    -------
    faults
        A sentence for each value that is not known, in the language that the address asks for.
    """
    if choice.is_dirty():
        return []
    st.session_state[_SAID] = st.query_params.to_dict()
    asked_in = get(choice.LANGUAGE)
    language = next((known for known in LANGUAGES if known == asked_in), LANGUAGES[0])
    days = baselines.dates(installed())
    day = next((known for known in days if known == get(choice.BASELINE)), baselines.DEFAULT)
    unread = yours.read(get(_EDIT), day)
    known = {
        choice.SCENARIO: (_names(), choice.DEFAULT),
        choice.BASELINE: (days, baselines.DEFAULT),
        choice.LANGUAGE: (LANGUAGES, LANGUAGES[0]),
        navigation.VIEW: (navigation.names(), navigation.asked(said())),
    }
    asked = {name: said().get(name, default) for name, (_, default) in known.items()}
    asked[choice.SCENARIO] = choice.stem(asked[choice.SCENARIO])
    for name, (values, default) in known.items():
        st.session_state[name] = asked[name] if asked[name] in values else default
    return [notice.told(unread, speech_in(language))] if unread else [*_faults(asked)]


def _names() -> tuple[str, ...]:
    own = (yours.ID,) if yours.exists() else ()
    return (*choice.scenarios(), *own)


def _faults(asked: Mapping[str, str]) -> Iterator[str]:
    speech = speech_in(choice.language())
    shown = {
        choice.SCENARIO: choice.title(st.session_state[choice.SCENARIO], speech),
        choice.BASELINE: speech.day(st.session_state[choice.BASELINE]),
        choice.LANGUAGE: choice.LANGUAGE_NAMES[speech.language],
        navigation.VIEW: navigation.title(st.session_state[navigation.VIEW], speech),
    }
    for name, value in asked.items():
        if value == st.session_state[name]:
            continue
        known = value == yours.ID and name == choice.SCENARIO
        fault = _WITHOUT if known else _FAULTS[name]
        yield speech.gettext(fault, asked=notice.quoted(value), shown=shown[name])


def sync() -> list[str]:
    """
    Let the address say what the controls do, if the reader has used one.

    Returns
    -------
    faults
        A sentence where something is too long for it.
    """
    if not choice.is_dirty():
        return []
    for name in (choice.SCENARIO, choice.BASELINE, choice.LANGUAGE, navigation.VIEW):
        keep(name, st.session_state[name])
    try:
        keep(_EDIT, yours.write())
    except EditError as fault:
        keep(_EDIT, "")
        return [notice.told(fault, speech_in(choice.language()))]
    return []


def write() -> None:
    """Hand the address to the browser, if the reader has used a control."""
    if not choice.is_dirty():
        return
    choice.mark_synced()
    if said() != st.query_params.to_dict():
        st.query_params.from_dict(said())


def carries_own() -> bool:
    """
    Tell whether the reader's own scenario, where one is shown, is in the address.

    Returns
    -------
    carries
        Whether the address alone opens what is shown.
    """
    return st.session_state[choice.SCENARIO] != yours.ID or bool(get(_EDIT))


def lacks_own() -> bool:
    """
    Tell whether the address shows a scenario of the reader's own that this session does not have.

    Returns
    -------
    lacks
        Whether the browser is to be asked for it.
    """
    return get(choice.SCENARIO) == yours.ID and not yours.exists()


def view(name: str = AT) -> tuple[float, float, float] | None:
    """
    Read where a map stands.

    Parameters
    ----------
    name
        Of the parameter.

    Returns
    -------
    view
        Latitude and longitude in degrees, and zoom; none when the address does not say, or says
        what no map can show.
    """
    found = numbers(name, (_POLE, _DATE_LINE, _CLOSEST))
    return (found[0], found[1], found[2]) if found else None


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
        found = tuple(float(part) for part in get(name).split(","))
    except ValueError:
        return None
    fits = len(found) == len(bounds) and all(
        abs(number) <= bound for number, bound in zip(found, bounds, strict=True)
    )
    return found if fits else None
