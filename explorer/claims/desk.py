"""Desk: checks a document's claims; each gets a computed figure and a verdict."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

from explorer.claims import conflicts, elsewhere, measure, verdict
from explorer.claims.document import AreaChange, Claim, Document
from explorer.claims.library import DOCUMENTS
from explorer.claims.measure import Computed, Untestable
from explorer.claims.remark import Remark
from explorer.claims.verdict import Days, Verdict
from explorer.errors import ClaimError
from explorer.language import _, speech_in
from explorer.layers.catalog import Catalog

_WITHOUT_CONTESTED = _(
    "Contested ground, which neither side controls according to DeepStateMap, is counted as held "
    "by Ukraine, and left out of the second figure; the document does not say which it means."
)
_NOT_HELD = _("Contested ground is left out: the document does not count it as held by Ukraine.")
_HELD = _("Contested ground is counted as held by Ukraine, as the document's words have it.")
_OWN_DATA = _(
    "The document's own data are not at hand: the computed figure is from DeepState's outline."
)


@dataclass(frozen=True)
class Finding:
    """
    A claim with its computed figure and its verdict.

    Attributes
    ----------
    document, claim
        The claim and the document that states it.
    tested_on
        The day it was tested on.
    computed
        The figure from the layers, or the reason why there is none.
    verdict
        Whether the claim holds, by the rule of `verdict`.
    held
        Stretches of days on which it held.
    without_contested
        The claim's other reading, with contested ground left out of what Ukraine holds; `None` if
        the document says which it means, the claim is about other ground, or the source does not
        say what is contested.
    """

    document: Document
    claim: Claim
    tested_on: date
    computed: Computed | Untestable
    verdict: Verdict
    held: tuple[Days, ...]
    without_contested: "Finding | None" = None

    @property
    def id(self) -> str:
        """The claim's name among all documents'."""
        return f"{self.document.id}/{self.claim.id}"

    @property
    def difference(self) -> float | None:
        """Claimed less computed, in the claim's unit; 0 inside a claimed range."""
        if isinstance(self.computed, Untestable) or self.computed.value is None:
            return None
        low, high = self.claim.figures
        value = self.computed.value
        return min(low - value, 0.0) + max(high - value, 0.0) if low < high else low - value

    def to_dict(self) -> dict[str, Any]:
        """
        Convert to plain values.

        Returns
        -------
        finding
            The object that `frontline claims --json` prints; `docs/claims.md` describes it.
        """
        claim, other = self.claim, self.without_contested
        low, high = claim.figures
        return {
            "id": self.id,
            "document": self.document.document.model_dump(mode="json"),
            "paraphrase": claim.paraphrase.en,
            "paraphrase_uk": claim.paraphrase.uk,
            "claimed": {
                "value": claim.value,
                "low": low,
                "high": high,
                "unit": claim.unit,
                "wording": claim.wording,
                "basis": claim.basis,
                "contested": claim.contested,
                "as_of": claim.as_of.isoformat(),
            },
            "measures": claim.measures.kind,
            "tested_on": self.tested_on.isoformat(),
            **_tested(self),
            "without_contested": other and _tested(other),
            "elsewhere": [f"{document.id}/{each.id}" for document, each in self.elsewhere],
            "remarks": [remark.text_in(speech_in("en")) for remark in self.remarks],
        }

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """How the figure was computed, or why there is none."""
        if isinstance(self.computed, Untestable):
            return (self.computed.reason,)
        own_data = (Remark(_OWN_DATA),) if self.verdict.other_source else ()
        return (*own_data, *self.computed.remarks, *self._contested())

    def _contested(self) -> Iterator[Remark]:
        """Say what contested ground is counted as, where the claim is about ground of Ukraine's."""
        if self.without_contested:
            yield Remark(_WITHOUT_CONTESTED)
        elif self.claim.contested:
            yield Remark(_HELD if self.claim.contested == "held" else _NOT_HELD)

    @property
    def elsewhere(self) -> tuple[tuple[Document, Claim], ...]:
        """Claims of the library's other documents with the same measure and period."""
        return tuple(elsewhere.find(self.claim, self.document, DOCUMENTS.all().values()))


