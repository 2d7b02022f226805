"""Jobs: processes are ended at their limits, and no session keeps the others waiting."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.app.jobs.desk import DEAR_S, Desk, Job
from explorer.app.jobs.process import Limits, Process
from explorer.errors import LimitError, LooseLineError, SketchError, WorkError
from explorer.language import speech_in
from tests.helpers import jobs

_LONGEST_S = 120


def _await(condition: Path) -> None:
    """Wait until a file is there."""
    until = time.monotonic() + _LONGEST_S
    while not condition.exists():
        assert time.monotonic() < until, f"{condition.name} was never there"
        time.sleep(0.01)


def _ended(job: Job[str]) -> Job[str]:
    assert job.ended.wait(_LONGEST_S)
    return job


def test_a_process_computes() -> None:
    assert Process(jobs.total, 1, 2).result() == 3


def test_a_process_is_ended_at_its_processor_time(tmp_path: Path) -> None:
    children = os.times().children_user
    with pytest.raises(LimitError, match=r"^This takes more than 1 s of a processor"):
        Process(jobs.spin, tmp_path / "started", limits=Limits(cpu_s=1, wall_s=_LONGEST_S)).result()
    assert os.times().children_user - children < 5


def test_a_process_is_ended_at_its_memory() -> None:
    assert Process(jobs.fill, 100, limits=Limits(memory_mb=300)).result() == 10**8
    with pytest.raises(LimitError, match=r"^This takes more than 50 MB of memory"):
        Process(jobs.fill, 100, limits=Limits(memory_mb=50)).result()


def test_a_process_is_ended_at_once(tmp_path: Path) -> None:
    process = Process(jobs.spin, tmp_path / "started")
    _await(tmp_path / "started")
    process.end()
    assert process._process.exitcode == -9


def test_a_process_that_is_late_is_ended(tmp_path: Path) -> None:
    process = Process(jobs.spin, tmp_path / "started", limits=Limits(wall_s=0.5))
    with pytest.raises(WorkError, match="too busy") as fault:
        process.result()
    assert not isinstance(fault.value, LimitError)  # it may go well the next time
    assert process._process.exitcode == -9


@pytest.mark.parametrize("function", [jobs.crash, jobs.fail])
def test_what_breaks_down_is_one_sentence_in_both_languages(function: Callable[[], None]) -> None:
    with pytest.raises(WorkError, match=r"^This could not be computed") as fault:
        Process(function).result()
    assert speech_in("uk").fault(fault.value).startswith("Це не вдалося обчислити")


def test_an_error_comes_back_as_it_was() -> None:
    with pytest.raises(SketchError, match=r"^a\{b\}: is no ground$") as fault:
        Process(jobs.refuse).result()
    assert fault.value.values == {"name": "a{b}"}
    loose = pickle.loads(pickle.dumps(LooseLineError("no ground", (35.0, 48.0))))  # noqa: S301
    assert (str(loose), loose.place) == ("no ground", (35.0, 48.0))


def test_dear_jobs_leave_a_processor_to_cheap_ones(tmp_path: Path) -> None:
    desk: Desk[str] = Desk(slots=2)
    log, gate, open_ = tmp_path / "log", tmp_path / "gate", tmp_path
    dear = [
        desk.ask(f"stranger {n}", n, 2 * DEAR_S, jobs.note, log, f"dear {n}", gate)
        for n in range(3)
    ]
    cheap = desk.ask("reader", "own", 0.1, jobs.note, log, "cheap", open_)
    assert _ended(cheap).result() == "cheap"
    assert not any(job.ended.is_set() for job in dear)
    gate.touch()
    assert [_ended(job).result() for job in dear] == ["dear 0", "dear 1", "dear 2"]
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line != "cheap"] == ["dear 0", "dear 1", "dear 2"]


def test_a_newer_job_of_a_session_ends_the_older(tmp_path: Path) -> None:
    desk: Desk[str] = Desk(slots=1)
    older = desk.ask("reader", "older", 0.1, jobs.note, tmp_path / "log", "older", tmp_path / "no")
    _await(tmp_path / "log")
    newer = desk.ask("reader", "newer", 0.1, jobs.note, tmp_path / "log", "newer", tmp_path)
    assert _ended(newer).result() == "newer"
    with pytest.raises(WorkError, match="taken back"):
        _ended(older).result()


def test_sessions_share_a_job_until_the_last_has_left(tmp_path: Path) -> None:
    desk: Desk[str] = Desk(slots=1)
    log, gate = tmp_path / "log", tmp_path / "gate"
    one, other = (
        desk.ask(who, "same", 0.1, jobs.note, log, "same", gate) for who in ("one", "other")
    )
    assert one is other
    _await(log)
    desk.leave("one")
    assert not one.cancelled.is_set()
    desk.leave("other")
    with pytest.raises(WorkError, match="taken back"):
        _ended(one).result()
    again = desk.ask("one", "same", 0.1, jobs.note, log, "same", tmp_path)
    assert _ended(again).result() == "same"
