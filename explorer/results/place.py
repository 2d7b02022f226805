"""Place: what becomes of one place on the map, and of the ground around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite

import numpy as np
import shapely
from shapely.geometry import Point

from explorer.atoms.table import Atoms, Mask
from explorer.geometry import geodesy
from explorer.layers.baselines import CONTESTED
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import Place, Unit, places, units
from explorer.layers.spread import front_length_km
from explorer.quantity import Quantity
from explorer.results import binding, distances, ledger, parcels
from explorer.results import terrain as terrains
from explorer.results.distances import Distances
from explorer.results.parcels import PointFate
from explorer.results.report import Report, people_each
from explorer.results.terrain import Terrain
from explorer.scenarios.rules import Selection

BELT = "fortress_belt"

# A degree of longitude in the frame has at least this part of the length of one of latitude.
_SHORTEST = 0.6
_KM_A_DEGREE = 66.0
# As far as centres of settlements are good to.
_MISSED_KM = 1.0
# A place written with four decimals of a degree is a settlement's centre all the same.
_CENTRE_KM = 0.05


@dataclass(frozen=True)
class Extent:
    """
    What some ground of an oblast comes to.

    Attributes
    ----------
    area
        Area in km².
    share_pct
        Its share of the oblast in percent.
    contested
        The part of it that neither side controls before, in km²; `None` if the line's source does
        not say.
    settlements, residents
        Number of settlements, and people in them, as GeoNames has them.
    uncounted
        How many of those settlements GeoNames knows no residents of.
    """

    area: Quantity
    share_pct: float
    contested: Quantity | None
    settlements: Quantity
    residents: Quantity
    uncounted: int


@dataclass(frozen=True)
class Spot:
    """
    A place on the map.

    Attributes
    ----------
    longitude, latitude
        In degrees.
    oblast, unit
        ISO 3166-2 code and names of its oblast.
    fate
        What becomes of it.
    selection
        The rule's condition that selects its piece.
    piece
        All ground of the oblast on the same side of the line of contact, between the same depths,
        and in the same layers: the smallest that a rule can tell apart.
    alike
        All ground of the oblast that fares the same.
    whole
        All ground of the oblast.
    distances
        How far it lies from where lines run.
    nearest, nearest_km
        The nearest settlement, and its distance in km.
    """

    longitude: float
    latitude: float
    oblast: str
    unit: Unit
    fate: PointFate
    selection: Selection
    piece: Extent
    alike: Extent
    whole: Extent
    distances: Distances
    nearest: Place
    nearest_km: float

    @property
    def near_km(self) -> float:
        """Least distance of the piece from the line of contact in km, on its side."""
        return self.selection.beyond_km or 0.0

    @property
    def far_km(self) -> float:
        """Greatest distance of the piece from the line in km; infinite beyond the last depth."""
        return self.selection.within_km or inf

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that it lies in."""
        return self.selection.inside

    @property
    def at_settlement(self) -> bool:
        """Whether it is the centre of the nearest settlement."""
        return self.nearest_km < _CENTRE_KM

    @property
    def in_belt(self) -> bool:
        """Whether it lies in the fortress belt's corridor."""
        return BELT in self.layers


def find(catalog: Catalog, report: Report, longitude: float, latitude: float) -> Spot | None:
    """
    Look up what becomes of a place.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    longitude, latitude
        The place in degrees.

    Returns
    -------
    spot
        What is known of it; `None` outside the frame, unless it lies within 1 km of a settlement
        that the frame misses, as its coarse bank of the Dnipro misses the centre of Kherson.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    if not (isfinite(longitude) and isfinite(latitude)):
        return None
    return _spot_at(terrains.gather(catalog, report), Point(longitude, latitude))


def settlement(catalog: Catalog, report: Report, identifier: int) -> Spot | None:
    """
    Look up what becomes of a settlement's centre.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    identifier
        GeoNames id.

    Returns
    -------
    spot
        What is known of its point, even where the coast of the frame misses it; `None` if there
        is no such settlement.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    terrain = terrains.gather(catalog, report)
    atom = terrain.index.homes.get(identifier)
    if atom is None:
        return None
    return _spot(terrain, distances.point(places(catalog)[identifier]), atom)


