"""The Ukrainian catalogue has every message of the code and of the layers, and no other."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog as Translations
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from explorer.locale import CATALOGUES
from tests.helpers.paths import ROOT


@pytest.fixture(scope="module")
def ukrainian() -> Translations:
    with (CATALOGUES / "uk" / "LC_MESSAGES" / "frontline.po").open("rb") as file:
        return read_po(file, locale="uk")


def _messages(translations: Translations) -> list[Message]:
    return [message for message in translations if message.id]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Translations:
    """Extract messages as `make translations` does."""
    template = tmp_path_factory.mktemp("messages") / "frontline.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    subprocess.run([*command, "-o", template, "."], check=True, cwd=ROOT)
    with template.open("rb") as file:
        return read_po(file)


def _identifiers(translations: Translations) -> set[str | tuple[str, ...]]:
    return {m.id if isinstance(m.id, str) else tuple(m.id) for m in _messages(translations)}


def test_the_catalogue_is_that_of_the_code(
    ukrainian: Translations, extracted: Translations
) -> None:
    """After `make translations` nothing is missing and nothing is left over."""
    assert _identifiers(ukrainian) == _identifiers(extracted)
    assert not ukrainian.obsolete


def test_messages_in_f_strings_are_extracted(extracted: Translations) -> None:
    assert "This place lies outside Ukraine." in extracted


def test_everything_is_translated(ukrainian: Translations) -> None:
    assert [m.id for m in _messages(ukrainian) if m.fuzzy or not m.string] == []


def test_every_plural_form_is_translated(ukrainian: Translations) -> None:
    plural = [m for m in _messages(ukrainian) if m.pluralizable]
    assert len(plural) > 1
    assert [m.id for m in plural if len([form for form in m.string or () if form]) != 3] == []


def test_translations_keep_the_names_of_values(ukrainian: Translations) -> None:
    for message in _messages(ukrainian):
        text = message.string or ""
        translated = [text] if isinstance(text, str) else [*text]
        english = message.id if isinstance(message.id, str) else message.id[1]
        for form in translated:
            names = set(re.findall(r"{\w+}", form))
            assert names == set(re.findall(r"{\w+}", english)), english
