"""Visitors: people who open the explorer's page, without a browser."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_S = 180


@dataclass
class Seen:
    """What a run of the page has shown: its headline, notices, and tracebacks."""

    headline: str = ""
    notices: list[str] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)


@contextmanager
def visiting(port: int) -> Iterator[ClientConnection]:
    """Connect to the page of 127.0.0.1 as a browser does."""
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        origin=Origin(f"http://127.0.0.1:{port}"),
        subprotocols=[Subprotocol("streamlit")],
        max_size=2**26,
        open_timeout=_LONGEST_S,
        ping_timeout=_LONGEST_S,
    ) as socket:
        yield socket


def ask(socket: ClientConnection, query: str) -> None:
    """Ask for the page of an address."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    socket.send(asked.SerializeToString())


def seen(socket: ClientConnection, timeout: float = _LONGEST_S) -> Seen:
    """Take what the page shows until its run has ended; `TimeoutError` if that takes longer."""
    shown = Seen()
    while True:
        told = ForwardMsg()
        told.ParseFromString(socket.recv(timeout=timeout))
        kind = told.WhichOneof("type")
        if kind == "delta":
            element = told.delta.new_element
            if element.WhichOneof("type") == "exception":
                shown.tracebacks.append(element.exception.message)
            elif 'class="headline"' in element.html.body:
                shown.headline = element.html.body
            elif 'class="notice' in element.html.body:
                shown.notices.append(element.html.body)
        if kind == "script_finished":
            if told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue
            return shown
