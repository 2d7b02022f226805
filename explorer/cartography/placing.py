"""Placing: each name where it lies on no other, in order of what matters most."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np

# left, top, right and bottom, in any unit
Box = tuple[float, float, float, float]
Label = TypeVar("Label")


class Candidate(NamedTuple, Generic[Label]):
    """
    A place that a name could take.

    Attributes
    ----------
    label
        The name in that place.
    rooms
        Boxes that it would take there.
    cost
        How much worse the place is than the best one.
    """

    label: Label
    rooms: Sequence[Box]
    cost: float = 0.0


def _nothing(_: Box) -> float:
    return 0.0


class Placer:
    """
    Names that are placed one after another, none on what is taken.

    Parameters
    ----------
    inside
        Box that all names lie in; anywhere if `None`.
    gap
        Least distance to what is taken, across and down.
    covers
        Cost of what a box would hide, never negative.
    """

    def __init__(
        self,
        inside: Box | None = None,
        gap: tuple[float, float] = (0.0, 0.0),
        covers: Callable[[Box], float] = _nothing,
    ) -> None:
        self._inside, self._gap, self._covers = inside, gap, covers
        self._taken = np.empty((0, 4))

    def take(self, rooms: Iterable[Box]) -> None:
        """
        Keep boxes free of names.

        Parameters
        ----------
        rooms
            The boxes.
        """
        self._taken = np.vstack([self._taken, *rooms])

    def is_free(self, room: Box) -> bool:
        """
        Tell whether a name may take a box.

        Parameters
        ----------
        room
            The box.

        Returns
        -------
        free
            Whether it lies inside and apart from all that is taken.
        """
        x0, y0, x1, y1 = room
        if self._inside:
            left, top, right, bottom = self._inside
            if x0 < left or y0 < top or x1 > right or y1 > bottom:
                return False
        across, down = self._gap
        starts, tops, ends, bottoms = self._taken.T
        beside = (x0 < ends + across) & (starts < x1 + across)
        return not bool(np.any(beside & (y0 < bottoms + down) & (tops < y1 + down)))

    def put(self, candidates: Iterable[Candidate[Label]]) -> Label | None:
        """
        Put a name into the cheapest of its places that are free.

        Parameters
        ----------
        candidates
            Where it could go.

        Returns
        -------
        label
            The name in its place, whose boxes are taken then; `None` if there is no room.
        """
        best: Candidate[Label] | None = None
        for candidate in sorted(candidates, key=lambda candidate: candidate.cost):
            if best and candidate.cost >= best.cost:
                break  # what is hidden only adds to a cost
            if all(self.is_free(room) for room in candidate.rooms):
                total = candidate.cost + sum(self._covers(room) for room in candidate.rooms)
                if best is None or total < best.cost:
                    best = candidate._replace(cost=total)
        if best is None:
            return None
        self.take(best.rooms)
        return best.label
