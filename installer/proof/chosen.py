"""A plugin for pytest: leaves out what needs a database server, and what Wine is known to lack."""

from __future__ import annotations

from typing import Any

import pytest

WINE_LACKS = {
    "test_a_reader_beyond_its_room_or_time_is_ended[hog-costly]": "a job object's limit of memory",
    "test_a_reader_beyond_its_room_or_time_is_ended[hog_at_once-costly]": "the same",
    "test_it_has_no_keys_no_file_of_the_office_and_may_write_none": "an environment without Wine's own words",
}
"""Test → what of Windows it needs that Wine 8 does not do; docs/windows.md names them."""


_SERVERS = frozenset({"server", "untouched"})
"""Fixtures that start one."""


def needs_server(item: Any) -> bool:
    """Whether a test asks for a PostgreSQL server, or starts one of its own."""
    asked = getattr(getattr(item, "callspec", None), "params", {}).values()
    starts = getattr(getattr(item, "function", None), "__code__", None)
    return (
        not _SERVERS.isdisjoint(item.fixturenames)
        or "server" in [one for one in asked if isinstance(one, str)]
        or "throwaway_server" in getattr(starts, "co_names", ())
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave them out, and count them."""
    left = [item for item in items if needs_server(item) or item.name in WINE_LACKS]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)
