"""Cache: results that take long, kept on this machine under the hash of all that they depend on.

Nothing in it is needed: what is missing, cut off or altered is computed anew, and where the folder
cannot be written to, nothing is kept.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import platformdirs

from explorer import files
from explorer.errors import OutputError

_DIGEST_BYTES = 32


def folder() -> Path:
    """
    Tell where results are kept.

    Returns
    -------
    folder
        What `FRONTLINE_CACHE` names, else one among the user's caches; it may not exist.
    """
    if named := os.environ.get("FRONTLINE_CACHE"):
        return Path(named)
    return platformdirs.user_cache_path("frontline")


def key(*parts: str | bytes) -> str:
    """
    Name a result after what it depends on.

    Parameters
    ----------
    *parts
        All of it, in a fixed order.

    Returns
    -------
    key
        SHA-256 as hexadecimal digits.
    """
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


@lru_cache(maxsize=8)
def rules(*modules: ModuleType) -> str:
    """
    Hash the source of modules, so that no result outlives the rule by which it was computed.

    Parameters
    ----------
    *modules
        What computes it.

    Returns
    -------
    digest
        SHA-256 as hexadecimal digits.
    """
    return key(*(Path(str(module.__file__)).read_bytes() for module in modules))


def get(kind: str, name: str, make: Callable[[], bytes]) -> bytes:
    """
    Look a result up, or compute and keep it.

    Parameters
    ----------
    kind
        A folder of such results.
    name
        Its `key`.
    make
        Computes it.

    Returns
    -------
    content
        What `make` returns, or once returned.
    """
    path = folder() / kind / name
    if (known := _read(path)) is not None:
        return known
    content = make()
    with suppress(OSError, OutputError):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, hashlib.sha256(content).digest() + content)
    return content


def has(kind: str, name: str) -> bool:
    """
    Tell whether a result is kept.

    Parameters
    ----------
    kind
        A folder of such results.
    name
        Its `key`.

    Returns
    -------
    has
        Whether a file of that name is there; it may yet turn out to be cut off.
    """
    return (folder() / kind / name).is_file()


def _read(path: Path) -> bytes | None:
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, content = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == digest else None
