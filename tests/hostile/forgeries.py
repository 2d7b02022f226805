"""Forgeries: figures that somebody changed, and hid the change in.

`python -m tests.hostile.forgeries` forges a map's figure and a claim's in each way of
`tests.publishing.test_forgeries`, and verifies them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from explorer.errors import OutputError
from explorer.layers.catalog import installed
from explorer.publishing import verify
from explorer.publishing.write import write
from tests.helpers.pictures import small_pictures
from tests.helpers.published import KindName, drawing_once, made, rehash
from tests.hostile.outcome import Outcome
from tests.publishing.test_forgeries import FORGERIES, KINDS


def run() -> Outcome:
    """Forge both kinds of figures in every way; honest ones have to be verified."""
    with small_pictures(), drawing_once():
        fallen = [f"{kind}: honest, and not verified" for kind in KINDS if not _passes(kind, "")]
        attempts = [(kind, way) for kind in KINDS for way in FORGERIES]
        fallen += [f"{kind}: {way}" for kind, way in attempts if _passes(kind, way)]
    return Outcome(len(attempts), len(attempts) - len(fallen), fallen)


def _passes(kind: KindName, way: str) -> bool:
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        write(made(kind), out)
        if way:
            FORGERIES[way](out)
        if (out / "receipt.json").exists() and not way.startswith("receipt: a "):
            rehash(out)
        try:
            return verify.verify(installed(), out).verified
        except OutputError:
            return False


if __name__ == "__main__":
    sys.stdout.write(run().report() + "\n")
