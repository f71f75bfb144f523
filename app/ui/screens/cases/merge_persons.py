"""同じ人の記録とまとめる: two records side by side, one choice per field, one record afterwards."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.errors import ChangedMeanwhile, ConnectionLost, InvalidInput, TeichakuError
from app.people.merging import actions
from app.people.merging.queries import Pair, Side
from app.people.merging.rules import Keep, MergeField, proposed
from app.storage.retrying import Tries
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.line_words import LOST
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipFilter
from app.ui.widgets.labels import PlainLabel, Rule
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import go_through
from app.ui.widgets.tag import Tag
from app.ui.words import service_tag

_TITLE = "同じ人の記録を一つにまとめる"
_MESSAGE = (
    "業務・支援経過など、ぶら下がる記録はすべて左の記録に移ります。"
    "違っている欄は、残すほうを選んでください（←→キーでも選べます）。あとで元に戻せます。"
)
_SAME = "氏名や生年月日などの欄は、どちらの記録も同じです。"
_WORDS = {Keep.KEPT: "左を残す", Keep.GONE: "右を残す", Keep.BOTH: "両方を残す"}
_EMPTY = "空欄"
_FIELDS_HEIGHT, _FIELDS_LEAST = 320, 120
_LABEL_WIDTH = 128
_AROUND = 12
_ALL_ROOM = 100


class FieldChoice(QWidget):
    """One field of both records, and which value is kept."""

    def __init__(self, field: MergeField, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        kept, gone = pair.kept.values[field.key], pair.gone.values[field.key]
        words = {Keep.KEPT: value_words(field, kept), Keep.GONE: value_words(field, gone)}
        self.chips: dict[Keep, ChipFilter] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        lay(grid, gap=1, margins=(0, 1, 0, 2))
        _columns(grid)
        grid.addWidget(Paragraph(field.words, strong=True), 0, 0, Qt.AlignmentFlag.AlignVCenter)
        for column, (keep, text) in enumerate(words.items(), start=1):
            grid.addWidget(self._chip(keep, text), 0, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Paragraph(text), 1, column, Qt.AlignmentFlag.AlignTop)
        if field.both and kept and gone:
            both = self._chip(Keep.BOTH, f"{words[Keep.KEPT]}、{words[Keep.GONE]}")
            grid.addWidget(both, 1, 0, Qt.AlignmentFlag.AlignLeft)
        start = proposed(field, kept, gone)
        self.chips.get(start, self.chips[Keep.KEPT]).setChecked(True)

    @property
    def keep(self) -> Keep:
        """Whose value is kept."""
        return next(keep for keep, chip in self.chips.items() if chip.isChecked())

    def choose(self, keep: Keep) -> None:
        """Keep this side's value, or both."""
        self.chips[keep].setChecked(True)

    def _chip(self, keep: Keep, text: str) -> ChipFilter:
        chip = ChipFilter(_WORDS[keep])
        chip.setAccessibleName(f"{self.field.words}　{_WORDS[keep]}　{text}")
        self.chips[keep] = chip
        self._group.addButton(chip)
        return chip


