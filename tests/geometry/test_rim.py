"""Rims: the ground near a border, drawn once on a machine and never taken from a broken file."""

from pathlib import Path

import pytest
from shapely.geometry import box

from explorer.geometry import cache, geodesy, rim

FRAME = box(35, 48, 35.2, 48.1)


def forget() -> None:
    """Forget what this process remembers, as a new one would."""
    rim._of.cache_clear()


def refuse(*_: object) -> None:
    raise AssertionError("drawn anew")


def test_a_rim_is_a_buffer_that_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    forget()
    expected = geodesy.buffer(FRAME.boundary, 1.0)
    assert rim.of(FRAME, 1.0).equals_exact(expected)
    monkeypatch.setattr(geodesy, "buffer", refuse)
    forget()
    assert rim.of(FRAME, 1.0).equals_exact(expected)
    with pytest.raises(AssertionError, match="drawn anew"):
        rim.of(FRAME, 2.0)


def test_a_broken_or_missing_folder_costs_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    name = cache.key("frame")
    assert cache.get("kind", name, lambda: b"first") == b"first"
    assert cache.get("kind", name, lambda: b"second") == b"first"
    (tmp_path / "kind" / name).write_bytes(b"cut off")
    assert cache.get("kind", name, lambda: b"third") == b"third"
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "kind" / name))  # a file, no folder
    assert cache.get("kind", cache.key("other"), lambda: b"fourth") == b"fourth"
    assert not cache.has("kind", cache.key("other"))