def _tested(finding: Finding) -> dict[str, Any]:
    """Convert what one reading of a claim comes to."""
    verdict = finding.verdict
    return {
        "computed": _computed(finding.computed),
        "difference": _round(finding.difference),
        "verdict": asdict(verdict)
        | {
            "since": verdict.since.isoformat() if verdict.since else None,
            "conflicts": list(verdict.conflicts),
            "contradicted": verdict.contradicted,
        },
        "held": [[first.isoformat(), last.isoformat()] for first, last in finding.held],
    }


def _computed(computed: Computed | Untestable) -> dict[str, Any] | None:
    if isinstance(computed, Untestable):
        return None
    return {
        "value": _round(computed.value),
        "low": _round(computed.low),
        "high": _round(computed.high),
        "day": computed.day.isoformat() if computed.day else None,
        "windows": [
            {"days": w.days, "loss_km2": _round(w.loss_km2), "years": _round(w.years)}
            for w in computed.windows
        ],
    }


def _round(value: float | None) -> float | None:
    """Round for printing; infinity becomes null, which JSON has."""
    return round(value, 2) if value is not None and isfinite(value) else None


def check(catalog: Catalog, document: Document, day: date | None = None) -> tuple[Finding, ...]:
    """
    Check all claims of a document.

    Parameters
    ----------
    catalog
        The layers.
    document
        The document.
    day
        A day to test them on instead of their own; a change keeps its period.

    Returns
    -------
    findings
        One for each claim, in the document's order.

    Raises
    ------
    ClaimError
        If a claim names an oblast, a layer or a town that the layers do not have.
    """
    try:
        findings = [_check_claim(catalog, document, claim, day) for claim in document.claims]
        clashes = conflicts.between(catalog, document.claims)
    except ClaimError as fault:
        raise ClaimError(f"{document.id}.toml: {fault}") from fault
    wrong = {finding.claim.id for finding in findings if finding.verdict.contradicted}
    return tuple(_with_conflicts(each, clashes.get(each.claim.id, ()), wrong) for each in findings)


def _check_claim(catalog: Catalog, document: Document, claim: Claim, day: date | None) -> Finding:
    """Test a claim in each of its readings, and combine their verdicts."""
    first, *others = (_test(catalog, document, reading, day) for reading in claim.readings)
    if not others or not _of_one_snapshot(first.computed, others[0].computed):
        return first
    (without,) = others
    either = verdict.either(first.verdict, without.verdict)
    return replace(first, without_contested=without, verdict=either)


def _of_one_snapshot(first: Computed | Untestable, other: Computed | Untestable) -> bool:
    """Tell whether the source says what is contested in the snapshot of the first reading."""
    if isinstance(first, Untestable) or isinstance(other, Untestable):
        return False
    return first.day == other.day


def _test(catalog: Catalog, document: Document, claim: Claim, day: date | None) -> Finding:
    fixed = isinstance(claim.measures, AreaChange)
    tested_on = claim.as_of if fixed or day is None else day
    computed = measure.compute(catalog, claim, day)
    series = measure.over_time(catalog, claim.measures)
    return Finding(
        document=document,
        claim=claim,
        tested_on=tested_on,
        computed=computed,
        verdict=verdict.judge(claim, computed, series, tested_on),
        held=verdict.held(claim, series),
    )


def _with_conflicts(finding: Finding, clashing: tuple[str, ...], wrong: set[str]) -> Finding:
    """Add conflicts with the document's other claims; a claim that the map contradicts stays so."""
    if not clashing:
        return finding
    untested = finding.verdict.kind == "not_testable"
    settled = untested or not wrong.isdisjoint({finding.claim.id, *clashing})
    kind = finding.verdict.kind if settled else "inconsistent"
    return replace(finding, verdict=replace(finding.verdict, kind=kind, conflicts=clashing))
