"""Markup: texts, values and style sheets as they may stand in a map's page."""

import json
import string
from html import escape
from pathlib import Path

from explorer.cartography.palette import Surface


def label(text: str) -> str:
    """Return a text from a file as HTML that means only itself.

    folium renders what it is given a second time as a Jinja template, so braces in a name are as
    dangerous as angle brackets.

    Parameters
    ----------
    text
        Any text, for example the name of a feature.

    Returns
    -------
    str
        HTML for a tooltip, a popup or a legend.
    """
    return escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


def to_script(value: object) -> str:
    """
    Write a value as JSON that may stand inside a script of a page.

    Parameters
    ----------
    value
        Plain values; each text from a file has been through `label`.

    Returns
    -------
    text
        JSON without `<`.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def style(name: str, surface: Surface) -> str:
    """
    Read a style sheet that stands beside this file.

    Parameters
    ----------
    name
        The file's name.
    surface
        Colours to fill in.

    Returns
    -------
    css
        The style sheet.
    """
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return string.Template(text).substitute(surface._asdict())
