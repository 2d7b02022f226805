"""Desk: checks a document's claims; each gets a computed figure and a verdict."""

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
    """

    document: Document
    claim: Claim
    tested_on: date
    computed: Computed | Untestable
    verdict: Verdict
    held: tuple[Days, ...]

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
        claim = self.claim
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
                "as_of": claim.as_of.isoformat(),
            },
            "measures": claim.measures.kind,
            "tested_on": self.tested_on.isoformat(),
            "computed": _computed(self.computed),
            "difference": _round(self.difference),
            "verdict": asdict(self.verdict)
            | {
                "since": self.verdict.since.isoformat() if self.verdict.since else None,
                "conflicts": list(self.verdict.conflicts),
                "contradicted": self.verdict.contradicted,
            },
            "elsewhere": [f"{document.id}/{each.id}" for document, each in self.elsewhere],
            "held": [[first.isoformat(), last.isoformat()] for first, last in self.held],
            "remarks": [remark.text_in(speech_in("en")) for remark in self.remarks],
        }

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """How the figure was computed, or why there is none."""
        if isinstance(self.computed, Untestable):
            return (self.computed.reason,)
        own_data = (Remark(_OWN_DATA),) if self.verdict.other_source else ()
        return (*own_data, *self.computed.remarks)

    @property
    def elsewhere(self) -> tuple[tuple[Document, Claim], ...]:
        """Claims of the library's other documents with the same measure and period."""
        return tuple(elsewhere.find(self.claim, self.document, DOCUMENTS.all().values()))


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
