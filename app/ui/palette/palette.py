"""The palette behind Ctrl+K: asks the sources, offers the commands, takes one there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import TeichakuError
from app.people.names import search_folded
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.frame.main_frame import MainFrame
from app.ui.frame.search_results import Hit
from app.ui.palette.commands import Command, fitting
from app.ui.palette.sources import MOST_CASES, SOURCES, Source
from app.ui.presenting import presenting
from app.ui.searches import Searches

NOTES_AFTER_MS = 250
"""Notes are read when the typing pauses this long: they are many and may take a moment."""
SEARCH_WORDS = "氏名・かな・番号・記録・操作（↓で最近のケース）"
WHOSE_WORDS = "誰の支援経過ですか（氏名・番号、↓で最近）"
_MOST_COMMANDS = 6
_DO = "do"


class SearchPalette(QObject):
    """Asks the database worker at every keystroke, one question at a time; the latest wins.

    `commands` gives those that can be done now; `places` are those of the window.
    """

    opened = Signal(str, str)
    """A result was opened: what was typed and the key of the hit (the place for the history)."""

    def __init__(
        self,
        frame: MainFrame,
        desk: Desk,
        commands: Callable[[], Iterable[Command]],
        places: Collection[str],
        sources: Sequence[Source] = SOURCES,
    ) -> None:
        super().__init__(frame)
        self._frame, self._desk = frame, desk
        self._offered = commands
        self._commands: dict[str, Command] = {}
        may = desk.actor.may
        self._sources = {
            one.key: one for one in sources if one.place in places and may(one.permission)
        }
        self._wanted = ""
        self._shown = ""
        self._found = 0
        self._on_its_way = False
        self._asks_whose = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(NOTES_AFTER_MS)
        self._pause.timeout.connect(self._ask_later)
        self._searches = Searches(desk, "探す欄", self)
        frame.search_changed.connect(self._typed)
        frame.hit_chosen.connect(self._take)
        frame.top.search.stepped.connect(self._list_commands)
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
        self._searches.left()
        if text.strip() and not self._on_its_way:
            self._ask()

    def _list_commands(self, steps: int) -> None:
        """Down in the empty box: the cases opened last, and everything that can be done now."""
        if steps <= 0 or self._frame.top.search.text.strip() or self._frame.shows_hits:
            return
        sources = [one for one in self._sources.values() if one.unasked and not presenting().on]
        if sources and not self._on_its_way:
            self._read("", sources, self._recent_arrived)
        else:
            self._recent_arrived([])

    def _recent_arrived(self, found: list[Hit]) -> None:
        self._on_its_way = False
        if self._wanted.strip():
            self._ask()
        elif self._frame.top.search.field.hasFocus():
            commands = [] if self._asks_whose else self._as_hits(self._look_up())
            self._show("", [*found, *commands])

    def _looked_in(self, text: str, *, after_pause: bool) -> list[Source]:
        long = len(search_folded(text))
        return [
            one
            for one in self._sources.values()
            if one.after_pause == after_pause
            and not one.unasked
            and long >= one.least
            and (one.whose if self._asks_whose else not one.only_whose)
        ]

    def _ask(self) -> None:
        text = self._wanted
        sources = self._looked_in(text, after_pause=False)
        if not sources:
            self._show(text, self._with_commands(text, []))
            return
        self._read(text, sources, lambda found: self._arrived(text, found))

    def _ask_later(self) -> None:
        text = self._wanted
        sources = self._looked_in(text, after_pause=True)
        self._read(text, sources, lambda found: self._more_arrived(text, found))

    def _read(
        self, text: str, sources: Sequence[Source], arrived: Callable[[list[Hit]], None]
    ) -> None:
        self._on_its_way = True

        def find(reading: Reading) -> list[Hit]:
            # Asked on the worker between two parts of a search: whoever types on need not wait.
            def go_on() -> bool:
                return self._wanted == text

            return [
                replace(hit, key=f"{one.key}:{hit.key}")
                for one in sources
                for hit in one.find(reading, text, go_on)
            ]

        self._desk.read(find, arrived, owner=self, failed=self._failed, title="")

    def _arrived(self, text: str, found: list[Hit]) -> None:
        self._on_its_way = False
        if text == self._wanted:
            later = bool(self._looked_in(text, after_pause=True))
            self._show(text, self._with_commands(text, found), looking_on=later)
            self._found = len(found)
            self._searches.shown(text, self._found)
            if later:
                self._pause.start()
        elif self._wanted.strip():
            self._ask()

    def _more_arrived(self, text: str, found: list[Hit]) -> None:
        self._on_its_way = False
        if text == self._wanted:
            self._frame.add_hits(found)
            self._searches.shown(text, self._found + len(found))
        elif self._wanted.strip():
            self._ask()

    def _failed(self, error: TeichakuError) -> None:
        self._on_its_way = False
        self._desk.explain(error)

    def _show(self, text: str, hits: Sequence[Hit], *, looking_on: bool = False) -> None:
        self._shown = text
        self._frame.show_hits(hits, looking_on=looking_on, empty_too=not text)

    def _with_commands(self, text: str, found: list[Hit]) -> list[Hit]:
        """People first, then what can be done, then what else was found."""
        if self._asks_whose:
            return found
        hits = self._as_hits(fitting(self._look_up(), text)[:_MOST_COMMANDS])
        first = [hit for hit in found if self._source(hit.key).whose]
        rest = [hit for hit in found if not self._source(hit.key).whose]
        return [*first[: MOST_CASES - len(hits)], *hits, *rest]

    def _look_up(self) -> list[Command]:
        self._commands = {command.key: command for command in self._offered()}
        return list(self._commands.values())

    def _as_hits(self, commands: Iterable[Command]) -> list[Hit]:
        return [Hit(f"{_DO}:{one.key}", one.words, one.refusal or one.caption) for one in commands]

    def _source(self, key: str) -> Source:
        return self._sources[key.partition(":")[0]]

    def _take(self, key: str) -> None:
        kind, _, name = key.partition(":")
        whose = self._asks_whose
        self._forget_whose()
        self.opened.emit(self._shown, key)
        if kind == _DO:
            self._searches.left()
            self._do(self._commands[name])
            return
        self._searches.looked()
        where = self._sources[kind].leads(name)
        if whose:
            where = Where(where.place, {**where.facts, "record": True})
        self._desk.go(where)

    def _do(self, command: Command) -> None:
        if command.refusal:
            self._desk.asking.inform(command.refusal)
        else:
            command.act()

    def _forget_whose(self) -> None:
        self._asks_whose = False
        self._wanted = ""
        self._pause.stop()
        self._say(SEARCH_WORDS)

    def _say(self, words: str) -> None:
        field = self._frame.top.search.field
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
