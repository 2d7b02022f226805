"""Outlines: the polygons of atoms, read where they are prebuilt and kept while they are in use."""

from weakref import WeakKeyDictionary

from shapely.geometry.base import BaseGeometry

from explorer.atoms import prebuilt
from explorer.atoms.overlay import Overlay
from explorer.atoms.table import Atoms
from explorer.errors import LayerError
from explorer.geometry import topojson
from explorer.layers import baselines
from explorer.layers.catalog import Catalog

_KEPT: WeakKeyDictionary[Atoms, tuple[BaseGeometry, ...]] = WeakKeyDictionary()


def shapes(catalog: Catalog, table: Atoms) -> tuple[BaseGeometry, ...]:
    """
    Get the outlines of a baseline's atoms.

    Parameters
    ----------
    catalog
        The layers.
    table
        The atoms, from `atoms` or `overlay` and this catalog.

    Returns
    -------
    shapes
        Polygons in degrees, one an atom, in the table's order.

    Raises
    ------
    LayerError
        If a layer is missing or altered, or the atoms come from elsewhere.
    """
    if table in _KEPT:
        return _KEPT[table]
    if not prebuilt.is_prebuilt(table):
        raise LayerError(
            f"these atoms of {table.baseline} have no outlines here; overlay them anew"
        )
    name = baselines.resource_name(baselines.OUTLINES_PREFIX, table.baseline)
    outlines = topojson.loads(catalog.read(name), catalog.resource(name).path)
    return keep(Overlay(atoms=table, shapes=tuple(outlines[key] for key in table.ids))).shapes


def keep(overlay: Overlay) -> Overlay:
    """
    Keep the outlines of atoms for as long as their table is in use.

    Parameters
    ----------
    overlay
        Atoms with their outlines.

    Returns
    -------
    overlay
        The same.
    """
    _KEPT[overlay.atoms] = overlay.shapes
    return overlay
