"""The choice of a municipality: found by a part of its name or reading."""

from __future__ import annotations

from functools import cache
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget

from app import places
from app.people.names import search_folded
from app.places import Municipality
from app.ui.widgets.editors import Editor
from app.ui.widgets.offered import EnterGoesOn
from app.ui.widgets.typed_line import TypedLine

_MOST = 12
_NOT_CHOSEN = "一覧にない市区町村です。名前の一部を入力して、一覧から選んでください。"


class MunicipalityChoice(Editor):
    """One municipality; the value is its five-digit code, or what was typed while it is none.

    Those of the prefecture `near` are offered first.
    """

    def __init__(self, near: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.near = near
        self._code = ""
        self.line = TypedLine()
        self.line.setPlaceholderText("名前・かなの一部を入力")
        self.line.installEventFilter(self)
        self.model = QStandardItemModel(self)
        self.completer = QCompleter(self.model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(_MOST)
        self.completer.setWidget(self.line)
        self.completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.popup = EnterGoesOn(self.completer, self.line, self._take_lit).list
        self._only(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._leave)

    @property
    def prefecture(self) -> str:
        """The prefecture of the one chosen; '' for none."""
        return self._code[:2]

    def value(self) -> str:
        """The code chosen, or what was typed while it is none."""
        return self._code or self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Choose by code; other text is shown as it is."""
        text = "" if value is None else str(value)
        found = next((one for one in places.municipalities() if one.code == text), None)
        self._code = "" if found is None else found.code
        self.line.setText(text if found is None else _words(found))
        self.changed.emit()

    def fields(self) -> tuple[QWidget, ...]:
        """The line."""
        return (self.line,)

    def complaint(self) -> str:
        """Typed words that are no choice."""
        return _NOT_CHOSEN if self.line.text().strip() and not self._code else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down opens the list."""
        if (
            watched is self.line
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not self.line.isReadOnly()
        ):
            self._offer()
            return True
        return super().eventFilter(watched, event)

    def _typed(self, _: str) -> None:
        self._code = ""
        self.changed.emit()
        self._offer()

    def _offer(self) -> None:
        self.model.clear()
        for one in _found("" if self._code else self.line.text(), self.near)[:_MOST]:
            item = QStandardItem(_words(one))
            item.setData(one.code, Qt.ItemDataRole.UserRole)
            self.model.appendRow(item)
        if self.model.rowCount():
            self.completer.complete()
        else:
            self.popup.hide()

    def _take(self, index: QModelIndex) -> None:
        self.set_value(index.data(Qt.ItemDataRole.UserRole))
        self.left.emit()

    def _take_lit(self, lit: QModelIndex) -> bool:
        """Enter in the list; where several lines are meant it lights up the first."""
        if not lit.isValid() and self.model.rowCount() > 1:
            self.popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
            return False
        self._take(lit if lit.isValid() else self.model.index(0, 0))
        return True

    def _leave(self) -> None:
        if self.popup.isVisible():
            return
        text = self.line.text()
        exact = [one for one in _found(text, self.near) if search_folded(text) == _plain(one)]
        near = [one for one in exact if one.prefecture == self.near] or exact
        if not self._code and len(near) == 1:
            self.set_value(near[0].code)
        self.left.emit()


@cache
def _searched() -> tuple[tuple[Municipality, str, str], ...]:
    """Each municipality with its folded name, and everything a search may hit, folded once."""
    return tuple(
        (one, search_folded(one.name), search_folded(f"{_words(one)}\n{one.kana}"))
        for one in places.municipalities()
    )


def _found(text: str, near: str) -> list[Municipality]:
    words = [search_folded(word) for word in text.split()]
    start = words[0] if words else ""
    found = [
        (one.prefecture != near, not name.startswith(start), one)
        for one, name, key in _searched()
        if all(word in key for word in words)
    ]
    return [one for *_, one in sorted(found, key=lambda each: each[:2])]


def _plain(one: Municipality) -> str:
    return search_folded(one.name)


def _words(one: Municipality) -> str:
    return f"{one.name}（{places.prefecture_name(one.prefecture)}）"
