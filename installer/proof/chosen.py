"""A plugin for pytest: leaves out what needs a database server, which Windows here does not have."""

from __future__ import annotations

from typing import Any

import pytest


def needs_server(item: Any) -> bool:
    """Whether a test asks for the PostgreSQL server of the run."""
    asked = getattr(getattr(item, "callspec", None), "params", {}).values()
    return "server" in item.fixturenames or "server" in [
        one for one in asked if isinstance(one, str)
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave them out, and count them."""
    left = [item for item in items if needs_server(item)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)
