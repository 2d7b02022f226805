"""What a reader handed over, in words."""

from collections.abc import Sequence

from explorer import cutting, spot_wording
from explorer.catalog import Catalog
from explorer.edit import Edit
from explorer.gazetteer import places, units
from explorer.language import Speech, message
from explorer.rules import Rule, Selection
from explorer.sketch import Course, Sketch

_COUNTRY = message("All of Ukraine")
_SIDE = message("Your line, {side}")
_LINE = message("Your line")
_AREA = message("Your area {number}")
# As the page names what is drawn on it.
_LINE_NAME, _AREA_NAME = "line", "area_"
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
    if drawn and _only(select):
        return ", ".join(drawn)
    beside = [sketches[name].line for name in select.outside if name in sketches]
    if beside and beside[0] and _only(select):
        return _side(beside[0], 0, says)
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
        return _side(sketch.line, 1, says)
    if sketch.around is None:
        return says.say(_AREA, number=sketch.name.removeprefix(_AREA_NAME))
    place = places(catalog).get(sketch.around.place)
    return says.say(
        _AROUND,
        place=spot_wording.called(place, says) if place else str(sketch.around.place),
        distance=spot_wording.depth(sketch.around.km, says),
    )


def label(name: str, edit: Edit, catalog: Catalog, says: Speech) -> str:
    """
    Say what a sketch is called on the page.

    Parameters
    ----------
    name
        Its name in rules.
    edit
        The changes, which need not have a sketch of that name.
    catalog
        The layers.
    says
        The language.

    Returns
    -------
    text
        Plain text, for example `Your line`; the name itself where nothing else is known.
    """
    known = {sketch.name: sketch for sketch in edit.sketches}
    if name in known and known[name].around:
        return _drawn(known[name], catalog, says)
    number = name.removeprefix(_AREA_NAME)
    if number != name and number.isdigit():
        return says.say(_AREA, number=number)
    return says.say(_LINE) if name == _LINE_NAME else name


def _side(line: Sequence[Course], place: int, says: Speech) -> str:
    return says.say(_SIDE, side=says.say(cutting.compass(line)[place]))
