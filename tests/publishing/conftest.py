"""What tests of published figures share: small pictures, and recipes that are drawn once."""

from collections.abc import Iterator

import pytest

from tests.helpers.pictures import small_pictures
from tests.helpers.published import drawing_once


@pytest.fixture
def drawn_once() -> Iterator[None]:
    """Let the figures of a test have small pictures, and its verifications share them."""
    with small_pictures(), drawing_once():
        yield
