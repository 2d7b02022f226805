"""Seed files of a stranger: whatever they hold, they are read or refused at once, in a sentence."""

from __future__ import annotations

import time

import pytest

from explorer.errors import ScenarioError
from explorer.scenarios import seeds
from explorer.scenarios.library import SCENARIOS

WORDY = "one. Two. " * 150
FILLING = seeds.LARGEST_BYTES // 2 - 10


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = " + "1" * 5000, "has an integer of more than 64 bits"),
        ("x = [1, {y = 0x" + "f" * 200_000 + "}]", "has an integer of more than 64 bits"),
        ("x = -9223372036854775809", "has an integer of more than 64 bits"),
        ("x = " + "[" * 40 + "]" * 40, "is nested too deeply"),
        ("x = " + "[" * 4000 + "]" * 4000, "is nested too deeply"),
        (".".join("a" * FILLING) + " = 1", "is nested too deeply"),
        ("[" + " . ".join(["'='"] * (FILLING // 3)) + "]", "is nested too deeply"),
        ('x = "' + '\\"' * FILLING, "is not TOML: Unterminated string"),
        ("x = \xff", "is not TOML"),
    ],
    ids=["digits", "hex", "negative", "lists", "very deep", "key", "table", "quotes", "latin-1"],
)
def test_what_cannot_be_read_is_refused_at_once(content: str, said: str) -> None:
    begun = time.process_time()
    with pytest.raises(ScenarioError, match=rf"^a\.toml: {said}"):
        SCENARIOS.loads(content.encode("latin-1"), "a.toml")
    assert time.process_time() - begun < 3


def test_long_texts_and_the_greatest_integer_are_read() -> None:
    content = f'a.b.c.d = 9223372036854775807\nx = "{WORDY}"'.encode()
    found = seeds.loads(content, "a.toml", ScenarioError)
    assert found == {"a": {"b": {"c": {"d": 2**63 - 1}}}, "x": WORDY}


@pytest.mark.parametrize("value", [0, -5, 1001, 10**18])
def test_variants_are_distances_on_a_map(value: int) -> None:
    body = 'id = "a"\ntitle = {en = "{km} km", uk = "{km} км"}\n'
    for given in (f"values = [{value}], default = 10", f"values = [10], default = {value}"):
        content = f'{body}variants = {{name = "km", {given}}}'.encode()
        with pytest.raises(ScenarioError, match=r"^a\.toml: variants: (values: 0|default): input"):
            SCENARIOS.loads(content, "a.toml")
