"""History: areas, gains and losses, line length and distances by day, from the packaged table.

`explorer.pipeline.daily` computes the table from full-resolution snapshots. A day without one
stays empty here: whoever needs a figure for it asks for the last one before, and says so.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import isnan
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from explorer.errors import LayerError
from explorer.layers.catalog import Catalog

RESOURCE = "area_by_oblast_daily"
COUNTRY = "UA"
Snapshot = Literal["new", "repeat", "missing"]
COLUMNS = (
    "date",
    "oblast",
    "snapshot",
    "occupied_km2",
    "occupied_low_km2",
    "occupied_high_km2",
    "ukrainian_km2",
    "contested_km2",
    "gained_km2",
    "lost_km2",
    "outline_km2",
    "line_km",
    "line_generalised_km",
)
# How far the whole line is moved for the bounds (the accuracy that the baselines state too), and
# how coarsely it is drawn for the shorter of its two lengths.
SHIFT_KM = 0.5
GENERALISED_KM = 1.0

_AREAS = slice(3, 7)
_GROUND = slice(7, 10)
_LENGTHS = slice(10, 13)


@dataclass(frozen=True, eq=False)
class History:
    """
    Figures of every day from the first snapshot to the last.

    Attributes
    ----------
    days
        Every day, missing ones too, ascending.
    snapshots
        Whether each day's snapshot is new, repeats the one before, or is missing.
    areas
        By ISO 3166-2 code, and `UA` for the country, in km², shape (days, 4): occupied, its low
        and high bound with the line moved by 0.5 km, and Ukrainian-held; not-a-number when missing.
    contested_km2
        Ground that its source says neither side controls, a part of what is Ukrainian-held, by
        code as `areas`, shape (days,); not-a-number when the source does not say.
    gained_km2, lost_km2
        Ground that Russia holds and did not in the snapshot before, and the reverse, by code as
        `areas`, shape (days,); not-a-number when there is no snapshot, or none before.
    outline_km2
        Area of the outline as its source draws it, shape (days,).
    line_km, line_generalised_km
        Length of the line of contact at full resolution, and generalised at 1 km, shape (days,).
    towns_km
        Distance of each fortress-belt town's centre from the line in km, negative behind it, by
        column name without its unit, each of shape (days,).
    """

    days: tuple[date, ...]
    snapshots: tuple[Snapshot, ...]
    areas: Mapping[str, npt.NDArray[np.float64]]
    contested_km2: Mapping[str, npt.NDArray[np.float64]]
    gained_km2: Mapping[str, npt.NDArray[np.float64]]
    lost_km2: Mapping[str, npt.NDArray[np.float64]]
    outline_km2: npt.NDArray[np.float64]
    line_km: npt.NDArray[np.float64]
    line_generalised_km: npt.NDArray[np.float64]
    towns_km: Mapping[str, npt.NDArray[np.float64]]

    def covers(self, day: date) -> bool:
        """
        Tell whether a day lies between the first and the last snapshot.

        Parameters
        ----------
        day
            Any date.

        Returns
        -------
        covers
            Whether it does, with a snapshot of its own or without.
        """
        return self.days[0] <= day <= self.days[-1]

    def occupied(self, codes: tuple[str, ...] | None) -> npt.NDArray[np.float64]:
        """
        Sum occupied ground.

        Parameters
        ----------
        codes
            ISO 3166-2 codes; the whole country when none are given.

        Returns
        -------
        areas
            Value, low and high in km², shape (days, 3).
        """
        return self._total(self.areas, codes)[:, :3]

    def ukrainian(self, codes: tuple[str, ...] | None) -> npt.NDArray[np.float64]:
        """
        Sum Ukrainian-held ground, contested ground included.

        Parameters
        ----------
        codes
            ISO 3166-2 codes; the whole country when none are given.

        Returns
        -------
        areas
            In km², shape (days,).
        """
        return self._total(self.areas, codes)[:, 3]

    def contested(self, codes: tuple[str, ...] | None) -> npt.NDArray[np.float64]:
        """
        Sum contested ground, a part of what is Ukrainian-held.

        Parameters
        ----------
        codes
            ISO 3166-2 codes; the whole country when none are given.

        Returns
        -------
        areas
            In km², not-a-number when the source does not say, shape (days,).
        """
        return self._total(self.contested_km2, codes)

    def _total(
        self, figures: Mapping[str, npt.NDArray[np.float64]], codes: tuple[str, ...] | None
    ) -> npt.NDArray[np.float64]:
        if codes is None:
            return figures[COUNTRY]
        nothing = figures[COUNTRY] * 0  # but not-a-number on a day without figures
        # the line never reached an oblast that the table leaves out
        known = (code for code in dict.fromkeys(codes) if code in figures)
        return np.asarray(nothing + sum(figures[code] for code in known))

    def row(self, day: date) -> int:
        """
        Find a day.

        Parameters
        ----------
        day
            Any date.

        Returns
        -------
        row
            Its row in the arrays.

        Raises
        ------
        LayerError
            If the table does not cover it.
        """
        if not self.covers(day):
            first, last = self.days[0], self.days[-1]
            raise LayerError(f"there are no areas of {day}; choose a day from {first} to {last}")
        return (day - self.days[0]).days

    def outline_row(self, day: date) -> int:
        """
        Find the last outline up to a day.

        Parameters
        ----------
        day
            A day that the table covers.

        Returns
        -------
        row
            Its row in the arrays.
        """
        row = self.row(day)
        while row and isnan(self.line_km[row]):
            row -= 1
        return row

    def area_km2(self, code: str) -> float | None:
        """
        Look an oblast's whole area up.

        Parameters
        ----------
        code
            ISO 3166-2 code, or `UA`.

        Returns
        -------
        area
            Area in km² on the frame, or none for an oblast that the line never reached.
        """
        if code not in self.areas:
            return None
        return float(self.areas[code][0, 0] + self.areas[code][0, 3])


def town(name: str) -> str:
    """
    Name a town as the table's columns do.

    Parameters
    ----------
    name
        Its English name.

    Returns
    -------
    key
        For example `oleksiievo_druzhkivka`, whose column is `oleksiievo_druzhkivka_km`.
    """
    return name.lower().replace("-", "_").replace(" ", "_")


def read(text: str, name: str) -> History:
    """
    Read the table.

    Parameters
    ----------
    text
        CSV.
    name
        What to call it in an error.

    Returns
    -------
    history
        Its figures.

    Raises
    ------
    LayerError
        If the text is not such a table.
    """
    try:
        head, *rows = csv.reader(text.splitlines())
        return _gather(head, rows)
    except (ValueError, IndexError, KeyError) as fault:
        raise LayerError(f"{name}: is no table of daily areas; run `frontline history`") from fault


def _gather(head: list[str], rows: list[list[str]]) -> History:
    if tuple(head[: len(COLUMNS)]) != COLUMNS:
        raise ValueError("other columns")
    by_code: dict[str, list[list[str]]] = {}
    for row in rows:
        by_code.setdefault(row[1], []).append(row)
    country = by_code[COUNTRY]
    days = tuple(date.fromisoformat(row[0]) for row in country)
    if any(later - day != timedelta(days=1) for day, later in pairwise(days)):
        raise ValueError("a day is left out")
    if any([row[0] for row in rows] != [row[0] for row in country] for rows in by_code.values()):
        raise ValueError("an oblast lacks a day")
    once = _numbers(country, _LENGTHS)
    ground = {code: _numbers(rows, _GROUND).T for code, rows in by_code.items()}
    towns = _numbers(country, slice(len(COLUMNS), len(head)))
    return History(
        days=days,
        snapshots=tuple(_snapshot(row[2]) for row in country),
        areas={code: _numbers(rows, _AREAS) for code, rows in by_code.items()},
        contested_km2={code: contested for code, (contested, _, _) in ground.items()},
        gained_km2={code: gained for code, (_, gained, _) in ground.items()},
        lost_km2={code: lost for code, (_, _, lost) in ground.items()},
        outline_km2=once[:, 0],
        line_km=once[:, 1],
        line_generalised_km=once[:, 2],
        towns_km={
            column.removesuffix("_km"): towns[:, number]
            for number, column in enumerate(head[len(COLUMNS) :])
        },
    )


def _numbers(rows: list[list[str]], columns: slice) -> npt.NDArray[np.float64]:
    return np.array([[float(cell or "nan") for cell in row[columns]] for row in rows])


def _snapshot(word: str) -> Snapshot:
    for known in get_args(Snapshot):
        if word == known:
            return known  # type: ignore[no-any-return]
    raise ValueError(word)


@lru_cache(maxsize=4)
def installed(catalog: Catalog) -> History:
    """
    Read the table that ships with the layers.

    Parameters
    ----------
    catalog
        The layers.

    Returns
    -------
    history
        Its figures.

    Raises
    ------
    LayerError
        If the table is missing or altered.
    """
    return read(catalog.read(RESOURCE), catalog.resource(RESOURCE).path)


def rows(history: History, code: str) -> list[dict[str, Any]]:
    """
    List an oblast's days as plain values.

    Parameters
    ----------
    history
        The history.
    code
        ISO 3166-2 code, or `UA` for the country with the line's length and distances.

    Returns
    -------
    rows
        One a day, keyed like the table's columns; `None` if there is no snapshot.

    Raises
    ------
    LayerError
        If the table has no such oblast.
    """
    columns = dict(zip(COLUMNS[_AREAS], areas(history, code).T, strict=True))
    ground = (history.contested_km2, history.gained_km2, history.lost_km2)
    columns |= dict(zip(COLUMNS[_GROUND], (each[code] for each in ground), strict=True))
    if code == COUNTRY:
        columns |= dict(
            zip(
                COLUMNS[_LENGTHS],
                (history.outline_km2, history.line_km, history.line_generalised_km),
                strict=True,
            )
        )
        columns |= {f"{name}_km": km for name, km in history.towns_km.items()}
    values = {name: column.tolist() for name, column in columns.items()}
    return [
        {"date": day.isoformat(), "oblast": code, "snapshot": history.snapshots[row]}
        | {name: None if isnan(column[row]) else column[row] for name, column in values.items()}
        for row, day in enumerate(history.days)
    ]


def areas(history: History, code: str) -> npt.NDArray[np.float64]:
    """
    Look an oblast's areas up.

    Parameters
    ----------
    history
        The history.
    code
        ISO 3166-2 code, or `UA` for the country.

    Returns
    -------
    areas
        As in `History.areas`, shape (days, 4).

    Raises
    ------
    LayerError
        If the table has no such oblast.
    """
    if code not in history.areas:
        known = ", ".join(history.areas)
        raise LayerError(
            f"there are no daily areas for {code!r}: the line never reached it, or it is no ISO "
            f"3166-2 code; use one of {known}"
        )
    return history.areas[code]
