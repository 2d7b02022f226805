"""Remark: a sentence with figures and dates, translated when it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from explorer.language import Speech, Text


@dataclass(frozen=True)
class Remark:
    """
    A sentence of ours, or of a document.

    Attributes
    ----------
    text
        English with {names} of values, a key of the catalogue; or a text in both languages.
    values
        Dates, whole numbers and words for those names.
    """

    text: str | Text
    values: Mapping[str, date | float | str] = field(default_factory=dict)

    def text_in(self, speech: Speech) -> str:
        """
        Translate the sentence and insert its values.

        Parameters
        ----------
        speech
            A language.

        Returns
        -------
        text
            The sentence in that language.
        """
        if isinstance(self.text, Text):
            return self.text.in_language(speech.language)
        return speech.gettext(self.text, **{k: _format(v, speech) for k, v in self.values.items()})


def _format(value: date | float | str, speech: Speech) -> str:
    if isinstance(value, date):
        return speech.day(value)
    return value if isinstance(value, str) else speech.number(value)
