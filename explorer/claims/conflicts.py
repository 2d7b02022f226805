"""Conflicts: claims of one document that exclude each other, whatever the map shows."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from explorer.claims import series
from explorer.claims.document import Area, Claim, Share
from explorer.claims.verdict import CUTTING, Span, stated
from explorer.layers.catalog import Catalog
from explorer.scenarios.rules import Selection


class _HeldArea(NamedTuple):
    """
    Ukrainian-held area of a region on a day, in km², as a claim implies it.

    A document that does not say what it counts contested ground as is taken to mean the same in
    all its claims.
    """

    region: frozenset[str] | None
    day: date
    without_contested: bool
    km2: Span


def between(catalog: Catalog, claims: Sequence[Claim]) -> dict[str, tuple[str, ...]]:
    """
    Find the claims of a document that exclude each other.

    Parameters
    ----------
    catalog
        The layers, for the regions' areas.
    claims
        The document's claims.

    Returns
    -------
    conflicts
        By claim id, the ids of the claims that it excludes.
    """
    areas = {claim.id: area for claim in claims if (area := _held_area(catalog, claim))}
    conflicts: dict[str, tuple[str, ...]] = {}
    for (one, first), (other, second) in combinations(areas.items(), 2):
        if first[:-1] == second[:-1] and not first.km2.meets(second.km2):
            conflicts[one] = (*conflicts.get(one, ()), other)
            conflicts[other] = (*conflicts.get(other, ()), one)
    return conflicts


def _held_area(catalog: Catalog, claim: Claim) -> _HeldArea | None:
    """Convert a claimed area or share into Ukrainian-held km²; `None` if it is neither."""
    measure = claim.measures
    if not isinstance(measure, Area | Share):
        return None
    select = measure.select
    region = Selection(oblasts=select.oblasts)
    if select != Selection(oblasts=select.oblasts, held_by=select.held_by) or not select.held_by:
        return None
    if isinstance(measure, Share) and measure.of != region:
        return None
    areas = (series.region_km2(catalog, region), series.official_km2(catalog, region))
    low, high = stated(claim, hedged=True, units=CUTTING)
    if isinstance(measure, Share):
        low, high = low / 100 * min(areas), high / 100 * max(areas)
    if select.held_by == "russia":
        low, high = min(areas) - high, max(areas) - low
    oblasts = None if select.oblasts is None else frozenset(select.oblasts)
    return _HeldArea(oblasts, claim.as_of, claim.contested == "not held", Span(low, high))
