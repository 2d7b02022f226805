"""Address: the page's query parameters, which hold all that a view depends on.

The session keeps a copy of the parameters. A run that follows a reader's action continues from the
copy, because the browser may not have the newest address yet; any other run starts from the
browser's address. The address is written once a run and only if it changed, so that each action is
one step of the browser's history.
"""

from collections.abc import Iterator, Mapping

import streamlit as st

from explorer.app.page import boundaries, choice, navigation, notice, yours
from explorer.errors import EditError
from explorer.language import LANGUAGES, Speech, _, speech_in
from explorer.layers import baselines
from explorer.layers.catalog import frames
from explorer.wording import provenance

AT = "at"
_EDIT = "edit"
_ESCAPED = "amp;"
# In `st.session_state`: the parameters of the address, and those that the browser has or will have.
_PARAMETERS, _ARRIVING = "address", "address in the browser"
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
    boundaries.FRAME: _(
        "The address names the boundaries “{asked}”, which are not on this machine; {shown} are "
        "used instead."
    ),
    navigation.VIEW: _(
        "The address names the view “{asked}”, which is not known; {shown} is shown instead."
    ),
}
_NO_CONTENT = _(
    "The address shows a scenario of a reader's own without what is in it; open the saved file. "
    "{shown} is shown instead."
)


def parameters() -> dict[str, str]:
    """
    Get the parameters of the address.

    Returns
    -------
    parameters
        Values by name; `put` changes them in place.
    """
    values: dict[str, str] = st.session_state.setdefault(_PARAMETERS, st.query_params.to_dict())
    return values


def get(name: str) -> str:
    """
    Get one parameter of the address.

    Parameters
    ----------
    name
        Name of the parameter.

    Returns
    -------
    value
        Its value; empty if the address does not have it.
    """
    return parameters().get(name, "")


def put(name: str, value: str) -> None:
    """
    Set or remove a parameter; the browser gets it when the run writes the address.

    Parameters
    ----------
    name
        Name of the parameter.
    value
        Its value; an empty one removes the parameter.
    """
    if value:
        parameters()[name] = value
    else:
        parameters().pop(name, None)


def doubt(name: str, speech: Speech) -> None:
    """
    Show that a parameter cannot be read, if the address has it, and leave it out from now on.

    Parameters
    ----------
    name
        Name of the parameter.
    speech
        The language.
    """
    if asked := get(name):
        text = speech.gettext(_UNREADABLE, name=name, asked=notice.quoted(asked))
        notice.show(text, "warning")
        put(name, "")


_UNREADABLE = _("The address says {name}=“{asked}”, which is not known; it is left out.")


def record(name: str, value: str) -> None:
    """
    Set or remove a parameter because the reader has just used a control.

    Parameters
    ----------
    name
        Name of the parameter.
    value
        Its value; an empty one removes the parameter.
    """
    put(name, value)
    choice.mark_dirty()


def read() -> list[str]:
    """
    Set the controls from the address, unless the reader has just used one.

    Returns
    -------
    faults
        A sentence for each unknown value, in the language of the address.
    """
    if choice.is_dirty():
        return _leave_forgotten_line()
    st.session_state[_PARAMETERS] = _unescaped(st.query_params.to_dict())
    st.session_state[_ARRIVING] = st.query_params.to_dict()
    requested = get(choice.LANGUAGE)
    language = next((known for known in LANGUAGES if known == requested), LANGUAGES[0])
    known_frames = ("", *frames())
    asked_frame = get(boundaries.FRAME)
    st.session_state[boundaries.FRAME] = asked_frame if asked_frame in known_frames else ""
    catalog = boundaries.catalog()
    lines = baselines.names(catalog)
    newest = baselines.newest(catalog)
    line = baselines.full_name(catalog, get(choice.BASELINE)) or newest
    error = yours.read_address(get(_EDIT), line)
    known = {
        choice.SCENARIO: (_names(), choice.DEFAULT),
        choice.BASELINE: (lines, newest),
        choice.LANGUAGE: (LANGUAGES, LANGUAGES[0]),
        navigation.VIEW: (navigation.names(), navigation.default_view(parameters())),
        boundaries.FRAME: (known_frames, ""),
    }
    asked = {name: parameters().get(name, default) for name, (_, default) in known.items()}
    name = asked[choice.BASELINE]
    asked[choice.BASELINE] = baselines.full_name(catalog, name) or name
    asked[choice.SCENARIO] = choice.canonical_id(asked[choice.SCENARIO])
    for name, (values, default) in known.items():
        st.session_state[name] = asked[name] if asked[name] in values else default
    if error is None:
        return [*_faults(asked)]
    if asked[choice.SCENARIO] == yours.ID:  # what the error is about
        del asked[choice.SCENARIO]
    return [notice.sentence(error, speech_in(language)), *_faults(asked)]


