"""What a reader handed over, in words."""

from explorer import spot_wording
from explorer.catalog import Catalog
from explorer.edit import Edit
from explorer.gazetteer import places, units
from explorer.language import Speech, message
from explorer.rules import Rule, Selection
from explorer.sketch import Sketch

_COUNTRY = message("All of Ukraine")
_LEFT, _RIGHT = message("Left of your line"), message("Right of your line")
_AREA = message("Your area {number}")
_AROUND = message("{place} and {distance} around")


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
    drawn = [_drawn(sketches[name], catalog, says) for name in select.inside if name in sketches]
    beside = [_LEFT for name in select.outside if name in sketches and sketches[name].line]
    if drawn and _only(select):
        return ", ".join(drawn)
    if beside and _only(select):
        return says.say(beside[0])
    plain = select.model_copy(
        update={"inside": tuple(name for name in select.inside if name not in sketches)}
    )
    return ", ".join([_oblasts(select, catalog, says), *spot_wording.selected(plain, says), *drawn])


def _only(select: Selection) -> bool:
    """Tell whether a selection names sketches and nothing else."""
    return select == Selection(inside=select.inside, outside=select.outside)


def _oblasts(select: Selection, catalog: Catalog, says: Speech) -> str:
    if select.oblasts is None:
        return says.say(_COUNTRY)
    known = units(catalog)
    return ", ".join(spot_wording.oblast(known[code], says) for code in select.oblasts)


def _drawn(sketch: Sketch, catalog: Catalog, says: Speech) -> str:
    if sketch.line:
        return says.say(_RIGHT)
    if sketch.around is None:
        return says.say(_AREA, number=sketch.name.rpartition("_")[2])
    place = places(catalog).get(sketch.around.place)
    return says.say(
        _AROUND,
        place=spot_wording.called(place, says) if place else str(sketch.around.place),
        distance=spot_wording.depth(sketch.around.km, says),
    )
