"""Atoms: all layers overlaid once, so that a scenario only has to relabel.

An atom is all ground with the same membership in every layer: its oblast, its side of the line of
contact, its band of distance from that line, and the named layers it lies in.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.errors import LayerError
from explorer.layers.baselines import CONTESTED

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# Depths that the proposals in seeds/scenarios name, in km from the line of contact. Any other
# depth is overlaid when a scenario asks for it.
DEPTHS_KM = (2.0, 5.0, 10.0, 15.0, 20.0, 40.0)


@dataclass(frozen=True, eq=False)
class Atoms:
    """
    A baseline's ground in its smallest parts, without their outlines.

    Attributes
    ----------
    baseline
        ISO date of the line of contact.
    ids
        Hash of each atom's signature, shape (n,).
    oblast
        ISO 3166-2 code of each, shape (n,).
    near_km, far_km
        Bounds of each atom's signed distance from the line of contact in km, shape (n,):
        positive on Ukraine's side, negative on Russia's, infinite beyond the last band.
    layers
        Membership by layer name, each of shape (n,).
    area_km2
        Geodesic area in km², shape (n,).
    belt_km
        Length of the fortress belt's axis inside each, in km, shape (n,).
    residents
        People in its settlements, shape (n,).
    settlements
        GeoNames ids of the settlements inside each.
    borders
        Pairs of atoms that share an edge, shape (m, 2).
    border_km
        Geodesic length of each shared edge in km, shape (m,).
    depths_km
        Distances from the line at which the ground is cut, in km.
    shifts_km
        Shifts of the line for which it is cut, in km, positive towards Ukraine.
    """

    baseline: str
    ids: tuple[str, ...]
    oblast: npt.NDArray[np.str_]
    near_km: Floats
    far_km: Floats
    layers: Mapping[str, Mask]
    area_km2: Floats
    belt_km: Floats
    residents: Ints
    settlements: tuple[tuple[int, ...], ...]
    borders: Ints
    border_km: Floats
    depths_km: tuple[float, ...]
    shifts_km: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def oblast_codes(self) -> tuple[tuple[str, ...], Ints]:
        """Oblasts in ascending order, and the index of each atom's among them, shape (n,)."""
        names, codes = np.unique(self.oblast, return_inverse=True)
        return tuple(str(name) for name in names), codes

    @cached_property
    def middle_km(self) -> Floats:
        """Middle of each band in km, infinite for the two outermost."""
        return (self.near_km + self.far_km) / 2

    @property
    def contested(self) -> Mask | None:
        """Which atoms neither side controls, shape (n,); `None` if the source does not say."""
        return self.layers.get(CONTESTED)

    def russian(self, shift_km: float = 0.0) -> Mask:
        """
        Tell which atoms Russia holds.

        Parameters
        ----------
        shift_km
            How far the line is moved, in km, positive towards Ukraine.

        Returns
        -------
        mask
            Shape (n,).

        Raises
        ------
        ValueError
            If the atoms were not cut at that shift.
        """
        self._check(shift_km)
        return self.middle_km < shift_km

    def within(self, km: float, shift_km: float = 0.0) -> Mask:
        """
        Tell which atoms lie within a distance of the line of contact, on both of its sides.

        Parameters
        ----------
        km
            Distance in km.
        shift_km
            How far the line is moved, in km, positive towards Ukraine.

        Returns
        -------
        mask
            Shape (n,).

        Raises
        ------
        ValueError
            If the atoms were not cut at that distance and shift.
        """
        self._check(shift_km, km)
        return np.abs(self.middle_km - shift_km) < km

    def _check(self, shift_km: float, depth_km: float | None = None) -> None:
        if shift_km not in self.shifts_km:
            raise ValueError(
                f"the atoms of {self.baseline} are not cut for a shift of {shift_km} km"
            )
        if depth_km is not None and depth_km not in self.depths_km:
            raise ValueError(f"the atoms of {self.baseline} are not cut at {depth_km} km")


