"""Prebuilt: the tables of atoms that ship, or that were imported, read as they are."""

from functools import lru_cache
from weakref import WeakSet

from explorer.atoms import table as atom_table
from explorer.atoms.table import Atoms
from explorer.layers import baselines
from explorer.layers.baselines import PREFIX
from explorer.layers.catalog import Catalog

# Tables whose outlines can be read; two sessions on a cold server may each read one of a date.
_TABLES: WeakSet[Atoms] = WeakSet()


def is_current(catalog: Catalog, name: str) -> bool:
    """
    Tell whether a baseline's prebuilt atoms were made of the layers as they are now.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    current
        Whether they serve; if not, `atoms` overlays the layers anew.
    """
    return table(catalog, name) is not None


def is_prebuilt(atoms: Atoms) -> bool:
    """
    Tell whether a table was read here, so that its outlines can be read as well.

    Parameters
    ----------
    atoms
        A table of atoms.

    Returns
    -------
    prebuilt
        Whether `table` gave it.
    """
    return atoms in _TABLES


@lru_cache(maxsize=32)
def table(catalog: Catalog, name: str) -> Atoms | None:
    """
    Read a baseline's prebuilt atoms.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of a baseline.

    Returns
    -------
    atoms
        The table; `None` if there is none, or a layer has changed since it was built.

    Raises
    ------
    LayerError
        If the table is altered or malformed.
    """
    layer = baselines.resource_name(PREFIX, name)
    if layer not in catalog.resources:
        return None
    atoms, inputs = atom_table.loads(catalog.read(layer), catalog.resource(layer).path)
    if inputs != baselines.input_hashes(catalog, name):
        return None
    _TABLES.add(atoms)
    return atoms
