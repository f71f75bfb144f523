"""From a case to the 社会資源 that answer its open needs."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from app.ui.desk import Where
from app.ui.screens.cases.sections.section import Section
from app.ui.theme import lay
from app.ui.widgets.buttons import Button


def find_resources(section: Section[Any]) -> Button:
    """A button that opens the list of 関係機関, narrowed to the case that the section shows."""
    button = Button("資源を探す", kind="plain", icon_name="search")
    button.set_hint("本人に必要な支援・区分・地域に合う関係機関の一覧を開きます。")

    def look() -> None:
        if section.page is not None:
            section.desk.go(Where("network", {"for": section.page.episode.id}))

    button.clicked.connect(look)
    return button


def at_left(button: Button) -> QHBoxLayout:
    """The button at the left of a line of its own: a head holds no more when letters are large."""
    row = QHBoxLayout()
    lay(row, gap=2)
    row.addWidget(button)
    row.addStretch(1)
    return row
