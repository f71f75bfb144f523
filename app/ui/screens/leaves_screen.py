"""A place of several leaves, each a list with one record beside it; chips go from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.staff.office_kind import not_offered
from app.ui.coming import Coming
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.portions import Portion, dressing
from app.ui.screens.network.leaf import Leaf
from app.ui.theme import Size, lay
from app.ui.widgets.chips import ChipChoice


class LeavesScreen(Screen):
    """A subclass says its `place` and its `leaves`, in the order of their chips.

    Facts of `Where`: leaf, what names a record of a leaf, new, draft, and those of a leaf.
    """

    keeps_typing = True
    leaves: ClassVar[tuple[type[Leaf], ...]] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.made: dict[str, Leaf] = {}
        self.offered = tuple(one for one in self.leaves if not not_offered(desk.kind, one.key))
        """The leaves that this kind of office has."""
        self.chips = ChipChoice([(one.key, one.title) for one in self.offered], self.offered[0].key)
        self._stack = QStackedWidget(self)
        self._stack.setMinimumSize(1, 1)
        self._coming = Coming(self._stack, desk.jobs)
        column = QVBoxLayout(self)
        side, top = Size.PAGE_PADDING / Size.GRID, Size.PAGE_TOP / Size.GRID
        lay(column, gap=2.5, margins=(side, top, side, top))
        head = QHBoxLayout()
        lay(head, gap=2)
        head.addWidget(self.chips)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.chips.chosen.connect(lambda key: self.open(Where(self.place, {"leaf": key})))
        desk.notices.changed.connect(self._heard)

    @property
    def leaf(self) -> Leaf:
        """The leaf that is shown."""
        return self.made.get(self.chips.code) or self._make(self.chips.code)

    def open(self, where: Where) -> None:
        """Show the leaf and the record that `where` names."""
        key = self._leaf_of(where)
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
            yield partial(self._make, key)
            yield from dressing(self.made[key])

    def _make(self, key: str) -> Leaf:
        leaf = next(one for one in self.offered if one.key == key)(self.desk)
        self.made[key] = leaf
        self._stack.addWidget(leaf)
        return leaf

    def _show(self, key: str, where: Where, keyboard: bool | None) -> None:
        leaf = self.made[key]
        self._stack.setCurrentWidget(leaf)
        leaf.open(where.facts)
        if keyboard:
            leaf.focus_first()

    def may_leave(self) -> bool:
        """Whether nothing typed in any leaf would be lost; asks otherwise."""
        return all(leaf.pane.may_leave() for leaf in self.made.values())

    def keep_typing(self) -> bool:
        """Whether all that is typed is on its way into drafts."""
        kept = True
        for leaf in self.made.values():
            kept = leaf.pane.keep_typing() and kept
        return kept

    def read_again(self) -> None:
        """The leaf that is shown; the others are read when they are."""
        self.leaf.read_again()

    def commands(self) -> Iterator[Command]:
        """What the leaf that is shown can do."""
        yield from self.leaf.commands()

    def focus_first(self) -> None:
        """Where the leaf begins, once it is there."""
        if not self._coming.take_keyboard():
            self.leaf.focus_first()

    def save(self) -> bool:
        """Save the form that is open; says whether there was one."""
        return self.leaf.pane.save()

    def go_back(self) -> bool:
        """Leave the form or the search; says whether there was one to leave."""
        return self.leaf.go_back()

    def _leaf_of(self, where: Where) -> str:
        """The leaf that the facts name by itself, by a draft or by a record."""
        facts = where.facts
        draft = self.desk.drafts.find(str(facts.get("draft", "")))
        for leaf in self.offered:
            if draft is not None:
                if draft.kind in leaf.kinds:
                    return leaf.key
            elif facts.get("leaf") == leaf.key or facts.get(leaf.fact) or facts.get(leaf.asked_by):
                return leaf.key
        return ""

    def _heard(self, notice: Notice) -> None:
        for leaf in self.made.values():
            leaf.heard(notice)
