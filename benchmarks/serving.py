"""Serving: a Streamlit script for as long as a benchmark runs."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_S = 60


class Served(NamedTuple):
    """
    A script that is being served.

    Attributes
    ----------
    port
        On 127.0.0.1.
    process
        Number of the process.
    """

    port: int
    process: int

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://127.0.0.1:{self.port}/"


def cpu_s(served: Served) -> float:
    """
    Tell how much processor time a server has taken.

    Parameters
    ----------
    served
        The server.

    Returns
    -------
    seconds
        Of its process and of those that it started and that still run.
    """
    server = psutil.Process(served.process)
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    return sum(each.user + each.system for each in times)


@contextmanager
def streamlit(script: Path = ROOT / "streamlit_app.py") -> Iterator[Served]:
    """
    Serve a script.

    Parameters
    ----------
    script
        Its path.

    Yields
    ------
    served
        Where it is.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = ["--server.headless=true", "--server.fileWatcherType=none"]
    process = subprocess.Popen(
        [*command, f"--server.port={port}", *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    deadline = time.monotonic() + START_S
    while not _healthy(port):
        if time.monotonic() > deadline:
            raise RuntimeError("the explorer did not start")
        time.sleep(0.1)


def _healthy(port: int) -> bool:
    with (
        suppress(OSError, http.client.HTTPException),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as connection,
    ):
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    return False
