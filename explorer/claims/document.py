"""Document: the quantitative claims of one text, as its TOML file states them."""

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from explorer.language import Text
from explorer.scenarios.rules import Selection

Unit = Literal["km2", "percent", "km", "years", "people"]
Wording = Literal["exact", "about", "more_than", "less_than", "nearly"]
Precision = Literal["day", "month", "year"]
Contested = Literal["held", "not held"]
Day = date  # a model has a field of that name
_IDENTIFIER = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_STRICT = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


class Area(BaseModel):
    """
    Area of some ground in km².

    Attributes
    ----------
    select
        The ground.
    """

    model_config = _STRICT

    kind: Literal["area"]
    select: Selection


class Share(BaseModel):
    """
    Area of some ground in percent of other ground.

    Attributes
    ----------
    select, of
        The ground, and what it is a share of; everything is `{}`.
    """

    model_config = _STRICT

    kind: Literal["share"]
    select: Selection
    of: Selection


class Length(BaseModel):
    """
    Length in km: along a line, or across some ground.

    Attributes
    ----------
    along
        `line` (of contact) or `fortress_belt`.
    across, select
        Side of the smallest rectangle around the largest part of the ground.
    """

    model_config = _STRICT

    kind: Literal["length"]
    along: Literal["line", "fortress_belt"] | None = None
    across: Literal["long_side", "short_side"] | None = None
    select: Selection | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Length":
        if (self.along is None) == (self.across is None):
            raise ValueError("give either `along` or `across`")
        if (self.across is None) != (self.select is None):
            raise ValueError("give `select` with `across`, and only with it")
        return self


class Distance(BaseModel):
    """
    Shortest geodesic distance in km.

    Attributes
    ----------
    start, end
        A town's English name; the end may be `line` (of contact).
    """

    model_config = _STRICT

    kind: Literal["distance"]
    start: str = Field(alias="from", min_length=1, max_length=60)
    end: str = Field(alias="to", min_length=1, max_length=60)


class AreaChange(BaseModel):
    """
    Area at the end of one day less area at the end of an earlier one, in km².

    Attributes
    ----------
    select
        The ground, on each of the two days.
    since, until
        The two days.
    """

    model_config = _STRICT

    kind: Literal["area_change"]
    select: Selection
    since: date
    until: date

    @model_validator(mode="after")
    def _forward(self) -> "AreaChange":
        if self.since >= self.until:
            raise ValueError("`until` must come after `since`")
        return self


class Rate(BaseModel):
    """
    Years until nothing of some ground is left, at its mean daily loss.

    Attributes
    ----------
    select
        The ground.
    windows_days
        Lengths of the trailing windows over which the loss is averaged, in days.
    """

    model_config = _STRICT

    kind: Literal["rate"]
    select: Selection
    windows_days: tuple[Annotated[int, Field(gt=0, le=3660)], ...] = Field(min_length=1)


class NotTestable(BaseModel):
    """
    A figure that a map cannot test.

    Attributes
    ----------
    reason
        Why not.
    """

    model_config = _STRICT

    kind: Literal["not_testable"]
    reason: Text


Measure = Area | Share | Length | Distance | AreaChange | Rate | NotTestable
_UNITS: dict[type[Measure], Unit] = {
    Area: "km2",
    Share: "percent",
    Length: "km",
    Distance: "km",
    AreaChange: "km2",
    Rate: "years",
}


def _without_contested(measure: Measure) -> Measure:
    """Leave contested ground out of what Ukraine holds."""
    if not isinstance(measure, Area | Share | AreaChange | Rate):
        return measure
    grounds = {"select": measure.select}
    if isinstance(measure, Share):
        grounds["of"] = measure.of
    narrowed = {
        name: ground.model_copy(update={"contested": False})
        for name, ground in grounds.items()
        if ground.held_by == "ukraine" and ground.contested is None
    }
    return measure.model_copy(update=narrowed)


