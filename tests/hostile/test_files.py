"""A short series of hostile files, each kind at least once; the long one is the script."""

from __future__ import annotations

from tests.hostile import files


def test_no_file_falls() -> None:
    outcome = files.run(62, seed=2)
    assert outcome.fallen == []
    assert outcome.held == outcome.tried == 62
