"""Which case a 予定 is about: typed as a part of the name or number, chosen from what is found."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QStringListModel, QTimer
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from app.cases.queries import CaseFilter, CaseRow, case_list, cases_named
from app.ui.desk import Desk
from app.ui.widgets.editors import Editor
from app.ui.words import service_tag, short_day

_PAUSE_MS = 120
_MOST = 10
_ID = re.compile("[0-9a-f]{32}")
_CHOOSE = (
    "一覧からケースを選んでください（氏名・かな・番号の一部で探せます）。"
    "どのケースの予定でもないときは空にします。"
)


class CaseEditor(Editor):
    """The value is the id of the case; words that are none stay as typed and are complained of."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[str, str] = {}
        self._wanted = ""
        self.line = QLineEdit()
        self.line.setPlaceholderText("氏名・かな・番号の一部")
        self._only(self.line)
        self._words = QStringListModel(self)
        # not of the line: that would offer what was found for an earlier text
        self.completer = QCompleter(self._words, self)
        self.completer.setWidget(self.line)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.activated.connect(self.line.setText)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.line.textEdited.connect(lambda _: self._pause.start())
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.line.editingFinished.connect(self._leave)

    def know(self, episode_id: str, words: str) -> None:
        """The words of a case that need not be looked up."""
        self._known[words] = episode_id

    def value(self) -> str:
        """The id of the case, what was typed while it is none, '' for no case."""
        text = self.line.text().strip()
        return self._known.get(text, text) or self._wanted

    def set_value(self, value: Any) -> None:
        """Show a case by its id; one that is not known yet is looked up."""
        text = "" if value is None else str(value)
        words = next((words for words, known in self._known.items() if known == text), None)
        self._wanted = text if words is None and _ID.fullmatch(text) else ""
        if self._wanted:
            self._desk.read(
                lambda reading: case_list(reading, CaseFilter(ids=(text,), ended_too=True)).rows,
                self._take,
                owner=self,
                title="",
            )
        else:
            self.line.setText(words or text)

    def fields(self) -> tuple[QWidget, ...]:
        """The line."""
        return (self.line,)

    def words_of(self, value: str) -> str:
        """A value as words."""
        return next((words for words, known in self._known.items() if known == value), value)

    def complaint(self) -> str:
        """That a case must be chosen; nothing for an empty field or a choice."""
        text = self.line.text().strip()
        return "" if not text or text in self._known else _CHOOSE

    def _look(self) -> None:
        text = self.line.text().strip()
        if not text or text in self._known:
            return
        self._desk.read(
            lambda reading: cases_named(reading, text, _MOST),
            lambda rows: self._offer(text, rows),
            owner=self,
            title="",
        )

    def _offer(self, text: str, rows: tuple[CaseRow, ...]) -> None:
        if text != self.line.text().strip():
            return
        offered = self._learn(rows)
        self._words.setStringList(offered)
        if offered and self.line.hasFocus():
            self.completer.complete()

    def _take(self, rows: tuple[CaseRow, ...]) -> None:
        """The words of the case whose id was put in."""
        wanted, self._wanted = self._wanted, ""
        for words in self._learn(rows):
            if self._known[words] == wanted:
                self.line.setText(words)

    def _learn(self, rows: tuple[CaseRow, ...]) -> list[str]:
        offered = []
        for row in rows:
            words = case_words(row.name, row.number, row.service)
            if self._known.get(words, row.id) != row.id:
                words = f"{words}　{short_day(row.start)}"
            self._known[words] = row.id
            offered.append(words)
        return offered

    def _leave(self) -> None:
        """Words that found exactly one case become it."""
        text = self.line.text().strip()
        offered = self._words.stringList()
        if text and text not in self._known and len(offered) == 1 and not self._pause.isActive():
            self.line.setText(offered[0])
        self.left.emit()


def case_words(name: str, number: str, service: str) -> str:
    """髙橋 はるな　R8-C-001　コーディネート."""
    return "　".join(part for part in (name, number, service_tag(service)[0]) if part)