class Claim(BaseModel):
    """
    One figure that a document states.

    Attributes
    ----------
    id
        Its name, unique within the document.
    value, low, high
        The figure, or the range.
    unit, wording
        Its unit, and how the document hedges it.
    as_of
        The day it is tested on.
    original
        As printed, where the unit was converted or the number read from words.
    basis
        The data that the document itself names.
    contested
        Whether the document counts ground that neither side controls as held by Ukraine; `None`
        if it does not say.
    paraphrase, note
        The claim in our words, and how an ambiguity was resolved.
    measures
        The measure that tests it.
    """

    model_config = _STRICT

    id: str = Field(pattern=_IDENTIFIER, max_length=60)
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: Unit
    wording: Wording
    as_of: date
    original: str = Field(default="", max_length=100)
    basis: str = Field(default="", max_length=200)
    contested: Contested | None = None
    paraphrase: Text
    note: Text | None = None
    measures: Measure = Field(discriminator="kind")

    @model_validator(mode="after")
    def _one_figure(self) -> "Claim":
        ranged = self.low is not None and self.high is not None
        if (self.value is None) != ranged or (self.low is None) != (self.high is None):
            raise ValueError("give either `value`, or `low` and `high`")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("`low` must be less than `high`")
        return self

    @model_validator(mode="after")
    def _fits_its_measure(self) -> "Claim":
        unit = _UNITS.get(type(self.measures), self.unit)
        if self.unit != unit:
            raise ValueError(f"a measure of kind {self.measures.kind} has the unit {unit!r}")
        if isinstance(self.measures, AreaChange) and self.as_of != self.measures.until:
            raise ValueError("`as_of` must be the same day as `until`")
        return self

    @model_validator(mode="after")
    def _contested_is_of_held_ground(self) -> "Claim":
        if self.contested and _without_contested(self.measures) == self.measures:
            raise ValueError(
                "`contested` says what belongs to ground that Ukraine holds, and the measure names "
                "none, or says it in its selection; remove it"
            )
        return self

    @property
    def readings(self) -> "tuple[Claim, ...]":
        """
        The claim as it may be understood, one or two.

        With contested ground among what Ukraine holds, and without it; only one of the two if the
        document says which, and the claim as it is if it is about other ground.
        """
        without = self.model_copy(update={"measures": _without_contested(self.measures)})
        if self.contested == "not held":
            return (without,)
        return (self,) if self.contested or without == self else (self, without)

    @property
    def figures(self) -> tuple[float, float]:
        """Least and greatest stated figure; the same if only one is stated."""
        if self.value is not None:
            return self.value, self.value
        return float(self.low or 0), float(self.high or 0)


class Source(BaseModel):
    """
    The publication that states the claims.

    Attributes
    ----------
    outlet, author, title, url, via
        Who published them, who states them, under what title, where, and where they were read.
    date, date_precision
        Date of publication, and its precision.
    """

    model_config = _STRICT

    outlet: str = Field(min_length=1, max_length=200)
    author: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=300)
    date: date
    date_precision: Precision = "day"
    url: str = Field(default="", pattern=r"^(https?://\S+)?$", max_length=500)
    via: str = Field(default="", max_length=200)

    @property
    def day(self) -> str:
        """Its date as precisely as it is known, in ISO form."""
        return self.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.date_precision]]


class Document(BaseModel):
    """
    A text with the figures that it states.

    Attributes
    ----------
    id
        Its name in addresses and commands.
    document
        The publication.
    claims
        Its figures.
    """

    model_config = _STRICT

    id: str = Field(pattern=_IDENTIFIER, max_length=60)
    document: Source
    claims: tuple[Claim, ...] = Field(min_length=1)

    @property
    def date(self) -> Day:
        """When it was published."""
        return self.document.date

    @model_validator(mode="after")
    def _names_once(self) -> "Document":
        for name, count in Counter(claim.id for claim in self.claims).items():
            if count > 1:
                raise ValueError(f"{count} claims have the id {name!r}; rename all but one")
        return self
