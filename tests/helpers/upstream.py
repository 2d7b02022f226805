"""Upstream: a server on 127.0.0.1 that answers as a source would, or as badly as it could."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple

_MB = b" " * 10**6


class Reply(NamedTuple):
    """An answer: a body, and headers, of which `Content-Length` may be false or left out."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    announced: int | None = None
    endless_mb: int = 0


class Asked(NamedTuple):
    """A request that arrived: path with parameters, and headers by their names in small letters."""

    path: str
    headers: dict[str, str]


@dataclass
class Upstream:
    """A server: replies by path, each list in turn, its last one again and again."""

    address: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def on(self, path: str, *replies: Reply) -> None:
        """Answer a path, with its parameters or without them."""
        self.replies[path] = list(replies)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def reply(self, path: str) -> Reply:
        bare = path.partition("?")[0]
        queue = self.replies.get(path) or self.replies.get(bare) or [Reply(b"none", 404)]
        return queue.pop(0) if len(queue) > 1 else queue[0]


class _Handler(BaseHTTPRequestHandler):
    upstream: Upstream

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.upstream.asked.append(Asked(self.path, headers))
        reply = self.upstream.reply(self.path)
        etag = reply.headers.get("ETag")
        if etag and headers.get("if-none-match") == etag:
            reply = Reply(status=304, headers={"ETag": etag})
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if not reply.endless_mb and reply.status != 304:
            length = len(reply.body) if reply.announced is None else reply.announced
            self.send_header("Content-Length", str(length))
        self.end_headers()
        with suppress(ConnectionError):  # the one who asked may have had enough
            self.wfile.write(reply.body)
            for _ in range(reply.endless_mb):
                self.wfile.write(_MB)

    def log_message(self, *_: object) -> None:
        """Write no log."""


@contextmanager
def serving() -> Iterator[Upstream]:
    """Run a server for as long as a test needs it."""
    upstream = Upstream()
    handler = type("Handler", (_Handler,), {"upstream": upstream})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    upstream.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield upstream
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
