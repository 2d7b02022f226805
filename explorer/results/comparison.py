"""Comparison: the step from one scenario and day to another, where the ground of both meets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, NamedTuple, TypeVar

import numpy as np

from explorer.atoms import store
from explorer.atoms.table import Floats, Ints
from explorer.geometry import coverage
from explorer.layers import baselines, gazetteer, uncertainty
from explorer.layers.catalog import Catalog
from explorer.layers.spread import Border, Spread
from explorer.quantity import Quantity
from explorer.results import joint, outcomes, report
from explorer.results.borders import Borders
from explorer.results.joint import Meeting
from explorer.results.outcomes import Outcome
from explorer.results.parcels import Disposition, Parcel, contested_among
from explorer.results.report import Entry, Report
from explorer.scenarios.model import Scenario
from explorer.scenarios.rules import HOLDERS, STATUSES, Holder, Status, statuses_of

# Edges are stored to about 1 m, so that slivers remain along those that both days share; what a
# table would show as 0.0 km² is one of them.
LEAST_KM2 = 0.05

T = TypeVar("T")


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


@dataclass(frozen=True)
class StatusStep:
    """
    Ground whose status differs.

    Attributes
    ----------
    status
        One of `rules.STATUSES`.
    only_first, only_second
        Area in km² that has it on one side only.
    """

    status: Status
    only_first: Quantity
    only_second: Quantity


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
    cells_km2
        Area in km² by position of the lines (where they are drawn first), oblast, holder on the
        first side and holder on the second, shape (positions, oblasts, 3, 3).
    borders_km2
        What the borders between oblasts make of the area, as `Ledger` has it; zero where two lines
        meet, since the borders are the same on both.
    entries
        Ground by oblast, holder on the first side and holder on the second.
    """

    first: Report
    second: Report
    joint: Meeting
    cells_km2: Floats
    borders_km2: Floats
    entries: tuple[Entry, ...]

    @property
    def rows(self) -> tuple[Entry, ...]:
        """What changes hands from the first side to the second, the largest first."""
        moves = (row for row in self.entries if row.giver != row.taker)
        return tuple(sorted(moves, key=lambda row: -row.area.value))

    @property
    def spread(self) -> Spread:
        """How the differences spread: as figures of the less accurate line do."""
        return max((self.first.spread, self.second.spread), key=lambda each: each.shift_km)

    @property
    def transfers(self) -> dict[tuple[Holder, Holder], Quantity]:
        """Area in km² by holder on the first side and on the second, the largest first."""
        pairs = dict.fromkeys((row.giver, row.taker) for row in self.rows)
        areas = {pair: self._area(*map(HOLDERS.index, pair)) for pair in pairs}
        return dict(sorted(areas.items(), key=lambda item: -item[1].value))

    def gain(self, holder: Holder) -> Quantity:
        """
        Say how much more a holder has on the second side than on the first.

        Parameters
        ----------
        holder
            `ukraine`, `russia` or `neutral`.

        Returns
        -------
        area
            In km², negative where it has less.
        """
        place = HOLDERS.index(holder)
        gains = self.cells_km2[:, :, :, place].sum(axis=2)
        losses = self.cells_km2[:, :, place, :].sum(axis=2)
        return self.spread.difference((gains - losses).T)

    def _area(self, giver: int, taker: int) -> Quantity:
        bias, sd = self.borders_km2[:, :, giver, taker].sum(axis=1).tolist()
        return self.spread.area(self.cells_km2[:, :, giver, taker].T, Border(bias, sd))

    @property
    def statuses(self) -> tuple[StatusStep, ...]:
        """Ground that has a status on one side only, in the order of `rules.STATUSES`."""
        steps = (_status_step(self, status) for status in STATUSES)
        return tuple(
            each for each in steps if max(each.only_first.value, each.only_second.value) > LEAST_KM2
        )

    def parcels(self) -> tuple[Parcel, ...]:
        """
        Dissolve the ground by oblast, both holders, and the statuses that differ.

        Returns
        -------
        parcels
            Together a valid coverage of the frame, at full resolution.
        """
        met = self.joint
        oblasts, place = np.unique(met.oblast, return_inverse=True)
        keys = [
            [tuple(key) for key in np.column_stack([place, _fates(*both, met)]).tolist()]
            for both in positions(self.first, self.second)
        ]
        grounds = sorted(coverage.dissolve(met.shapes, keys[0]).items())
        elsewhere = [coverage.group(each) for each in keys[1:]]
        gathered, borders = [], _borders(self.first, met)
        for key, (rows, shape) in grounds:
            at = (rows, *(groups.get(key, []) for groups in elsewhere))
            readings = [met.area_km2[each].sum() for each in at]
            area = self.spread.area(readings, borders.of(rows))
            where, before, after, gained, dropped = key
            gathered.append(
                Parcel(
                    oblast=str(oblasts[where]),
                    disposition=Disposition(HOLDERS[before], HOLDERS[after], statuses_of(gained)),
                    area=area,
                    share_pct=100 * area.value / float(self.cells_km2[0, where].sum()),
                    shape=shape,
                    dropped=statuses_of(dropped),
                    contested=None
                    if met.contested is None
                    else contested_among(at, met.contested, met.area_km2, met.shapes, self.spread),
                )
            )
        return tuple(gathered)

    def to_dict(self) -> dict[str, Any]:
        """
        Write the comparison as plain values.

        Returns
        -------
        values
            Both reports and the step between them, areas in km².
        """
        step = [
            {
                "oblast": row.oblast,
                "name": row.unit.name,
                "from": row.giver,
                "to": row.taker,
            }
            | _bounds(row.area)
            for row in self.rows
        ]
        transfers = [
            {"from": giver, "to": taker} | _bounds(area)
            for (giver, taker), area in self.transfers.items()
        ]
        statuses = [
            {
                "status": each.status,
                "only_first": _bounds(each.only_first),
                "only_second": _bounds(each.only_second),
            }
            for each in self.statuses
        ]
        return {
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "rows": step,
            "transfers": transfers,
            "statuses": statuses,
        }


