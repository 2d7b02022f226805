"""Run every hostile series, and write the table of docs/security.md: `python -m tests.hostile`.

`python -m tests.hostile SECONDS` gives the long run other than an hour.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import NamedTuple

from tests.helpers.paths import ROOT
from tests.hostile import long_run
from tests.hostile.outcome import Outcome

PAGE = ROOT / "docs" / "security.md"
_TABLE = re.compile(r"(?<=<!-- series -->\n).*?(?=<!-- /series -->)", re.DOTALL)


class Series(NamedTuple):
    """A series of attempts: its module with what it is given, and what an attempt is."""

    module: str
    given: tuple[str, ...]
    attempt: str


def series(seconds: str) -> list[Series]:
    """List all series; the long run takes so many seconds."""
    minutes, readers = float(seconds) / 60, long_run.READERS
    return [
        Series("files", (), "files of lines and areas that are broken, mixed, huge or a trap"),
        Series("forgeries", (), "figures that somebody changed, given to `frontline verify`"),
        Series("injections", (), "markup and formulas in a title, on pages and in tables"),
        Series("kills", (), "commands killed while they write"),
        Series("faults", (), "full disks, read-only folders, broken layers and stores"),
        Series("addresses", (), "strangers' addresses, each at most 5 s of a processor"),
        Series("long_run", ("60", "60"), "pages of 60 sessions at once, for a minute"),
        Series("long_run", (seconds,), f"pages of {readers} readers, for {minutes:.0f} minutes"),
    ]


def run(each: Series) -> Outcome:
    """Run a series in a process of its own: some of them fork, or set limits."""
    command = [sys.executable, "-m", f"tests.hostile.{each.module}", *each.given]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return Outcome(**json.loads(done.stdout))


def main(seconds: str = str(long_run.SECONDS)) -> None:
    """Run all series, say what fell, and put the table into the page."""
    rows = ["| attempts | script | tried | held |", "|---|---|---|---|"]
    for each in series(seconds):
        outcome = run(each)
        sys.stderr.write("".join(f"{each.module}: {fault}\n" for fault in outcome.fallen))
        script = " ".join((f"tests.hostile.{each.module}", *each.given))
        rows.append(f"| {each.attempt} | `{script}` | {outcome.tried:,} | {outcome.held:,} |")
        sys.stderr.write(rows[-1] + "\n")
        _put(rows)  # a series that breaks down leaves the rows of those before it


def _put(rows: list[str]) -> None:
    table = "\n".join([f"Run on {datetime.now(UTC).date().isoformat()}.", "", *rows, ""])
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_TABLE.sub(lambda _: table, page), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
