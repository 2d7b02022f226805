"""Claims that ship, their findings and figures, and one with a hostile paraphrase."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.claims import desk
from explorer.claims.desk import Finding
from explorer.claims.library import DOCUMENTS
from explorer.layers.catalog import installed
from explorer.publishing import claim_figure
from explorer.publishing.claim_recipe import ClaimOrder
from explorer.publishing.folder import Folder

HELD = "atlantic-council-2025-12/donbas-held-area"
HOSTILE = "<script>document.title='run'</script>{{ 7*7 }}\"'><img src=x onerror=alert(1)>]]>"


@lru_cache(maxsize=1)
def findings() -> dict[str, Finding]:
    documents = DOCUMENTS.all().values()
    return {each.id: each for d in documents for each in desk.check(installed(), d)}


def make(name: str = HELD, **options: Any) -> Folder:
    return claim_figure.make(installed(), findings()[name], ClaimOrder(**options))


folder = lru_cache(maxsize=4)(make)


def hostile(folder_: Path) -> Folder:
    source = (DOCUMENTS.path / "atlantic-council-2025-12.toml").read_text(encoding="utf-8")
    path = folder_ / "hostile.toml"
    text = source.replace('id = "atlantic-council-2025-12"', 'id = "hostile"', 1)
    # a JSON string is a TOML string
    for language, said in (("en", f"={HOSTILE}"), ("uk", HOSTILE)):
        line = f"paraphrase.{language} = {json.dumps(said)}"
        text = re.sub(rf"(?m)^paraphrase\.{language} = .*$", lambda _, line=line: line, text)  # type: ignore[misc]
    path.write_text(text, encoding="utf-8")
    found = desk.check(installed(), DOCUMENTS.read(path)[0])
    finding = next(each for each in found if each.claim.id == "donbas-held-area")
    return claim_figure.make(installed(), finding, file=path)
