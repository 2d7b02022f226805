"""Short series of the hostile scripts; the long ones are `make hostile`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.helpers.paths import ROOT


@pytest.mark.parametrize(("series", "count"), [("kills", 48), ("faults", 42), ("injections", 24)])
def test_nothing_falls(series: str, count: int) -> None:
    """Each series forks, or sets limits, and so is a process of its own."""
    command = [sys.executable, "-m", f"tests.hostile.{series}", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome == {"tried": count, "held": count, "fallen": []}
