"""Edit: a reader's changes to a scenario, small enough for an address.

An edit names a scenario of the library and the differences: the depth of its buffers, the oblasts
where it applies, the reader's lines and areas, and the ground that they handed over. Applied, it is
a scenario like any other, of the kind `own`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from explorer.errors import EditError
from explorer.language import LANGUAGES, Speech, Text, _, speech_in
from explorer.layers.baselines import LAYERS
from explorer.layers.catalog import Catalog, installed
from explorer.layers.gazetteer import units
from explorer.scenarios.library import SCENARIOS
from explorer.scenarios.model import MOST_SKETCHES, Scenario, Start
from explorer.scenarios.rules import Rule
from explorer.scenarios.sketch import Sketch

ID, FREEZE = "own", "freeze"
MOST_RULES = 60
# Depth of a buffer on each side of the line of contact.
LEAST_KM, MOST_KM = 1.0, 150.0
LONGEST_TITLE = 120


def _plain(text: str) -> str:
    """Drop unprintable characters: a title comes from an address that anybody may have written."""
    return "".join(char for char in text if char.isprintable()).strip()


def _unannotated(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """
    Drop the rules' notes, which an address does not carry, and make all of them optional.

    A rule that the reader narrowed may match nothing, which is not an error.
    """
    return tuple(rule.model_copy(update={"note": "", "optional": True}) for rule in rules)


class Edit(BaseModel):
    """
    A reader's changes to a scenario of the library.

    Attributes
    ----------
    base
        Id of the scenario.
    km
        Depth of its buffers per side, in km; unchanged if `None`.
    oblasts
        ISO 3166-2 codes of the oblasts where its rules apply; unchanged if `None`.
    sketches
        Lines, areas and surroundings.
    rules
        Rules that follow the scenario's own; the last that matches wins.
    title
        The reader's title; empty for a default one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    km: Annotated[float, Field(ge=LEAST_KM, le=MOST_KM)] | None = None
    oblasts: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=40)
    sketches: tuple[Sketch, ...] = Field(default=(), max_length=MOST_SKETCHES)
    rules: Annotated[tuple[Rule, ...], AfterValidator(_unannotated)] = Field(
        default=(), max_length=MOST_RULES
    )
    title: Annotated[str, AfterValidator(_plain)] = Field(default="", max_length=LONGEST_TITLE)


class Parameters(NamedTuple):
    """
    Parameters of a scenario that a reader can change.

    Attributes
    ----------
    km
        Depth of its buffers per side in km; `None` if it has no buffer, or several depths.
    oblasts
        ISO 3166-2 codes of the oblasts that its rules name; empty if they name none.
    """

    km: float | None
    oblasts: tuple[str, ...]


def parameters(proposal: Scenario) -> Parameters:
    """
    Get the parameters of a scenario that a reader can change.

    Parameters
    ----------
    proposal
        A scenario of the library.

    Returns
    -------
    parameters
        Its depth and its oblasts.
    """
    depths = {rule.select.within_km for rule in proposal.rules} - {None}
    beyond = any(rule.select.beyond_km for rule in proposal.rules)
    named = (rule.select.oblasts or () for rule in proposal.rules)
    return Parameters(
        km=depths.pop() if len(depths) == 1 and not beyond else None,
        oblasts=tuple(sorted({code for codes in named for code in codes})),
    )


@lru_cache(maxsize=64)
def applied(edit: Edit) -> Scenario:
    """
    Apply an edit to the scenario that it changes.

    Parameters
    ----------
    edit
        The changes.

    Returns
    -------
    scenario
        A scenario of the kind `own`; its assumptions list the changes.

    Raises
    ------
    EditError
        If there is no such scenario, it has no depth to change, or there are too many changes.
    SketchError
        If the sketches have too many points.
    """
    base = _base(edit)
    _check_size(edit)
    # a line divides the whole country, so nothing of the base scenario remains
    drawn = base.id == FREEZE and any(sketch.line for sketch in edit.sketches)
    return Scenario(
        id=ID,
        date=base.date,
        kind="own",
        confidence="assumed",
        title=Text(en=edit.title, uk=edit.title) if edit.title else _title(base, drawn=drawn),
        summary=_summary(base),
        assumptions=(*(() if drawn else base.assumptions), *_assumptions(edit, base)),
        citations=() if drawn else base.citations,
        sketches=edit.sketches,
        rules=(*_changed(base.rules, edit), *edit.rules),
        starts_from=Start(scenario=edit.base, km=edit.km, oblasts=edit.oblasts),
    )


def _base(edit: Edit) -> Scenario:
    try:
        return SCENARIOS.all()[edit.base]
    except KeyError as fault:
        raise EditError(
            _("The address changes the scenario “{name}”, which is not known."),
            name=edit.base,
        ) from fault


