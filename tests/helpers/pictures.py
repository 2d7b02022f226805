"""Pictures: rendered small where a test does not look at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest

from explorer.cartography import raster

_TIMES_SMALLER = 10
_full_size_png = raster.png


@contextmanager
def small_pictures() -> Iterator[None]:
    """Render pictures a tenth as wide: most tests only ask whether they are the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "png", _small_png)
        yield


@lru_cache(maxsize=64)
def _small_png(svg: str, width: int) -> bytes:
    return _full_size_png(svg, width // _TIMES_SMALLER)
