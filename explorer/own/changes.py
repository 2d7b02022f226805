"""Changes: what a reader does to an edit; each gives another edit."""

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
    Give each side of a line to a holder.

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
        A scenario of two rules.
    """
    rules = (
        _handed(Selection(outside=(sketch.name,)), left),
        _handed(Selection(inside=(sketch.name,)), right),
    )
    return Edit(base=base, sketches=(sketch,), rules=rules)


def hand_over(edit: Edit, select: Selection, holder: Holder, *sketches: Sketch) -> Edit:
    """
    Hand ground over, after all that was handed over before.

    Parameters
    ----------
    edit
        The changes so far.
    select
        The ground, by what it belongs to.
    holder
        Who gets it.
    *sketches
        Sketches that the selection names, new or drawn anew.

    Returns
    -------
    edit
        With one rule more.
    """
    named = {each.name: each for each in (*edit.sketches, *sketches)}
    kept = tuple(each for each in edit.rules if each.select != select)
    rules = (*kept, _handed(select, holder))
    return edit.model_copy(update={"sketches": tuple(named.values()), "rules": rules})


def _handed(select: Selection, holder: Holder) -> Rule:
    """Hand ground over as it is; what else a proposal says of it was said of another holder."""
    return Rule(select=select, holder=holder, lifts_statuses=True, optional=True)


def around(place: int, km: float) -> Sketch:
    """
    Mark out the surroundings of a settlement.

    Parameters
    ----------
    place
        GeoNames id.
    km
        Distance from its point in km.

    Returns
    -------
    sketch
        Named after both.
    """
    name = f"around_{place}_{km:g}".replace(".", "_")
    return Sketch(name=name, around=Around(place=place, km=km))


def without(edit: Edit, number: int) -> Edit:
    """
    Take a rule back, and with it a sketch that no other rule names.

    Parameters
    ----------
    edit
        The changes.
    number
        Which of its rules, from 0.

    Returns
    -------
    edit
        With one rule less.
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
        Which of its rules, from 0.
    holder
        Who gets it.

    Returns
    -------
    edit
        With its rules in the same order.
    """
    rules = list(edit.rules)
    rules[number] = rules[number].model_copy(update={"holder": holder})
    return edit.model_copy(update={"rules": tuple(rules)})


def redrawn(edit: Edit, sketch: Sketch) -> Edit:
    """
    Draw a sketch anew.

    Parameters
    ----------
    edit
        The changes.
    sketch
        One that bears the name of the sketch that it takes the place of.

    Returns
    -------
    edit
        With the same rules.
    """
    sketches = tuple(sketch if each.name == sketch.name else each for each in edit.sketches)
    return edit.model_copy(update={"sketches": sketches})


def opened(proposal: Scenario) -> Edit:
    """
    Read a scenario that was saved as a file, so that it can be changed on.

    Parameters
    ----------
    proposal
        A scenario, of whatever kind; from now on it is the reader's own.

    Returns
    -------
    edit
        What it was saved from, where the file says that and its rules agree; else its sketches and
        rules, on the line as it is.

    Raises
    ------
    EditError
        When it has too many rules to be changed here.
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
    told = bare.model_dump() | {"sketches": proposal.sketches, "rules": rules}
    try:
        unnamed = Edit.model_validate(told)
        named = applied(unnamed).title == proposal.title
        return unnamed if named else Edit.model_validate(told | {"title": title})
    except ValidationError as fault:
        raise EditError(
            _("The file has {rules} rules; split it, so that there are at most {most}."),
            rules=len(proposal.rules),
            most=MOST_RULES,
        ) from fault
