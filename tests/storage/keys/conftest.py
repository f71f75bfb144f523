"""Keys are tried at what they cost in the product."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import FULL_COSTS, costs_of_new_keys


@pytest.fixture(autouse=True)
def full_costs() -> Iterator[None]:
    """New key files cost what those of the product cost."""
    with costs_of_new_keys(FULL_COSTS):
        yield
