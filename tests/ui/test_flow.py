"""Parts wrap like words, however often the height is asked for and whatever changes in between."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.widgets.flow import FlowLayout


@pytest.fixture
def holder(dressed: QApplication) -> QWidget:
    made = QWidget()
    layout = FlowLayout(made, gap=1)
    for _ in range(3):
        part = QWidget()
        part.setFixedSize(100, 20)
        layout.addWidget(part)
    return made


def height(holder: QWidget, width: int) -> int:
    layout = holder.layout()
    assert layout is not None
    return layout.heightForWidth(width)


def test_narrower_is_higher(holder: QWidget) -> None:
    one, three = height(holder, 1000), height(holder, 120)
    assert three >= 3 * one
    assert (height(holder, 1000), height(holder, 120)) == (one, three)


def test_what_changes_is_measured_anew(holder: QWidget) -> None:
    before = height(holder, 120)
    parts = holder.findChildren(QWidget)
    parts[0].setFixedSize(100, 50)
    grown = height(holder, 120)
    assert grown == before + 30
    parts[0].hide()
    holder.layout().invalidate()  # type: ignore[union-attr]
    hidden = height(holder, 120)
    assert hidden < before
    layout = holder.layout()
    assert isinstance(layout, FlowLayout)
    layout.takeAt(1)
    assert height(holder, 120) < hidden
