"""Borders: what the borders between oblasts make of the area of each atom.

How much more an oblast's ground is in the frame than in other sets of borders is known by who holds
it. It lies along the border, so each atom has the part of it that its part of the border is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from explorer.atoms.table import Atoms, Floats
from explorer.layers.spread import EXACT, Border
from explorer.results.assignment import Codes
from explorer.scenarios.rules import HOLDERS

_SHORTEST_KM = 1e-9


@dataclass(frozen=True, eq=False)
class Borders:
    """
    What the borders between oblasts make of the area of each atom.

    Attributes
    ----------
    biases_km2, sds_km2
        As `Border` has them, shape (n,); those of some ground are their sums.
    """

    biases_km2: Floats
    sds_km2: Floats

    def of(self, rows: npt.ArrayLike) -> Border:
        """
        Sum them over some ground.

        Parameters
        ----------
        rows
            Which atoms: a mask of shape (n,), or rows.

        Returns
        -------
        border
            Of the ground.
        """
        chosen = np.asarray(rows, dtype=None if len(np.asarray(rows)) else np.int64)
        return Border(float(self.biases_km2[chosen].sum()), float(self.sds_km2[chosen].sum()))


def share_out(known: Mapping[tuple[str, str], Border], atoms: Atoms, before: Codes) -> Borders:
    """
    Share out what is known of each oblast's borders among its atoms.

    Parameters
    ----------
    known
        By ISO 3166-2 code and holder.
    atoms
        A baseline's atoms.
    before
        Index of each atom's holder in `rules.HOLDERS` at the baseline, shape (n,).

    Returns
    -------
    borders
        Zero for atoms that touch no other oblast.
    """
    codes, oblast = atoms.oblast_codes
    ground = oblast * len(HOLDERS) + before
    along = _along_km(atoms)
    along_ground = np.bincount(ground, along, minlength=len(codes) * len(HOLDERS))
    share = along / np.maximum(along_ground, _SHORTEST_KM)[ground]
    each = (known.get((code, holder), EXACT) for code in codes for holder in HOLDERS)
    biases, sds = np.array([*each]).T
    return Borders(biases[ground] * share, sds[ground] * share)


@lru_cache(maxsize=32)
def _along_km(atoms: Atoms) -> Floats:
    """Measure how much of each atom's edge is a border between oblasts, in km, shape (n,)."""
    _, oblast = atoms.oblast_codes
    between = oblast[atoms.borders[:, 0]] != oblast[atoms.borders[:, 1]]
    ends, km = atoms.borders[between], atoms.border_km[between]
    sums = np.bincount(ends.ravel(), np.repeat(km, 2), minlength=len(atoms))
    return sums.astype(np.float64)
