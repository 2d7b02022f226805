"""What a reader handed over, in words."""

from collections.abc import Sequence

from explorer.atoms import sketched
from explorer.language import Speech, _
from explorer.layers.catalog import Catalog
from explorer.layers.gazetteer import units
from explorer.own.edit import Edit
from explorer.scenarios.rules import Rule, Selection
from explorer.scenarios.sketch import Course, Sketch
from explorer.wording import names as name_wording
from explorer.wording import place as place_wording
from explorer.wording import sketch as sketch_wording

_COUNTRY = _("All of Ukraine")
_SIDE = _("Your line, {side}")


def ground(rule: Rule, edit: Edit, catalog: Catalog, speech: Speech) -> str:
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
    speech
        The language.

    Returns
    -------
    text
        Plain text, for example `Donetsk oblast, Ukraine's side of the line of contact`.
    """
    select = rule.select
    sketches = {sketch.name: sketch for sketch in edit.sketches}
    drawn = [_drawn(sketches[name], speech) for name in select.inside if name in sketches]
    if drawn and _only(select):
        return ", ".join(drawn)
    beside = [sketches[name].line for name in select.outside if name in sketches]
    if beside and beside[0] and _only(select):
        return _side(beside[0], 0, speech)
    plain = select.model_copy(
        update={"inside": tuple(name for name in select.inside if name not in sketches)}
    )
    return ", ".join(
        [_oblasts(select, catalog, speech), *place_wording.selected(plain, speech), *drawn]
    )


def _only(select: Selection) -> bool:
    """Tell whether a selection names sketches and nothing else."""
    return select == Selection(inside=select.inside, outside=select.outside)


def _oblasts(select: Selection, catalog: Catalog, speech: Speech) -> str:
    if select.oblasts is None:
        return speech.gettext(_COUNTRY)
    known = units(catalog)
    return ", ".join(name_wording.oblast(known[code], speech) for code in select.oblasts)


def _drawn(sketch: Sketch, speech: Speech) -> str:
    if sketch.line:
        return _side(sketch.line, 1, speech)
    if sketch.around:
        return sketch_wording.around(sketch.around.place, sketch.around.km, speech)
    return sketch_wording.label(sketch.name, speech)


def _side(line: Sequence[Course], place: int, speech: Speech) -> str:
    return speech.gettext(_SIDE, side=speech.gettext(sketched.compass(line)[place]))