def _bounds(area: Quantity) -> dict[str, float]:
    return {"area_km2": round(area.value, 2)} | report.bounds(area)


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
        If there is no such baseline.
    ScenarioError
        If a rule does not fit its baseline.

    Notes
    -----
    Lines of the same source, of one day or of two, are moved together, each by its accuracy: they
    are traced by the same hand in the same way, and where the front stood still they are the same
    line, so that moving them apart would make up a strip of ground along all of it. That is how
    changes between two days are measured in claims, too. Lines of different sources err each by
    itself: the interval holds every combination of their positions, and is a wide one.
    """
    if first.day == second.day and _agree(first.scenario, second.scenario):
        one, other = _on_one_table(catalog, first, second)
    else:
        one, other = (
            report.compute(catalog, side.scenario, day=side.day) for side in (first, second)
        )
    met = joint.find(catalog, one, other)
    oblasts, codes = np.unique(met.oblast, return_inverse=True)
    fates = [_fates(*both, met) for both in positions(one, other)]
    cells = np.stack([_cells(each, met.area_km2, codes) for each in fates])
    known = _borders(one, met)
    borders = np.stack(
        [_cells(fates[0], each, codes) for each in (known.biases_km2, known.sds_km2)]
    )
    joined = Comparison(one, other, met, cells, borders, ())
    return replace(joined, entries=_entries(catalog, oblasts.tolist(), joined))


def _agree(first: Scenario, second: Scenario) -> bool:
    """Tell whether no sketch of one has the name of another one's."""
    sketches = {*first.sketches, *second.sketches}
    return len({sketch.name for sketch in sketches}) == len(sketches)


def _on_one_table(catalog: Catalog, first: Side, second: Side) -> Iterator[Report]:
    """Carry both scenarios out on the same atoms, cut for both."""
    both = (first.scenario, second.scenario)
    baseline = baselines.find(catalog, first.day)
    depths = {km for proposal in both for km in proposal.depths_km}
    sketches = dict.fromkeys(sketch for proposal in both for sketch in proposal.sketches)
    table = store.atoms(catalog, baseline, depths_km=depths, sketches=sketches)
    spread = report.spread_of(catalog, baseline)
    known = uncertainty.borders(catalog, baseline.date)
    for proposal in both:
        carried_out = outcomes.outcomes(proposal, table, spread, known)
        yield report.gather(catalog, proposal, baseline, carried_out)


