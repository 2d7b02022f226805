"""Partition: the frame's ground as a scenario divides it, with its outlines, at full resolution."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import outlines
from explorer.atoms.table import Mask
from explorer.cartography.figure import ground as grounds
from explorer.cartography.figure.composition import Figure
from explorer.cartography.figure.ground import Look
from explorer.exports.spreadsheets import metadata
from explorer.geometry import geojson
from explorer.layers import gazetteer
from explorer.layers.catalog import Catalog
from explorer.quantity import Quantity
from explorer.results.assignment import Assignment
from explorer.results.outcomes import Outcome
from explorer.results.report import Report
from explorer.scenarios.rules import HOLDERS, STATUSES


@dataclass(frozen=True, eq=False)
class Piece:
    """
    Ground of one oblast that a scenario treats alike.

    Attributes
    ----------
    oblast, name, name_uk
        ISO 3166-2 code and names.
    look
        Holder before and after, and statuses.
    area
        Area in km² with its interval.
    share_pct
        Share of the oblast in percent.
    shape
        Polygons in degrees.
    """

    oblast: str
    name: str
    name_uk: str
    look: Look
    area: Quantity
    share_pct: float
    shape: BaseGeometry

    def properties(self) -> dict[str, object]:
        """
        Write it as a row.

        Returns
        -------
        row
            Plain values by column; units stand in the names.
        """
        return {
            "oblast": self.oblast,
            "name": self.name,
            "name_uk": self.name_uk,
            "before": self.look.before,
            "after": self.look.after,
            "statuses": ", ".join(self.look.statuses),
            "area_km2": round(self.area.value, 2),
            "low_km2": round(self.area.low, 2),
            "high_km2": round(self.area.high, 2),
            "share_of_oblast_pct": round(self.share_pct, 2),
        }


def pieces(catalog: Catalog, report: Report) -> Iterator[Piece]:
    """
    Divide the frame as a scenario does.

    Parameters
    ----------
    catalog
        The layers.
    report
        What the scenario comes to.

    Yields
    ------
    piece
        Ground by oblast, holders and statuses; together they are the frame.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    central = report.outcomes.central
    shapes = outlines.shapes(catalog, central.atoms)
    names, books = gazetteer.units(catalog), central.ledger
    members: dict[tuple[str, Look], list[BaseGeometry]] = defaultdict(list)
    for oblast, (look,), shape in zip(
        central.atoms.oblast.tolist(), grounds.looks([central.assignment]), shapes, strict=True
    ):
        members[oblast, look].append(shape)
    for (oblast, look), parts in sorted(members.items(), key=lambda item: item[0]):
        area = report.outcomes.quantity(partial(_km2, oblast=oblast, look=look))
        yield Piece(
            oblast=oblast,
            name=names[oblast].name,
            name_uk=names[oblast].name_uk,
            look=look,
            area=area,
            share_pct=100 * area.value / books.oblast_km2(oblast),
            shape=shapely.coverage_union_all(parts),
        )


def _km2(outcome: Outcome, oblast: str, look: Look) -> float:
    chosen = (outcome.atoms.oblast == oblast) & _alike(outcome.assignment, look)
    return float(outcome.atoms.area_km2[chosen].sum())


def _alike(assignment: Assignment, look: Look) -> Mask:
    chosen = assignment.before == HOLDERS.index(look.before)
    chosen &= assignment.after == HOLDERS.index(look.after)
    for status in STATUSES:
        chosen &= assignment.has(status) == (status in look.statuses)
    return np.asarray(chosen)


def geojson_text(catalog: Catalog, figure: Figure) -> str:
    """
    Write the ground of all of a figure's scenarios as GeoJSON, each outline once.

    Parameters
    ----------
    catalog
        The layers.
    figure
        The figure.

    Returns
    -------
    text
        Features by oblast and by what becomes of them in each scenario, with metadata.

    Raises
    ------
    LayerError
        When a layer is missing or altered.
    """
    ids = [report.scenario.id for report in figure.reports]
    names = gazetteer.units(catalog)
    members: dict[tuple[str, tuple[Look, ...]], list[int]] = defaultdict(list)
    for number, key in enumerate(zip(figure.atoms.oblast.tolist(), figure.looks, strict=True)):
        members[key].append(number)
    features = []
    for number, ((oblast, looks), atoms) in enumerate(sorted(members.items())):
        told: dict[str, object] = {"oblast": oblast, "name": names[oblast].name}
        told["before"] = looks[0].before
        for name, look in zip(ids, looks, strict=True):
            told[f"{name}: after"] = look.after
            told[f"{name}: statuses"] = ", ".join(look.statuses)
        told["area_km2"] = round(float(figure.atoms.area_km2[atoms].sum()), 2)
        shape = shapely.coverage_union_all([figure.shapes[atom] for atom in atoms])
        features.append(geojson.feature(shape, f"{oblast}-{number}", **told))
    return with_metadata(geojson.dumps(geojson.collection(features)), metadata(figure.reports))


def with_metadata(text: str, told: dict[str, str]) -> str:
    """
    Put metadata into GeoJSON, as a foreign member (RFC 7946, 6.1).

    Parameters
    ----------
    text
        A feature collection as `geojson.dumps` writes it.
    told
        The metadata.

    Returns
    -------
    text
        The same with a member `metadata`.
    """
    head = '{"type":"FeatureCollection",'
    return text.replace(head, f'{head}"metadata":{json.dumps(told, ensure_ascii=False)},\n', 1)
