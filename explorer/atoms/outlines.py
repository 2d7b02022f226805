"""Outlines: the polygons of atoms, read where they are prebuilt and kept while they are in use.

Those that do not ship are overlaid on first use, which takes a few seconds, and are then kept on
this machine.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

import shapely
from shapely.geometry.base import BaseGeometry

from explorer.atoms import gathering, overlay, prebuilt
from explorer.atoms.overlay import Overlay
from explorer.atoms.table import Atoms
from explorer.errors import LayerError
from explorer.geometry import cache, coverage, geodesy, split, topojson
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
        If a layer is missing or altered, or the atoms come from elsewhere, or those of the layers
        are others than the table's.
    """
    if table in _KEPT:
        return _KEPT[table]
    if not prebuilt.is_prebuilt(table):
        raise LayerError(
            f"these atoms of {table.baseline} have no outlines here; overlay them anew"
        )
    outlines = _prebuilt(catalog, table)
    if outlines.keys() != {*table.ids}:
        raise LayerError(
            f"the table of {table.baseline} has other atoms than its layers; run `frontline build`"
        )
    return keep(Overlay(atoms=table, shapes=tuple(outlines[key] for key in table.ids))).shapes


def _prebuilt(catalog: Catalog, table: Atoms) -> Mapping[str, BaseGeometry]:
    """Read the outlines of a prebuilt table, or overlay them where they do not ship."""
    name = baselines.resource_name(baselines.OUTLINES_PREFIX, table.baseline)
    if name in catalog.resources:
        return topojson.loads(catalog.read(name), catalog.resource(name).path)
    known = cache.get("outlines", _key(catalog, table), lambda: _overlaid(catalog, table))
    return topojson.loads(known.decode(), name)


def _key(catalog: Catalog, table: Atoms) -> str:
    """Name a table's outlines after the table, which names its layers, and the rules."""
    rules = cache.rules(
        sys.modules[__name__], overlay, gathering, coverage, geodesy, split, topojson
    )
    layer = baselines.resource_name(baselines.PREFIX, table.baseline)
    return cache.key(rules, shapely.geos_version_string, catalog.resource(layer).sha256)


def _overlaid(catalog: Catalog, table: Atoms) -> bytes:
    ground = gathering.ground(catalog, table.baseline)
    shapes = overlay.outlines(replace(ground, depths_km=table.depths_km, shifts_km=table.shifts_km))
    return topojson.dumps(topojson.cut([*shapes.values()]), [*shapes], "atoms").encode()


def keep(built: Overlay) -> Overlay:
    """
    Keep the outlines of atoms for as long as their table is in use.

    Parameters
    ----------
    built
        Atoms with their outlines.

    Returns
    -------
    built
        The same.
    """
    _KEPT[built.atoms] = built.shapes
    return built
