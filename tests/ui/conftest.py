"""Qt tests start from the light theme at scale 1 and ask nobody."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

import app.ui  # noqa: F401 - first: it keeps None alive on Python 3.11
from app.ui.clipboard import end_clipboard
from app.ui.theme import theme
from tests.conftest import SERVER_LATER, OpenedOffice


def _load(name: str) -> Any:
    path = Path(__file__).with_name(f"{name}.py")
    known = sys.modules.get(f"ui_tests_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"ui_tests_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def empty_clipboard() -> Iterator[None]:
    """What a test put on the clipboard goes with it: a process that ends with it there would fall."""
    yield
    end_clipboard()


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application in the light theme at scale 1."""
    theme().set_scale(1.0)
    theme().set_dark(False)
    theme().set_touch(False)
    theme().apply(qapp)
    return qapp


@pytest.fixture
def asking() -> Any:
    """A scripted `Asking`."""
    return _load("fake_asking").FakeAsking()


@pytest.fixture
def gallery(dressed: QApplication) -> Any:
    """The module that builds every part with made-up words."""
    return _load("gallery")


@pytest.fixture(params=SERVER_LATER)
def opened(request: pytest.FixtureRequest) -> OpenedOffice:
    """An empty office on each engine: a screen is the same on both, so the server comes later."""
    made: OpenedOffice = request.getfixturevalue(f"opened_{request.param}")
    return made
