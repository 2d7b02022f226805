"""Known advisories about the locked packages: fetched where a network is, read anywhere."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from explorer import files
from supply import FOLDER, SupplyError
from supply.lock import Pin, every

STORED: Final = FOLDER / "advisories.json"


class Advisory(BaseModel):
    """
    One advisory about one version of a package.

    Attributes
    ----------
    package
        The package as `NAME==VERSION`.
    id
        Identifier in the database.
    aliases
        The same advisory in other databases, such as its CVE number.
    fixed_in
        Versions that are not affected.
    """

    package: str
    id: str
    aliases: list[str]
    fixed_in: list[str]


class Answer(BaseModel):
    """
    What an advisory database said, and when.

    Attributes
    ----------
    asked
        The day.
    by
        The program that asked.
    packages
        Packages that it answered for, as `NAME==VERSION`; none if no database was reached.
    advisories
        What it knew of them.
    """

    asked: dt.date
    by: str
    packages: list[str]
    advisories: list[Advisory]


def stored() -> Answer:
    """
    Read the stored answer.

    Returns
    -------
    answer
        What was known, and when.
    """
    return Answer.model_validate_json(STORED.read_text("utf-8"))


def store() -> Answer:
    """
    Ask a database about every locked package, and store what it says.

    Returns
    -------
    answer
        What was stored.

    Raises
    ------
    SupplyError
        If the database was not reached, or does not know a package: then nothing is stored.
    """
    dependencies = _ask(every())
    answer = understood(dependencies, dt.datetime.now(tz=dt.UTC).date())
    files.write(STORED, answer.model_dump_json(indent=1) + "\n")
    return answer


def understood(dependencies: Sequence[dict[str, Any]], today: dt.date) -> Answer:
    """
    Read what `pip-audit --format json` lists under `dependencies`.

    Parameters
    ----------
    dependencies
        One entry for each package.
    today
        The day on which it was asked.

    Returns
    -------
    answer
        The same, of one form.

    Raises
    ------
    SupplyError
        If a package was skipped, which is what happens where no database is reached.
    """
    skipped = [entry["name"] for entry in dependencies if "skip_reason" in entry]
    if skipped or not dependencies:
        raise SupplyError(
            f"no advisory database answered for {len(skipped)} of {len(dependencies)} packages, "
            f"and {STORED.name} is as it was: run this where that database is reached."
        )
    return Answer(
        asked=today,
        by="pip-audit",
        packages=sorted({f"{entry['name']}=={entry['version']}" for entry in dependencies}),
        advisories=[
            Advisory(
                package=f"{entry['name']}=={entry['version']}",
                id=known["id"],
                aliases=sorted(known["aliases"]),
                fixed_in=known["fix_versions"],
            )
            for entry in dependencies
            for known in entry["vulns"]
        ],
    )


def faults(pins: Iterable[Pin], answer: Answer) -> list[str]:
    """
    Name each locked package that an advisory is known about.

    Parameters
    ----------
    pins
        Locked packages.
    answer
        The stored answer.

    Returns
    -------
    faults
        A sentence for each advisory that concerns a locked version.
    """
    locked = {pin.key for pin in pins}
    return [
        f"{known.package} has the advisory {', '.join([known.id, *known.aliases])}: {_mend(known)}."
        for known in answer.advisories
        if known.package in locked
    ]


def coverage(pins: Iterable[Pin], answer: Answer) -> str:
    """
    Say how much the stored answer says of the locks.

    Parameters
    ----------
    pins
        Locked packages.
    answer
        The stored answer.

    Returns
    -------
    sentence
        Date, program, and how many of the locked versions were asked about.
    """
    if not answer.packages:
        return (
            f"Advisories: not fetched; on {answer.asked} no database of them was reached. "
            "Run `make advisories` where one is."
        )
    locked = {pin.key for pin in pins}
    known = len(locked & set(answer.packages))
    return (
        f"Advisories: as of {answer.asked}, by {answer.by}, "
        f"for {known} of {len(locked)} locked packages."
    )


def _mend(known: Advisory) -> str:
    if known.fixed_in:
        return f"take version {' or '.join(known.fixed_in)}"
    return "no version is without it, so use another package or none"


def _ask(pins: Iterable[Pin]) -> list[dict[str, Any]]:
    """Ask in turns, since one list may hold one version of each package only."""
    turns: list[dict[str, Pin]] = []
    for pin in pins:
        turn = next((turn for turn in turns if pin.name not in turn), None)
        if turn is None:
            turns.append(turn := {})
        turn[pin.name] = pin
    return [entry for turn in turns for entry in _ask_once(turn.values())]


def _ask_once(pins: Iterable[Pin]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format=json"]
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "requirements.txt"
        asked.write_text("".join(f"{pin.key}\n" for pin in pins), encoding="utf-8")
        # exit code 1 says that there are advisories, or that it failed and printed nothing
        answer = subprocess.run(  # noqa: S603 - pip-audit, and names of our own locks
            [*command, "--progress-spinner=off", f"--requirement={asked}"],
            text=True,
            check=False,
            capture_output=True,
        )
    if not answer.stdout:
        reason = "".join(answer.stderr.strip().splitlines()[-1:])
        raise SupplyError(f"pip-audit failed: {reason}; run this where a network is.")
    found: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    return found
