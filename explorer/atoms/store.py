"""Store: a baseline's atoms, prebuilt where they serve, else cut further."""

from collections.abc import Iterable

from explorer.atoms import prebuilt
from explorer.atoms.table import DEPTHS_KM, Atoms
from explorer.layers.baselines import Baseline
from explorer.layers.catalog import Catalog
from explorer.scenarios.sketch import Sketch


def atoms(
    catalog: Catalog,
    start: Baseline,
    *,
    depths_km: Iterable[float] = (),
    shift_km: float | None = None,
    sketches: Iterable[Sketch] = (),
) -> Atoms:
    """
    Get a baseline's atoms: the prebuilt ones where they serve, cut further where they need it.

    Parameters
    ----------
    catalog
        The layers.
    start
        The baseline.
    depths_km
        Distances from the line at which a scenario cuts, in km.
    shift_km
        How far the line is moved for the interval, in km; its accuracy when none is given.
    sketches
        What a reader gives; each becomes a layer of its name. Their edges stay where they are
        drawn when the line is moved.

    Returns
    -------
    atoms
        Atoms cut at those depths and along those edges, for the line where it is and shifted to
        both sides.

    Raises
    ------
    LayerError
        If a layer is missing or altered, or two have the same name.
    SketchError
        If a sketch marks no ground out.
    """
    shift = start.accuracy_km if shift_km is None else shift_km
    wanted = tuple(sorted({*depths_km} - {*DEPTHS_KM}))
    drawn = tuple(sketches)
    table = prebuilt.table(catalog, start.name)
    if not drawn and table and shift in table.shifts_km and {*wanted} <= {*table.depths_km}:
        return table
    from explorer.atoms import cutting  # noqa: PLC0415  (prebuilt atoms need no topology)

    return cutting.cut(cutting.Cut(catalog, start.name, wanted, shift, drawn)).atoms
