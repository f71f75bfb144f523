"""Ctrl+K: finds people and commands anywhere, and takes one there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.cases.queries import CaseFilter, CaseList, CaseRow, case_list
from app.errors import TeichakuError
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.ui.desk import Desk, Where
from app.ui.frame.main_frame import MainFrame
from app.ui.frame.search_results import Hit
from app.ui.words import service_tag, stage_words

MOST_CASES = 12
SEARCH_WORDS = "氏名・かな・番号・操作を探す"
WHOSE_WORDS = "誰の支援経過ですか（氏名・かな・番号）"


@dataclass(frozen=True)
class Command:
    """Something that can be done from anywhere; `also` holds other words and readings for it."""

    key: str
    words: str
    caption: str
    act: Callable[[], None]
    also: str = ""


class SearchPalette(QObject):
    """Asks the database worker at every keystroke, one question at a time; the latest wins."""

    def __init__(self, frame: MainFrame, desk: Desk, commands: tuple[Command, ...]) -> None:
        super().__init__(frame)
        self._frame, self._desk = frame, desk
        self._commands = {command.key: command for command in commands}
        self._wanted = ""
        self._on_its_way = False
        self._asks_whose = False
        frame.search_changed.connect(self._typed)
        frame.hit_chosen.connect(self._take)
        frame.top.search.left.connect(self._forget_whose)
        self._say(SEARCH_WORDS)

    def ask_whose(self) -> None:
        """Ask for the person a 支援経過 is about."""
        self._asks_whose = True
        self._say(WHOSE_WORDS)
        self._frame.top.search.focus()

    def _typed(self, text: str) -> None:
        self._wanted = text
        if text.strip() and not self._on_its_way:
            self._ask()

    def _ask(self) -> None:
        text = self._wanted
        if not self._desk.actor.may(Permission.READ_CASES):
            self._show(text, CaseList((), 0))
            return
        self._on_its_way = True
        self._desk.read(
            lambda reading: case_list(
                reading,
                CaseFilter(text=text, ended_too=True),
                sort="name",
                descending=False,
                limit=MOST_CASES,
            ),
            lambda found: self._arrived(text, found),
            owner=self,
            failed=self._failed,
            title="",
        )

    def _arrived(self, text: str, found: CaseList) -> None:
        self._on_its_way = False
        if text == self._wanted:
            self._show(text, found)
        elif self._wanted.strip():
            self._ask()

    def _failed(self, error: TeichakuError) -> None:
        self._on_its_way = False
        self._desk.explain(error)

    def _show(self, text: str, found: CaseList) -> None:
        hits = [_case_hit(row) for row in found.rows]
        if not self._asks_whose:
            fitting = self._fitting(text)
            hits = [*hits[: MOST_CASES - len(fitting)], *fitting]
        self._frame.show_hits(hits)

    def _fitting(self, text: str) -> list[Hit]:
        wanted = search_folded(text)
        return [
            Hit(f"do:{command.key}", command.words, command.caption)
            for command in self._commands.values()
            if wanted and wanted in search_folded(command.words + command.also)
        ]

    def _take(self, key: str) -> None:
        kind, _, name = key.partition(":")
        if kind == "do":
            self._commands[name].act()
        elif self._asks_whose:
            self._desk.go(Where("cases", {"episode": name, "record": True}))
        else:
            self._desk.go(Where("cases", {"episode": name}))
        self._forget_whose()

    def _forget_whose(self) -> None:
        self._asks_whose = False
        self._wanted = ""
        self._say(SEARCH_WORDS)

    def _say(self, words: str) -> None:
        field = self._frame.top.search.field
        field.setPlaceholderText(words)
        field.setAccessibleName(words)


def _case_hit(row: CaseRow) -> Hit:
    word, tone = service_tag(row.service)
    caption = " ".join(part for part in (row.number, stage_words(row.service, row.stage)) if part)
    return Hit(f"case:{row.id}", row.name, caption, word, tone)
