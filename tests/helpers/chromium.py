"""Finds a Chromium and a typeface for the browser tests; as a script, installs what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.helpers import apt

# what pages ask for first that a bare Linux can have, and what is as wide
_TYPEFACES = ("Arial", "Liberation Sans", "Arimo", "Roboto")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium: `$CHROMIUM`, one on the PATH, or playwright's own."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def arguments() -> list[str]:
    """Return the switches with which a Chromium speaks to this machine only, and paints cheaply."""
    # playwright adds --no-sandbox: root cannot have one, and only our own pages are opened
    return [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        # a machine without a graphics card paints for less than it emulates one
        "--disable-gpu",
        "--no-first-run",
        # the network is cut for the browser, wherever the tests run
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ]


def has_typeface() -> bool:
    """Tell whether pages are set in a typeface that they ask for, or in one as wide."""
    if shutil.which("fc-match") is None:  # not a Linux desktop: such a one is there
        return True
    asked = ["fc-match", "--format=%{family}", "Arial"]
    found = subprocess.run(asked, check=False, capture_output=True, text=True).stdout
    return found.startswith(_TYPEFACES)


def ensure() -> str:
    """Return the path of a Chromium, and install one first if there is none.

    Raises
    ------
    SystemExit
        With one sentence, if none could be installed.
    """
    if not has_typeface():
        apt.install("fonts-liberation")
    if path := find():
        return path
    if chosen := os.environ.get("CHROMIUM"):
        raise SystemExit(f"CHROMIUM={chosen} is not a program: name a Chromium or unset it.")
    for install in (partial(apt.install, "chromium"), _with_playwright):
        if install() and (path := find()):
            return path
    raise SystemExit("No Chromium could be installed: install one and set CHROMIUM to its path.")


def _with_playwright() -> bool:
    return apt.runs(sys.executable, "-m", "playwright", "install", "chromium")


if __name__ == "__main__":
    sys.stdout.write(f"{ensure()}\n")
