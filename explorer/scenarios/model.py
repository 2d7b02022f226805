"""Scenario: a proposal as its file describes it, checked."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from explorer.errors import EditError, ScenarioError, TranslatableError
from explorer.language import Text, _
from explorer.scenarios.rules import Km, Rule
from explorer.scenarios.seeds import first_fault
from explorer.scenarios.sketch import Sketch, check_points

Day = date  # a model has a field of that name
# Distances from the line of contact at which a scenario cuts; each is another cut.
MOST_DEPTHS = 8
MOST_SKETCHES = 20
# Those that a reader may add, and those of the scenario that they start from.
_MOST_RULES = 100
Kind = Literal["proposal", "historic", "buffer", "own"]
# tomli-w gives every number a line of its own
_POINT = re.compile(r"\[\n\s+([^\n]+),\n\s+([^\n]+),\n\s+\]")


class Citation(BaseModel):
    """
    Where a proposal was reported.

    Attributes
    ----------
    outlet, title, date, url
        Who published it, under what title, when and where.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outlet: str = Field(min_length=1, max_length=200)
    title: str = Field(default="", max_length=300)
    date: date
    url: str = Field(default="", pattern=r"^(https?://\S+)?$", max_length=500)


class Start(BaseModel):
    """
    What a reader's own scenario was made from, so that it can be changed on.

    Attributes
    ----------
    scenario
        Id of a scenario of the library; its rules come first.
    km
        Another depth of its buffers, in km; `None` if as it is there.
    oblasts
        ISO 3166-2 codes of the oblasts to which it was narrowed; `None` if all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    km: Km | None = None
    oblasts: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=40)


class Scenario(BaseModel):
    """
    A proposal as an ordered list of rules; the last rule that matches wins.

    Attributes
    ----------
    id
        Its name in addresses and commands.
    date
        When it was proposed; of a reader's own, when what it starts from was.
    kind
        A proposal, a line or border of the past (`historic`), a strip along the line of contact
        (`buffer`), or a reader's `own`, which nobody published.
    confidence
        Whether its text was quoted, reported, or is assumed.
    title, summary
        Its title and one neutral paragraph.
    assumptions
        What had to be assumed to draw it.
    citations
        Where it was reported; a reader's own has none.
    sketches
        Lines, areas and surroundings that its rules select by name.
    rules
        What it says, in order.
    starts_from
        What a reader's own was made from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    date: date
    kind: Kind = "proposal"
    confidence: Literal["quoted", "reported", "assumed"]
    title: Text
    summary: Text
    assumptions: tuple[Text, ...] = ()
    citations: tuple[Citation, ...] = ()
    sketches: tuple[Sketch, ...] = Field(default=(), max_length=MOST_SKETCHES)
    rules: tuple[Rule, ...] = Field(default=(), max_length=_MOST_RULES)
    starts_from: Start | None = None

    @model_validator(mode="after")
    def _says_who(self) -> "Scenario":
        if self.kind == "own":
            if self.confidence != "assumed":
                raise ValueError('a reader\'s own is always assumed; set confidence = "assumed"')
        elif not self.citations:
            raise ValueError("has no citation; say where it was reported")
        return self

    @model_validator(mode="after")
    def _sketches_differ(self) -> "Scenario":
        names = [sketch.name for sketch in self.sketches]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two sketches are named {twice!r}; rename one")
        check_points(self.sketches)
        return self

    @model_validator(mode="after")
    def _cuts_few_times(self) -> "Scenario":
        if len(self.depths_km) > MOST_DEPTHS:
            raise EditError(_MANY_DEPTHS, n=len(self.depths_km), most=MOST_DEPTHS)
        return self

    @property
    def proposed(self) -> Day | None:
        """When it was proposed; `None` if it is a reader's own, which nobody has."""
        return None if self.kind == "own" else self.date

    @property
    def depths_km(self) -> tuple[float, ...]:
        """Distances from the line of contact at which its rules cut, in km."""
        return tuple(sorted({km for rule in self.rules for km in rule.select.depths_km}))


_MANY_DEPTHS = _(
    "The scenario cuts the ground at {n} distances from the line of contact; take rules back, so "
    "that there are at most {most}."
)


def parse(values: dict[str, Any], name: str) -> tuple[Scenario, ...]:
    """
    Check the values of a scenario file.

    Parameters
    ----------
    values
        As TOML has them; `seeds/README.md` describes them.
    name
        What to call the file in an error.

    Returns
    -------
    scenarios
        The scenario, or, for a file with variants, the default under the file's own id and then
        one scenario a value.

    Raises
    ------
    ScenarioError
        If a value is wrong; the message names the rule.
    """
    return tuple(_validate(variant, name) for variant in _variants(values, name))


# written into every text that names it: a long one would swell the file many times over
_Kilometres = Annotated[int, Field(ge=1, le=1000)]


class _Variants(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z_]+$")
    values: tuple[_Kilometres, ...] = Field(min_length=1, max_length=20)
    default: _Kilometres


def _variants(values: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Write a file with variants out as one scenario a value, the default first."""
    if "variants" not in values:
        yield values
        return
    common = {key: value for key, value in values.items() if key != "variants"}
    try:
        variants = _Variants.model_validate(values["variants"])
    except ValidationError as fault:
        raise ScenarioError(f"{name}: variants: {first_fault(fault, _words)}") from fault
    if variants.default not in variants.values:
        raise ScenarioError(
            f"{name}: variants: default {variants.default} is not among its values; add it"
        )
    yield _filled(common, variants.name, variants.default)
    for value in variants.values:
        yield _filled(common, variants.name, value) | {"id": f"{common.get('id')}-{value}"}


def _filled(template: Any, name: str, value: int) -> Any:  # noqa: ANN401  (any TOML value)
    """Put a variant's value in place of its name, alone or as {name} inside a text."""
    if isinstance(template, dict):
        return {key: _filled(member, name, value) for key, member in template.items()}
    if isinstance(template, list):
        return [_filled(member, name, value) for member in template]
    if isinstance(template, str):
        return value if template == name else template.replace(f"{{{name}}}", str(value))
    return template


def _validate(values: dict[str, Any], name: str) -> Scenario:
    try:
        return Scenario.model_validate(values)
    except ValidationError as fault:
        raise ScenarioError(f"{name}: {first_fault(fault, _words)}") from fault
    except TranslatableError as fault:
        raise ScenarioError(f"{name}: {fault}") from fault


_NUMBERED = {"rules": "rule", "sketches": "sketch"}


def _words(steps: Sequence[int | str]) -> list[str]:
    """Name the steps to a value, with rules and sketches counted from 1."""
    words: list[str] = []
    for before, step in zip((None, *steps), steps, strict=False):
        if isinstance(step, int) and before in _NUMBERED:
            words[-1] = f"{_NUMBERED[str(before)]} {step + 1}"
        else:
            words.append(str(step))
    return words


def dumps(scenario: Scenario) -> str:
    """
    Write a scenario as a file that `library.SCENARIOS` reads back.

    Parameters
    ----------
    scenario
        A proposal, or a reader's own.

    Returns
    -------
    text
        TOML, without what is as by default.
    """
    values = scenario.model_dump(exclude_defaults=True, exclude_none=True)
    return _POINT.sub(r"[\1, \2]", tomli_w.dumps(values))
