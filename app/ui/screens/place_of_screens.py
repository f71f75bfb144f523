"""A place of several screens; chips at the top go from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.ui.coming import Coming
from app.ui.desk import Desk, Screen, Where, made_in_portions
from app.ui.palette.commands import Command
from app.ui.portions import Portion
from app.ui.theme import Size, lay
from app.ui.widgets.chips import ChipChoice


class PlaceOfScreens(Screen):
    """A subclass says its `place` and its `parts` in the order of their chips.

    Facts of `Where`: `leaf` names the part by its key; without it the part shown before stays,
    unless the facts belong to the first one. Each part is made when it is first shown and is a
    `Screen` of its own: what the window asks of this one, it asks of the part that is shown.
    """

    keeps_typing = True
    parts: ClassVar[tuple[tuple[str, str, Callable[[Desk], Screen]], ...]] = ()
    """(key, words of the chip, what makes the screen)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.made: dict[str, Screen] = {}
        self.chips = ChipChoice([(key, words) for key, words, _ in self.parts], self.parts[0][0])
        self._stack = QStackedWidget(self)
        self._stack.setMinimumSize(1, 1)
        self._coming = Coming(self._stack, desk.jobs)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        head = QHBoxLayout()
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(head, gap=2, margins=(side, top, side, 0))
        head.addWidget(self.chips)
        head.addStretch(1)
        self.chips.setVisible(len(self.parts) > 1)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.chips.chosen.connect(lambda key: self.open(Where(self.place, {"leaf": key})))

    @property
    def part(self) -> Screen:
        """The screen that is shown."""
        shown = self.made.get(self.chips.code)
        if shown is None:  # whoever needs it before it is shown makes it at once
            shown = self._make(self.chips.code)
        return shown

    def open(self, where: Where) -> None:
        """Show the part that `where` names, with its other facts."""
        key = str(where.facts.get("leaf", "")) or self._part_of_draft(where)
        if not key and where.facts:
            key = self.parts[0][0]
        if key:
            self.chips.show_code(key)
        self._coming.show(
            self.chips.code,
            partial(self._making, self.chips.code),
            partial(self._show, self.chips.code, where),
            keyboard=self._stack.isAncestorOf(self.window().focusWidget() or self),
        )

    def _making(self, key: str) -> Iterator[Portion]:
        if key not in self.made:
            make = next(make for known, _, make in self.parts if known == key)
            yield from made_in_portions(
                self.desk, lambda desk: desk.made_in(self._stack, make), partial(self._take_in, key)
            )

    def hideEvent(self, event: QHideEvent) -> None:
        """While another place is shown, what is as good made anew goes."""
        super().hideEvent(event)
        if not event.spontaneous() and self.window().isVisible():
            self._let_go()

    def _let_go(self, but: Screen | None = None) -> None:
        for key, part in tuple(self.made.items()):
            if part is not but and part.may_go():
                del self.made[key]
                self._stack.removeWidget(part)
                part.hide()
                part.deleteLater()

    def _make(self, key: str) -> Screen:
        for build in self._making(key):
            build()
        return self.made[key]

    def _take_in(self, key: str, made: Screen) -> None:
        if key in self.made:  # somebody needed it meanwhile
            made.deleteLater()
            return
        self.made[key] = made
        self._stack.addWidget(made)

    def _show(self, key: str, where: Where, keyboard: bool | None) -> None:
        part = self.made[key]
        self._stack.setCurrentWidget(part)
        self._let_go(but=part)
        part.open(where)
        if keyboard:
            part.focus_first()

    def _part_of_draft(self, where: Where) -> str:
        """The part whose `draft_kinds` name the draft; '' for none."""
        draft = self.desk.drafts.find(str(where.facts.get("draft", "")))
        kind = draft.kind if draft is not None else ""
        found = (key for key, _, make in self.parts if kind in getattr(make, "draft_kinds", ()))
        return next(found, "") if kind else ""

    def may_leave(self) -> bool:
        """Whether nothing typed in any part would be lost; asks otherwise."""
        return all(part.may_leave() for part in self.made.values())

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts."""
        kept = [part.keep_typing() for part in self.made.values()]
        return all(kept)

    def read_again(self) -> None:
        """The part that is shown; the others are read when they are."""
        self.part.read_again()

    def commands(self) -> Iterator[Command]:
        """What the part that is shown can do."""
        yield from self.part.commands()

    def focus_first(self) -> None:
        """Where the part begins, once it is there."""
        if not self._coming.take_keyboard():
            self.part.focus_first()

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        save = getattr(self.part, "save", None)
        return bool(save()) if save is not None else False

    def go_back(self) -> bool:
        """Leave what is open within the part; says whether there was anything to leave."""
        back = getattr(self.part, "go_back", None)
        return bool(back()) if back is not None else False
