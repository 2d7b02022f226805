"""What one does not see is escaped wherever text goes out."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest

from explorer.scenarios.library import SCENARIOS
from explorer.wording.visible import visible
from tests.helpers.commands import run

# clear the screen, ring, set the window's title (8-bit), write from right to left, break the line
HOSTILE = "Plan\x1b[2J\x07\x9d0;x\x9c\u202egnp\u2066\nfrontline: all is well\r"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("text", ["", "6,183\xa0km² (5\u202f%)", "Слов’янськ", "a\u200cb", "😀"])
def test_plain_text_stays(text: str) -> None:
    assert visible(text) == text


def test_what_one_does_not_see_is_escaped_without_loss() -> None:
    assert not UNSEEN.search(visible(HOSTILE))
    assert "\n" not in visible(HOSTILE)
    assert visible("a\nb\tc", kept="\n") == "a\nb\\tc"
    for text in (HOSTILE, "\U000e0001", "\x7f\xad\ufeff"):
        assert json.loads(f'"{visible(text)}"') == text
        assert not UNSEEN.search(visible(text))


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Write a scenario whose title and citation hold all of it."""
    freeze = SCENARIOS.find("freeze")
    text = (SCENARIOS.path / "freeze.toml").read_text(encoding="utf-8")
    for word in (freeze.title.en, freeze.citations[0].outlet):
        text = text.replace(f'"{word}"', json.dumps(HOSTILE))
    path = tmp_path / "freeze.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_terminal_gets_none_of_it(scenario: Path, tmp_path: Path) -> None:
    shown = run("ledger", str(scenario))
    assert shown.returncode == 0, shown.stderr
    assert "Plan" in shown.stdout
    assert not UNSEEN.search(shown.stdout)
    printed = run("ledger", str(scenario), "--json").stdout
    assert not UNSEEN.search(printed)
    assert json.loads(printed)["scenario"]["title"] == HOSTILE
    missing = tmp_path / f"{HOSTILE}.toml"
    fault = run("ledger", str(missing))
    assert (fault.returncode, fault.stderr.count("\n")) == (2, 1)
    assert not UNSEEN.search(fault.stderr)
    other = run("ledger", str(tmp_path / "\udcff.toml"))
    assert (other.returncode, "\\udcff" in other.stderr) == (2, True)


def test_a_sheet_gets_none_of_it(scenario: Path, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx", "kml"):
        done = run("export", str(scenario), "--format", kind, "-o", str(tmp_path / f"out.{kind}"))
        assert done.returncode == 0, done.stderr
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    cells += [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert sum("Plan\\u001b" in cell for cell in cells) > 2
    assert not any(UNSEEN.search(cell) or "\n" in cell for cell in cells)
    assert not UNSEEN.search((tmp_path / "out.kml").read_text(encoding="utf-8").replace("\t", ""))