def _unescaped(values: Mapping[str, str]) -> dict[str, str]:
    """Read an address that was copied out of HTML, where `&` is written `&amp;`."""
    return {name.removeprefix(_ESCAPED): value for name, value in values.items()}


def _leave_forgotten_line() -> list[str]:
    """Show the newest line if the chosen one is gone, as another session may have forgotten it."""
    catalog, asked = boundaries.catalog(), st.session_state[choice.BASELINE]
    if asked in baselines.names(catalog):
        return []
    newest = st.session_state[choice.BASELINE] = baselines.newest(catalog)
    speech = speech_in(choice.language())
    shown = provenance.line_title(catalog, newest, speech)
    return [speech.gettext(_FAULTS[choice.BASELINE], asked=notice.quoted(asked), shown=shown)]


def _names() -> tuple[str, ...]:
    own = (yours.ID,) if yours.exists() else ()
    return (*choice.scenarios(), *own)


def _faults(asked: Mapping[str, str]) -> Iterator[str]:
    speech = speech_in(choice.language())
    shown = {
        choice.SCENARIO: choice.title(st.session_state[choice.SCENARIO], speech),
        choice.BASELINE: provenance.line_title(
            boundaries.catalog(), st.session_state[choice.BASELINE], speech
        ),
        choice.LANGUAGE: choice.LANGUAGE_NAMES[speech.language],
        navigation.VIEW: navigation.title(st.session_state[navigation.VIEW], speech),
        boundaries.FRAME: boundaries.title(st.session_state[boundaries.FRAME], speech),
    }
    for name, value in asked.items():
        if value == st.session_state[name]:
            continue
        known = value == yours.ID and name == choice.SCENARIO
        fault = _NO_CONTENT if known else _FAULTS[name]
        yield speech.gettext(fault, asked=notice.quoted(value), shown=shown[name])


def sync() -> list[str]:
    """
    Copy the controls' values into the address, if the reader has used one.

    Returns
    -------
    faults
        A sentence if the reader's own scenario is too long for an address.
    """
    if not choice.is_dirty():
        return []
    for name in (
        choice.SCENARIO,
        choice.BASELINE,
        choice.LANGUAGE,
        boundaries.FRAME,
        navigation.VIEW,
    ):
        put(name, st.session_state[name])
    try:
        put(_EDIT, yours.packed_for_address())
    except EditError as fault:
        put(_EDIT, "")
        return [notice.sentence(fault, speech_in(choice.language()))]
    return []


def write() -> None:
    """Send the address to the browser, if the reader has used a control."""
    if not choice.is_dirty():
        return
    choice.mark_synced()
    # the run's own copy is what the browser had when the reader acted: an address that was sent
    # since is still on its way, and would stay there
    if parameters() != st.session_state.get(_ARRIVING):
        st.query_params.from_dict(parameters())
        st.session_state[_ARRIVING] = st.query_params.to_dict()


def carries_own() -> bool:
    """
    Tell whether the address alone opens what is shown.

    Returns
    -------
    carries
        False if the reader's own scenario is shown and is too long for the address.
    """
    return st.session_state[choice.SCENARIO] != yours.ID or bool(get(_EDIT))


def lacks_own() -> bool:
    """
    Tell whether the address shows a scenario of the reader's own that this session does not have.

    Returns
    -------
    lacks
        True if the browser must be asked for it.
    """
    return get(choice.SCENARIO) == yours.ID and not yours.exists()


def view(name: str = AT) -> tuple[float, float, float] | None:
    """
    Read a map's view from the address.

    Parameters
    ----------
    name
        Name of the parameter.

    Returns
    -------
    view
        Latitude and longitude in degrees, and zoom; `None` if the address has none, or one that
        no map can show.
    """
    values = numbers(name, (_POLE, _DATE_LINE, _CLOSEST))
    return (values[0], values[1], values[2]) if values else None


def numbers(name: str, bounds: tuple[float, ...]) -> tuple[float, ...] | None:
    """
    Read comma-separated numbers from the address.

    Parameters
    ----------
    name
        Name of the parameter.
    bounds
        Largest absolute value of each.

    Returns
    -------
    numbers
        As many as there are bounds; `None` if the address has none, or something else.
    """
    try:
        values = tuple(float(part) for part in get(name).split(","))
    except ValueError:
        return None
    fits = len(values) == len(bounds) and all(
        abs(number) <= bound for number, bound in zip(values, bounds, strict=True)
    )
    return values if fits else None
