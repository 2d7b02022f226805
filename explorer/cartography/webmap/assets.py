"""Leaflet out of an installed package, so that no map asks another host for anything.

In the explorer Leaflet and `map.js` come from Streamlit's static route (`publish`), in a saved file
they are written into the page (`folium_map.inline`).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from explorer import files
from explorer.errors import OutputError

_PACKAGE = "XStatic-Leaflet"
_DATA = "xstatic/pkg/leaflet/data"


def _path(name: str) -> Path:
    try:
        # asked of the distribution: the import needs a namespace hook that Python may not run
        package = distribution(_PACKAGE)
    except PackageNotFoundError as error:
        message = f"{_PACKAGE} is not installed: run `pip install -r requirements.txt`."
        raise OutputError(message) from error
    return Path(str(package.locate_file(f"{_DATA}/{name}")))


@cache
def leaflet_js() -> str:
    """Return Leaflet's script.

    Returns
    -------
    str
        The minified source, safe inside a `<script>` element.

    Raises
    ------
    OutputError
        If the package that ships Leaflet is not installed.
    """
    source = _path("leaflet.js").read_text(encoding="utf-8")
    # a source map would be one more request, to a file that is not beside the page
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", source)


@cache
def map_js() -> str:
    """Return the script that dresses a Leaflet map.

    Returns
    -------
    str
        The source of `map.js`, safe inside a `<script>` element.
    """
    return Path(__file__).with_name("map.js").read_text(encoding="utf-8")


@cache
def leaflet_css() -> str:
    """Return Leaflet's style sheet with its images inside it.

    Returns
    -------
    str
        The style sheet; every image is a `data:` address. Leaflet finds its default pin by the
        address of an image in this sheet, so use circle markers or `folium.DivIcon` instead.

    Raises
    ------
    OutputError
        If the package that ships Leaflet is not installed.
    """

    def embedded(match: re.Match[str]) -> str:
        image = base64.b64encode(_path(match["name"]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{image})"

    sheet = _path("leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\((?P<name>images/[\w-]+\.png)\)", embedded, sheet)


def publish(folder: Path, more: Mapping[str, str] | None = None) -> None:
    """Write Leaflet and `map.js` where Streamlit serves static files, unless they are there.

    Parameters
    ----------
    folder
        The `static` folder beside the script that Streamlit runs; made if it is missing.
    more
        What else is written there: texts by file name.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder}: cannot be made ({error.strerror}); it must be a folder"
        raise OutputError(message) from error
    scripts = {"leaflet.js": leaflet_js(), "map.js": map_js(), "leaflet.css": leaflet_css()}
    for name, text in {**scripts, **(more or {})}.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            files.write(path, text)
