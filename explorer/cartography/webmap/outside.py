"""Outside: what a browser would load from elsewhere to show a page."""

import re
from html.parser import HTMLParser


def references(page: str) -> list[str]:
    """List the addresses that a browser would load to show a page.

    Links that a reader may follow are not among them. Addresses that a script makes up are not
    seen; a test in a browser sees those.

    Parameters
    ----------
    page
        HTML.

    Returns
    -------
    list of str
        The addresses, in the page's order, without `data:` addresses and fragments.
    """
    parser = _References()
    parser.feed(page)
    parser.close()
    return [address for address in parser.addresses if not address.startswith(("data:", "#"))]


class _References(HTMLParser):
    """Collects what elements and style sheets load."""

    _LOADING = frozenset({"src", "srcset", "poster", "data", "xlink:href"})
    _HREF = frozenset({"link", "use", "image", "base"})

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if name in self._LOADING or (name == "href" and tag in self._HREF):
                self.addresses.append(value or "")
            elif name == "style":
                self._style(value or "")

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._style(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def _style(self, sheet: str) -> None:
        addresses = re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s;]+)", sheet)
        self.addresses.extend(address for address in addresses if address != "url(")
