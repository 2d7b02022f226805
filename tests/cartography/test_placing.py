"""Placing and measuring: no name lies on another, and words take the room that is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cartography import lettering
from explorer.cartography.lettering import Hand
from explorer.cartography.placing import Box, Candidate, Placer

LINE = (0.0, 0.0, 10.0, 4.0)


def _moved(box: Box, x: float) -> Box:
    return (box[0] + x, box[1], box[2] + x, box[3])


def test_the_cheapest_free_place_is_taken() -> None:
    placer = Placer()
    placer.take([LINE])
    places = [Candidate("far", [_moved(LINE, 30)], 2.0), Candidate("near", [_moved(LINE, 10)], 1.0)]
    assert placer.put([Candidate("on it", [_moved(LINE, 5)], 0.0), *places]) == "near"
    assert placer.put(places) == "far"
    assert placer.put(places) is None


def test_a_gap_is_kept_and_the_edge_as_well() -> None:
    placer = Placer(inside=(0, 0, 40, 10), gap=(3, 1))
    placer.take([LINE])
    assert not placer.is_free(_moved(LINE, 12))
    assert placer.is_free(_moved(LINE, 13))
    assert not placer.is_free(_moved(LINE, 31))


def test_what_would_be_hidden_counts() -> None:
    placer = Placer(covers=lambda box: 5.0 if box[0] < 20 else 0.0)
    places = [Candidate("hides", [LINE], 0.0), Candidate("clear", [_moved(LINE, 20)], 1.0)]
    assert placer.put(places) == "clear"


@given(st.lists(st.floats(1, 60), min_size=1, max_size=12), st.floats(20, 90))
def test_boxes_in_a_row_lie_inside_and_apart(widths: list[float], room: float) -> None:
    places = lettering.flow(widths, room, 5.0)
    assert [row for row, _ in places] == sorted(row for row, _ in places)
    for (row, start), wide in zip(places, widths, strict=True):
        assert start == 0 or start + wide <= room, row
    for (row, start), (after, later), wide in zip(places, places[1:], widths, strict=False):
        assert later == (pytest.approx(start + wide + 5.0) if after == row else 0)


def test_a_hand_measures_its_cut_and_spacing() -> None:
    plain = lettering.span("Lyman", Hand(10))
    assert plain == pytest.approx(lettering.width("Lyman", 10))
    assert lettering.span("Lyman", Hand(10, 700)) > plain
    assert lettering.span("Lyman", Hand(10, spacing=0.1)) == pytest.approx(plain + 5)
    assert lettering.span("Lyman", Hand(10), unit=2) == pytest.approx(2 * plain)
