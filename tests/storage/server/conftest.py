"""What the tests of the server share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.storage.server.two_offices import Two, made_two
from tests.throwaway_server import ThrowawayServer


@pytest.fixture(scope="session")
def two(server: ThrowawayServer) -> Iterator[Two]:
    """Two offices with a row in every table and logins of every role."""
    yield from made_two(server)
