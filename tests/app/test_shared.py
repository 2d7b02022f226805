"""Answers that all sessions share are worked out once, and packed for the browser."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from explorer.app import warming
from explorer.app.page import content, navigation, packed
from explorer.app.page.shared import shared
from explorer.cartography.webmap import features
from explorer.layers import baselines
from explorer.layers.catalog import installed
from explorer.scenarios.library import SCENARIOS

_SESSIONS = 9


def test_sessions_that_ask_at_once_have_it_worked_out_once() -> None:
    worked_out = []
    barrier = Barrier(_SESSIONS)

    @shared(4)
    def answer(asked: str) -> str:
        worked_out.append(asked)
        return asked.upper()

    def ask(asked: str) -> str:
        barrier.wait()
        return answer(asked)

    with ThreadPoolExecutor(_SESSIONS) as sessions:
        answers = list(sessions.map(ask, ["freeze"] * _SESSIONS))
    assert answers == ["FREEZE"] * _SESSIONS
    assert worked_out == ["freeze"]


def test_a_fault_is_not_kept() -> None:
    asked = []

    @shared(4)
    def answer(name: str) -> str:
        asked.append(name)
        if len(asked) == 1:
            raise ValueError(name)
        return name

    with ThreadPoolExecutor(1) as sessions:
        assert isinstance(sessions.submit(answer, "own").exception(), ValueError)
    assert answer("own") == "own"


def test_a_packed_drawing_is_the_drawing() -> None:
    catalog = installed()
    day = baselines.newest(catalog)
    report = content.compute_report(catalog, SCENARIOS.all()["freeze"], day)
    drawing = features.drawing(catalog, report, language="en", theme="light")
    sent = packed.pack(drawing)
    assert json.loads(gzip.decompress(sent.content)) == json.loads(json.dumps(drawing))
    assert len(sent.content) < len(json.dumps(drawing)) / 2
    assert packed.pack(drawing) == sent


def test_what_readers_ask_next_is_worked_out_ahead() -> None:
    steps = list(warming.steps("uk", "dark"))
    assert len(steps) == len(navigation.VIEWS) + 2 * len(SCENARIOS.all())
    first = steps[len(navigation.VIEWS)]
    first()
    (choice,) = first.args
    assert choice.language == "uk"
    assert content.gather(*choice) is content.gather(*choice)
