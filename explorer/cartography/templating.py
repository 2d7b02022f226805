"""Templating: the one place where markup is put together; whatever goes into it is escaped."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup


@lru_cache(maxsize=1)
def templates() -> Environment:
    """
    Open the templates.

    Returns
    -------
    environment
        It escapes whatever goes into HTML and SVG.
    """
    return Environment(
        loader=PackageLoader("explorer.cartography", "templates"),
        autoescape=select_autoescape(["html.j2", "svg.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def svg(name: str, /, **values: object) -> Markup:
    """
    Draw a part of a picture.

    Parameters
    ----------
    name
        A macro of `parts.svg.j2`.
    **values
        What it takes; text is escaped, `Markup` is not.

    Returns
    -------
    markup
        SVG.
    """
    return _macro("parts.svg.j2", name, values)


def html(name: str, /, **values: object) -> Markup:
    """
    Write what an editor pastes into an article.

    Parameters
    ----------
    name
        A macro of `parts.html.j2`.
    **values
        What it takes; text is escaped, `Markup` is not.

    Returns
    -------
    markup
        HTML.
    """
    return _macro("parts.html.j2", name, values)


@lru_cache(maxsize=2)
def _module(template: str) -> Any:  # noqa: ANN401
    return templates().get_template(template).module


def _macro(template: str, name: str, values: dict[str, object]) -> Markup:
    markup: Markup = getattr(_module(template), name)(**values)
    return markup
