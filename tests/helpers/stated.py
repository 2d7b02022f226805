"""Claims made up for tests: about Donbas on 9 December 2025, unless a test wants otherwise."""

from datetime import date

from explorer.claims.document import Claim, Document
from explorer.language import speech_in

EN = speech_in("en")
DAY = date(2025, 12, 9)
DONBAS = {"oblasts": ["UA-14", "UA-09"]}
HELD = {**DONBAS, "held_by": "ukraine"}
AREA = {"kind": "area", "select": HELD}
SHARE = {"kind": "share", "select": HELD, "of": DONBAS}
UNITS = {
    "area": "km2",
    "share": "percent",
    "rate": "years",
    "length": "km",
    "distance": "km",
    "area_change": "km2",
}


def claim(value: float | None, wording: str = "exact", **changes: object) -> Claim:
    measures = changes.pop("measures", AREA)
    assert isinstance(measures, dict)
    given: dict[str, object] = {
        "id": "stated",
        "value": value,
        "unit": UNITS[measures["kind"]],
        "wording": wording,
        "as_of": DAY,
        "paraphrase": {"en": "A figure.", "uk": "Цифра."},
        "measures": measures,
    }
    return Claim.model_validate(given | changes)


def document(*claims: Claim) -> Document:
    source = {"outlet": "Example Review", "date": DAY}
    return Document.model_validate({"id": "example", "document": source, "claims": claims})
