"""Address: `?scenario=…&baseline=…&lang=…` says what is shown, and shows what it says.

The controls are set from the address, unless the reader has just used one: then the address is
written from the controls.
"""

from collections.abc import Iterator, Mapping

import streamlit as st

from explorer import baseline
from explorer.app import choice
from explorer.catalog import installed
from explorer.language import LANGUAGES, message, speech

_USED = "a control was used"
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
}


def control_used() -> None:
    """Note that the reader has used a control, so that the address follows it."""
    st.session_state[_USED] = True


def read() -> list[str]:
    """
    Set the controls from the address.

    Returns
    -------
    faults
        A sentence for each value that is not known, in the language that the address asks for.
    """
    if _USED in st.session_state:
        return []
    known = {
        choice.SCENARIO: (tuple(choice.scenarios()), choice.DEFAULT),
        choice.BASELINE: (baseline.dates(installed()), baseline.DEFAULT),
        choice.LANGUAGE: (LANGUAGES, LANGUAGES[0]),
    }
    asked = {name: st.query_params.get(name, default) for name, (_, default) in known.items()}
    asked[choice.SCENARIO] = choice.stem(asked[choice.SCENARIO])
    for name, (values, default) in known.items():
        st.session_state[name] = asked[name] if asked[name] in values else default
    return list(_faults(asked))


def _faults(asked: Mapping[str, str]) -> Iterator[str]:
    says = speech(st.session_state[choice.LANGUAGE])
    shown = {
        choice.SCENARIO: choice.title(st.session_state[choice.SCENARIO], says),
        choice.BASELINE: says.day(st.session_state[choice.BASELINE]),
        choice.LANGUAGE: choice.LANGUAGE_NAMES[says.language],
    }
    for name, value in asked.items():
        if value != st.session_state[name]:
            yield says.say(_FAULTS[name], asked=value, shown=shown[name])


def write() -> None:
    """Write the address from the controls, if the reader has used one."""
    if st.session_state.pop(_USED, False):
        names = (choice.SCENARIO, choice.BASELINE, choice.LANGUAGE)
        st.query_params.update({name: st.session_state[name] for name in names})
