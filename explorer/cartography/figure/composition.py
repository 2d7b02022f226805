"""Composition: what an editor orders, carried out: reports, sheet, ground and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines, store
from explorer.atoms.table import Atoms
from explorer.cartography.figure import ground as grounds
from explorer.cartography.figure import names as naming
from explorer.cartography.figure import sheet as sheets
from explorer.cartography.figure import surroundings
from explorer.cartography.figure.ground import Ground, Looks
from explorer.cartography.figure.names import Names
from explorer.cartography.figure.sheet import Sheet
from explorer.cartography.figure.surroundings import Surroundings
from explorer.errors import ScenarioError
from explorer.language import Language
from explorer.layers import baselines
from explorer.layers.catalog import Catalog
from explorer.results import outcomes as uncertainty
from explorer.results import parcels, report
from explorer.results.report import Report
from explorer.scenarios.model import Scenario

Choice = Literal["auto", "light", "dark"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
COUNTRY, REGION = "country", "region"
MOST_SCENARIOS = 12

# A region is shown with some of its neighbourhood; one as large as this is shown as the country.
_NEIGHBOURHOOD = 0.12
_LARGEST_REGION = 0.66


@dataclass(frozen=True)
class Order:
    """
    What an editor orders.

    Attributes
    ----------
    scenarios
        Proposals to switch between, the first to be shown first.
    language
        `en` or `uk`.
    theme
        `auto` follows the reader's system.
    extent
        `country`, `region` (what the scenarios change), or ISO 3166-2 codes with commas between.
    day
        ISO date of the baseline; the default when none is given.
    title
        Heading of the figure; one that fits when empty.
    address
        Where the folder will be published; empty when it is not known yet.
    """

    scenarios: tuple[Scenario, ...]
    language: Language = "en"
    theme: Choice = "auto"
    extent: str = REGION
    day: str | None = None
    title: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        names = [proposal.id for proposal in self.scenarios]
        if not 1 <= len(names) <= MOST_SCENARIOS:
            raise ScenarioError(
                f"a figure takes 1 to {MOST_SCENARIOS} scenarios, and {len(names)} were given"
            )
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ScenarioError(f"scenario {twice!r} was given twice; name it once")


@dataclass(frozen=True, eq=False)
class Figure:
    """
    A figure, ready to be drawn.

    Attributes
    ----------
    order
        What was ordered.
    reports
        Computed figures of each scenario.
    atoms, shapes
        A baseline's atoms, cut for all scenarios, with their outlines in degrees.
    looks
        What each atom looks like in each scenario.
    bounds
        West, south, east and north of what shows, in degrees.
    whole
        Whether the whole country shows.
    """

    order: Order
    reports: tuple[Report, ...]
    atoms: Atoms
    shapes: tuple[BaseGeometry, ...]
    looks: tuple[Looks, ...]
    bounds: tuple[float, float, float, float]
    whole: bool


@dataclass(frozen=True, eq=False)
class Plate:
    """
    A figure's map on one sheet.

    Attributes
    ----------
    sheet
        The paper.
    ground, around
        What is drawn on it.
    names
        What may be named.
    locator
        Outline of the country on a small sheet of its own, and the box that shows; `None` if the
        map shows the whole country.
    """

    sheet: Sheet
    ground: Ground
    around: Surroundings
    names: Names
    locator: tuple[BaseGeometry, BaseGeometry, float] | None


def compose(catalog: Catalog, order: Order) -> Figure:
    """
    Carry an order out.

    Parameters
    ----------
    catalog
        The layers.
    order
        What is wanted.

    Returns
    -------
    figure
        The reports and the ground of all scenarios.

    Raises
    ------
    LayerError
        When a layer is missing or altered, or there is no such baseline.
    ScenarioError
        When a rule does not fit the baseline, or the extent is not known.
    """
    reports = tuple(
        report.compute(catalog, proposal, day=order.day) for proposal in order.scenarios
    )
    depths = {km for proposal in order.scenarios for km in proposal.depths_km}
    drawn = dict.fromkeys(sketch for proposal in order.scenarios for sketch in proposal.sketches)
    atoms = store.atoms(catalog, reports[0].baseline, depths_km=sorted(depths), sketches=drawn)
    shapes = outlines.shapes(catalog, atoms)
    outcomes = [uncertainty.outcome(proposal, atoms) for proposal in order.scenarios]
    columns = [parcels.dispositions(outcome.assignment) for outcome in outcomes]
    looks = tuple(zip(*columns, strict=True))
    whole = tuple(float(edge) for edge in shapely.total_bounds(np.array(shapes)))
    bounds = _bounds(catalog, order, atoms, shapes, looks)
    if _extent(bounds) > _LARGEST_REGION * _extent(whole):
        bounds = whole
    return Figure(
        order=order,
        reports=reports,
        atoms=atoms,
        shapes=shapes,
        looks=looks,
        bounds=(bounds[0], bounds[1], bounds[2], bounds[3]),
        whole=bounds == whole,
    )


def _extent(bounds: Sequence[float]) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def _bounds(
    catalog: Catalog,
    order: Order,
    atoms: Atoms,
    shapes: tuple[BaseGeometry, ...],
    looks: tuple[Looks, ...],
) -> tuple[float, ...]:
    whole = shapely.total_bounds(np.array(shapes))
    if order.extent == COUNTRY:
        return tuple(float(edge) for edge in whole)
    if order.extent == REGION:
        chosen = np.array([any(look.changes for look in parts) for parts in looks])
        if not chosen.any():  # a freeze: what matters is the line
            return _widened(_line_bounds(catalog, atoms), whole)
    else:
        codes = order.extent.split(",")
        known = sorted(set(atoms.oblast.tolist()))
        unknown = next((code for code in codes if code not in known), None)
        if unknown is not None:
            raise ScenarioError(
                f"extent {unknown!r} is not known; use {COUNTRY}, {REGION}, or codes among "
                f"{', '.join(known)} with commas between"
            )
        chosen = np.isin(atoms.oblast, codes)
    return _widened(shapely.total_bounds(np.array(shapes)[chosen]), whole)


def _line_bounds(catalog: Catalog, atoms: Atoms) -> Sequence[float]:
    return tuple(baselines.line(catalog, atoms.baseline).bounds)


def _widened(bounds: Sequence[float], whole: Sequence[float]) -> tuple[float, ...]:
    """Widen bounds on all sides, but not past the country's."""
    west, south, east, north = (float(edge) for edge in bounds)
    aside, along = _NEIGHBOURHOOD * (east - west), _NEIGHBOURHOOD * (north - south)
    return (
        max(west - aside, float(whole[0])),
        max(south - along, float(whole[1])),
        min(east + aside, float(whole[2])),
        min(north + along, float(whole[3])),
    )


