"""What this office calls the papers of an exchange."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.reports.titles.actions import name
from app.reports.titles.queries import title_of
from app.reports.titles.rules import DEFAULTS
from app.ui.desk import Desk


def name_paper(desk: Desk, key: str, owner: QWidget) -> None:
    """Ask for another title of a paper, and keep it."""

    def ask(known: str) -> None:
        words = f"空欄にすると「{DEFAULTS[key]}」に戻ります。"
        title = desk.asking.ask_text("書面の題名", words, value=known)
        if title is not None:
            desk.write(lambda work: name(work, key, title), lambda _: None, owner=owner)

    desk.read(lambda reading: title_of(reading, key), ask, owner=owner)
