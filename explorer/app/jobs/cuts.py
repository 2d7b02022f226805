"""Cuts: atoms cut for a reader, as a process of the page computes them."""

from pathlib import Path

from explorer.atoms import cutting, gathering, outlines, prebuilt
from explorer.atoms.cutting import Cut
from explorer.atoms.overlay import Overlay
from explorer.layers import baselines, gazetteer
from explorer.layers.catalog import Catalog, installed
from explorer.scenarios.sketch import Sketch


def prepare() -> None:
    """
    Load what most cuts need.

    Raises
    ------
    LayerError
        If a layer is missing or altered.
    """
    catalog = installed()
    ground = gathering.ground(catalog, baselines.newest(catalog))
    assert ground.frame is not None  # noqa: S101  (computed where it is first asked for)
    gazetteer.places(catalog)
    table = prebuilt.table(catalog, ground.baseline)
    if table is not None:
        outlines.shapes(catalog, table)


def compute(
    folders: tuple[Path, ...],
    asked: tuple[str, tuple[float, ...], float, tuple[Sketch, ...]],
    start: Overlay | None,
) -> Overlay:
    """
    Cut atoms further.

    Parameters
    ----------
    folders
        Of the layers.
    asked
        A `Cut` without the layers.
    start
        Atoms to start from; those that are prebuilt if `None`.

    Returns
    -------
    overlay
        Atoms with their outlines.

    Raises
    ------
    LayerError
        If a layer is missing or altered, or two have the same name.
    SketchError
        If a sketch marks no ground out.
    """
    whole = Cut(_opened(folders), *asked)
    return cutting.compute(whole, start or cutting.prebuilt_overlay(whole))


def _opened(folders: tuple[Path, ...]) -> Catalog:
    """Open the layers, with all that is prepared of them if they are those that ship."""
    known = installed()
    return known if (known.folder, *known.beside) == folders else Catalog(*folders)
