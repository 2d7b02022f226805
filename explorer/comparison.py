"""Comparison: the step from one scenario and day to another, where the ground of both meets."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from explorer import baseline, gazetteer, report, uncertainty
from explorer.atoms import Atoms, Floats, Ints
from explorer.catalog import Catalog
from explorer.report import Entry, Report
from explorer.rules import HOLDERS, Holder
from explorer.scenario import Scenario
from explorer.uncertainty import Outcome, Outcomes, Quantity

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# Below this nothing changes hands: 0.01 km², what rounding to two decimals shows as nothing.
_LEAST_KM2 = 0.005
Codes = npt.NDArray[np.int8]


class Side(NamedTuple):
    """
    One side of a comparison.

    Attributes
    ----------
    scenario
        The proposal.
    day
        ISO date of its baseline.
    """

    scenario: Scenario
    day: str


@dataclass(frozen=True, eq=False)
class Meeting:
    """
    Where the atoms of two baselines meet: ground that is one atom in each.

    Attributes
    ----------
    first, second
        Row of the atom in each table, shape (n,).
    oblast
        ISO 3166-2 code, shape (n,).
    area_km2
        Geodesic area in km², shape (n,).
    shapes
        Outlines, polygons in degrees, a valid coverage.
    """

    first: Ints
    second: Ints
    oblast: npt.NDArray[np.str_]
    area_km2: Floats
    shapes: tuple["BaseGeometry", ...]


class Piece(NamedTuple):
    """
    Ground of one oblast that both sides leave alike.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    before, after
        Holder on the first side and on the second.
    shape
        Polygons in degrees.
    """

    oblast: str
    before: Holder
    after: Holder
    shape: "BaseGeometry"


@dataclass(frozen=True, eq=False)
class Comparison:
    """
    Two scenarios, or two days, side by side.

    Attributes
    ----------
    first, second
        Their reports.
    meeting
        Where their ground meets.
    entries
        Ground by oblast, holder on the first side and holder on the second.
    """

    first: Report
    second: Report
    meeting: Meeting
    entries: tuple[Entry, ...]

    @property
    def rows(self) -> tuple[Entry, ...]:
        """What changes hands from the first side to the second, the largest first."""
        found = (row for row in self.entries if row.giver != row.taker)
        return tuple(sorted(found, key=lambda row: -row.area.value))

    @property
    def transfers(self) -> dict[tuple[Holder, Holder], Quantity]:
        """Area in km² by holder on the first side and on the second, the largest first."""
        named = dict.fromkeys((row.giver, row.taker) for row in self.rows)
        found = {pair: _transfer(self.first, self.second, self.meeting, *pair) for pair in named}
        return dict(sorted(found.items(), key=lambda item: -item[1].value))

    def pieces(self) -> Iterator[Piece]:
        """
        Dissolve the ground by oblast and both holders.

        Yields
        ------
        piece
            Together a valid coverage of the frame.
        """
        import shapely  # noqa: PLC0415  (a table needs no outlines)

        before = self.first.outcomes.central.assignment.after[self.meeting.first].tolist()
        after = self.second.outcomes.central.assignment.after[self.meeting.second].tolist()
        alike: dict[tuple[str, int, int], list[BaseGeometry]] = {}
        columns = (self.meeting.oblast.tolist(), before, after, self.meeting.shapes)
        for code, giver, taker, shape in zip(*columns, strict=True):
            alike.setdefault((code, giver, taker), []).append(shape)
        for (code, giver, taker), shapes in alike.items():
            ground = shapely.coverage_union_all(shapes)
            yield Piece(code, HOLDERS[giver], HOLDERS[taker], ground)

    def to_dict(self) -> dict[str, Any]:
        """
        Write the comparison as plain values.

        Returns
        -------
        found
            Both reports and the step between them, areas in km².
        """
        step = [
            {
                "oblast": row.oblast,
                "name": row.unit.name,
                "from": row.giver,
                "to": row.taker,
                "area_km2": round(row.area.value, 2),
                "low_km2": round(row.area.low, 2),
                "high_km2": round(row.area.high, 2),
            }
            for row in self.rows
        ]
        return {"first": self.first.to_dict(), "second": self.second.to_dict(), "rows": step}


def compare(catalog: Catalog, first: Side, second: Side) -> Comparison:
    """
    Compare two scenarios, two days, or both.

    Parameters
    ----------
    catalog
        The layers.
    first, second
        The sides.

    Returns
    -------
    comparison
        Both reports and the step from one to the other.

    Raises
    ------
    LayerError
        When there is no such baseline.
    ScenarioError
        When a rule does not fit its baseline.

    Notes
    -----
    On the same day the interval comes from one line that is moved for both sides at once. The lines
    of two days were traced apart, so that each is moved by itself: the interval holds every
    combination, and is a wide one.
    """
    if first.day == second.day:
        one, other = _on_one_table(catalog, first, second)
    else:
        one, other = (
            report.draw_up(catalog, side.scenario, day=side.day) for side in (first, second)
        )
    met = _meeting(catalog, one.outcomes.central.atoms, other.outcomes.central.atoms)
    return Comparison(one, other, met, _entries(catalog, one, other, met))


def step(
    catalog: Catalog, first: Scenario, second: Scenario, *, day: str | None = None
) -> Comparison:
    """
    Compare two scenarios from the same baseline.

    Parameters
    ----------
    catalog
        The layers.
    first, second
        The scenarios.
    day
        ISO date of the baseline; the default when none is given.

    Returns
    -------
    comparison
        Both reports and the step from one to the other.

    Raises
    ------
    LayerError
        When there is no such baseline.
    ScenarioError
        When a rule does not fit the baseline.
    """
    day = baseline.find(catalog, day).date
    return compare(catalog, Side(first, day), Side(second, day))


def _on_one_table(catalog: Catalog, first: Side, second: Side) -> Iterator[Report]:
    """Carry both scenarios out on the same atoms, cut for both."""
    both = (first.scenario, second.scenario)
    found = baseline.find(catalog, first.day)
    depths = {km for proposal in both for km in proposal.depths_km}
    table = baseline.atoms(catalog, found, depths_km=depths)
    for proposal in both:
        yield report.gather(
            proposal,
            found,
            found.accuracy_km,
            uncertainty.outcomes(proposal, table, found.accuracy_km),
            gazetteer.units(catalog),
        )


@lru_cache(maxsize=16)
def _meeting(catalog: Catalog, first: Atoms, second: Atoms) -> Meeting:
    shapes = baseline.shapes(catalog, first)
    if first is second:
        rows = np.arange(len(first))
        return Meeting(rows, rows, first.oblast, first.area_km2, tuple(shapes))
    return _overlaid(first, shapes, baseline.shapes(catalog, second))


def _overlaid(
    table: Atoms, first: tuple["BaseGeometry", ...], second: tuple["BaseGeometry", ...]
) -> Meeting:
    """Node the edges of both days' atoms together, and tell of each face which atoms it lies in."""
    import shapely  # noqa: PLC0415

    from explorer import geodesy  # noqa: PLC0415

    edges = shapely.boundary([*first, *second])
    noded = shapely.union_all(edges, grid_size=geodesy.GRID_DEGREES)
    faces = np.array(geodesy.polygons(shapely.polygonize(geodesy.lines(noded))).geoms)
    points = shapely.point_on_surface(faces)
    rows = [_atom_at(shapes, points) for shapes in (first, second)]
    inside = (rows[0] >= 0) & (rows[1] >= 0)
    pairs, group = np.unique(np.column_stack(rows)[inside], axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    cuts = np.searchsorted(group[order], np.arange(1, len(pairs)))
    members = np.split(faces[inside][order], cuts)
    shapes = tuple(shapely.coverage_union_all(list(each)) for each in members)
    return Meeting(
        first=pairs[:, 0],
        second=pairs[:, 1],
        oblast=table.oblast[pairs[:, 0]],
        area_km2=np.array([geodesy.area_km2(shape) for shape in shapes]),
        shapes=shapes,
    )


def _atom_at(shapes: tuple["BaseGeometry", ...], points: npt.NDArray[np.object_]) -> Ints:
    import shapely  # noqa: PLC0415

    found = np.full(len(points), -1, dtype=np.int64)
    point, atom = shapely.STRtree(shapes).query(points, predicate="within")
    found[point] = atom
    return found


def _entries(catalog: Catalog, first: Report, second: Report, met: Meeting) -> tuple[Entry, ...]:
    names, codes = np.unique(met.oblast, return_inverse=True)
    cells = np.stack(
        [_cells(one, other, met, codes, len(names)) for one, other in _positions(first, second)]
    )
    units, whole = gazetteer.units(catalog), cells[0].sum(axis=(1, 2))
    found = []
    for place, giver, taker in product(range(len(names)), *[range(len(HOLDERS))] * 2):
        values = cells[:, place, giver, taker]
        if values[0] > _LEAST_KM2:
            found.append(
                Entry(
                    oblast=str(names[place]),
                    unit=units[str(names[place])],
                    giver=HOLDERS[giver],
                    taker=HOLDERS[taker],
                    area=_quantity(values),
                    share_pct=100 * float(values[0] / whole[place]),
                )
            )
    return tuple(found)


def _transfer(
    first: Report, second: Report, met: Meeting, giver: Holder, taker: Holder
) -> Quantity:
    once = np.zeros(len(met.oblast), dtype=np.int64)
    given, taken = HOLDERS.index(giver), HOLDERS.index(taker)
    return _quantity(
        np.array(
            [
                _cells(one, other, met, once, 1)[0, given, taken]
                for one, other in _positions(first, second)
            ]
        )
    )


def _quantity(values: Floats) -> Quantity:
    """Take the first value, and the least and greatest of all."""
    return Quantity(float(values[0]), float(values.min()), float(values.max()))


def _positions(first: Report, second: Report) -> Iterator[tuple[Outcome, Outcome]]:
    """Pair the positions of both lines, both where they are drawn first."""
    one, other = (_all(found.outcomes) for found in (first, second))
    if first.baseline.date == second.baseline.date:
        return zip(one, other, strict=True)
    return product(one, other)


def _all(found: Outcomes) -> tuple[Outcome, ...]:
    return (found.central, *found.moved)


def _cells(first: Outcome, second: Outcome, met: Meeting, codes: Ints, places: int) -> Floats:
    """Add up areas by place, holder on the first side and holder on the second, in km²."""
    cells = np.zeros((places, len(HOLDERS), len(HOLDERS)))
    before: Codes = first.assignment.after[met.first]
    after: Codes = second.assignment.after[met.second]
    np.add.at(cells, (codes, before, after), met.area_km2)
    return cells
