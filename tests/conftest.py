"""What tests share: where raw inputs lie, and a line that is imported from one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from explorer.layers.catalog import Catalog, installed
from explorer.pipeline import frames
from tests.helpers.frames import ABOUT, NAME, RAIONS
from tests.helpers.imports import add, control
from tests.helpers.paths import ROOT


def _inputs(folder: Path, variable: str, mend: str) -> Path:
    """Return a folder of inputs; without it a test is skipped, but never in CI."""
    if folder.is_dir() and any(folder.iterdir()):
        return folder
    reason = f"{folder} holds no inputs: {mend}, or set {variable}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


# what somebody imported or fetched on this machine, and allowed there, is no part of what is tested
os.environ["FRONTLINE_LINES"] = str(ROOT / ".cache" / "no-lines")
os.environ["FRONTLINE_FRAMES"] = str(ROOT / ".cache" / "no-frames")
os.environ["FRONTLINE_CONTROL"] = str(ROOT / ".cache" / "no-control")
os.environ.pop("FRONTLINE_KEEP", None)
# a test asks a server for little, and others run beside it
os.environ["FRONTLINE_WARMING"] = "off"
os.environ["FRONTLINE_CACHE"] = str(ROOT / ".cache" / "results")


@pytest.fixture(scope="session")
def raw() -> Path:
    """Yield the folder of raw snapshots, which a licence keeps out of the tree."""
    folder = Path(os.environ.get("FRONTLINE_RAW") or ROOT.parent / "shared" / "geodata")
    return _inputs(folder, "FRONTLINE_RAW", "fetch the raw snapshots")


@pytest.fixture(scope="session")
def npm_inputs() -> Path:
    """Yield the folder of packages that the layers are built from."""
    folder = Path(os.environ.get("FRONTLINE_INPUTS") or ROOT / ".cache" / "inputs")
    return _inputs(folder, "FRONTLINE_INPUTS", "run `make inputs`")


@pytest.fixture(scope="session")
def imported_lines(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import one date into a folder that does not exist yet."""
    folder = tmp_path_factory.mktemp("shelf") / "frontline" / "lines"
    add(folder, control(raw))
    return folder


@pytest.fixture(scope="session")
def brought(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bring boundaries into a folder that does not exist yet."""
    folder = tmp_path_factory.mktemp("shelf") / "frontline" / "frames"
    frames.add(installed(), folder / NAME, raw / "oblasts" / RAIONS, ABOUT)
    return folder


@pytest.fixture(scope="session")
def both(imported_lines: Path) -> Catalog:
    """Catalog of the lines that ship and the imported one."""
    return Catalog(installed().folder, imported_lines)
