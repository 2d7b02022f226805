"""What a reader handed over, in words."""

from collections.abc import Sequence

from explorer.atoms import sketched
from explorer.language import Speech, message
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import units
from explorer.own.edit import Edit
from explorer.scenarios.rules import Rule, Selection
from explorer.scenarios.sketch import Course, Sketch
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording
from explorer.wording import sketch as sketch_wording

_COUNTRY = message("All of Ukraine")
_SIDE = message("Your line, {side}")


def ground(rule: Rule, edit: Edit, catalog: Catalog, says: Speech) -> str:
    """
    Say which ground a rule hands over.

    Parameters
    ----------
    rule
        One of the edit's.
    edit
        The changes, with the sketches that the rule names.
    catalog
        The layers.
    says
        The language.

    Returns
    -------
    text
        Plain text, for example `Donetsk oblast, Ukraine's side of the line of contact`.
    """
    select = rule.select
    sketches = {sketch.name: sketch for sketch in edit.sketches}
    drawn = [_drawn(sketches[name], says) for name in select.inside if name in sketches]
    if drawn and _only(select):
        return ", ".join(drawn)
    beside = [sketches[name].line for name in select.outside if name in sketches]
    if beside and beside[0] and _only(select):
        return _side(beside[0], 0, says)
    plain = select.model_copy(
        update={"inside": tuple(name for name in select.inside if name not in sketches)}
    )
    return ", ".join(
        [_oblasts(select, catalog, says), *place_wording.selected(plain, says), *drawn]
    )


def _only(select: Selection) -> bool:
    """Tell whether a selection names sketches and nothing else."""
    return select == Selection(inside=select.inside, outside=select.outside)


def _oblasts(select: Selection, catalog: Catalog, says: Speech) -> str:
    if select.oblasts is None:
        return says.say(_COUNTRY)
    known = units(catalog)
    return ", ".join(name_wording.oblast(known[code], says) for code in select.oblasts)


def _drawn(sketch: Sketch, says: Speech) -> str:
    if sketch.line:
        return _side(sketch.line, 1, says)
    if sketch.around:
        return sketch_wording.around(sketch.around.place, sketch.around.km, says)
    return sketch_wording.label(sketch.name, says)


def _side(line: Sequence[Course], place: int, says: Speech) -> str:
    return says.say(_SIDE, side=says.say(sketched.compass(line)[place]))
