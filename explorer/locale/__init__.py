"""Locale: the catalogues of translations, one gettext file for each language.

Any gettext editor can change them. They are read as text, so there is nothing to compile.
"""

import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from explorer.errors import ExplorerError

CATALOGUES = Path(__file__).resolve().parent


def catalogue(language: str) -> gettext.NullTranslations:
    """
    Read the translations of a language.

    Parameters
    ----------
    language
        `en` or `uk`.

    Returns
    -------
    translations
        Texts by English message; empty for English, the language of the messages.

    Raises
    ------
    ExplorerError
        If the catalogue is missing or cannot be read.
    """
    if language == "en":
        return gettext.NullTranslations()
    path = CATALOGUES / language / "LC_MESSAGES" / "frontline.po"
    compiled = io.BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    except (OSError, ValueError) as fault:  # babel raises ValueError for a malformed catalogue
        raise ExplorerError(f"{path}: is not a translation catalogue; restore the file") from fault
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
