"""Serving: an explorer that runs for as long as a test needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.helpers.paths import ROOT

# a machine that is busy with other things takes its time
_START_S, _ANSWER_S = 180, 10


@contextmanager
def running(log: Path, **environment: str) -> Iterator[str]:
    """Run an explorer whose output goes into `log`; yield its address."""
    with running_at(free_port(), log, **environment) as url:
        yield url


@contextmanager
def running_at(port: int, log: Path, **environment: str) -> Iterator[str]:
    """Run an explorer like that of `running` at a port of 127.0.0.1."""
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = [
        f"--server.port={port}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=_START_S)


def free_port() -> int:
    """Find a port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server is healthy; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if _is_healthy(port):
            return
        # the pause between two looks ends at once if the server does
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.1)
            break
    pytest.fail(f"the explorer did not start:\n{log.read_text(encoding='utf-8')}")


def _is_healthy(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=_ANSWER_S)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
