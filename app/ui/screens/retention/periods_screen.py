"""期間の決まり: how long each kind of record is kept, and what says so."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout

from app.retention.queries import RuleLine, rules
from app.retention.rules import kind_words, refusal, rule_words
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.screens.retention.dialogs import RuleDialog
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import short_day

_ABOUT = "記録の種類ごとに、終わってから何年残すか"
_WHENCE = (
    "支援の記録を何年残すかは、都道府県との委託契約や、都道府県・法人の文書管理規程が決めます。"
    "定着は年数を勧めません。決めるまで、どの記録も削除の対象になりません。"
    "操作の履歴（だれが何をしたか）は、ここでは削除しません。"
)
_CHOOSE = "一覧から種類を選んでください。"


class PeriodsScreen(Screen):
    """One line for each kind of record."""

    place = "retention"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refusal = refusal(desk.actor)
        self.dialog: RuleDialog | None = None
        self.model = ListModel(_columns(), parent=self)
        self.table = ListTable(self.model, row_key=lambda row: row.kind)
        self.table.setAccessibleName("期間の決まり")
        self.table.remember(desk.settings, "retention/periods")
        self.table.set_empty_hint("読み込んでいます。")
        self.change = primary_button("期間を決める")
        self.change.clicked.connect(self.ask)
        self.table.row_opened.connect(lambda _: self.ask())
        self.table.row_chosen.connect(lambda _: self._follow())
        desk.notices.changed.connect(self._heard)
        self._arrange()
        self._follow()

    def open(self, where: Where) -> None:
        """The periods as they are now."""
        self.read_again()

    def read_again(self) -> None:
        """Ask for them."""
        self.desk.read(rules, self._show, owner=self, title="")

    def ask(self) -> None:
        """Decide the period of the kind that is chosen."""
        line = self.table.chosen_row()
        if isinstance(line, RuleLine) and not self.refusal:
            self.dialog = RuleDialog(self.desk, line, lambda _: self.read_again(), self)
            self.dialog.open()

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command(
            "retention.rule", "期間を決める", "保存期間", self.ask, "ほぞんきかん", self.refusal
        )

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def _show(self, lines: tuple[RuleLine, ...]) -> None:
        self.model.show_rows(lines)
        if lines and self.table.chosen_row() is None:
            self.table.choose_row(0)
        self._follow()

    def _follow(self) -> None:
        chosen = self.table.chosen_row() is not None
        reason = self.refusal or ("" if chosen else _CHOOSE)
        if reason:
            self.change.refuse(reason)
        else:
            self.change.allow()

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches("retentionrule"):
            self.read_again()

    def _arrange(self) -> None:
        page = Page("期間の決まり", _ABOUT)
        page.add_to_head(self.change)
        card = Card(flush=True)
        card.add(self.table, 1)
        page.add(card, 1)
        page.add(Paragraph(_WHENCE, size=Size.CAPTION, tone=Tone.MUTED))
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self)


def _columns() -> tuple[Column, ...]:
    def period(line: RuleLine) -> Cell:
        tone = Tone.MUTED if line.rule is None else None
        return Cell(rule_words(line.rule), tone=tone, strong=line.rule is not None)

    def by(line: RuleLine) -> str:
        return f"{line.by} {short_day(line.at)}" if line.at else ""

    return (
        Column("種類", "kind", width=190, sortable=False, cell=lambda line: kind_words(line.kind)),
        Column("残す期間", "rule", width=260, sortable=False, cell=period),
        Column("どこに書いてあるか", "source", Kind.MUTED, width=320, stretch=True,
               sortable=False),
        Column("決めた人", "by", width=180, sortable=False, cell=by),
    )  # fmt: skip
