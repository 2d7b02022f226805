"""What tests of figures share: folders made once, and servers that show them."""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath

import numpy as np
from PIL import Image

from explorer.cartography.figure import composition
from explorer.cartography.figure.composition import Figure, Order, Plate
from explorer.layers.catalog import installed
from explorer.publishing import map_figure, map_recipe
from explorer.publishing.folder import Folder
from explorer.publishing.map_recipe import MapRecipe
from tests.helpers.lines import BASELINE
from tests.helpers.pictures import small_pictures

SIX = ("donbas-handover", "freeze", "plan-20", "plan-28", "putin-2024", "fez-symmetric")

_TYPES = {
    "": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
}


@lru_cache(maxsize=16)
def order(names: tuple[str, ...] = SIX, **options: str) -> Order:
    return map_recipe.order(names, **{"day": BASELINE, **options})[0]


def make(names: tuple[str, ...] = SIX, **options: str) -> Folder:
    wanted, chosen = map_recipe.order(names, **{"day": BASELINE, **options})
    return map_figure.make(installed(), wanted, chosen)


folder = lru_cache(maxsize=8)(make)


@lru_cache(maxsize=8)
def small(names: tuple[str, ...] = SIX, **options: str) -> Folder:
    """Make a figure with small pictures, for tests that do not look at them."""
    with small_pictures():
        return make(names, **options)


@lru_cache(maxsize=8)
def figure(names: tuple[str, ...] = SIX, **options: str) -> Figure:
    return composition.compose(installed(), order(names, **options))


@lru_cache(maxsize=8)
def plate(names: tuple[str, ...] = SIX, **options: str) -> Plate:
    return composition.plate(installed(), figure(names, **options))


def recipe(names: tuple[str, ...] = SIX, **options: str) -> MapRecipe:
    wanted, chosen = map_recipe.order(names, **{"day": BASELINE, **options})
    return map_recipe.recipe_of(installed(), wanted, chosen)


class _Handler(BaseHTTPRequestHandler):
    def __init__(
        self, files: Mapping[str, bytes], headers: Mapping[str, str], *rest: object
    ) -> None:
        self._files, self._extra = files, headers
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        name = self.path.split("?")[0].lstrip("/")
        content = self._files.get(name)
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Type", _TYPES.get(PurePosixPath(name).suffix, "text/plain"))
        for key, value in self._extra.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@contextmanager
def served(files: Mapping[str, bytes], headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve files by name on a port of their own; yield the address with its slash."""
    handler = functools.partial(_Handler, files, headers or {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def difference(one: bytes, other: bytes) -> tuple[float, float]:
    """Return the mean difference of a channel, and the share of pixels far apart."""
    pictures = [Image.open(io.BytesIO(content)).convert("RGB") for content in (one, other)]
    wide, high = (min(p.size[i] for p in pictures) for i in (0, 1))
    # the text below the map may be longer or shorter: that is another test's concern
    a, b = (np.asarray(p.crop((0, 0, wide, high)), dtype=float) for p in pictures)
    apart = np.abs(a - b)
    return float(apart.mean()), float((apart.max(axis=2) > 48).mean())
