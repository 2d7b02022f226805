"""Elsewhere: what other documents state of the same measure over the same period."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from explorer.claims.document import AreaChange, Claim, Document, NotTestable

# One document's month runs from the last day before it, another's from its first day.
_APART = timedelta(days=1)


def find(
    claim: Claim, document: Document, documents: Iterable[Document]
) -> Iterator[tuple[Document, Claim]]:
    """
    Find the claims of other documents that can be set beside a claim.

    Parameters
    ----------
    claim, document
        The claim, and the document that states it.
    documents
        Where to look; the document itself is passed over.

    Yields
    ------
    document, claim
        A claim of the same measure whose days are at most one off, with its document.
    """
    for other in documents:
        if other.id != document.id:
            yield from ((other, each) for each in other.claims if _alike(claim, each))


def _alike(one: Claim, other: Claim) -> bool:
    if isinstance(one.measures, NotTestable):
        return False
    first, second = (each.measures.model_dump(exclude={"since", "until"}) for each in (one, other))
    days = zip(_period(one), _period(other), strict=True)
    return first == second and all(abs(day - its) <= _APART for day, its in days)


def _period(claim: Claim) -> tuple[date, date]:
    measure = claim.measures
    return (measure.since if isinstance(measure, AreaChange) else claim.as_of), claim.as_of
