"""Visible: text without characters that steer a terminal, a spreadsheet or a reader's eye.

A title, a file's name or a property may come from a stranger and hold an escape sequence, a line
break or an order to write from right to left. Where text goes out, these are written as what they
are, as JSON escapes them.
"""

import json
import re
import unicodedata

# control, formatting, surrogate, line and paragraph separator: Unicode's general categories
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Formatting that some scripts are spelt with: zero-width non-joiner and joiner.
_SPELLING = "\u200c\u200d"
_PLAIN = re.compile(r"[\x20-\x7e\xa0-\xac\xae-\u05ff\u2010-\u2027\u202f]*")


def visible(text: str, kept: str = "") -> str:
    r"""
    Escape the characters of a text that one does not see.

    Parameters
    ----------
    text
        Any text.
    kept
        Which of them stay, such as the line breaks of a text that is ours.

    Returns
    -------
    text
        One in which an escape character, for example, is `\u001b`.
    """
    if _PLAIN.fullmatch(text):
        return text
    return "".join(each if each in kept else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    if character in _SPELLING or unicodedata.category(character) not in _UNSEEN:
        return character
    escaped = json.dumps(character)[1:-1]
    return escaped if escaped != character else f"\\u{ord(character):04x}"  # JSON leaves DEL
