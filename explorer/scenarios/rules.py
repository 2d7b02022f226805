"""Rules: the closed set of ways in which a document can select ground, and what it says of it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Holder = Literal["ukraine", "russia", "neutral"]
Status = Literal[
    "demilitarised",
    "economic_zone",
    "heavy_weapons_withdrawn",
    "recognised_russian",
    "joint_administration",
    "international_force",
    "self_governing",
    "leased",
]
HOLDERS: tuple[Holder, ...] = ("ukraine", "russia", "neutral")
STATUSES: tuple[Status, ...] = (
    "demilitarised",
    "economic_zone",
    "heavy_weapons_withdrawn",
    "recognised_russian",
    "joint_administration",
    "international_force",
    "self_governing",
    "leased",
)
# Bounds of a depth or a radius. A line of contact is hardly known to 100 m, and 500 km reach over
# a third of the country.
LEAST_KM, MOST_KM = 0.1, 500.0
# More than there are oblasts or layers.
_MOST_NAMES = 60


def _to_metres(km: float) -> float:
    """Round to metres: distances that differ by less would cut the ground into slivers."""
    return round(km, 3)


Km = Annotated[float, Field(ge=LEAST_KM, le=MOST_KM), AfterValidator(_to_metres)]
_Name = Annotated[str, Field(max_length=_MOST_NAMES)]
_Names = Annotated[tuple[_Name, ...], Field(max_length=_MOST_NAMES)]


def statuses_of(bits: int) -> tuple[Status, ...]:
    """
    Read statuses off their bits.

    Parameters
    ----------
    bits
        As an assignment has them, one bit for each of `STATUSES`.

    Returns
    -------
    statuses
        In the order of `STATUSES`.
    """
    return tuple(status for bit, status in enumerate(STATUSES) if bits >> bit & 1)


class Selection(BaseModel):
    """
    Ground that meets every condition given; all ground when none is.

    Attributes
    ----------
    oblasts
        ISO 3166-2 codes; the ground lies in one of them.
    held_by
        Who holds it at the baseline date.
    contested
        Whether neither side controls it at the baseline date; the ground is Ukrainian-held, too,
        since `held_by` knows two holders.
    inside, outside
        Names of layers; the ground lies in all of the first and in none of the second.
    within_km, beyond_km
        Bounds of its geodesic distance from the line of contact, in km, on either side.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    oblasts: _Names | None = None
    held_by: Literal["ukraine", "russia"] | None = None
    contested: bool | None = None
    inside: _Names = ()
    outside: _Names = ()
    within_km: Km | None = None
    beyond_km: Km | None = None

    @property
    def depths_km(self) -> tuple[float, ...]:
        """Distances from the line at which this selection cuts, in km."""
        return tuple(km for km in (self.within_km, self.beyond_km) if km is not None)


class Rule(BaseModel):
    """
    What a document says of some ground.

    Attributes
    ----------
    select
        The ground.
    holder
        Who ends up with it; unsaid, it stays as an earlier rule or the baseline has it.
    statuses
        What else holds there.
    lifts_statuses
        Whether what earlier rules say of the ground besides its holder ends.
    note
        What the rule stands for, in English.
    optional
        Whether it may match nothing, as a pocket that a baseline does not have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    select: Selection
    holder: Holder | None = None
    statuses: tuple[Status, ...] = Field(default=(), max_length=len(STATUSES))
    lifts_statuses: bool = False
    note: str = ""
    optional: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> "Rule":
        if self.holder is None and not self.statuses and not self.lifts_statuses:
            raise ValueError("sets neither holder nor statuses; give it one")
        return self