def oblast(catalog: Catalog, report: Report, code: str) -> Spot | None:
    """
    Look up what becomes of a place in the midst of an oblast.

    Parameters
    ----------
    catalog
        The layers.
    report
        Computed figures of one scenario on one baseline.
    code
        ISO 3166-2 code.

    Returns
    -------
    spot
        What is known of a point inside the largest ground of it that fares the same; `None` if
        there is no such oblast.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    if code not in units(catalog):  # most often none is asked for, which needs no terrain
        return None
    terrain, central = terrains.gather(catalog, report), report.outcomes.central
    atoms = terrain.atoms
    rows = np.flatnonzero(atoms.oblast == code).tolist()
    dispositions = dict.fromkeys(parcels.of(central, row) for row in rows)
    grounds = [parcels.alike(central, code, each) for each in dispositions]
    largest = max(grounds, key=lambda mask: float(atoms.area_km2[mask].sum()))
    return _spot_at(terrain, shapely.point_on_surface(terrain.index.union(largest)))


def _spot_at(terrain: Terrain, place: Point) -> Spot | None:
    atom = terrain.index.atom_at(place)
    if atom is None:
        atom = _atom_of_missed(terrain, place)
    return None if atom is None else _spot(terrain, place, atom)


def _spot(terrain: Terrain, place: Point, atom: int) -> Spot:
    atoms, positions = terrain.atoms, terrain.positions
    code, fate = str(atoms.oblast[atom]), parcels.fate(terrain.report.outcomes, atom)
    selection = _selection(atoms, atom)
    pieces = [binding.select(selection, atoms, each.shift_km) for each in positions]
    alike = [parcels.alike(each, code, fate.disposition) for each in positions]
    nearest, km = _nearest(terrain.catalog, place)
    return Spot(
        longitude=place.x,
        latitude=place.y,
        oblast=code,
        unit=units(terrain.catalog)[code],
        fate=fate,
        selection=selection,
        piece=_extent(terrain, code, pieces),
        alike=_extent(terrain, code, alike),
        whole=_extent(terrain, code, [atoms.oblast == code for _ in positions]),
        distances=distances.measure(terrain, place, atom),
        nearest=nearest,
        nearest_km=km,
    )


def _selection(table: Atoms, atom: int) -> Selection:
    """Select the ground of an atom's oblast, side, depth and layers."""
    depths = sorted(table.depths_km)
    beyond = int(np.searchsorted(depths, abs(table.middle_km[atom])))
    inside = {name: bool(mask[atom]) for name, mask in table.layers.items() if name != CONTESTED}
    contested = table.contested
    return Selection(
        oblasts=(str(table.oblast[atom]),),
        held_by="russia" if table.russian()[atom] else "ukraine",
        contested=None if contested is None else bool(contested[atom]),
        inside=tuple(name for name, lies in inside.items() if lies),
        outside=tuple(name for name, lies in inside.items() if not lies),
        beyond_km=depths[beyond - 1] if beyond else None,
        within_km=depths[beyond] if beyond < len(depths) else None,
    )


def _extent(terrain: Terrain, code: str, masks: Sequence[Mask]) -> Extent:
    atoms, known = terrain.atoms, places(terrain.catalog)
    inside = [ledger.settlements_in(atoms, mask) for mask in masks]
    report = terrain.report
    readings = [atoms.area_km2[mask].sum() for mask in masks]
    area = report.spread.area(readings, report.outcomes.borders.of(masks[0]))
    homes = [len(settlements) for settlements in inside]
    people = [int(atoms.residents[mask].sum()) for mask in masks]
    front_km = front_length_km(readings, report.shift_km)
    return Extent(
        area=area,
        share_pct=100 * area.value / terrain.report.outcomes.ledger.oblast_km2(code),
        contested=_contested(terrain, masks),
        settlements=report.spread.count(homes, front_km),
        residents=report.spread.count(people, front_km, each=people_each(people, homes)),
        uncounted=sum(not known[identifier].residents for identifier in inside[0]),
    )


def _contested(terrain: Terrain, masks: Sequence[Mask]) -> Quantity | None:
    atoms, positions = terrain.atoms, terrain.positions
    if atoms.contested is None:
        return None
    return terrain.report.spread.area(
        [
            atoms.area_km2[mask & binding.contested(atoms, position.shift_km)].sum()
            for mask, position in zip(masks, positions, strict=True)
        ]
    )


def _nearest(catalog: Catalog, place: Point) -> tuple[Place, float]:
    tree, listed = _settlements(catalog)
    first = tree.geometries[tree.nearest(place)]
    around = float(shapely.distance(place, first)) / _SHORTEST
    close = tree.query(place, predicate="dwithin", distance=around)
    km = geodesy.distances_km(place, shapely.get_coordinates(tree.geometries[close]))
    nearest = int(np.argmin(km))
    return listed[close[nearest]], float(km[nearest])


def _atom_of_missed(terrain: Terrain, place: Point) -> int | None:
    """Take the atom of the settlement at a place outside the frame, if there is one."""
    tree, _ = _settlements(terrain.catalog)
    if not tree.query(place, predicate="dwithin", distance=_MISSED_KM / _KM_A_DEGREE).size:
        return None
    nearest, km = _nearest(terrain.catalog, place)
    if km > _MISSED_KM or terrain.index.atom_at(distances.point(nearest)) is not None:
        return None
    return terrain.index.homes[nearest.identifier]


@lru_cache(maxsize=4)
def _settlements(catalog: Catalog) -> tuple[shapely.STRtree, tuple[Place, ...]]:
    listed = tuple(places(catalog).values())
    return shapely.STRtree([distances.point(each) for each in listed]), listed
