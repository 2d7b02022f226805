"""Binding: the rules of a scenario with the atoms that they match."""

from dataclasses import dataclass

from explorer.atoms import Atoms, Mask
from explorer.errors import ScenarioError
from explorer.rules import Rule
from explorer.scenario import Scenario


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
        When a rule names what the atoms do not have, or matches nothing at the unshifted line.
    """
    return tuple(_bind(scenario.id, n, r, atoms, shift_km) for n, r in enumerate(scenario.rules, 1))


def _bind(name: str, number: int, rule: Rule, atoms: Atoms, shift_km: float) -> BoundRule:
    where = f"{name}.toml: rule {number}"
    unknown = rule.select.unknown(atoms)
    if unknown:
        raise ScenarioError(f"{where}: unknown {unknown}")
    mask = rule.select.mask(atoms, shift_km)
    if not (mask.any() or rule.optional or shift_km):  # a shift may close a pocket
        raise ScenarioError(
            f"{where}: matches no ground with the line of {atoms.baseline}; widen its selection "
            "or mark it `optional = true`"
        )
    return BoundRule(rule=rule, mask=mask)
