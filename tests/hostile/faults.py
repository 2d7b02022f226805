"""Faults: broken layers, descriptors, imports, stores and places to write to, each one sentence.

`python -m tests.hostile.faults [COUNT] [SEED]` tries COUNT faults, 300 by default. A fault holds if
the command ends with code 2 and one line that names the folder, and no other folder's variable; or
if it ends well because it did not need what is broken.
"""

from __future__ import annotations

import errno
import json
import os
import random
import re
import resource
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from explorer.layers.catalog import DESCRIPTOR
from tests.helpers.commands import run as frontline
from tests.helpers.imports import DAY, keep_drawn, keep_fetched
from tests.hostile.outcome import Outcome

COUNT = 300
_VARIABLE = re.compile(r"FRONTLINE_[A-Z]+")
_LINE = f"mine:{DAY}"
_FETCHED = date(2026, 1, 2)
_CONTROL = {"type": "Polygon", "coordinates": [[[35, 44], [41, 44], [41, 51], [35, 51], [35, 44]]]}
_SHIPPED = Path(__file__).resolve().parents[2] / "data" / "geo"
Draw = random.Random


class Fault(NamedTuple):
    """
    Something broken, and a command that meets it.

    Attributes
    ----------
    name
        What is broken.
    arguments
        Of `frontline`.
    named
        What the sentence must name.
    variable
        The only variable that it may name.
    kept
        A file that must stay as it is, with nothing beside it.
    """

    name: str
    arguments: tuple[str, ...]
    named: str
    variable: str
    kept: Path | None = None


_Kind = Callable[[Path, Draw, ExitStack], Fault]


def run(count: int = COUNT, seed: int = 0) -> Outcome:
    """Try faults that a seed draws."""
    draw, fallen = Draw(seed), []
    kinds = (_layer, _descriptor, _imported, _stored, _place, _refusing)
    with tempfile.TemporaryDirectory() as scratch:
        layers = Path(shutil.copytree(_SHIPPED, Path(scratch).resolve() / "geo"))
        for number in range(count):
            root = layers.parent / str(number)
            if told := _tried(kinds[number % len(kinds)], root, layers, draw):
                fallen.append(told)
            shutil.rmtree(root)
    return Outcome(count, count - len(fallen), fallen)


def _tried(kind: _Kind, root: Path, layers: Path, draw: Draw) -> str:
    """Meet one fault of a kind; tell what is wrong with how it ends, if anything is."""
    with ExitStack() as stack:
        homes = _homes(root, layers)
        stack.enter_context(patch.dict(os.environ, {k: str(v) for k, v in homes.items()}))
        fault = kind(root, draw, stack)
        told = _told(fault)
    return told and f"{fault.name}, {' '.join(fault.arguments)}: {told}"


def _told(fault: Fault) -> str:
    """Run the command; tell what is wrong with how it ends, if anything is."""
    try:
        done = frontline(*fault.arguments)
    except BaseException as error:  # noqa: BLE001  (a traceback, whatever it is)
        return f"{type(error).__name__}: {error}"
    if done.returncode == 0 and not done.stderr:
        return ""
    *before, last = done.stderr.splitlines()
    if done.returncode != 2 or "Traceback" in before or not last.startswith("frontline: "):
        return f"code {done.returncode}, {done.stderr!r}"
    others = {*_VARIABLE.findall(done.stderr)} - {fault.variable}
    if fault.named not in done.stderr or others:
        return f"names another place: {done.stderr!r}"
    return _spoilt_or_left(fault.kept) if fault.kept else ""


def _spoilt_or_left(kept: Path) -> str:
    if kept.read_text(encoding="utf-8") != "old":
        return f"{kept} was spoilt"
    left = [*kept.parent.glob(".frontline-*")]
    return f"left {left}" if left else ""


