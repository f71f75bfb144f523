"""F1: every screen, every part of a case, every dialog and window has its page."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget

import app.ui
from app.reports.manual.pages import pages
from app.ui.desk import Screen
from app.ui.dialogs import Dialog, TextDialog
from app.ui.manual.places import PAGES, page_of_class
from app.ui.progress import ProgressWindow
from app.ui.screens.cases.sections.section import Section
from app.ui.screens.leaves_screen import LeavesScreen
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.place_of_screens import PlaceOfScreens
from app.ui.screens.staff.typed_dialog import TypedDialog

KINDS = (Screen, Leaf, Section, QDialog)
NOTHING_OF_THEIR_OWN = {
    Screen, PlaceOfScreens, LeavesScreen, Leaf, Section,
    Dialog, TextDialog, TypedDialog, ProgressWindow,
}  # fmt: skip
"""What others are made from, and questions: F1 there opens the page of what lies below."""


def widgets() -> list[type[QWidget]]:
    """Every class of the window that can be seen."""
    found: dict[type[QWidget], None] = {}
    for module in pkgutil.walk_packages(app.ui.__path__, "app.ui."):
        if module.name.endswith("__main__"):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            ours = inspect.isclass(thing) and thing.__module__.startswith("app.ui")
            if ours and issubclass(thing, QWidget):
                found[thing] = None
    return list(found)


@pytest.fixture(scope="module")
def all_widgets() -> list[type[QWidget]]:
    """Read once: it imports the whole window."""
    return widgets()


def test_every_screen_part_and_dialog_has_a_page(all_widgets: list[type[QWidget]]) -> None:
    wanted = [one for one in all_widgets if issubclass(one, KINDS)]
    assert len(wanted) > 80
    without = {one for one in wanted if not page_of_class(one)}
    assert without == NOTHING_OF_THEIR_OWN


def test_every_window_of_its_own_has_a_page(all_widgets: list[type[QWidget]]) -> None:
    titled = set()
    for path in Path(app.ui.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and "setWindowTitle" in ast.unparse(node):
                titled.add(node.name)
    known = {one.__name__: one for one in all_widgets}
    without = {name for name in titled if not page_of_class(known[name])}
    assert without == {"Dialog", "ProgressWindow", "ManualWindow"}


def test_every_name_is_a_class_and_every_page_is_there(all_widgets: list[type[QWidget]]) -> None:
    names = {one.__name__ for one in all_widgets}
    names |= {f"{one.__module__.rpartition('.')[2]}.{one.__name__}" for one in all_widgets}
    assert set(PAGES) - names == set()
    assert set(PAGES.values()) <= {one.key for one in pages()}


def test_two_classes_of_one_name_are_told_apart(all_widgets: list[type[QWidget]]) -> None:
    for name in (name for name in PAGES if "." not in name):
        same = [one for one in all_widgets if one.__name__ == name]
        told = [one for one in same if f"{one.__module__.rpartition('.')[2]}.{name}" in PAGES]
        assert len(same) - len(told) == 1, name
