"""Who may change what is kept on the machine that serves the page."""

from __future__ import annotations

import pytest

from explorer.app.page import access


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:8501", "Origin": "http://localhost:8501"},
        {"Host": "127.0.0.1:8501"},
        {"host": "[::1]:8501", "origin": "http://[::1]:8501"},
    ],
)
def test_a_reader_on_this_machine_is_local(headers: dict[str, str]) -> None:
    assert access.is_local(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "frontline.example.org"},
        # a name that resolves to this machine, which a foreign page can have
        {"Host": "127.0.0.1.example.org:8501"},
        {"Host": "localhost@example.org"},
        {"Host": "[::1"},
        # behind a proxy on this machine
        {"Host": "127.0.0.1:8501", "Origin": "https://frontline.example.org"},
        {"Host": "localhost:8501", "X-Forwarded-For": "203.0.113.7"},
        {"Host": "localhost:8501", "forwarded": "for=203.0.113.7"},
        {"Host": "localhost:8501", "Origin": "null"},
    ],
)
def test_anybody_else_is_not(headers: dict[str, str]) -> None:
    assert not access.is_local(headers)


@pytest.mark.parametrize(("setting", "may"), [("always", True), ("never", False), ("", False)])
def test_a_setting_decides_for_all_readers(
    monkeypatch: pytest.MonkeyPatch, setting: str, *, may: bool
) -> None:
    # without a browser there are no headers
    monkeypatch.setenv(access.VARIABLE, setting)
    assert access.may_keep() is may