class MergeDialog(Dialog):
    """Stays open until the merge is durable; `merged` carries its id, `outdated` the kept person."""

    merged = Signal(str)
    outdated = Signal()
    swap_wanted = Signal(str, str)

    def __init__(self, desk: Desk, pair: Pair, parent: QWidget | None = None) -> None:
        choices = (
            Choice("no", "やめる", safe=True),
            Choice("ok", "一つにまとめる", kind="primary"),
        )
        super().__init__(_TITLE, _MESSAGE, choices, parent=parent)
        self.desk, self.pair = desk, pair
        self._tries = Tries()
        self.setFixedWidth(theme().px(Size.WIZARD_WIDTH))
        self.notice = NoticeBar()
        self.body.addWidget(self.notice)
        self.swap = Button("左右を入れ替える", kind="link")
        self.swap.clicked.connect(self._swap)
        self.body.addLayout(self._heads())
        if pair.why:
            self.body.addWidget(Paragraph(pair.why, tone=Tone.WARNING, size=Size.CAPTION))
        self.choices = {field.key: FieldChoice(field, pair) for field in pair.fields}
        self._show_fields()
        if pair.refusal:
            self.buttons["ok"].refuse(pair.refusal)
        self._order_keys()

    def give(self, key: str) -> None:
        """Merge, or close."""
        if key == "ok":
            self._merge()
        else:
            super().give(key)

    def reject(self) -> None:
        """Esc closes, but not while the merge is being kept."""
        if self.buttons["no"].isEnabled():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the fields need, as far as the screen goes."""
        super().showEvent(event)
        if self.choices:
            room = self.screen().availableGeometry().height() - theme().gap(_AROUND)
            more = theme().px(_FIELDS_HEIGHT - _FIELDS_LEAST)
            self.resize(self.width(), min(self.height() + more, room))

    def _heads(self) -> QGridLayout:
        grid = QGridLayout()
        lay(grid, gap=1)
        _columns(grid)
        grid.addWidget(self.swap, 0, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(_head("残る記録（左）", self.pair.kept), 0, 1)
        grid.addLayout(_head("まとめて無くなる記録（右）", self.pair.gone), 0, 2)
        return grid

    def _show_fields(self) -> None:
        if not self.choices:
            self.body.addWidget(Paragraph(_SAME, tone=Tone.MUTED))
            return
        place = Scrolled(gap=1)
        for choice in self.choices.values():
            place.add(Rule())
            place.add(choice)
        place.end()
        place.setMinimumHeight(theme().px(_FIELDS_LEAST))
        self.body.addWidget(place, 1)
        outer = self.layout()
        if isinstance(outer, QVBoxLayout):
            outer.setStretchFactor(self.body, _ALL_ROOM)

    def _order_keys(self) -> None:
        """Tab follows the eye; Enter stays the safe answer."""
        chips = [chip for choice in self.choices.values() for chip in choice.chips.values()]
        stops: list[QWidget] = [self.swap, *chips, *self.buttons.values()]
        go_through(stops)
        first: QWidget = chips[0] if chips else self.buttons["no"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _swap(self) -> None:
        super().give("no")
        self.swap_wanted.emit(self.pair.gone.person.id, self.pair.kept.person.id)

    def _merge(self) -> None:
        self._hold(True)
        pair = self.pair
        chosen = {key: choice.keep for key, choice in self.choices.items()}
        versions = (pair.kept.versions, pair.gone.versions)
        self.desk.write(
            lambda work: actions.merge(
                work, pair.kept.person.id, pair.gone.person.id, versions, chosen
            ),
            self._kept,
            failed=self._refused,
            owner=self,
            tries=self._tries,
        )

    def _kept(self, merge_id: str) -> None:
        self._hold(False)
        super().give("ok")
        self.merged.emit(merge_id)

    def _refused(self, error: TeichakuError) -> None:
        self._hold(False)
        if isinstance(error, InvalidInput):
            self.notice.set_notice("確かめてください", error.message)
        elif isinstance(error, ChangedMeanwhile):
            super().give("no")
            self.desk.explain(error)
            self.outdated.emit()
        elif isinstance(error, ConnectionLost):
            self.desk.explain(error)
            words = "つながり次第、もう一度「一つにまとめる」を押してください。二重にはなりません。"
            self.notice.set_notice(LOST, words)
        else:
            self.desk.explain(error)
        self.adjustSize()

    def _hold(self, saving: bool) -> None:
        for button in (*self.buttons.values(), self.swap):
            if saving:
                button.refuse("保存しています。")
            else:
                button.allow()


def _columns(grid: QGridLayout) -> None:
    """The label's column, then two equal halves."""
    grid.setHorizontalSpacing(theme().gap(4))
    grid.setColumnMinimumWidth(0, theme().px(_LABEL_WIDTH))
    for column in (1, 2):
        grid.setColumnStretch(column, 1)


def value_words(field: MergeField, value: Any) -> str:
    """A value of either record as words."""
    if isinstance(value, PartialDate):
        return wareki.long(value)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if field.column == "sex":
        return codes.label("sex", value)
    return str(value or "") or _EMPTY


def _head(title: str, side: Side) -> QVBoxLayout:
    column = QVBoxLayout()
    lay(column, gap=0.5)
    person = side.person
    column.addWidget(PlainLabel(title, tone=Tone.MUTED, size="caption"))
    column.addWidget(PlainLabel(person.name, strong=True, elide=True))
    birth = f"{wareki.long(person.birth)}生" if person.birth else "生年月日 未記入"
    column.addWidget(PlainLabel(f"{person.kana}　{birth}".strip(), size="caption", elide=True))
    tags = QHBoxLayout()
    lay(tags, gap=1)
    for service in dict.fromkeys(person.services):
        tags.addWidget(Tag(*service_tag(service)))
    tags.addStretch(1)
    column.addLayout(tags)
    rows = "・".join(side.rows) or "ぶら下がる記録はありません"
    column.addWidget(Paragraph(rows, tone=Tone.MUTED, size=Size.CAPTION))
    column.addStretch(1)
    return column
