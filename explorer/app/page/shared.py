"""Shared: answers that are worked out once and kept for all sessions."""

from collections.abc import Callable
from threading import Condition
from typing import ParamSpec, TypeVar

from cachetools import LRUCache, cached

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def shared(maxsize: int) -> Callable[[Callable[_Asked, _Answer]], Callable[_Asked, _Answer]]:
    """
    Keep the newest answers of a function.

    Unlike with `functools.lru_cache`, one of several sessions that ask for the same at the same
    time works it out, and the others wait for it: nine readers of a server that has just started
    do not work the same out nine times.

    Parameters
    ----------
    maxsize
        How many answers are kept.

    Returns
    -------
    decorator
        For a function whose arguments can be hashed.
    """
    return cached(LRUCache(maxsize), condition=Condition())
