"""Forged figures: whatever was changed, and however it was hidden, the figure is not verified.

Each forgery also puts the digests of the changed files into the receipt, as a forger would.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from explorer.errors import OutputError
from explorer.layers.catalog import installed
from explorer.publishing import verify
from explorer.publishing.write import write
from tests.helpers.published import KindName, dump, made, rehash

pytestmark = pytest.mark.usefixtures("drawn_once")

KINDS: tuple[KindName, ...] = ("map", "claim")
LIE = "60,000 km²"
Forgery = Callable[[Path], object]


@pytest.fixture(params=KINDS)
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "out"
    write(made(request.param), path)
    return path


def _text(name: str, old: str, new: str) -> Forgery:
    """Put another text in place of the first of one."""

    def forge(folder: Path) -> None:
        text = (folder / name).read_bytes().decode()
        assert old in text, f"{old} is not in {name}"
        (folder / name).write_bytes(text.replace(old, new, 1).encode())

    return forge


def _put(markup: str, name: str = "index.html", before: str = "<main>") -> Forgery:
    """Put markup before a tag."""
    return _text(name, before, markup + before)


def _attribute(tag: str, attribute: str, name: str = "index.html") -> Forgery:
    """Give the first element of a kind one more attribute."""
    return _text(name, f"<{tag}", f"<{tag} {attribute}")


def _cut(name: str, start: str, end: str) -> Forgery:
    """Cut out all from one text to another."""

    def forge(folder: Path) -> None:
        before, _, rest = (folder / name).read_bytes().decode().partition(start)
        _, found, after = rest.partition(end)
        assert found
        (folder / name).write_bytes(f"{before}{after}".encode())

    return forge


def _bytes(name: str, change: Callable[[bytes], bytes]) -> Forgery:
    def forge(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return forge


def _receipt(change: Callable[[dict[str, Any]], object]) -> Forgery:
    def forge(folder: Path) -> None:
        path = folder / "receipt.json"
        receipt = json.loads(path.read_text(encoding="utf-8"))
        change(receipt)
        dump(receipt, path)

    return forge


def _page(name: str) -> dict[str, Forgery]:
    return {
        f"{name}: {what}": forge
        for what, forge in {
            "a comment that ends at once": _put(f"<!--><p>{LIE}</p><!-- -->", name),
            "a comment that ends with a bang": _put(f"<!-- --!><p>{LIE}</p><!-- -->", name),
            "a comment that says something": _put(f"<!-- {LIE} -->", name),
            "text after the page": _bytes(name, lambda page: page + LIE.encode()),
            "text before the page": _put(f"{LIE}<br>", name),
            "an open dialog": _put(f"<dialog open>{LIE}</dialog>", name),
            "all hidden but a lie": _text(name, "<main>", f"<p>{LIE}</p><main hidden>"),
            "all turned around": _text(name, "<main>", '<main dir="rtl">'),
            "digits turned around": _put('<bdo dir="rtl">²mk 000,06</bdo>', name),
            "words instead of digits": _put("<p>Sixty thousand square kilometres.</p>", name),
            "digits as entities": _put("<p>&#54;&#48;,000 km²</p>", name),
            "digits that only look alike": _text(name, "<h1>", "<h1>６０,０００ "),
            "a mark that turns text around": _text(name, "<h1>", "<h1>\u202e"),
            "a script from elsewhere": _put(
                '<script src="https://example.org/a.js"></script>', name
            ),
            "a script of its own": _put("<script>document.title='60,000'</script>", name),
            "no content security policy": _cut(name, '<meta http-equiv="Content', ">"),
            "a policy that lets all in": _text(name, "default-src &#39;none&#39;", "default-src *"),
            "a page that goes elsewhere": _put(
                '<meta http-equiv="refresh" content="0;url=https://example.org">', name, "<title>"
            ),
            "a frame": _put('<iframe src="https://example.org"></iframe>', name),
            "a frame of its own text": _put(f'<iframe srcdoc="{LIE}"></iframe>', name),
            "another base": _put('<base href="https://example.org/">', name, "<title>"),
            "a handler": _attribute("h1", "onclick=\"this.textContent='60,000'\"", name),
            "a foreign link": _put('<a href="https://example.org">source</a>', name),
            "a link to another file": _text(name, 'href="data.csv"', 'href="data.tsv"'),
            "a style on an element": _attribute("h1", 'style="font-size:0"', name),
            "one more style": _put("<style>h1{display:none}</style>", name, "</head>"),
            "another colour in the style": _text(name, "#b8500f", "#1f5fa8"),
            "a shadow tree": _put(f'<template shadowrootmode="open">{LIE}</template>', name),
            "another heading": _text(name, "<h1>", "<h1>Not "),
            "another title": _text(name, "<title>", "<title>60,000 "),
            "another description": _text(
                name, 'name="description" content="', 'name="description" content="60,000'
            ),
            "another card": _text(
                name, 'property="og:title" content="', 'property="og:title" content="60,000'
            ),
            "another label": _text(
                name, 'role="img" aria-label="', 'role="img" aria-label="60,000'
            ),
            "a shape in the drawing": _put('<rect width="9" height="9"/>', name, "</svg>"),
            "a text in the drawing": _put(f"<text>{LIE}</text>", name, "</svg>"),
            "a picture in the drawing": _put(
                '<image href="data:image/png;base64,"/>', name, "</svg>"
            ),
            "a shape that is moved": _attribute("path", 'transform="scale(2)"', name),
            "a shape that is recoloured": _attribute("path", 'style="fill:#fff"', name),
            "a shape that is not shown": _attribute("path", 'display="none"', name),
            "another language": _text(name, "<html lang=", "<html data-x lang="),
            "a disclaimer that is missing": _cut(name, "<footer>", "</p>"),
            "an editable page": _attribute("main", "contenteditable", name),
            "a note for those without scripts": _put(f"<noscript>{LIE}</noscript>", name),
            "an end of all markup": _put("<plaintext>", name, "</main>"),
            "open details": _text(name, '<details class="more">', '<details class="more" open>'),
            "a number without its emphasis": _text(name, "<strong>", "<strong></strong>"),
            "a tag that closes early": _text(name, "</strong>", ""),
            "a zero byte": _bytes(name, lambda page: page.replace(b"<h1>", b"<h1>\0", 1)),
            "another encoding": _bytes(name, lambda page: page.decode().encode("utf-16")),
            "another stated encoding": _text(name, 'charset="utf-8"', 'charset="utf-7"'),
            "another recipe": _text(name, '"layers":{', '"layers":{ '),
        }.items()
    }


_DRAWING = {
    f"figure.svg: {what}": forge
    for what, forge in {
        "a text": _put(f"<text>{LIE}</text>", "figure.svg", "</svg>"),
        "a shape over it": _put(
            '<rect width="1200" height="900" fill="#fff"/>', "figure.svg", "</svg>\n"
        ),
        "a picture": _put('<image href="https://example.org/a.png"/>', "figure.svg", "</svg>"),
        "a style": _put("<style>text{display:none}</style>", "figure.svg", "<rect"),
        "a style on an element": _attribute("rect", 'style="fill:#000"', "figure.svg"),
        "another colour": _text("figure.svg", 'fill="#', 'fill="#0'),
        "a document type": _bytes(
            "figure.svg", lambda svg: b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg
        ),
        "many entities": _bytes(
            "figure.svg",
            lambda svg: b'<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]>' + svg,
        ),
        "a style sheet": _bytes("figure.svg", lambda svg: b'<?xml-stylesheet href="a.css"?>' + svg),
        "a script": _put("<script>alert(1)</script>", "figure.svg", "</svg>"),
        "a page inside": _put(f"<foreignObject>{LIE}</foreignObject>", "figure.svg", "</svg>"),
        "a comment": _put(f"<!-- {LIE} -->", "figure.svg", "</svg>"),
        "another encoding": _bytes(
            "figure.svg", lambda svg: b'<?xml version="1.0" encoding="utf-7"?>' + svg
        ),
        "an animation": _put('<animate attributeName="fill" to="red"/>', "figure.svg", "</svg>"),
        "a handler": _attribute("rect", 'onload="alert(1)"', "figure.svg"),
        "another title": _text("figure.svg", '<title id="title">', '<title id="title">60,000 '),
        "no end": _text("figure.svg", "</svg>\n", ""),
        "text in a second element": _bytes("figure.svg", lambda svg: svg + b"<svg/>"),
    }.items()
}


def _chunk(kind: bytes, content: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + crc


def _with_chunk(png: bytes, chunk: bytes) -> bytes:
    """Put a part behind the header of a PNG."""
    return png[:33] + chunk + png[33:]


def _retouched(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as image:
        changed = image.convert("RGB")
    ImageDraw.Draw(changed).rectangle((40, 40, 44, 44), fill="red")
    saved = io.BytesIO()
    changed.save(saved, "PNG")
    return saved.getvalue()


def _white(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as image:
        saved = io.BytesIO()
        Image.new("RGB", image.size, "white").save(saved, "PNG")
    return saved.getvalue()


def _smaller(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as image:
        saved = io.BytesIO()
        image.resize((image.width // 2, image.height // 2)).save(saved, "PNG")
    return saved.getvalue()


_PICTURES = {
    f"{name}: {what}": _bytes(name, change)
    for name in ("figure.png", "social.png")
    for what, change in {
        "a few pixels": _retouched,
        "another picture": _white,
        "a smaller picture": _smaller,
        "an animation": lambda png: _with_chunk(png, _chunk(b"acTL", struct.pack(">II", 2, 0))),
        "another gamma": lambda png: _with_chunk(png, _chunk(b"gAMA", struct.pack(">I", 1))),
        "words inside": lambda png: _with_chunk(png, _chunk(b"tEXt", b"Comment\0" + b"60,000")),
        "something behind its end": lambda png: png + b"60,000",
        "no picture": lambda png: b"60,000" + png[6:],
        "half of it": lambda png: png[: len(png) // 2],
    }.items()
}


def _again(receipt: dict[str, Any]) -> None:
    receipt["numbers"].append(receipt["numbers"][0])


def _second_key(folder: Path) -> None:
    path = folder / "receipt.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"libraries": {', '"libraries": {"numpy": "9.9",', 1), "utf-8")


_RECEIPT = {
    f"receipt: {what}": forge
    for what, forge in {
        "a number twice": _receipt(_again),
        "a number that is missing": _receipt(lambda receipt: receipt["numbers"].pop()),
        "a number that is larger": _receipt(lambda r: r["numbers"][0].update(value=60_000.0)),
        "an interval that is wider": _receipt(lambda r: r["numbers"][0].update(high=60_000.0)),
        "a number written otherwise": _receipt(lambda r: r["numbers"][0].update(written=LIE)),
        "a number of another unit": _receipt(lambda r: r["numbers"][0].update(unit="ha")),
        "numbers in another order": _receipt(lambda receipt: receipt["numbers"].reverse()),
        "a file that is not listed": _receipt(lambda receipt: receipt["files"].pop("index.html")),
        "a picture that is not listed": _receipt(
            lambda receipt: receipt["files"].pop("figure.png")
        ),
        "a file that is listed beside": _receipt(
            lambda receipt: receipt["files"].update({"thesis.docx": "0" * 64})
        ),
        "another version": _receipt(lambda receipt: receipt["recipe"].update(version="0.0.1")),
        "another layer": _receipt(
            lambda receipt: receipt["recipe"]["layers"].update(oblasts="0" * 64)
        ),
        "another language": _receipt(
            lambda receipt: receipt["recipe"]["ordered"].update(language="uk")
        ),
        "another theme": _receipt(
            lambda receipt: receipt["recipe"]["ordered"].update(theme="dark")
        ),
        "another address": _receipt(
            lambda r: r["recipe"]["ordered"].update(address="https://example.org/")
        ),
        "a name twice": _second_key,
        "a form of its own": lambda folder: (
            (folder / "receipt.json").write_text(
                json.dumps(json.loads((folder / "receipt.json").read_text("utf-8"))), "utf-8"
            )
            and None
        ),
    }.items()
}

_FOLDER: dict[str, Forgery] = {
    "folder: one more page": lambda folder: (
        (folder / "page.html").write_text(LIE, "utf-8") and None
    ),
    "folder: a hidden file": lambda folder: (
        (folder / ".htaccess").write_text(LIE, "utf-8") and None
    ),
    "folder: a page that is missing": lambda folder: (folder / "index.uk.html").unlink(),
    "folder: a picture that is missing": lambda folder: (folder / "social.png").unlink(),
    "folder: a folder": lambda folder: (folder / "more").mkdir(),
}

_DATA = {
    "data.csv: a digit": _text("data.csv", "6", "7"),
    "data.csv: a row": _bytes("data.csv", lambda text: text + b"60000\r\n"),
    "data.csv: a space": _text("data.csv", ",", ", "),
    "embed.html: another frame": _text(
        "embed.html", "index.html", "https://example.org/index.html"
    ),
    "embed.html: a script": _put("<script>alert(1)</script>", "embed.html"),
    "embed.html: other words": _text("embed.html", "<h1>", "<h1>60,000 "),
    "oembed.json: another page": _text("oembed.json", "index.html", "elsewhere.html"),
    "oembed.json: a key": _text("oembed.json", "{", '{"url": "https://example.org",'),
}

FORGERIES: dict[str, Forgery] = {
    **_page("index.html"),
    **_page("index.uk.html"),
    **_DRAWING,
    **_PICTURES,
    **_RECEIPT,
    **_FOLDER,
    **_DATA,
}


def test_there_are_at_least_sixty_ways_to_forge() -> None:
    assert len(FORGERIES) >= 120
    assert len({what.partition(": ")[2] for what in FORGERIES}) >= 60


def test_an_honest_figure_is_verified(out: Path) -> None:
    assert verify.verify(installed(), out) == ((), ())
    rehash(out)
    assert verify.verify(installed(), out).verified


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_is_not_verified(out: Path, what: str) -> None:
    FORGERIES[what](out)
    if (out / "receipt.json").exists() and not what.startswith("receipt: a "):
        rehash(out)
    try:
        verification = verify.verify(installed(), out)
    except OutputError:
        return
    assert not verification.verified


@pytest.mark.parametrize("what", [what for what in FORGERIES if what.startswith("index.html")])
def test_a_forged_page_alone_is_not_verified(out: Path, what: str) -> None:
    FORGERIES[what](out)
    try:
        verification = verify.verify(installed(), out / "index.html")
    except OutputError:
        return
    assert not verification.verified


@pytest.mark.parametrize("kind", KINDS)
def test_each_digit_of_a_page_counts(kind: KindName, tmp_path: Path) -> None:
    """Change every tenth digit of the page's text, one at a time."""
    write(made(kind), tmp_path / "out")
    path = tmp_path / "out" / "index.html"
    page = path.read_bytes()
    places = [at for at, letter in enumerate(page) if chr(letter).isdigit()]
    for at in places[:: len(places) // 12]:
        digit = bytes([48 + (page[at] - 47) % 10])
        path.write_bytes(page[:at] + digit + page[at + 1 :])
        try:
            assert not verify.verify(installed(), tmp_path / "out").verified, page[
                at - 40 : at + 40
            ]
        except OutputError:
            continue


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices are those of POSIX")
@pytest.mark.parametrize("what", ["link", "pipe", "device", "link to a folder"])
def test_only_regular_files_are_opened(out: Path, tmp_path: Path, what: str) -> None:
    page = out / "index.html"
    honest = tmp_path / "honest.html"
    honest.write_bytes(page.read_bytes())
    page.unlink()
    if what == "link":
        page.symlink_to(honest)
    elif what == "pipe":
        os.mkfifo(page)
    elif what == "device":
        page.symlink_to("/dev/zero")
    else:
        page.symlink_to(tmp_path)
    verification = verify.verify(installed(), out)
    assert {each.where for each in verification.differences} == {"index.html"}
    with pytest.raises(OutputError, match="regular file"):
        verify.verify(installed(), page if what != "link to a folder" else out / "none.html")


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "a/b", "..", "C:\\secret.txt"])
def test_names_outside_the_folder_are_refused(out: Path, name: str) -> None:
    _receipt(lambda receipt: receipt["files"].update({name: "0" * 64}))(out)
    with pytest.raises(OutputError, match="is not a figure receipt"):
        verify.verify(installed(), out)
