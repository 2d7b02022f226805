"""Language: numbers, dates and sentences in English and Ukrainian.

English stands in the code and is the key; `locale/<language>/LC_MESSAGES/frontline.po` translates
it and any gettext tool edits that. The catalogue is read as it is, so there is nothing to compile.
"""

import gettext
import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict, Field

from explorer.errors import ExplorerError, SpokenError, Value
from explorer.quantity import Quantity

Language = Literal["en", "uk"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
CATALOGUES = Path(__file__).resolve().parent / "locale"
_LOCALES = {"en": "en_GB", "uk": "uk_UA"}
# thin and unbreakable: a number never ends a line without its unit
_NO_BREAK = "\N{NO-BREAK SPACE}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_LEAST_SHARE_PCT = 0.1
_SMALL = 10.0


class Text(BaseModel):
    """
    A text in both languages.

    Attributes
    ----------
    en, uk
        English and Ukrainian.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str = Field(min_length=1, max_length=1500)
    uk: str = Field(min_length=1, max_length=1500)

    def in_language(self, language: Language) -> str:
        """
        Pick a language.

        Parameters
        ----------
        language
            `en` or `uk`.

        Returns
        -------
        text
            The text in it.
        """
        return self.uk if language == "uk" else self.en


@dataclass(frozen=True, eq=False)
class Speech:
    """
    How one language says things.

    Attributes
    ----------
    language
        `en` or `uk`.
    locale
        Its conventions for numbers and dates.
    catalogue
        Its translations.
    """

    language: Language
    locale: Locale
    catalogue: gettext.NullTranslations

    def gettext(self, message: str, **values: str) -> str:
        """
        Translate a sentence and fill it in.

        Parameters
        ----------
        message
            English, with {names} of values.
        **values
            Texts for those names.

        Returns
        -------
        text
            The sentence; in English where there is no translation.
        """
        found = self.catalogue.gettext(message)
        return found.format(**values) if values else found

    def ngettext(self, one: str, many: str, number: float, **values: str) -> str:
        """
        Translate a sentence whose words depend on a number.

        Parameters
        ----------
        one, many
            English for one and for more, with {names} of values.
        number
            The number that decides the form; it is cut to a whole one.
        **values
            Texts for those names.

        Returns
        -------
        text
            The sentence in the right plural form.
        """
        return self.catalogue.ngettext(one, many, int(number)).format(**values)

    def fault(self, error: SpokenError) -> str:
        """
        Say what is wrong.

        Parameters
        ----------
        error
            What a reader gave and cannot be used.

        Returns
        -------
        sentence
            The translated sentence; in English the same as `str` of the error.
        """
        values = {name: self._filling(value) for name, value in error.values.items()}
        return self.gettext(error.template, **values)

    def _filling(self, value: Value) -> str:
        """Write what fills an error's sentence: measures with one decimal, places with two."""
        if isinstance(value, tuple):
            return self.place(*value)
        if isinstance(value, float):
            return self.number(value, 1)
        return self.number(value) if isinstance(value, int) else value

    def place(self, x: float, y: float) -> str:
        """
        Write a place.

        Parameters
        ----------
        x, y
            Longitude and latitude in degrees.

        Returns
        -------
        text
            For example `48.52° N, 37.71° E`.
        """
        east, north = self.number(abs(x), 2), self.number(abs(y), 2)
        if y < 0:
            latitude = self.gettext("{degrees}° S", degrees=north)
        else:
            latitude = self.gettext("{degrees}° N", degrees=north)
        if x < 0:
            longitude = self.gettext("{degrees}° W", degrees=east)
        else:
            longitude = self.gettext("{degrees}° E", degrees=east)
        return f"{latitude}, {longitude}"

    def number(self, value: float, digits: int = 0) -> str:
        """
        Write a number.

        Parameters
        ----------
        value
            The number.
        digits
            Decimals to round to, and to show.

        Returns
        -------
        text
            For example `6,183` or `6 183`, the latter with a thin space that does not break.
        """
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        # a small negative number rounds to a plain zero, without its sign
        rounded = round(value, digits) + 0.0
        text = format_decimal(rounded, pattern, locale=self.locale)
        return str(text).replace(_NO_BREAK, _THIN)

    def percent(self, value: float) -> str:
        """
        Write a share.

        Parameters
        ----------
        value
            Percent.

        Returns
        -------
        text
            For example `11.7 %`; a share that would round to nothing is given as less than 0.1 %.
        """
        if 0 < value < _LEAST_SHARE_PCT:
            return self.gettext("less than {share}", share=self.percent(_LEAST_SHARE_PCT))
        return f"{self.number(value, 1)}{_NO_BREAK}%"

    def value(self, quantity: Quantity, digits: int | None = None) -> str:
        """
        Write a figure without its interval.

        Parameters
        ----------
        quantity
            The figure.
        digits
            Decimals to show; one for figures below 10, else none, when not given.

        Returns
        -------
        text
            For example `6,183`.
        """
        return self.number(quantity.value, _digits(quantity) if digits is None else digits)

    def interval(self, quantity: Quantity, digits: int | None = None) -> str:
        """
        Write a figure's interval.

        Parameters
        ----------
        quantity
            The figure.
        digits
            Decimals to show; as many as `value` shows when not given.

        Returns
        -------
        text
            For example `5,986 to 6,381`; nothing when both ends read the same.
        """
        shown = _digits(quantity) if digits is None else digits
        low, high = self.number(quantity.low, shown), self.number(quantity.high, shown)
        return "" if low == high else self.gettext("{low} to {high}", low=low, high=high)

    def quantity(self, found: Quantity, unit: str, digits: int | None = None) -> str:
        """
        Write a figure with its unit and interval.

        Parameters
        ----------
        found
            The figure.
        unit
            Its unit as this language writes it; empty for a count.
        digits
            Decimals to show, as in `value`.

        Returns
        -------
        text
            For example `6,183 km² (5,986 to 6,381)`.
        """
        text = self.value(found, digits) + (f"{_NO_BREAK}{unit}" if unit else "")
        interval = self.interval(found, digits)
        return f"{text} ({interval})" if interval else text

    def area(self, quantity: Quantity) -> str:
        """
        Write an area.

        Parameters
        ----------
        quantity
            The area in km².

        Returns
        -------
        text
            For example `6,183 km² (5,986 to 6,381)`.
        """
        return self.quantity(quantity, self.gettext("km²"))

    def length(self, quantity: Quantity) -> str:
        """
        Write a length.

        Parameters
        ----------
        quantity
            The length in km.

        Returns
        -------
        text
            For example `1,081 km (1,052 to 1,081)`.
        """
        return self.quantity(quantity, self.gettext("km"))

    def day(self, found: date | str) -> str:
        """
        Write a date in full.

        Parameters
        ----------
        found
            A date, or its ISO form.

        Returns
        -------
        text
            For example `9 December 2025`.
        """
        return self._written(found, "d MMMM y")

    def short_day(self, day: date | str) -> str:
        """
        Write a date where there is little room.

        Parameters
        ----------
        day
            A date, or its ISO form.

        Returns
        -------
        text
            For example `9 Dec 2025`.
        """
        return self._written(day, "d MMM y")

    def _written(self, found: date | str, pattern: str) -> str:
        day = date.fromisoformat(found) if isinstance(found, str) else found
        # the day does not part from its month
        return str(format_date(day, pattern, locale=self.locale)).replace(" ", _NO_BREAK, 1)


def _digits(quantity: Quantity) -> int:
    return 1 if 0 < quantity.value < _SMALL else 0


def _(text: str) -> str:
    """
    Mark a text of a table for the catalogue; `Speech.say` translates it where it is shown.

    Parameters
    ----------
    text
        English.

    Returns
    -------
    text
        The same.
    """
    return text


@lru_cache(maxsize=len(LANGUAGES))
def speech_in(language: Language) -> Speech:
    """
    Learn a language.

    Parameters
    ----------
    language
        `en` or `uk`.

    Returns
    -------
    speech
        How it says things.

    Raises
    ------
    ExplorerError
        When its catalogue is missing or cannot be read.
    """
    return Speech(language, Locale.parse(_LOCALES[language]), _catalogue(language))


def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "en":  # the code's own
        return gettext.NullTranslations()
    path = CATALOGUES / language / "LC_MESSAGES" / "frontline.po"
    compiled = io.BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    except (OSError, ValueError) as fault:  # what is not gettext is a ValueError to babel
        raise ExplorerError(f"{path}: is no catalogue of translations; restore it") from fault
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