def _homes(root: Path, layers: Path) -> dict[str, Path]:
    """Lay the user's folders out in a new place, so that nothing that was read before is kept."""
    homes = {
        "FRONTLINE_DATA": root / "geo",
        "FRONTLINE_LINES": root / "lines",
        "FRONTLINE_FRAMES": root / "frames",
        "FRONTLINE_CONTROL": root / "control",
        "FRONTLINE_CACHE": root / "cache",
    }
    for folder in (root / "geo", root / "frames" / "mine"):
        shutil.copytree(layers, folder, copy_function=os.link)
    return homes


def _broken(path: Path, draw: Draw) -> str:
    """Break a file, without touching others that are linked to it."""
    content = path.read_bytes()
    path.unlink()
    somewhere = draw.randrange(len(content))
    flipped = bytes([content[somewhere] ^ 1 << draw.randrange(8)])
    contents = {
        "empty": b"",
        "cut off": content[:somewhere],
        "altered": content[:somewhere] + flipped + content[somewhere + 1 :],
        "noise": draw.randbytes(100),
        "zeros": bytes(len(content)),
        "doubled": content * 2,
    }
    how = draw.choice([*contents, "missing", "a folder", "a link to nowhere", "a pipe's end"])
    if how in contents:
        path.write_bytes(contents[how])
    elif how == "a folder":
        path.mkdir()
    elif how == "a link to nowhere":
        path.symlink_to(path.parent / "nowhere")
    elif how == "a pipe's end":
        with socket.socket(socket.AF_UNIX) as listening, _inside(path.parent):
            listening.bind(path.name)
    return how


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _layer(root: Path, draw: Draw, _: ExitStack) -> Fault:
    home = draw.choice(["geo", "frames"])
    folder = root / "geo" if home == "geo" else root / "frames" / "mine"
    newest = max(path.stem for path in (folder / "lines").iterdir())
    layers = ["oblasts.geojson", "settlements.geojson", "uncertainty.json", "fortress_belt.geojson"]
    layers += [f"lines/{newest}.geojson", f"atoms/{newest}.json", f"contested/{newest}.geojson"]
    name = draw.choice(layers)
    how = _broken(folder / name, draw)
    arguments = ["ledger", draw.choice(["freeze", "donbas-handover", "plan-28"])]
    if home == "frames":
        arguments += ["--frame", "mine"]
    variable = "FRONTLINE_DATA" if home == "geo" else "FRONTLINE_FRAMES"
    return Fault(f"{name} {how}", tuple(arguments), str(folder / name), variable)


def _descriptor(root: Path, draw: Draw, _: ExitStack) -> Fault:
    home = draw.choice(["geo", "frames", "lines"])
    folder = root / "frames" / "mine" if home == "frames" else root / home
    if home == "lines":
        folder.mkdir()
        keep_drawn(folder, "mine")
    how = _spoilt(folder / DESCRIPTOR, draw) if draw.random() < 0.6 else ""
    how = how or _broken(folder / DESCRIPTOR, draw)
    arguments = ("sources",) if home != "frames" else ("ledger", "freeze", "--frame", "mine")
    variable = f"FRONTLINE_{'DATA' if home == 'geo' else home.upper()}"
    # what has no descriptor is no frame
    is_frame = home != "frames" or (folder / DESCRIPTOR).is_file()
    return Fault(
        f"descriptor of {home} {how}", arguments, str(folder) if is_frame else "mine", variable
    )


def _spoilt(path: Path, draw: Draw) -> str:
    """Write a descriptor that is JSON and says something impossible."""
    package = json.loads(path.read_bytes())
    entry = draw.choice(package["resources"])
    key = draw.choice(["name", "path", "hash", "bytes", "licenses", "sources", "asOf", "title"])
    values: tuple[object, ...] = (
        None,
        "",
        -1,
        "../x.json",
        "/etc/passwd.x",
        [],
        {},
        "\u001b[2J",
        "x" * 10_000,
        True,
    )
    value = draw.choice(values)
    entry[key] = value
    path.unlink()
    path.write_text(json.dumps(package), encoding="utf-8")
    return f"with {key} {str(value)[:20]!r}"


