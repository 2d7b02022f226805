"""Clusters: a Dask scheduler and workers on 127.0.0.1, and an engine that kills one of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import pytest
from distributed import Client

from explorer.pipeline.engines import Engine
from tests.helpers.paths import ROOT

Item = TypeVar("Item")
Result = TypeVar("Result")
Process = subprocess.Popen[bytes]

# a machine that is busy with other things takes its time
_START_S = 180
_LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


class Running(NamedTuple):
    """A cluster that runs: its scheduler's address, its scheduler, and its workers."""

    address: str
    scheduler: Process
    workers: tuple[Process, ...] = ()


@contextmanager
def scheduling(folder: Path) -> Iterator[Running]:
    """Run a scheduler without workers, whose files and output go into a folder."""
    file = folder / "scheduler.json"
    with _process(folder, "scheduler", "--port", "0", "--scheduler-file", str(file)) as scheduler:
        yield Running(_address(file, scheduler), scheduler)


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Run a scheduler and two workers, whose files and output go into a folder."""
    with ExitStack() as stack:
        started = stack.enter_context(scheduling(folder))
        options = (
            started.address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--local-directory",
            str(folder),
        )
        workers = tuple(stack.enter_context(_process(folder, "worker", *options)) for _ in "ab")
        with Client(started.address, set_as_default=False, timeout=_START_S) as client:
            client.wait_for_workers(len(workers), timeout=_START_S)
        yield started._replace(workers=workers)


@contextmanager
def _process(folder: Path, role: str, *options: str) -> Iterator[Process]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *_LOCAL, *options]
    environment = {**os.environ, "FRONTLINE_CACHE": str(folder / "cache")}
    with (folder / f"{role}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()  # nothing that it holds is needed
        process.wait(timeout=_START_S)


def _address(file: Path, scheduler: Process) -> str:
    """Read where the scheduler listens, once it has written that down."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError):
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        # the pause between two looks ends at once if the scheduler does
        with suppress(subprocess.TimeoutExpired):
            scheduler.wait(timeout=0.1)
            break
    pytest.fail(f"the scheduler did not start:\n{(file.parent / 'scheduler.log').read_text()}")


@dataclass(frozen=True)
class Fatal(Generic[Item, Result]):
    """A function whose process dies, without a word, of one of its items; but only once."""

    function: Callable[[Item], Result]
    item: Item
    marker: Path

    def __call__(self, item: Item) -> Result:
        if item == self.item:
            with suppress(FileExistsError):
                self.marker.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        return self.function(item)


@dataclass(frozen=True)
class Deadly:
    """An engine, one of whose processes dies half-way through a run."""

    engine: Engine
    marker: Path

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Compute a function for each item, and die of the middle one."""
        fatal = Fatal(function, items[len(items) // 2], self.marker)
        return self.engine.map(fatal, items)
