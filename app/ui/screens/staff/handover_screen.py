"""担当の引継ぎ: all or some open cases of one worker go to another, each with a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases.queries import workers
from app.codes import label
from app.errors import TeichakuError
from app.history.viewing import of_list
from app.staff.handover.actions import hand_over
from app.staff.handover.queries import OpenCase, open_cases_of, receivers
from app.staff.handover.rules import Item
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.editors import CheckEditor, ChoiceEditor, TextEditor
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import stage_words

_ABOUT = "引き継いだ人の「今日」に、一件ずつ出ます。「読みました」を押すまで残ります"
_NO_CASE = "この担当者の、続いているケースはありません。"
_NO_WORKER = "担当者の付いた、続いているケースはまだありません。"
_NOBODY = "引き継げる職員がいません。「職員」で、ケースを扱う人を登録してください。"
_CHOOSE_FROM, _CHOOSE_TO = "いまの担当者を選んでください。", "引き継ぐ相手を選んでください。"
_CHOOSE_CASE = "引き継ぐケースを選んでください。"
_UNSAVED = "引継ぎのための入力が残っています。"


@dataclass(frozen=True)
class Offered:
    """Whose cases there are, who may take them, and those of the worker who is chosen."""

    workers: tuple[str, ...]
    receivers: tuple[tuple[str, str], ...]
    worker: str
    cases: tuple[OpenCase, ...]


def offered(reading: Reading, worker: str) -> Offered:
    """Everything the screen shows for one worker."""
    names = workers(reading)
    cases = open_cases_of(reading, worker) if worker else ()
    return Offered(names, receivers(reading), worker, cases)


class CaseLine(QWidget):
    """One case: whether it goes, and what the other must know."""

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self.case = case
        service, stage = label("service", case.service), stage_words(case.service, case.stage)
        number = f"{case.number}　" if case.number else ""
        self.check = CheckEditor(case.name)
        self.check.box.setAccessibleName(f"{case.name} {service}")
        self.note = TextEditor("申し送り（次の連絡、気をつけること）")
        self.note.fields()[0].setAccessibleName(f"{case.name}の申し送り")
        row = QHBoxLayout(self)
        lay(row, gap=2)
        row.addWidget(self.check, 2)
        row.addWidget(PlainLabel(f"{number}{service}・{stage}", tone=Tone.MUTED, elide=True), 3)
        row.addWidget(self.note, 5)


class HandoverScreen(Screen):
    """From whom, to whom, and which."""

    place = "staff"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refusal = desk.actor.refusal(Permission.EDIT_CASES)
        self.lines: list[CaseLine] = []
        self._receivers: tuple[tuple[str, str], ...] = ()
        self.giver = ChoiceEditor(())
        self.taker = ChoiceEditor(())
        self.all_button = Button("すべて選ぶ", kind="link")
        self.give = primary_button("引き継ぐ")
        self.hint = Paragraph(tone=Tone.MUTED)
        self.list = Scrolled(gap=1)
        self._filling = False
        self._arrange()
        self._connect()
        self._follow()

    def open(self, where: Where) -> None:
        """Offer the workers; `from` names whose cases are shown."""
        self._ask(str(where.facts.get("from", "")) or str(self.giver.value() or ""))

    def read_again(self) -> None:
        """The cases as they are now, unless something is typed."""
        if not self._typed():
            self._ask(str(self.giver.value() or ""))

    def may_leave(self) -> bool:
        """Whether no note would be lost; asks otherwise."""
        if not self._typed():
            return True
        if not self.desk.asking.confirm(_UNSAVED, yes="入力を捨てる", no="入力に戻る", danger=True):
            return False
        self._show_cases(())
        return True

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command(
            "handover.all",
            "すべてのケースを選ぶ",
            "担当の引継ぎ",
            self.choose_all,
            "ひきつぎ",
            self.refusal,
        )

    def focus_first(self) -> None:
        """Whose cases."""
        self.giver.setFocus()

    def choose_all(self) -> None:
        """Check every case, or none when all are."""
        on = not all(line.check.value() for line in self.lines)
        for line in self.lines:
            line.check.set_value(on)
        self._follow()

    def hand_over(self) -> None:
        """Give the chosen cases away, all or none."""
        if self.give.reason:
            return
        from_worker, to = str(self.giver.value()), str(self.taker.value())
        items = [
            Item(line.case.episode_id, line.case.version, str(line.note.value()))
            for line in self.lines
            if line.check.value()
        ]
        self.give.refuse("保存しています。")
        self.desk.write(
            lambda work: hand_over(work, from_worker, to, items),
            lambda done: self._handed(len(done)),
            failed=self._failed,
            owner=self,
        )

    def _handed(self, count: int) -> None:
        name = dict(self._receivers).get(str(self.taker.value()), "")
        self._show_cases(())
        self._ask(str(self.giver.value() or ""))
        self.desk.asking.inform(
            f"{name}さんに{count}件を引き継ぎました。本人の「今日」に出ています。"
        )

    def _failed(self, error: TeichakuError) -> None:
        self.desk.explain(error)
        self._follow()

    def _ask(self, worker: str) -> None:
        if self.refusal:
            self._say(self.refusal)
            return
        viewing = of_list("担当の引継ぎ")
        self.desk.read(
            lambda reading: offered(reading, worker), self._show, owner=self, viewing=viewing
        )

    def _show(self, found: Offered) -> None:
        self._filling = True
        self._receivers = found.receivers
        known = found.workers
        if found.worker and found.worker not in known:
            known = (found.worker, *known)
        self.giver.set_choices([("", "選んでください"), *((name, name) for name in known)])
        self.giver.set_value(found.worker)
        kept = self.taker.value()
        takers = [one for one in found.receivers if one[1] != found.worker]
        self.taker.set_choices([("", "選んでください"), *takers])
        self.taker.set_value(kept if kept in dict(takers) else "")
        self._filling = False
        self._show_cases(found.cases)
        words = "" if found.cases else _NO_CASE if found.worker else ""
        self._say(words if found.workers else _NO_WORKER)

    def _say(self, words: str) -> None:
        self.hint.set_words(words)
        self.hint.setVisible(bool(words))

    def _show_cases(self, cases: tuple[OpenCase, ...]) -> None:
        for line in self.lines:
            self.list.column.removeWidget(line)
            line.hide()  # it goes only once the loop is idle, and a message may stand before
            line.deleteLater()
        self.lines = [CaseLine(case) for case in cases]
        for number, line in enumerate(self.lines):
            self.list.column.insertWidget(number, line)
            line.check.changed.connect(self._follow)
        self._follow()

    def _typed(self) -> bool:
        return any(line.note.value() for line in self.lines)

    def _follow(self) -> None:
        reason = self.refusal
        if not reason and not self.giver.value():
            reason = _CHOOSE_FROM
        if not reason and not self.taker.value():
            reason = _CHOOSE_TO if self._receivers else _NOBODY
        if not reason and not any(line.check.value() for line in self.lines):
            reason = _CHOOSE_CASE
        if reason:
            self.give.refuse(reason)
        else:
            self.give.allow()
        self.all_button.setVisible(bool(self.lines))

    def _choose_giver(self) -> None:
        if not self._filling and self.may_leave():
            self._ask(str(self.giver.value() or ""))

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches("episode", "handover", "staff"):
            self.read_again()

    def _connect(self) -> None:
        self.giver.changed.connect(self._choose_giver)
        self.taker.changed.connect(lambda: None if self._filling else self._follow())
        self.all_button.clicked.connect(self.choose_all)
        self.give.clicked.connect(self.hand_over)
        self.desk.notices.changed.connect(self._heard)

    def _arrange(self) -> None:
        page = Page("担当の引継ぎ", _ABOUT)
        page.add_to_head(self.give)
        row = QHBoxLayout()
        lay(row, gap=2)
        for words, editor in (("いまの担当者", self.giver), ("引き継ぐ相手", self.taker)):
            row.addWidget(PlainLabel(words, tone=Tone.MUTED))
            for part in editor.fields():
                part.setAccessibleName(words)
            editor.setFixedWidth(theme().px(Size.FIELD_WIDTH))
            row.addWidget(editor)
        row.addWidget(self.all_button)
        row.addStretch(1)
        page.add(row)
        card = Card()
        card.add(self.hint)
        self.list.end()
        card.add(self.list, 1)
        page.add(card, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self)