def plate(
    catalog: Catalog, figure: Figure, ratio: float | None = None, *, like: Plate | None = None
) -> Plate:
    """
    Draw a figure's map.

    Parameters
    ----------
    catalog
        The layers.
    figure
        The figure.
    ratio
        Height by width of the sheet; what suits the ground when none is given.
    like
        The same map in another language: only its names are placed anew.

    Returns
    -------
    plate
        All shapes in units of the sheet.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    sheet = like.sheet if like else sheets.fit(figure.bounds, ratio)
    around = surroundings.gather(catalog, sheet, figure.order.language)
    if like:
        ground = like.ground
    else:
        drawn = grounds.draw(sheet, figure.atoms, figure.shapes, figure.looks)
        ground = drawn.beside(shapely.union_all([named.shape for named in around.neighbours]))
    return Plate(
        sheet=sheet,
        ground=ground,
        around=around,
        names=naming.collect(catalog, sheet, ground, around, figure.order.language),
        locator=None if figure.whole else _locator(figure, sheet),
    )


_LOCATOR_TOLERANCE = 9.0


def _locator(figure: Figure, sheet: Sheet) -> tuple[BaseGeometry, BaseGeometry, float]:
    country = shapely.coverage_union_all(np.array(figure.shapes))
    small = sheets.fit(country.bounds)
    outline = small.draw(country).simplify(_LOCATOR_TOLERANCE)
    largest = max(shapely.get_parts(outline), key=lambda part: float(part.area))
    edge = shapely.get_coordinates(shapely.segmentize(sheet.paper, sheets.WIDTH / 8))
    corners = shapely.LinearRing([sheet.degrees(x, y) for x, y in edge.tolist()])
    frame = small.draw(shapely.Polygon(corners)).intersection(small.paper)
    return shapely.Polygon(largest.exterior), frame, small.height
