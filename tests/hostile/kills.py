"""Kills: each command that writes, ended by SIGKILL at any of its file operations.

`python -m tests.hostile.kills [COUNT] [SEED]` tries COUNT kills, 1,000 by default. Each forks a
child that does only the writing, on small data, and that kills itself just before its k-th file
operation. Afterwards the place must hold the old or the new, whole, and once the next command has
run, the new and nothing beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from explorer import files
from explorer.atoms import imported
from explorer.errors import LayerError
from explorer.geometry import cache
from explorer.layers.catalog import DESCRIPTOR, Catalog, installed
from explorer.pipeline import steps
from explorer.sources.store import Record, Store
from tests.helpers.imports import DAY, keep_drawn
from tests.hostile.outcome import Outcome

COUNT = 1000
_OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod"}
_SIZE = 20_000
_STATE = Callable[[Path], Any]


@dataclass(frozen=True)
class Writer:
    """
    A command that writes.

    Attributes
    ----------
    command
        What it is called.
    prepare, write
        Makes what is there before, in a folder, and writes the new.
    look
        Reads what is there, as the commands that read it do; raises if it is not whole.
    follow
        The next command in the same place, after which nothing of a killed one may be left.
    """

    command: str
    prepare: Callable[[Path], object]
    write: Callable[[Path], object]
    look: _STATE
    follow: Callable[[Path], object]


def run(count: int = COUNT, seed: int = 0) -> Outcome:
    """Kill each command at moments that a seed draws."""
    draw, fallen = random.Random(seed), []  # noqa: S311  (nothing is secret)
    writers = _writers()
    for number in range(count):
        writer = writers[number % len(writers)]
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch).resolve()
            if fault := _fault(writer, root, draw):
                fallen.append(f"{writer.command}: {fault}")
    return Outcome(count, count - len(fallen), fallen)


def _fault(writer: Writer, root: Path, draw: random.Random) -> str:
    """Kill a command once; tell what is wrong afterwards, if anything is."""
    place, whole, old = (root / name / "place" for name in ("killed", "whole", "old"))
    for each in (place, whole, old):
        each.mkdir(parents=True)
        writer.prepare(each)
    total = _operations(lambda: writer.write(whole), whole)
    moment = draw.randint(1, total)
    ended = _killed(lambda: writer.write(place), place, moment)
    try:
        seen = writer.look(place)
        if ended != -signal.SIGKILL:
            return f"was not killed at operation {moment} of {total}, but ended with {ended}"
        if seen not in (writer.look(old), writer.look(whole)):
            return f"neither old nor new when killed at operation {moment} of {total}"
        for each in (place, whole):
            writer.follow(each)
    except Exception as fault:  # noqa: BLE001  (whatever it is, it is reported)
        return f"{type(fault).__name__} when killed at operation {moment} of {total}: {fault}"
    left = {*_names(place.parent)} - {*_names(whole.parent)}
    return f"left {sorted(left)} when killed at operation {moment} of {total}" if left else ""


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def _watch(folder: Path, act: Callable[[], None]) -> None:
    """Act before each of this process's operations on files below the folder of a folder."""
    root = str(folder.parent)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _OPERATIONS:
            path = arguments[0]
            name = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
            # a tree is removed by names that are relative to an open folder
            if name.startswith(root) or not Path(name).is_absolute():
                act()

    sys.addaudithook(hook)