def signature(oblast: str, near_km: float, far_km: float, layers: Iterable[str]) -> str:
    """
    Name an atom after what it belongs to.

    Parameters
    ----------
    oblast
        ISO 3166-2 code.
    near_km, far_km
        Bounds of its signed distance from the line of contact, in km.
    layers
        Names of the layers it lies in, in any order.

    Returns
    -------
    identifier
        Twelve hexadecimal digits, the same whatever the order of the layers.
    """
    text = "|".join([oblast, f"{near_km:g}", f"{far_km:g}", *sorted(layers)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def radii(depths_km: Sequence[float], shifts_km: Sequence[float]) -> tuple[float, ...]:
    """
    List the distances from the line at which the ground is cut.

    Parameters
    ----------
    depths_km
        Depths that scenarios ask for, in km.
    shifts_km
        Shifts of the line, in km, positive towards Ukraine.

    Returns
    -------
    radii
        Distances in km, ascending: a zone of depth d about a line shifted by s is the ground whose
        signed distance from the line where it is drawn lies between s - d and s + d.
    """
    reaches = [0.0, *depths_km, *(-depth for depth in depths_km)]
    levels = {round(abs(shift + reach), 6) for shift in shifts_km for reach in reaches}
    return tuple(sorted(levels - {0.0}))


def dumps(atoms: Atoms, inputs: Mapping[str, str]) -> str:
    """
    Write atoms as text, one atom a line.

    Parameters
    ----------
    atoms
        The table.
    inputs
        SHA-256 of each layer that went in, by layer name.

    Returns
    -------
    text
        JSON; areas in km² to four decimals, lengths in km to four, bands in km.
    """
    names = sorted(atoms.layers)
    rows = [
        [
            atoms.ids[i],
            str(atoms.oblast[i]),
            _bound(atoms.near_km[i]),
            _bound(atoms.far_km[i]),
            [name for name in names if atoms.layers[name][i]],
            round(float(atoms.area_km2[i]), 4),
            round(float(atoms.belt_km[i]), 4),
            int(atoms.residents[i]),
            list(atoms.settlements[i]),
        ]
        for i in range(len(atoms))
    ]
    borders = [
        [int(a), int(b), round(float(km), 4)]
        for (a, b), km in zip(atoms.borders, atoms.border_km, strict=True)
    ]
    head = {
        "baseline": atoms.baseline,
        "inputs": dict(inputs),
        "layers": names,
        "depths_km": list(atoms.depths_km),
        "shifts_km": list(atoms.shifts_km),
        "columns": _COLUMNS,
    }
    parts = [f'"{key}":{_json(value)}' for key, value in head.items()]
    parts.append('"atoms":[\n' + ",\n".join(_json(row) for row in rows) + "\n]")
    parts.append(f'"borders":{_json(borders)}')
    return "{" + ",\n".join(parts) + "}\n"


_COLUMNS = (
    "id",
    "oblast",
    "near_km",
    "far_km",
    "layers",
    "area_km2",
    "belt_km",
    "residents",
    "settlements",
)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bound(km: float) -> float | None:
    return float(km) if np.isfinite(km) else None


def loads(text: str, name: str) -> tuple[Atoms, dict[str, str]]:
    """
    Read atoms that `dumps` wrote.

    Parameters
    ----------
    text
        JSON.
    name
        What to call the text in an error.

    Returns
    -------
    atoms, inputs
        The table, and the SHA-256 of each layer that went in.

    Raises
    ------
    LayerError
        If the text is not such a table.
    """
    try:
        values = json.loads(text)
        columns = dict(zip(_COLUMNS, zip(*values["atoms"], strict=True), strict=True))
        return _from_columns(values, columns), dict(values["inputs"])
    except (ValueError, KeyError, TypeError) as fault:
        raise LayerError(f"{name}: is no table of atoms; run `frontline build`") from fault


def _from_columns(values: dict[str, Any], columns: dict[str, tuple[Any, ...]]) -> Atoms:
    borders = np.array(values["borders"], dtype=float).reshape(-1, 3)
    near = [-np.inf if km is None else km for km in columns["near_km"]]
    far = [np.inf if km is None else km for km in columns["far_km"]]
    return Atoms(
        baseline=values["baseline"],
        ids=columns["id"],
        oblast=np.array(columns["oblast"]),
        near_km=np.array(near, dtype=float),
        far_km=np.array(far, dtype=float),
        layers={
            name: np.array([name in member for member in columns["layers"]])
            for name in values["layers"]
        },
        area_km2=np.array(columns["area_km2"], dtype=float),
        belt_km=np.array(columns["belt_km"], dtype=float),
        residents=np.array(columns["residents"], dtype=np.int64),
        settlements=tuple(tuple(places) for places in columns["settlements"]),
        borders=borders[:, :2].astype(np.int64),
        border_km=borders[:, 2],
        depths_km=tuple(values["depths_km"]),
        shifts_km=tuple(values["shifts_km"]),
    )
