"""Cards: the scenarios by kind, one of which is chosen; arrow keys move through all of them.

If the reader's own scenario is too long for the address, the browser's tab keeps it over a reload.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.app.board import heard
from explorer.app.own import revision
from explorer.app.page import address, choice, yours
from explorer.errors import ExplorerError
from explorer.language import Speech, _, speech_in
from explorer.scenarios.model import Scenario

_KEY = "cards"
_KINDS = {
    "own": _("Yours"),
    "historic": _("Lines of the past"),
    "proposal": _("Proposals"),
    "buffer": _("Buffers"),
}
_ASSUMED = _("assumption")


def show() -> None:
    """Show the cards."""
    speech = speech_in(choice.language())
    data = {
        "label": speech.gettext(_("Scenario")),
        "groups": list(_groups(speech)),
        "chosen": st.session_state[choice.SCENARIO],
        "hold": yours.packed_for_browser(),
        "asks": address.lacks_own(),
    }

    def restore() -> None:
        revision.defer(_restore)(str(st.session_state[_KEY].get("held")))

    _mount()(
        key=_KEY,
        data=json.dumps(data, ensure_ascii=False).encode(),
        height="content",
        on_chosen_change=heard.once(_KEY, "chosen", _choose),
        on_held_change=restore,
    )
    heard.catch_up(_KEY, {"chosen": _choose})


def _choose(name: str) -> None:
    if name in choice.scenarios() or (name == yours.ID and yours.exists()):
        yours.state().show_next = name


def _restore(packed: str) -> None:
    day = st.session_state[choice.BASELINE]
    with suppress(ExplorerError):  # the tab's text may come from an older version
        yours.restore(packed, day)
        yours.state().show_next = yours.ID


def _groups(speech: Speech) -> Iterator[dict[str, Any]]:
    known = dict(choice.scenarios())
    if yours.exists():
        known[yours.ID] = yours.scenario()
    for kind, title in _KINDS.items():
        cards = [_card(name, each, speech) for name, each in known.items() if each.kind == kind]
        if cards:
            yield {"title": speech.gettext(title), "cards": cards[::-1]}


def _card(name: str, proposal: Scenario, speech: Speech) -> dict[str, str]:
    return {
        "id": name,
        "title": proposal.title.in_language(speech.language),
        "note": choice.date_and_confidence(proposal, speech),
        "mark": speech.gettext(_ASSUMED) if proposal.assumptions else "",
    }


@cache
def _mount() -> Callable[..., Any]:
    here = Path(__file__)
    component: Callable[..., Any] = st.components.v2.component(
        "frontline_cards",
        html='<div class="cards" role="radiogroup"></div>',
        css=here.with_suffix(".css").read_text(encoding="utf-8"),
        js=here.with_suffix(".js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
    return component
