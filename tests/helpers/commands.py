"""Commands: `frontline` as a reader runs it, in this process, which has read the layers already."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from explorer.cli import main


class Done(NamedTuple):
    """A command that ended: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, folder: Path | None = None) -> Done:
    """Run `frontline` in a folder, on a terminal of 100 columns."""
    output, faults = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["frontline", *arguments])
        patch.setenv("COLUMNS", "100")
        if folder is not None:
            patch.chdir(folder)
        with redirect_stdout(output), redirect_stderr(faults), pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), output.getvalue(), faults.getvalue())
