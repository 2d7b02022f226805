"""What tests of published figures share: verifications that draw each recipe once."""

from collections.abc import Iterator

import pytest

from tests.helpers.published import drawing_once


@pytest.fixture
def drawn_once() -> Iterator[None]:
    """Let the verifications of a test share what others have drawn."""
    with drawing_once():
        yield
