"""Engines: where a function is computed for many items; in this process and its like, by default.

Whatever the engine, the same function gets the same items and its results come in their order: an
engine decides how long a run takes, and no figure.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from os import cpu_count
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Fewer items are computed sooner than further processes have started.
_FEW = 16
# Parts of a run for each processor. Items of one follow one another, so that a function can keep
# what changes little from one to the next.
_PARTS = 4


class Engine(Protocol):
    """Computes a function for many items."""

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """
        Compute a function for each item.

        Parameters
        ----------
        function
            What is computed; it can be pickled. Each part of the run has its own copy.
        items
            Its arguments, which can be pickled.

        Yields
        ------
        result
            What it returns, in the order of the items.
        """


class Local:
    """Computes on all processors of this machine; a few items in this process."""

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """
        Compute a function for each item.

        Parameters
        ----------
        function
            What is computed; it can be pickled.
        items
            Its arguments, which can be pickled.

        Yields
        ------
        result
            What it returns, in the order of the items.
        """
        if len(items) <= _FEW:
            yield from map(function, items)
            return
        with ProcessPoolExecutor() as pool:
            yield from pool.map(function, items, chunksize=part_size(len(items), cpu_count() or 1))


def part_size(items: int, processors: int) -> int:
    """
    Divide a run into parts.

    Parameters
    ----------
    items, processors
        How many there are; at least one processor.

    Returns
    -------
    size
        Items of a part, at least one.
    """
    return max(1, -(-items // (_PARTS * processors)))