def _check_size(edit: Edit) -> None:
    if len(edit.rules) > MOST_RULES or len(edit.sketches) > MOST_SKETCHES:
        raise EditError(
            _(
                "Your scenario would have {rules} rules and {sketches} drawings; remove some, so "
                "that there are at most {most} and {most_drawn}."
            ),
            rules=len(edit.rules),
            sketches=len(edit.sketches),
            most=MOST_RULES,
            most_drawn=MOST_SKETCHES,
        )


def check(edit: Edit, catalog: Catalog) -> None:
    """
    Check that an edit can be applied to some layers.

    Parameters
    ----------
    edit
        The changes, from a stranger's address or file.
    catalog
        The layers.

    Raises
    ------
    EditError
        If it names an unknown oblast or layer, or is too large.
    LayerError
        If a layer is missing or altered.
    """
    selections = [rule.select for rule in applied(edit).rules]
    oblasts = {code for select in selections for code in select.oblasts or ()}
    names = {name for select in selections for name in (*select.inside, *select.outside)}
    drawn = [sketch.name for sketch in edit.sketches]
    unknown = [
        *(oblasts | {*(edit.oblasts or ())}) - units(catalog).keys(),
        *names - {*LAYERS, *drawn},
        *{*LAYERS} & {*drawn},
    ]
    if unknown:
        raise EditError(
            _("Your scenario names “{name}”, which is unknown or already the name of a layer."),
            name=min(unknown),
        )


def _changed(rules: tuple[Rule, ...], edit: Edit) -> Iterator[Rule]:
    for rule in _unannotated(rules):
        select = rule.select
        if edit.km is not None and select.within_km is not None:
            select = select.model_copy(update={"within_km": edit.km})
        if edit.oblasts is not None:
            named = select.oblasts or edit.oblasts
            kept = tuple(code for code in named if code in edit.oblasts)
            if not kept:
                continue
            select = select.model_copy(update={"oblasts": kept})
        yield rule.model_copy(update={"select": select})


_TITLE = _("{title}, changed")
_DRAWN_TITLE = _("A line of your own")
_SUMMARY = _(
    "A reader's own scenario, which nobody has proposed; it starts from “{title}” of {day}."
)
_DEPTH = _(
    "The reader changed the depth, measured from the line of contact, from {old} to {new} km."
)
_NARROWED = _("The reader narrowed it to {oblasts}.")
_DRAWN = _(
    "The reader's line and areas are exact as drawn; only the line of contact is moved for the "
    "intervals."
)
_HANDED = _("The reader handed ground over; rules in all: {n}.")


def _title(base: Scenario, *, drawn: bool) -> Text:
    if drawn:
        return _text(_DRAWN_TITLE)
    en, uk = (
        speech_in(lang).gettext(_TITLE, title=base.title.in_language(lang)) for lang in LANGUAGES
    )
    return Text(en=en, uk=uk)


def _summary(base: Scenario) -> Text:
    en, uk = (
        speech_in(lang).gettext(
            _SUMMARY, title=base.title.in_language(lang), day=speech_in(lang).day(base.date)
        )
        for lang in LANGUAGES
    )
    return Text(en=en, uk=uk)


def _text(message: str, **values: str) -> Text:
    en, uk = (speech_in(language).gettext(message, **values) for language in LANGUAGES)
    return Text(en=en, uk=uk)


def _assumptions(edit: Edit, base: Scenario) -> Iterator[Text]:
    if edit.km is not None:
        yield _deepened(base, edit.km)
    if edit.oblasts is not None:
        yield _narrowed(edit.oblasts)
    if any(sketch.courses for sketch in edit.sketches):
        yield _text(_DRAWN)
    if edit.rules:
        yield _text(_HANDED, n=str(len(edit.rules)))


def _deepened(base: Scenario, km: float) -> Text:
    usual = parameters(base).km
    if usual is None:
        raise EditError(
            _("The scenario “{name}” has no single depth that could be changed."),
            name=base.id,
        )
    en, uk = (
        speech.gettext(_DEPTH, old=_number(usual, speech), new=_number(km, speech))
        for speech in map(speech_in, LANGUAGES)
    )
    return Text(en=en, uk=uk)


def _number(km: float, speech: Speech) -> str:
    return speech.number(km, 0 if float(km).is_integer() else 1)


def _narrowed(codes: tuple[str, ...]) -> Text:
    known = [unit for code, unit in units(installed()).items() if code in codes]
    en, uk = (
        speech_in(language).gettext(
            _NARROWED,
            oblasts=", ".join(unit.called(language) for unit in known),
        )
        for language in LANGUAGES
    )
    return Text(en=en, uk=uk)