def growth_before(
    first: Report, second: Report, holder: Holder, oblasts: Sequence[str] | None = None
) -> Quantity:
    """
    Compute how much more a holder has at one baseline than at another.

    Parameters
    ----------
    first, second
        Reports on both baselines.
    holder
        `ukraine` or `russia`.
    oblasts
        ISO 3166-2 codes; `None` if all.

    Returns
    -------
    area
        In km², the second side less the first, with both lines moved as `compare` moves them.
    """
    before = (
        each.outcomes.ledger.ground((holder,), HOLDERS, oblasts).readings.T
        for each in (first, second)
    )
    grown = [other - one for one, other in _paired(first, second, *before)]
    return first.spread.difference(np.array(grown).T)


def _entries(catalog: Catalog, oblasts: list[str], joined: Comparison) -> tuple[Entry, ...]:
    units, cells = gazetteer.units(catalog), joined.cells_km2
    whole = cells[0].sum(axis=(1, 2))
    ground = np.argwhere(cells[0] > LEAST_KM2).tolist()
    return tuple(
        Entry(
            oblast=oblasts[place],
            unit=units[oblasts[place]],
            giver=HOLDERS[giver],
            taker=HOLDERS[taker],
            area=joined.spread.area(
                cells[:, place, giver, taker],
                Border(*joined.borders_km2[:, place, giver, taker].tolist()),
                whole[place],
            ),
            share_pct=100 * float(cells[0, place, giver, taker] / whole[place]),
        )
        for place, giver, taker in ground
    )


def positions(first: Report, second: Report) -> Iterator[tuple[Outcome, Outcome]]:
    """
    Pair the positions of both sides' lines of contact.

    Parameters
    ----------
    first, second
        Reports of the sides.

    Returns
    -------
    pairs
        Both lines where they are drawn first; then both moved alike where they have one source,
        else every combination.
    """
    return _paired(first, second, first.outcomes.positions, second.outcomes.positions)


def _paired(
    first: Report, second: Report, ones: Iterable[T], others: Iterable[T]
) -> Iterator[tuple[T, T]]:
    if first.baseline.source == second.baseline.source:
        return zip(ones, others, strict=True)
    return product(ones, others)


def _fates(first: Outcome, second: Outcome, met: Meeting) -> Ints:
    """List both holders and the bits of the statuses gained and dropped, shape (n, 4)."""
    one, other = first.assignment, second.assignment
    had, has = one.statuses[met.first], other.statuses[met.second]
    columns = (one.after[met.first], other.after[met.second], has & ~had, had & ~has)
    return np.column_stack(columns).astype(np.int64)


def _cells(fates: Ints, km2: Floats, codes: Ints) -> Floats:
    """Add up areas by oblast, holder on the first side and holder on the second, in km²."""
    cells = np.zeros((codes.max() + 1, len(HOLDERS), len(HOLDERS)))
    np.add.at(cells, (codes, fates[:, 0], fates[:, 1]), km2)
    return cells


def _borders(first: Report, met: Meeting) -> Borders:
    """Take the borders of a table that both sides share; of two lines they are the same."""
    if met.area_km2 is first.outcomes.atoms.area_km2:
        return first.outcomes.borders
    nothing = np.zeros(len(met.area_km2))
    return Borders(nothing, nothing)


def _status_step(comparison: Comparison, status: Status) -> StatusStep:
    bit, met = 1 << STATUSES.index(status), comparison.joint
    fates = [_fates(*both, met) for both in positions(comparison.first, comparison.second)]
    oblasts, codes = np.unique(met.oblast, return_inverse=True)

    def area(column: int) -> Quantity:
        masks = [(each[:, column] & bit) > 0 for each in fates]
        sums = [np.bincount(codes, met.area_km2 * mask, minlength=len(oblasts)) for mask in masks]
        return comparison.spread.area(
            np.array(sums).T, _borders(comparison.first, met).of(masks[0])
        )

    dropped, gained = area(3), area(2)
    return StatusStep(status, only_first=dropped, only_second=gained)
