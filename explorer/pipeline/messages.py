"""Messages: extracts the texts to translate, for Babel.

`babel.cfg` names the two extractors, and `make translations` calls them. Before Python 3.12 Babel's
own extractor misses calls inside f-strings, so this one walks the syntax tree.
"""

import ast
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import IO, Any

# Number of a function's first arguments that are messages.
_KEYWORDS = {"_": 1, "gettext": 1, "ngettext": 2}
# A licence's proper name is the same in every language.
_PROPER_NAMES = frozenset({"Creative Commons Attribution 4.0"})

_Message = tuple[int, str | None, str | tuple[str, ...], list[str]]


def python(
    file: IO[bytes],
    keywords: Mapping[str, Any],  # noqa: ARG001  (Babel gives three more arguments by position)
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[_Message]:
    """
    Extract the messages of a module.

    Parameters
    ----------
    file
        Python source in UTF-8.
    keywords, comment_tags, options
        As Babel gives them to every extractor; not needed here.

    Yields
    ------
    message
        Line, function, English text (singular and plural for `ngettext`) and no comments.
    """
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name: str = getattr(node.func, "attr", getattr(node.func, "id", ""))
        texts = tuple(_texts(node.args[: _KEYWORDS.get(name, 0)]))
        if texts:
            yield node.lineno, name, texts if len(texts) > 1 else texts[0], []


def _texts(arguments: Iterable[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def layers(
    file: IO[bytes],
    keywords: Mapping[str, Any],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[_Message]:
    """
    Extract the titles, sources, credits and licences of a data package's layers.

    Parameters
    ----------
    file
        The package's descriptor.
    keywords, comment_tags, options
        As Babel gives them to every extractor; not needed here.

    Yields
    ------
    message
        Line, no function, English text and no comments; a date in a title reads {day}.
    """
    for resource in json.load(file)["resources"]:
        day, title = resource.get("asOf"), resource["title"]
        texts = [title.replace(day, "{day}") if day else title]
        texts += [licence["title"] for licence in resource["licenses"]]
        texts += [resource["credit"]] if "credit" in resource else []
        if resource["name"].startswith("atoms-"):
            texts += [source["title"] for source in resource["sources"]]
        yield from ((1, None, text, []) for text in texts if text not in _PROPER_NAMES)
