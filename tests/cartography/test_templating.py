"""Templates escape whatever goes into them, in pages and in pictures."""

import xml.etree.ElementTree as ET

import pytest

from explorer.cartography import palette
from explorer.cartography.figure.picture import Column, document
from explorer.cartography.templating import html, svg, templates

HOSTILE = """</text><script>alert(1)</script> " ' & {{ 7 * 7 }}"""


@pytest.mark.parametrize("name", [n for n in templates().list_templates() if ".css." not in n])
def test_every_template_of_markup_escapes(name: str) -> None:
    escape = templates().autoescape
    assert callable(escape)
    assert escape(name), name


def test_a_picture_keeps_strangers_words_as_words() -> None:
    column = Column({**palette.SURFACES["light"]._asdict()}, 10, 10_000, 0)
    column.write(HOSTILE, 12)
    drawn = document(column, (300, 100), "en", HOSTILE, HOSTILE, HOSTILE)
    texts = [each.text for each in ET.fromstring(drawn.svg).iter() if each.text]  # noqa: S314
    assert texts == [HOSTILE] * 4


def test_a_snippet_keeps_a_title_inside_its_attribute() -> None:
    frame = html("frame", address="https://e.org/?a&b/", title=HOSTILE, height=400)
    assert "<script>" not in frame
    assert frame.count('"') == 2 * 4
    assert frame.unescape().count(HOSTILE) == 1


def test_a_part_that_is_markup_is_left_alone() -> None:
    assert svg("group", transform="scale(2)", drawn=svg("dot", x=1, y=2, radius=3)) == (
        '<g transform="scale(2)"><circle cx="1" cy="2" r="3"/></g>'
    )
