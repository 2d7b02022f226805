"""Binding: the rules of a scenario with the atoms that they match."""

from dataclasses import dataclass

import numpy as np

from explorer.atoms.table import Atoms, Mask
from explorer.errors import ScenarioError
from explorer.layers.baselines import CONTESTED
from explorer.scenarios.model import Scenario
from explorer.scenarios.rules import Rule, Selection


@dataclass(frozen=True)
class BoundRule:
    """
    A rule with the atoms that it matches.

    Attributes
    ----------
    rule
        The rule.
    mask
        Shape (n,).
    """

    rule: Rule
    mask: Mask


def select(selection: Selection, atoms: Atoms, shift_km: float = 0.0) -> Mask:
    """
    Find the atoms that a selection names.

    Parameters
    ----------
    selection
        Conditions on ground.
    atoms
        A baseline's atoms, cut at the selection's depths.
    shift_km
        How far the line is moved, in km, positive towards Ukraine.

    Returns
    -------
    mask
        Shape (n,).
    """
    chosen = np.ones(len(atoms), dtype=bool)
    if selection.oblasts is not None:
        chosen &= np.isin(atoms.oblast, selection.oblasts)
    if selection.held_by is not None:
        chosen &= atoms.russian(shift_km) == (selection.held_by == "russia")
    if selection.contested is not None:
        chosen &= contested(atoms, shift_km) == selection.contested
    for name in selection.inside:
        chosen &= atoms.layers[name]
    for name in selection.outside:
        chosen &= ~atoms.layers[name]
    if selection.within_km is not None:
        chosen &= atoms.within(selection.within_km, shift_km)
    if selection.beyond_km is not None:
        chosen &= ~atoms.within(selection.beyond_km, shift_km)
    return chosen


def contested(atoms: Atoms, shift_km: float = 0.0) -> Mask:
    """
    Find the atoms that neither side controls.

    Parameters
    ----------
    atoms
        A baseline's atoms.
    shift_km
        How far the line is moved, in km, positive towards Ukraine; what it takes is Russia's.

    Returns
    -------
    mask
        Shape (n,); none where the line's source does not say.
    """
    if atoms.contested is None:
        return np.zeros(len(atoms), dtype=bool)
    return np.asarray(atoms.contested & ~atoms.russian(shift_km))


def unknown(selection: Selection, atoms: Atoms) -> str | None:
    """
    Name the first oblast or layer of a selection that the atoms do not have.

    Parameters
    ----------
    selection
        Conditions on ground.
    atoms
        A baseline's atoms.

    Returns
    -------
    name
        The oblast or layer with what it should be; `None` if the atoms have them all.
    """
    known = sorted(set(atoms.oblast.tolist()))
    for code in selection.oblasts or ():
        if code not in known:
            return f"oblast {code!r}: use an ISO 3166-2 code, one of {', '.join(known)}"
    for name in (*selection.inside, *selection.outside):
        layers = sorted({*atoms.layers} - {CONTESTED})  # a condition of its own
        if name not in layers:
            return f"layer {name!r}: use one of {', '.join(layers)}"
    return None


def bind(scenario: Scenario, atoms: Atoms, shift_km: float = 0.0) -> tuple[BoundRule, ...]:
    """
    Find the atoms that each rule matches.

    Parameters
    ----------
    scenario
        A proposal.
    atoms
        A baseline's atoms, cut at the scenario's depths.
    shift_km
        How far the line is moved, in km, positive towards Ukraine.

    Returns
    -------
    bound
        The rules in order, with masks of shape (n,).

    Raises
    ------
    ScenarioError
        If a rule names what the atoms do not have, or matches nothing at the unshifted line.
    """
    return tuple(_bind(scenario.id, n, r, atoms, shift_km) for n, r in enumerate(scenario.rules, 1))


def _bind(name: str, number: int, rule: Rule, atoms: Atoms, shift_km: float) -> BoundRule:
    where = f"{name}.toml: rule {number}"
    missing = unknown(rule.select, atoms)
    if missing:
        raise ScenarioError(f"{where}: unknown {missing}")
    mask = select(rule.select, atoms, shift_km)
    if not (mask.any() or rule.optional or shift_km):  # a shift may close a pocket
        raise ScenarioError(
            f"{where}: matches no ground with the line of {atoms.baseline}; widen its selection "
            "or mark it `optional = true`"
        )
    return BoundRule(rule=rule, mask=mask)
