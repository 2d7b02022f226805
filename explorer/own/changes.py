"""Changes: operations on an edit, each of which returns a new one."""

from pydantic import ValidationError

from explorer.errors import EditError
from explorer.language import _
from explorer.own.edit import FREEZE, LONGEST_TITLE, MOST_RULES, Edit, applied
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import Scenario
from explorer.scenarios.rules import Holder, Rule, Selection
from explorer.scenarios.sketch import Around, Sketch


def drawn_line(sketch: Sketch, left: Holder, right: Holder, base: str = FREEZE) -> Edit:
    """
    Give each side of a line to a holder, in a new edit.

    Parameters
    ----------
    sketch
        The line.
    left, right
        Who holds the ground on its left and on its right.
    base
        Id of the scenario that it starts from.

    Returns
    -------
    edit
        An edit with two rules.
    """
    rules = (
        _hand_over_rule(Selection(outside=(sketch.name,)), left),
        _hand_over_rule(Selection(inside=(sketch.name,)), right),
    )
    return Edit(base=base, sketches=(sketch,), rules=rules)


def hand_over(edit: Edit, select: Selection, holder: Holder, *sketches: Sketch) -> Edit:
    """
    Add a rule that hands ground over, after all earlier ones.

    Parameters
    ----------
    edit
        The changes so far.
    select
        The ground.
    holder
        Who gets it.
    *sketches
        Sketches that the selection names; they replace sketches of the same name.

    Returns
    -------
    edit
        The edit with one rule more; an earlier rule for the same ground is dropped.
    """
    named = {each.name: each for each in (*edit.sketches, *sketches)}
    kept = tuple(each for each in edit.rules if each.select != select)
    rules = (*kept, _hand_over_rule(select, holder))
    return edit.model_copy(update={"sketches": tuple(named.values()), "rules": rules})


def _hand_over_rule(select: Selection, holder: Holder) -> Rule:
    """Make a rule that hands ground over, without statuses that were meant for another holder."""
    return Rule(select=select, holder=holder, lifts_statuses=True, optional=True)


def around(place: int, km: float) -> Sketch:
    """
    Make a sketch of the surroundings of a settlement.

    Parameters
    ----------
    place
        GeoNames id.
    km
        Distance from its point in km.

    Returns
    -------
    sketch
        A sketch named after both.
    """
    name = f"around_{place}_{km:g}".replace(".", "_")
    return Sketch(name=name, around=Around(place=place, km=km))


def without(edit: Edit, number: int) -> Edit:
    """
    Remove a rule, and the sketches that no other rule names.

    Parameters
    ----------
    edit
        The changes.
    number
        Index of the rule, from 0.

    Returns
    -------
    edit
        The edit with one rule less.
    """
    rules = tuple(rule for place, rule in enumerate(edit.rules) if place != number)
    named = {name for rule in rules for name in (*rule.select.inside, *rule.select.outside)}
    sketches = tuple(each for each in edit.sketches if each.name in named)
    return edit.model_copy(update={"rules": rules, "sketches": sketches})


def reassigned(edit: Edit, number: int, holder: Holder) -> Edit:
    """
    Give the ground of a rule to another holder.

    Parameters
    ----------
    edit
        The changes.
    number
        Index of the rule, from 0.
    holder
        Who gets it.

    Returns
    -------
    edit
        The edit with its rules in the same order.
    """
    rules = list(edit.rules)
    rules[number] = rules[number].model_copy(update={"holder": holder})
    return edit.model_copy(update={"rules": tuple(rules)})


def redrawn(edit: Edit, sketch: Sketch) -> Edit:
    """
    Replace a sketch.

    Parameters
    ----------
    edit
        The changes.
    sketch
        The new sketch; it replaces the one of the same name.

    Returns
    -------
    edit
        The edit with the same rules.
    """
    sketches = tuple(sketch if each.name == sketch.name else each for each in edit.sketches)
    return edit.model_copy(update={"sketches": sketches})


def opened(proposal: Scenario) -> Edit:
    """
    Turn a saved scenario into an edit that can be changed further.

    Parameters
    ----------
    proposal
        A scenario of any kind.

    Returns
    -------
    edit
        An edit of the scenario that it was saved from, if the file names one and its rules agree;
        else its sketches and rules on a freeze.

    Raises
    ------
    EditError
        If it has too many rules.
    """
    start = proposal.starts_from
    if start and start.scenario in SCENARIOS.all():
        bare = Edit(base=start.scenario, km=start.km, oblasts=start.oblasts)
        head = applied(bare).rules
        if proposal.rules[: len(head)] == head:
            return _with_rules(bare, proposal, proposal.rules[len(head) :])
    return _with_rules(Edit(base=FREEZE), proposal, proposal.rules)


def _with_rules(bare: Edit, proposal: Scenario, rules: tuple[Rule, ...]) -> Edit:
    title = proposal.title.en[:LONGEST_TITLE]
    fields = bare.model_dump() | {"sketches": proposal.sketches, "rules": rules}
    try:
        unnamed = Edit.model_validate(fields)
        named = applied(unnamed).title == proposal.title
        return unnamed if named else Edit.model_validate(fields | {"title": title})
    except ValidationError as fault:
        raise EditError(
            _("The file has {rules} rules; split it, so that there are at most {most}."),
            rules=len(proposal.rules),
            most=MOST_RULES,
        ) from fault