def _imported(root: Path, draw: Draw, _: ExitStack) -> Fault:
    folder = root / "lines"
    folder.mkdir()
    keep_drawn(folder, "mine")
    path = draw.choice(sorted(folder.glob("line-*")))
    how = _broken(path, draw)
    arguments = draw.choice([("ledger", "freeze", "--baseline", _LINE), ("sources",)])
    return Fault(f"imported line {how}", arguments, str(path), "FRONTLINE_LINES")


def _stored(root: Path, draw: Draw, _: ExitStack) -> Fault:
    from explorer.sources.store import Store  # noqa: PLC0415

    store = Store(root / "control")
    store.note("isw", licence="ours")
    keep_fetched(store, "isw", b'{"features": []}', _FETCHED)
    name, arguments = draw.choice(
        [
            (f"{_FETCHED}.json", ("ledger", "freeze", "--baseline", f"isw:{_FETCHED}")),
            (f"{_FETCHED}.record.json", ("ledger", "freeze", "--baseline", f"isw:{_FETCHED}")),
            (f"{_FETCHED}.record.json", ("forget", f"isw:{_FETCHED}", "--as", "map")),
            ("notes.json", ("fetch", "isw", "--date", "2999-01-01")),
        ]
    )
    how = _broken(root / "control" / "isw" / name, draw)
    return Fault(f"{name} of a store {how}", arguments, "", "FRONTLINE_CONTROL")


def _place(root: Path, draw: Draw, _: ExitStack) -> Fault:
    """Give a place that cannot be written to."""
    (root / "file.csv").touch()
    os.mkfifo(root / "pipe.csv")
    (root / "folder.csv").mkdir()
    (root / "device.csv").symlink_to("/dev/null")
    (root / "circle.csv").symlink_to(root / "circle.csv")
    names = ("pipe.csv", "folder.csv", "device.csv", "circle.csv", "missing/out.csv")
    name = draw.choice([*names, "file.csv/out.csv", "x" * 300 + ".csv"])
    output = str(root / name)
    return Fault("output", _writing(root, output, draw), output, "")


def _writing(root: Path, output: str, draw: Draw) -> tuple[str, ...]:
    (root / "control.geojson").write_text(json.dumps(_CONTROL), encoding="utf-8")
    return draw.choice(
        [
            ("export", "freeze", "--format", "csv", "-o", output),
            ("trace", str(root / "control.geojson"), "-o", output),
        ]
    )


def _refusing(root: Path, draw: Draw, stack: ExitStack) -> Fault:
    """Let the system refuse to write, at one of the steps at which it may."""
    kinds = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES)
    refused = OSError(number := draw.choice(kinds), os.strerror(number))
    steps = ("os.fsync", "tempfile.mkdtemp", "pathlib.Path.replace", "pathlib.Path.open", "limit")
    step = draw.choice(steps)
    output = root / "out.csv"
    output.write_text("old", encoding="utf-8")
    arguments = _writing(root, str(output), draw)
    if step == "limit":
        stack.enter_context(_limited(100))
    elif step == "pathlib.Path.open":
        stack.enter_context(patch(step, _refusing_to_create(refused)))
    else:
        stack.enter_context(patch(step, side_effect=refused))
    return Fault(f"{refused.strerror} at {step}", arguments, str(output), "", output)


def _refusing_to_create(refused: OSError) -> Callable[..., object]:
    real = Path.open

    def refuse(path: Path, mode: str = "r", *rest: object, **more: object) -> object:
        if mode == "xb":
            raise refused
        return real(path, mode, *rest, **more)  # type: ignore[call-overload]

    return refuse


@contextmanager
def _limited(size: int) -> Iterator[None]:
    """Allow no file that is larger."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


if __name__ == "__main__":
    outcome = run(*map(int, sys.argv[1:]))
    sys.stdout.write(outcome.report() + "\n")
    sys.exit(bool(outcome.fallen))
