"""Report: all that is shown of a scenario, each number with interval, unit, source and denominator.

Table, JSON, map, figure and app are all written from this one object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from explorer.atoms import store
from explorer.errors import ScenarioError
from explorer.layers import baselines, uncertainty
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Raion, Unit, raions, units
from explorer.layers.spread import MovedLine, Spread, front_length_km
from explorer.quantity import Quantity
from explorer.results import ledger
from explorer.results import outcomes as carrying_out
from explorer.results.ledger import Ledger
from explorer.results.outcomes import Outcomes
from explorer.scenarios.model import Scenario
from explorer.scenarios.rules import HOLDERS, Holder, Status

DONBAS = ("UA-14", "UA-09")

# The transfers that have a name: who gives, who takes.
TRANSFERS: Mapping[str, tuple[Holder, Holder]] = {
    "ceded_km2": ("ukraine", "russia"),
    "returned_km2": ("russia", "ukraine"),
    "vacated_by_ukraine_km2": ("ukraine", "neutral"),
    "vacated_by_russia_km2": ("russia", "neutral"),
}


@dataclass(frozen=True)
class HolderShare:
    """
    What a holder ends up with.

    Attributes
    ----------
    holder
        `ukraine`, `russia` or `neutral`.
    area
        Area in km².
    share_pct
        Share of the frame in percent.
    contested, rest
        The part of it that neither side controls before, and the rest, in km²; `None` if the
        line's source does not say.
    """

    holder: Holder
    area: Quantity
    share_pct: float
    contested: Quantity | None
    rest: Quantity | None


@dataclass(frozen=True)
class Entry:
    """
    One line of the ledger.

    Attributes
    ----------
    oblast
        ISO 3166-2 code.
    unit
        The oblast's names.
    giver, taker
        Holder before and after.
    area
        Area in km².
    share_pct
        Share of the oblast in percent.
    contested
        The part of it that neither side controls before, in km²; `None` if the line's source does
        not say, it is not Ukraine's before, or two scenarios are compared.
    """

    oblast: str
    unit: Unit
    giver: Holder
    taker: Holder
    area: Quantity
    share_pct: float
    contested: Quantity | None = None


@dataclass(frozen=True)
class RaionEntry:
    """
    One line of the ledger by raion, in boundaries that a user brought.

    Attributes
    ----------
    raion
        Its name and its oblast.
    giver, taker
        Holder before and after.
    area
        Area in km².
    share_pct
        Share of the raion in percent.
    contested
        The part of it that neither side controls before, in km²; `None` if the line's source does
        not say, or it is not Ukraine's before.
    """

    raion: Raion
    giver: Holder
    taker: Holder
    area: Quantity
    share_pct: float
    contested: Quantity | None


@dataclass(frozen=True)
class StatusArea:
    """
    Ground under a status.

    Attributes
    ----------
    status
        One of `rules.STATUSES`.
    holder
        Who holds it afterwards.
    area
        Area in km².
    """

    status: Status
    holder: Holder
    area: Quantity


@dataclass(frozen=True)
class Contested:
    """
    Ground that neither side controls before a scenario, which is counted as Ukraine's.

    Attributes
    ----------
    held, held_donbas
        Its area in km², in all of the frame and in Donetsk and Luhansk oblasts.
    totals
        The part in km² of each named transfer from Ukraine, by its key in `TRANSFERS`.
    ceded_donbas
        The part of the ceded ground that lies in Donetsk and Luhansk oblasts, in km².
    """

    held: Quantity
    held_donbas: Quantity
    totals: Mapping[str, Quantity]
    ceded_donbas: Quantity

    def to_dict(self) -> dict[str, Any]:
        """
        Write the areas as plain values.

        Returns
        -------
        values
            Each area with its interval, in km².
        """
        return {
            "held_km2": _interval(self.held),
            "held_donbas_km2": _interval(self.held_donbas),
            "totals": {key: _interval(value) for key, value in self.totals.items()},
            "ceded_donbas_km2": _interval(self.ceded_donbas),
        }


@dataclass(frozen=True, eq=False)
class Report:
    """
    Computed figures of one scenario on one baseline.

    Attributes
    ----------
    scenario
        The proposal.
    baseline
        The line of contact that it starts from.
    borders
        Credit of the borders that it is computed in.
    outcomes
        Holders and areas on each position of the line.
    frame_km2, donbas_km2
        Denominators in km².
    totals
        Area in km² of each named transfer, by its key in `TRANSFERS`.
    ceded_donbas
        The part of the ceded ground that lies in Donetsk and Luhansk oblasts, in km².
    held_donbas
        What Ukraine holds of these two before, in km².
    contested
        The contested part of what Ukraine holds before; `None` if the line's source does not say.
    holders, rows, statuses
        Shares of the frame, lines of the ledger, and areas under a status.
    raions
        Lines of the ledger by raion; none in the explorer's own boundaries.
    line
        Length in km of the line at which Ukrainian-held ground ends.
    settlements, residents, belt
        Number of settlements ceded, people in them, and km of the fortress belt's axis ceded.
    belt_km
        Length of the whole axis in km, the denominator of the one before.
    """

    scenario: Scenario
    baseline: Baseline
    borders: str
    outcomes: Outcomes
    frame_km2: float
    donbas_km2: float
    totals: Mapping[str, Quantity]
    ceded_donbas: Quantity
    held_donbas: Quantity
    contested: Contested | None
    holders: tuple[HolderShare, ...]
    rows: tuple[Entry, ...]
    statuses: tuple[StatusArea, ...]
    raions: tuple[RaionEntry, ...]
    line: Quantity
    settlements: Quantity
    residents: Quantity
    belt: Quantity
    belt_km: float

    @property
    def spread(self) -> Spread:
        """How the figures spread."""
        return self.outcomes.spread

    @property
    def shift_km(self) -> float:
        """How far the line is moved to each side, in km: what that changes is not certain."""
        return self.spread.shift_km

    @property
    def line_shift_km(self) -> float | None:
        """How far the whole line is moved for the intervals, in km; `None` if they are modelled."""
        return self.shift_km if isinstance(self.spread, MovedLine) else None

    def share_of(self, holder: Holder) -> HolderShare:
        """
        Say what a holder ends up with.

        Parameters
        ----------
        holder
            `ukraine`, `russia` or `neutral`.

        Returns
        -------
        share
            Its area and share of the frame.
        """
        return self.holders[HOLDERS.index(holder)]

    def contested_part(self, transfer: str) -> Quantity | None:
        """
        Look up how much of a transfer neither side controls before.

        Parameters
        ----------
        transfer
            Its key in `TRANSFERS`.

        Returns
        -------
        part
            Area in km²; `None` if the line's source does not say, or the ground is not Ukraine's.
        """
        return self.contested.totals.get(transfer) if self.contested else None

    @property
    def moves(self) -> tuple[Entry, ...]:
        """Lines of the ledger in which the holder changes, the largest first."""
        moves = (row for row in self.rows if row.giver != row.taker)
        return tuple(sorted(moves, key=lambda row: -row.area.value))

    @property
    def raion_moves(self) -> tuple[RaionEntry, ...]:
        """Lines of the ledger by raion in which the holder changes, the largest first."""
        moves = (row for row in self.raions if row.giver != row.taker)
        return tuple(sorted(moves, key=lambda row: -row.area.value))

    def to_dict(self) -> dict[str, Any]:
        """
        Write the report as plain values.

        Returns
        -------
        values
            The object that `frontline ledger --json` prints; `docs/ledger-json.md` describes it.
        """
        return {
            "scenario": {
                "id": self.scenario.id,
                "title": self.scenario.title.en,
                "title_uk": self.scenario.title.uk,
                "date": self.scenario.date.isoformat(),
                "confidence": self.scenario.confidence,
                "assumptions": [text.en for text in self.scenario.assumptions],
                "citations": [cited.model_dump(mode="json") for cited in self.scenario.citations],
            },
            "baseline": asdict(self.baseline) | {"line_shift_km": self.line_shift_km},
            "borders": self.borders,
            "frame_km2": _round(self.frame_km2),
            "donbas_km2": _round(self.donbas_km2),
            "totals": {key: _interval(value) for key, value in self.totals.items()},
            "ceded_donbas_km2": _interval(self.ceded_donbas),
            "held_donbas_km2": _interval(self.held_donbas),
            "contested": None if self.contested is None else self.contested.to_dict(),
            "holders": [
                {"holder": share.holder, "area_km2": _round(share.area.value)}
                | bounds(share.area)
                | {"share_pct": _round(share.share_pct)}
                | _contested(share.contested)
                for share in self.holders
            ],
            "rows": [
                {
                    "oblast": row.oblast,
                    "name": row.unit.name,
                    "from": row.giver,
                    "to": row.taker,
                    "area_km2": _round(row.area.value),
                }
                | bounds(row.area)
                | {"share_of_oblast_pct": _round(row.share_pct)}
                | _contested(row.contested)
                for row in self.rows
            ],
            "statuses": [
                {"status": row.status, "holder": row.holder, "area_km2": _round(row.area.value)}
                | bounds(row.area)
                for row in self.statuses
            ],
            "raions": [
                {
                    "oblast": row.raion.oblast,
                    "name": row.raion.name,
                    "from": row.giver,
                    "to": row.taker,
                    "area_km2": _round(row.area.value),
                }
                | bounds(row.area)
                | {"share_of_raion_pct": _round(row.share_pct)}
                | _contested(row.contested)
                for row in self.raions
            ],
            "line_km": _round(self.line.value),
            "settlements_ceded": int(self.settlements.value),
            "residents_ceded": int(self.residents.value),
            "fortress_belt_ceded_km": _round(self.belt.value),
            "fortress_belt_km": _round(self.belt_km),
            "intervals": {
                "line_km": bounds(self.line, ""),
                "settlements_ceded": bounds(self.settlements, ""),
                "residents_ceded": bounds(self.residents, ""),
                "fortress_belt_ceded_km": bounds(self.belt, ""),
            },
        }


def _round(value: float) -> float:
    return round(value, 2)


def _interval(quantity: Quantity) -> dict[str, float]:
    return {"value": _round(quantity.value)} | bounds(quantity, "")


def _contested(part: Quantity | None) -> dict[str, dict[str, float] | None]:
    return {"contested_km2": None if part is None else _interval(part)}


def bounds(quantity: Quantity, unit: str = "_km2") -> dict[str, float]:
    """
    Write a figure's interval as plain values.

    Parameters
    ----------
    quantity
        The figure.
    unit
        What its keys end with.

    Returns
    -------
    values
        Ends of the 80 % interval, and of the 95 % one where there is one, to two decimals.
    """
    ends = {"low": quantity.low, "high": quantity.high}
    if quantity.low95 is not None and quantity.high95 is not None:
        ends |= {"low95": quantity.low95, "high95": quantity.high95}
    return {f"{end}{unit}": _round(value) for end, value in ends.items()}


def compute(
    catalog: Catalog,
    proposal: Scenario,
    *,
    day: str | None = None,
    shift_km: float | None = None,
) -> Report:
    """
    Carry a scenario out and gather all that is shown of it.

    Parameters
    ----------
    catalog
        The layers.
    proposal
        The scenario.
    day
        ISO date of the baseline; the default when none is given.
    shift_km
        How far to move the whole line for the intervals, in km; they are modelled when none is
        given.

    Returns
    -------
    report
        Figures with their intervals.

    Raises
    ------
    LayerError
        If there is no such baseline, or a layer is missing or altered.
    ScenarioError
        If a rule does not fit the baseline, or the shift is not sensible.
    SketchError
        If one of its sketches marks no ground out.
    """
    baseline = baselines.find(catalog, day)
    spread = spread_of(catalog, baseline, shift_km)
    table = store.atoms(
        catalog,
        baseline,
        depths_km=proposal.depths_km,
        shift_km=spread.shift_km,
        sketches=proposal.sketches,
    )
    known = uncertainty.borders(catalog, baseline.date)
    outcomes = carrying_out.outcomes(proposal, table, spread, known)
    return gather(catalog, proposal, baseline, outcomes)


_GREATEST_SHIFT_KM = 20.0


def spread_of(catalog: Catalog, baseline: Baseline, shift_km: float | None = None) -> Spread:
    """
    Choose how figures spread.

    Parameters
    ----------
    catalog
        The layers.
    baseline
        The line of contact.
    shift_km
        How far to move the whole line, in km; `None` for the model of its errors.

    Returns
    -------
    spread
        The model, or the moved line.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    ScenarioError
        If the shift is not sensible.
    """
    if shift_km is None:
        return uncertainty.of(catalog, baseline)
    if not 0 <= shift_km <= _GREATEST_SHIFT_KM:
        raise ScenarioError(f"a line shift of {shift_km:g} km is out of bounds; give 0 to 20 km")
    return MovedLine(shift_km)


def gather(
    catalog: Catalog,
    proposal: Scenario,
    baseline: Baseline,
    outcomes: Outcomes,
) -> Report:
    """
    Gather all that is shown of a scenario that was carried out.

    Parameters
    ----------
    catalog
        The layers, for the oblasts' names and the credit of their borders.
    proposal
        The scenario.
    baseline
        The line of contact that it starts from.
    outcomes
        Holders and areas on each position of the line.

    Returns
    -------
    report
        Figures with their intervals.
    """
    atoms, books = outcomes.atoms, outcomes.ledger
    names, parts = units(catalog), raions(catalog)
    assignments = [outcome.assignment for outcome in outcomes.positions]
    ceded = [assignment.moved("ukraine", "russia") for assignment in assignments]
    homes = [len(ledger.settlements_in(atoms, ground)) for ground in ceded]
    people = [int(atoms.residents[ground].sum()) for ground in ceded]
    belt = [float(atoms.belt_km[ground].sum()) for ground in ceded]
    lines = [ledger.line_km(atoms, assignment.after) for assignment in assignments]
    spread = outcomes.spread
    front_km = front_length_km(ledger.by_oblast(atoms, ceded), spread.shift_km)
    return Report(
        scenario=proposal,
        baseline=baseline,
        borders=catalog.resource("oblasts").credit,
        outcomes=outcomes,
        frame_km2=books.frame_km2,
        donbas_km2=sum(books.oblast_km2(code) for code in DONBAS),
        totals={key: books.transfer(giver, taker) for key, (giver, taker) in TRANSFERS.items()},
        ceded_donbas=books.transfer("ukraine", "russia", DONBAS),
        held_donbas=books.held_before("ukraine", DONBAS),
        contested=None if books.contested is None else _contested_part(books.contested),
        holders=tuple(_holder_share(books, holder) for holder in HOLDERS),
        rows=tuple(
            Entry(
                row.oblast,
                names[row.oblast],
                row.giver,
                row.taker,
                row.area,
                row.share_pct,
                row.contested,
            )
            for row in books.rows()
        ),
        statuses=tuple(
            StatusArea(status, holder, area)
            for (status, holder), area in ledger.status_areas(
                atoms, assignments, spread, outcomes.borders
            ).items()
        ),
        raions=tuple(
            RaionEntry(
                parts[row.oblast], row.giver, row.taker, row.area, row.share_pct, row.contested
            )
            for row in ledger.by_raion(atoms, parts, assignments, spread).rows()
        ),
        line=spread.count(lines, lines[0], each=0.0),
        settlements=spread.count(homes, front_km),
        residents=spread.count(people, front_km, each=people_each(people, homes)),
        belt=spread.count(belt, front_km, each=0.0),
        belt_km=float(atoms.belt_km.sum()),
    )


def people_each(people: Sequence[int], homes: Sequence[int]) -> float:
    """
    Compute how many live in a settlement near the line, on average.

    Parameters
    ----------
    people, homes
        People and settlements on each position of the line.

    Returns
    -------
    people
        In a settlement whose side changes with the line; zero if there is none.
    """
    counted = max(homes) - min(homes)
    return (max(people) - min(people)) / counted if counted else 0.0


def _holder_share(books: Ledger, holder: Holder) -> HolderShare:
    area = books.held(holder)
    share_pct = 100 * area.value / books.frame_km2
    if books.contested is None:
        return HolderShare(holder, area, share_pct, None, None)
    whole, part = (each.ground(HOLDERS, (holder,)) for each in (books, books.contested))
    rest = books.spread.area(whole.readings - part.readings, whole.border)
    return HolderShare(holder, area, share_pct, books.contested.held(holder), rest)


def _contested_part(books: Ledger) -> Contested:
    return Contested(
        held=books.held_before("ukraine"),
        held_donbas=books.held_before("ukraine", DONBAS),
        totals={
            key: books.transfer(giver, taker)
            for key, (giver, taker) in TRANSFERS.items()
            if giver == "ukraine"
        },
        ceded_donbas=books.transfer("ukraine", "russia", DONBAS),
    )