def _operations(write: Callable[[], object], folder: Path) -> int:
    """Write in a child, and count its operations."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        count = [0]
        _watch(folder, lambda: count.__setitem__(0, count[0] + 1))
        write()
        os.write(writing, str(count[0]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as counted:
        number = int(counted.read())
    os.waitpid(child, 0)
    return number


def _killed(write: Callable[[], object], folder: Path, moment: int) -> int:
    """Write in a child that is killed before an operation; return how it ended."""
    child = os.fork()
    if not child:
        left = [moment]

        def count_down() -> None:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

        _watch(folder, count_down)
        write()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# --- what each command writes


def _bytes(name: str) -> bytes:
    return random.Random(name).randbytes(_SIZE)  # noqa: S311


def _tree(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in files.listed(folder).items()}


def _file() -> Writer:
    def write(content: str) -> Callable[[Path], object]:
        return lambda place: files.write(place / "out.html", _bytes(content))

    return Writer("map, trace, export, history -o", write("old"), write("new"), _tree, write("new"))


def _figure(command: str, *, can_exchange: bool) -> Writer:
    def write(version: str, names: str) -> Callable[[Path], object]:
        contents = {f"{name}/{name}.png": _bytes(version + name) for name in names}

        def replace(place: Path) -> None:
            before = files._exchanged
            if not can_exchange:
                files._exchanged = lambda *_: False
            try:
                files.replace_folder(place, contents)
            finally:
                files._exchanged = before

        return replace

    def look(place: Path) -> dict[str, bytes]:
        if not can_exchange:  # as the catalog does where it finds no folder
            files.sweep(place.parent)
        return _tree(place)

    return Writer(command, write("old", "abc"), write("new", "bcd"), look, write("new", "bcd"))


def _build() -> Writer:
    names = ("lakes", "rivers", "roads")

    def prepare(place: Path) -> None:
        entries = []
        for name in names:
            content = _bytes(f"old {name}").hex().encode()
            (place / f"{name}.csv").write_bytes(content)
            entries.append(
                {
                    "name": name,
                    "title": name,
                    "path": f"{name}.csv",
                    "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                    "bytes": len(content),
                    "licenses": [{"name": "other", "title": "ours"}],
                    "sources": [{"title": "ours"}],
                }
            )
        text = json.dumps({"resources": entries})
        (place / DESCRIPTOR).write_text(text, encoding="utf-8")

    def build(place: Path) -> None:
        before, steps.STEPS = steps.STEPS, tuple(steps.Step(name, _made(name)) for name in names)
        try:
            list(steps.run(place, steps.Inputs(), replace=True))
        finally:
            steps.STEPS = before

    def look(place: Path) -> dict[str, str]:
        catalog = Catalog(place)
        return {name: catalog.read(name) for name in names}

    def follow(place: Path) -> None:
        (place / "lakes.csv").write_bytes(b"altered")  # else nothing would be written
        build(place)

    return Writer("build", prepare, build, look, follow)


def _made(name: str) -> steps.Make:
    return lambda *_: _bytes(f"new {name}").hex()


def _lines(place: Path) -> dict[str, str]:
    catalog = Catalog(installed().folder, place)
    names = [name for name, each in catalog.resources.items() if each.licenses[0].title == "ours"]
    return {name: catalog.read(name) for name in names}


def _import() -> Writer:
    def prepare(place: Path) -> None:
        keep_drawn(place, "theirs")
        keep_drawn(place, "mine")

    def write(place: Path) -> None:
        keep_drawn(place, "mine", 0.1)

    return Writer("import", prepare, write, _lines, write)


def _forget() -> Writer:
    def prepare(place: Path) -> None:
        keep_drawn(place, "theirs")
        keep_drawn(place, "mine")

    def write(place: Path) -> None:
        imported.forget(Catalog(installed().folder, place), place, f"mine:{DAY}")

    def follow(place: Path) -> None:
        with suppress(LayerError):  # it was forgotten when the command was killed
            write(place)
        keep_drawn(place, "theirs", 0.1)

    return Writer("forget", prepare, write, _lines, follow)


def _day(number: int, version: str) -> Callable[[Path], None]:
    content = _bytes(version)
    record = Record(
        source="isw",
        day=date(2026, 1, number),
        address="https://example.org",
        retrieved=datetime(2026, 2, 1, tzinfo=UTC),
        etag="",
        modified="",
        licence="ours",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return lambda place: Store(place).keep(content, record)


def _days(place: Path) -> list[Any]:
    store = Store(place)
    return [store.notes("isw"), *(store.read("isw", day) for day in store.days("isw"))]


def _prepare_days(place: Path) -> None:
    Store(place).note("isw", licence="ours")
    for number in (1, 2, 3):
        _day(number, "old")(place)


def _fetch(command: str, number: int) -> Writer:
    return Writer(command, _prepare_days, _day(number, "new"), _days, _day(number, "new"))


def _note() -> Writer:
    def write(place: Path) -> None:
        Store(place).note("isw", licence="theirs")

    return Writer("fetch (accepting a licence)", _prepare_days, write, _days, write)


def _forget_map() -> Writer:
    def write(place: Path) -> None:
        Store(place).forget("isw", date(2026, 1, 2))

    return Writer("forget --as map", _prepare_days, write, _days, write)


def _cached() -> Writer:
    def get(key: str) -> Callable[[Path], bytes]:
        def keep(place: Path) -> bytes:
            os.environ["FRONTLINE_CACHE"] = str(place)
            return cache.get("pictures", key * 64, lambda: _bytes("new"))

        return keep

    return Writer("results that are kept", lambda _: None, get("a"), get("a"), get("b"))


def _writers() -> list[Writer]:
    return [
        _file(),
        _figure("embed", can_exchange=True),
        _figure("embed, where two folders cannot be exchanged", can_exchange=False),
        _figure("import --as boundaries", can_exchange=True),
        _build(),
        _import(),
        _forget(),
        _fetch("fetch a new day", 4),
        _fetch("fetch a day anew", 2),
        _note(),
        _forget_map(),
        _cached(),
    ]


if __name__ == "__main__":
    outcome = run(*map(int, sys.argv[1:]))
    sys.stdout.write(outcome.report() + "\n")
    sys.exit(bool(outcome.fallen))
