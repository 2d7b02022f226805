"""The configuration of docs/nginx.conf in a real nginx: what it lets through, and what it stops."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import streamlit

from explorer.cartography.figure import page
from tests.helpers import nginx
from tests.helpers.nginx import CONFIGURATION, Nginx

# far more than anything here takes, on a machine that is busy with other things
_PATIENCE_S = 120
_BODY = b"// what the explorer answers\n" * 1000
_UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket"}


class _Explorer(BaseHTTPRequestHandler):
    """Answers every request as an explorer would, and keeps sessions open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers["Upgrade"] == "websocket":
            self.send_response(101)
            for name, value in _UPGRADE.items():
                self.send_header(name, value)
            self.end_headers()
            self.rfile.read(1)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(_BODY)))
        self.end_headers()
        self.wfile.write(_BODY)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """Run what stands for the explorer; yield its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Explorer) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def server(upstream: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Run nginx as docs/ have it."""
    with nginx.running(tmp_path_factory.mktemp("nginx"), upstream) as started:
        yield started


def _connection(server: Nginx) -> http.client.HTTPSConnection:
    trusted = ssl.create_default_context(cafile=str(server.certificate))
    return http.client.HTTPSConnection(
        "127.0.0.1", server.port, timeout=_PATIENCE_S, context=trusted
    )


@contextmanager
def _asked(
    server: Nginx, path: str, headers: Mapping[str, str] | None = None
) -> Iterator[http.client.HTTPResponse]:
    with closing(_connection(server)) as connection:
        connection.request("GET", path, headers=dict(headers or {}))
        yield connection.getresponse()


def _status(server: Nginx, path: str) -> int:
    with _asked(server, path) as answer:
        return answer.status


def _policy() -> dict[str, list[str]]:
    (text,) = re.findall(r'set \$policy "([^"]+)";', CONFIGURATION.read_text("utf-8"))
    return {name: sources for name, *sources in map(str.split, text.split(";"))}


def test_the_policy_names_the_two_scripts_that_stand_in_pages() -> None:
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    (streamlits,) = re.findall(r"<script>(.*?)</script>", index.read_text("utf-8"), re.DOTALL)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in (streamlits, page.script())
    }
    others = {"'self'", "'wasm-unsafe-eval'", "blob:"}
    assert set(_policy()["script-src"]) == hashes | others


@pytest.mark.parametrize("path", ["/", "/_stcore/metrics", "/_stcore/upload_file/session/file"])
def test_every_answer_has_the_headers(server: Nginx, path: str) -> None:
    with _asked(server, path) as answer:
        headers = {name.lower(): value for name, value in answer.getheaders()}
    assert headers["content-security-policy"].startswith("default-src 'none'; base-uri 'none';")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["server"] == "nginx"


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/explorer/_stcore/metrics",
        "/_stcore/metrics?x",
        "/_stcore//metrics",
        "//_stcore/metrics",
        "/_stcore/%6Detrics",
        "/static/../_stcore/metrics",
        "/_stcore/health/../metrics",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
    ],
)
def test_what_is_not_for_readers_is_closed(server: Nginx, path: str) -> None:
    assert _status(server, path) == 404


@pytest.mark.parametrize(
    "path", ["/", "/_stcore/health", "/_stcore/host-config", "/explorer/_stcore/health"]
)
def test_what_the_page_needs_is_open(server: Nginx, path: str) -> None:
    with _asked(server, path) as answer:
        assert answer.read() == _BODY


def test_a_page_without_tls_is_moved(server: Nginx) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", server.plain_port, timeout=_PATIENCE_S)
    with closing(plain) as connection:
        connection.request("GET", "/?view=map", headers={"Host": "explorer.example.org"})
        answer = connection.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == "https://explorer.example.org/?view=map"


def test_scripts_are_compressed(server: Nginx) -> None:
    with _asked(server, "/", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert len(answer.read()) < len(_BODY) / 10


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/_stcore/upload_file/session/file", 10 * 2**20 + 1000, 204),
        ("/_stcore/upload_file/session/file", 11 * 2**20 + 1, 413),
        ("/app/static/file", 8 * 2**10 + 1, 413),
    ],
)
def test_bodies_have_a_size(server: Nginx, path: str, size: int, status: int) -> None:
    with closing(_connection(server)) as connection:
        # what is too large is refused before it is sent
        connection.putrequest("PUT", path)
        connection.putheader("Content-Length", str(size))
        connection.endheaders(bytes(size) if status == 204 else None)
        assert connection.getresponse().status == status


def test_one_address_has_so_many_sessions(server: Nginx) -> None:
    with ExitStack() as sessions:
        statuses = [
            sessions.enter_context(_asked(server, "/_stcore/stream", headers=_UPGRADE)).status
            for _ in range(21)
        ]
    assert statuses == [101] * 20 + [429]


def test_who_asks_too_often_is_told_so(upstream: int, tmp_path: Path) -> None:
    slower = {"rate=50r/s": "rate=1r/m", "burst=500": "burst=4"}
    with nginx.running(tmp_path, upstream, slower) as server:
        assert [_status(server, "/") for _ in range(6)] == [200] * 5 + [429]


def test_a_half_sent_request_is_cut_off(upstream: int, tmp_path: Path) -> None:
    sooner = {"client_header_timeout       10s;": "client_header_timeout 1s;"}
    with nginx.running(tmp_path, upstream, sooner) as server:
        context = ssl.create_default_context(cafile=str(server.certificate))
        # nginx by itself would wait for 60 s
        raw = socket.create_connection(("127.0.0.1", server.port), timeout=40)
        with context.wrap_socket(raw, server_hostname="127.0.0.1") as half:
            half.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow:")
            # nothing was answered, and nothing more is waited for
            assert _rest(half) == b""


def _rest(connection: ssl.SSLSocket) -> bytes:
    """Read until the other side closes, in whatever way it does."""
    try:
        return connection.recv(1000)
    except (ConnectionResetError, ssl.SSLEOFError):
        return b""
