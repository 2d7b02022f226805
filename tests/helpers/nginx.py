"""Runs an nginx with the configuration of docs/; as a script, installs what is missing in CI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers import apt
from tests.helpers.paths import ROOT
from tests.helpers.serving import free_port

CONFIGURATION = ROOT / "docs" / "nginx.conf"
_TLS = "/etc/nginx/tls/explorer"
# a machine that is busy with other things takes its time
_START_S = 60
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx(NamedTuple):
    """Where an nginx listens on 127.0.0.1, and the certificate that it shows."""

    port: int
    plain_port: int
    certificate: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://127.0.0.1:{self.port}"


def programs() -> list[str]:
    """Return the paths of nginx and of openssl, as far as they are here."""
    everywhere = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}/usr/sbin"
    found = (shutil.which(name, path=everywhere) for name in ("nginx", "openssl"))
    return [path for path in found if path]


@contextmanager
def running(
    folder: Path, upstream: int, changed: Mapping[str, str] | None = None
) -> Iterator[Nginx]:
    """
    Run nginx before a server on 127.0.0.1; skip without nginx, but never in CI.

    `changed` has what is written otherwise than in docs/, beside ports and paths.
    """
    if len(programs()) < 2:
        reason = "there is no nginx or no openssl: run `apt-get install nginx openssl`"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    program, openssl = programs()
    server = Nginx(free_port(), free_port(), folder / "explorer.crt")
    _certify(openssl, folder)
    _write(folder, server, upstream, changed or {})
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(folder / "main.conf"), "-e", "error.log"],
        stdin=subprocess.DEVNULL,
    )
    try:
        _await(process, server.port, folder / "error.log")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=_START_S)


def _write(folder: Path, server: Nginx, upstream: int, changed: Mapping[str, str]) -> None:
    text = CONFIGURATION.read_text("utf-8")
    here = {
        "listen 80;": f"listen 127.0.0.1:{server.plain_port};",
        "listen 443 ssl": f"listen 127.0.0.1:{server.port} ssl",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        f"{_TLS}.crt": str(server.certificate),
        f"{_TLS}.key": str(server.certificate.with_suffix(".key")),
        "127.0.0.1:8501": f"127.0.0.1:{upstream}",
    }
    for old, new in {**here, **changed}.items():
        assert text.count(old) == 1, f"{CONFIGURATION.name} has not one {old!r}"
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text, "utf-8")
    # a server of root's gives its workers to somebody who may not read the tests' folder
    user = "user root;\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    paths = "".join(f"  {name}_temp_path {name};\n" for name in _TEMPORARY)
    main = f"{user}daemon off;\npid pid;\nevents {{}}\nhttp {{\n  access_log off;\n{paths}"
    (folder / "main.conf").write_text(f"{main}  include {folder}/site.conf;\n}}\n", "utf-8")


def _certify(openssl: str, folder: Path) -> None:
    command = [openssl, "req", "-x509", "-nodes", "-newkey", "ec", "-days", "2"]
    curve = ["-pkeyopt", "ec_paramgen_curve:prime256v1"]
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", "explorer.key", "-out", "explorer.crt"]
    subprocess.run([*command, *curve, *name, *files], cwd=folder, check=True, capture_output=True)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            # the pause between two looks ends at once if the server does
            try:
                process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    pytest.fail(f"nginx did not start:\n{log.read_text('utf-8') if log.exists() else ''}")


if __name__ == "__main__" and os.environ.get("CI") == "true" and len(programs()) < 2:
    sys.exit(None if apt.install("nginx", "openssl") else "nginx could not be installed.")
