"""Ctrl+K: finds people, notes and commands anywhere, and takes one there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.cases.notes.queries import LEAST, NoteHit, NotesFound, notes_holding
from app.cases.queries import CaseRow, cases_named
from app.errors import TeichakuError
from app.people.names import search_folded
from app.staff.permissions import Permission
from app.ui.desk import Desk, Where
from app.ui.frame.main_frame import MainFrame
from app.ui.frame.search_results import Hit
from app.ui.words import service_tag, short_day, stage_words

MOST_CASES = 12
NOTES_AFTER_MS = 250
"""Notes are read when the typing pauses this long: they are many and may take a moment."""
SEARCH_WORDS = "氏名・かな・番号・記録・操作を探す"
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

    opened = Signal(str, str)
    """A result was opened: what was typed and the key of the hit (the place for the history)."""

    def __init__(self, frame: MainFrame, desk: Desk, commands: tuple[Command, ...]) -> None:
        super().__init__(frame)
        self._frame, self._desk = frame, desk
        self._commands = {command.key: command for command in commands}
        self._wanted = ""
        self._shown = ""
        self._on_its_way = False
        self._asks_whose = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NOTES_AFTER_MS)
        self._pause.timeout.connect(self._ask_notes)
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
        self._pause.stop()
        if text.strip() and not self._on_its_way:
            self._ask()

    def _ask(self) -> None:
        text = self._wanted
        if not self._desk.actor.may(Permission.READ_CASES):
            self._show(text, ())
            return
        self._on_its_way = True
        self._desk.read(
            lambda reading: cases_named(reading, text, MOST_CASES),
            lambda found: self._arrived(text, found),
            owner=self,
            failed=self._failed,
            title="",
        )

    def _arrived(self, text: str, found: tuple[CaseRow, ...]) -> None:
        self._on_its_way = False
        if text == self._wanted:
            notes_too = not self._asks_whose and len(search_folded(text)) >= LEAST
            self._show(text, found, looking_on=notes_too)
            if notes_too:
                self._pause.start()
        elif self._wanted.strip():
            self._ask()

    def _ask_notes(self) -> None:
        text = self._wanted
        self._on_its_way = True
        self._desk.read(
            # Asked on the worker between two parts of the search: whoever types on need not wait.
            lambda reading: notes_holding(reading, text, go_on=lambda: self._wanted == text),
            lambda found: self._notes_arrived(text, found),
            owner=self,
            failed=self._failed,
            title="",
        )

    def _notes_arrived(self, text: str, found: NotesFound) -> None:
        self._on_its_way = False
        if text == self._wanted:
            self._frame.add_hits([_note_hit(hit) for hit in found.hits])
        elif self._wanted.strip():
            self._ask()

    def _failed(self, error: TeichakuError) -> None:
        self._on_its_way = False
        self._desk.explain(error)

    def _show(self, text: str, found: tuple[CaseRow, ...], *, looking_on: bool = False) -> None:
        self._shown = text
        hits = [_case_hit(row) for row in found]
        if not self._asks_whose:
            fitting = self._fitting(text)
            hits = [*hits[: MOST_CASES - len(fitting)], *fitting]
        self._frame.show_hits(hits, looking_on=looking_on)

    def _fitting(self, text: str) -> list[Hit]:
        wanted = search_folded(text)
        return [
            Hit(f"do:{command.key}", command.words, command.caption)
            for command in self._commands.values()
            if wanted and wanted in search_folded(command.words + command.also)
        ]

    def _take(self, key: str) -> None:
        kind, _, name = key.partition(":")
        self.opened.emit(self._shown, key)
        if kind == "do":
            self._commands[name].act()
        elif self._asks_whose:
            self._desk.go(Where("cases", {"episode": name, "record": True}))
        else:
            self._desk.go(Where("cases", {"episode": name.partition(":")[0]}))
        self._forget_whose()

    def _forget_whose(self) -> None:
        self._asks_whose = False
        self._wanted = ""
        self._pause.stop()
        self._say(SEARCH_WORDS)

    def _say(self, words: str) -> None:
        field = self._frame.top.search.field
        field.setPlaceholderText(words)
        field.setAccessibleName(words)


def _case_hit(row: CaseRow) -> Hit:
    word, tone = service_tag(row.service)
    caption = " ".join(part for part in (row.number, stage_words(row.service, row.stage)) if part)
    return Hit(f"case:{row.id}", row.name, caption, word, tone)


def _note_hit(hit: NoteHit) -> Hit:
    word, tone = service_tag(hit.service)
    caption = f"{short_day(hit.day)} 支援経過" if hit.kind == "activity" else "備考"
    return Hit(
        f"note:{hit.episode_id}:{hit.id}", f"{hit.person_name}：{hit.snippet}", caption, word, tone
    )
