"""What is said below a table whose line of contact is old."""

from rich.console import RenderableType
from rich.text import Text

from explorer.language import speech_in
from explorer.layers.catalog import Catalog
from explorer.wording import age


def advice(catalog: Catalog, name: str) -> list[RenderableType]:
    """
    Say how to get a newer line, where the newest at hand is old.

    Parameters
    ----------
    catalog
        The layers.
    name
        Name of the line that is shown.

    Returns
    -------
    parts
        None or one.
    """
    sentences = age.advice(catalog, name, speech_in("en"))
    return [Text(sentences, style="dim")] if sentences else []
