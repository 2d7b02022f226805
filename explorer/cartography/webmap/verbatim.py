"""Verbatim: what goes into a page as it is, past folium's habit of rendering all texts twice."""

import json
import string
from pathlib import Path
from typing import Any

from branca.element import Element, Figure, MacroElement
from folium.template import Template

from explorer.cartography.palette import Surface


def to_script(value: object) -> str:
    """
    Write a value as JSON that may stand inside a script of a page.

    Parameters
    ----------
    value
        Plain values; each text from a file has been through `assets.label`.

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


class Verbatim(MacroElement):
    """A script that carries data: folium would take what it says for one more template."""

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - folium's own
        """
        Write the script into the page.

        Parameters
        ----------
        **kwargs
            What folium hands down.

        Returns
        -------
        text
            Nothing to stand in its place.
        """
        root = self.get_root()
        if isinstance(root, Figure):
            text = self._template.module.script(self, kwargs)
            root.script.add_child(_Text(text), name=self.get_name())
        return ""


class _Text(Element):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401 - folium's own
        return self.text


class Markup(MacroElement):
    """
    HTML after the map.

    Parameters
    ----------
    html
        Markup; each text from a file has been through `assets.label`.
    """

    _template = Template("{% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}")

    def __init__(self, html: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Markup"
        self.markup = html


def number(root: Element) -> None:
    """
    Give a map and all in it the same names every time, so that its bytes are the same.

    Parameters
    ----------
    root
        The map's figure.
    """
    elements = [root]
    for element in elements:  # grows while it is walked
        elements.extend(element._children.values())  # noqa: SLF001
    for position, element in enumerate(elements):
        element._id = f"{position:032x}"  # noqa: SLF001
