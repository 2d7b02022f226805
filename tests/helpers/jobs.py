"""Jobs: functions that tests let a process compute; it finds them here by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from explorer.errors import SketchError


def total(*numbers: int) -> int:
    return sum(numbers)


def spin(started: Path) -> None:
    """Keep a processor busy for ever."""
    started.touch()
    while True:
        pass


def fill(megabytes: int) -> int:
    return len(bytearray(megabytes * 10**6))


def crash() -> None:
    os._exit(3)


def refuse() -> None:
    raise SketchError("{name}: is no ground", name="a{b}")


def fail() -> None:
    raise ValueError("an error that nobody expects")


def note(log: Path, name: str, gate: Path) -> str:
    """Write a name into a log, and wait until a file is there."""
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")
    while not gate.exists():
        time.sleep(0.01)
    return name
