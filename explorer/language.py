"""Language: numbers, dates and sentences in English and Ukrainian.

The English messages in the code are the keys of the catalogues in `locale/`.
"""

import gettext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from babel import Locale
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field

from explorer import locale
from explorer.errors import TranslatableError, Value
from explorer.quantity import Quantity

Language = Literal["en", "uk"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_LOCALES = {"en": "en_GB", "uk": "uk_UA"}
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps a number on one line with its unit
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


class Written(NamedTuple):
    """
    A figure as a language writes it.

    Attributes
    ----------
    value
        The number with its unit, for example `6,183 km²`.
    interval
        Its interval, for example `5,986 to 6,381`; empty if both ends read the same.
    """

    value: str
    interval: str = ""

    def __str__(self) -> str:
        return f"{self.value} ({self.interval})" if self.interval else self.value


@dataclass(frozen=True, eq=False)
class Speech:
    """
    Numbers, dates and messages in one language.

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
        Translate a message and insert its values.

        Parameters
        ----------
        message
            English, with {names} of values.
        **values
            Texts for those names.

        Returns
        -------
        text
            The translation; English where there is none.
        """
        text = self.catalogue.gettext(message)
        return text.format(**values) if values else text

    def ngettext(self, one: str, many: str, number: float, **values: str) -> str:
        """
        Translate a message whose words depend on a number.

        Parameters
        ----------
        one, many
            English for one and for more, with {names} of values.
        number
            The number that decides the plural form; decimals are ignored.
        **values
            Texts for those names.

        Returns
        -------
        text
            The sentence in the right plural form.
        """
        return self.catalogue.ngettext(one, many, int(number)).format(**values)

    def fault(self, error: TranslatableError) -> str:
        """
        Translate an error's message.

        Parameters
        ----------
        error
            The error.

        Returns
        -------
        sentence
            The translation; in English the same as `str(error)`.
        """
        values = {name: self._format(value) for name, value in error.values.items()}
        return self.gettext(error.template, **values)

    def _format(self, value: Value) -> str:
        """Write a value of an error: measures with one decimal, places with two."""
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
        latitude = _("{degrees}° S") if y < 0 else _("{degrees}° N")
        longitude = _("{degrees}° W") if x < 0 else _("{degrees}° E")
        north = self.gettext(latitude, degrees=self.number(abs(y), 2))
        east = self.gettext(longitude, degrees=self.number(abs(x), 2))
        return f"{north}, {east}"

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
        # a small negative number rounds to a plain zero, without its sign
        rounded = round(value, digits) + 0.0
        return f"{rounded:,.{digits}f}".translate(_signs(self.locale))

    def signed(self, value: float, digits: int = 0) -> str:
        """
        Write a number with its sign, as a change has one.

        Parameters
        ----------
        value
            The number.
        digits
            Decimals to round to, and to show.

        Returns
        -------
        text
            For example `+408` or `−408`; a plain zero has no sign.
        """
        size = self.number(abs(value), digits)
        if not round(value, digits):
            return size
        return f"+{size}" if value > 0 else f"−{size}"

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
            For example `11.7 %`; a share above 0 that rounds to nothing reads `less than 0.1 %`.
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
            Decimals to show; by default 1 for figures below 10, else 0.

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
            Decimals to show; by default as in `value`.

        Returns
        -------
        text
            For example `5,986 to 6,381`; empty if both ends read the same.
        """
        shown = _digits(quantity) if digits is None else digits
        low, high = self.number(quantity.low, shown), self.number(quantity.high, shown)
        return "" if low == high else self.gettext("{low} to {high}", low=low, high=high)

    def written(self, quantity: Quantity, unit: str = "", digits: int | None = None) -> Written:
        """
        Write a figure with its unit, and its interval.

        Parameters
        ----------
        quantity
            The figure.
        unit
            Its unit in English; empty for a count.
        digits
            Decimals to show, as in `value`.

        Returns
        -------
        written
            Both apart; as a string, for example `6,183 km² (5,986 to 6,381)`.
        """
        value = self.value(quantity, digits)
        if unit:
            value = f"{value}{_NO_BREAK}{self.gettext(unit)}"
        return Written(value, self.interval(quantity, digits))

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
        return str(self.written(quantity, _("km²")))

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
        return str(self.written(quantity, _("km")))

    def day(self, day: date | str) -> str:
        """
        Write a date in full.

        Parameters
        ----------
        day
            A date, or its ISO form.

        Returns
        -------
        text
            For example `9 December 2025`.
        """
        return self._format_date(day, "d MMMM y")

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
        return self._format_date(day, "d MMM y")

    def _format_date(self, day: date | str, pattern: str) -> str:
        day = date.fromisoformat(day) if isinstance(day, str) else day
        # no line break between the day and its month
        return str(format_date(day, pattern, locale=self.locale)).replace(" ", _NO_BREAK, 1)


def _digits(quantity: Quantity) -> int:
    return 1 if 0 < quantity.value < _SMALL else 0


@lru_cache(maxsize=len(LANGUAGES))
def _signs(locale: Locale) -> dict[int, str]:
    """Map the signs of a number that Python writes to a locale's, a hundred times Babel's pace."""
    symbols = locale.number_symbols["latn"]
    group = symbols["group"].replace(_NO_BREAK, _THIN)
    return str.maketrans({",": group, ".": symbols["decimal"], "-": symbols["minusSign"]})


def _(text: str) -> str:
    """
    Mark a message for the catalogue; `Speech.gettext` translates it where it is shown.

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
    Get the numbers, dates and messages of a language, loaded once.

    Parameters
    ----------
    language
        `en` or `uk`.

    Returns
    -------
    speech
        Its numbers, dates and messages.

    Raises
    ------
    ExplorerError
        If its catalogue is missing or cannot be read.
    """
    return Speech(language, Locale.parse(_LOCALES[language]), locale.catalogue(language))
