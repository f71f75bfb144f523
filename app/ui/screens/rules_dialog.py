"""期限の決まり: every rule with its source and counting; what is the centre's own can be set."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.deadlines import actions
from app.deadlines.known.queries import centre_rulebook
from app.deadlines.reasons import length_words
from app.deadlines.rule import Closed, Nature, Rule, Shows, Unit
from app.deadlines.rulebook import Rulebook, rulebook
from app.deadlines.setting import RuleInput, read_setting, values_of
from app.errors import InvalidInput, TeichakuError
from app.staff.office_kind import SERVICES
from app.staff.permissions import Permission
from app.ui.desk import Desk
from app.ui.dialogs import resize_within
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.field_row import check_field, choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import short_day

_NATURE = {
    Nature.LAW: ("法律など", Tone.MUTED),
    Nature.RECORDED: ("記録した日", Tone.MUTED),
    Nature.HABIT: ("事務所の目安", Tone.FOLLOW_UP),
}
_CLOSED = (
    (Closed.MOVES, "次の平日へ延びる"),
    (Closed.WARNS, "動かない（閉庁を知らせる）"),
    (Closed.STAYS, "動かない"),
)
_WIDE, _HIGH = 900, 620
_FIXED = (
    "数え方は変えられません。法律で決まっているか、記録した日をそのまま使っています。"
    "何日前から今日に出すかは変えられます。"
)


class RulesDialog(QDialog):
    """The rules in a list; below it the chosen one in words, and a form where it may be set."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rule: Rule | None = None
        self.setWindowTitle("期限の決まり")
        self.setModal(True)
        resize_within(self, _WIDE, _HIGH)
        self.model = ListModel(_columns(), parent=self)
        self.table = ListTable(self.model, two_lines=True, row_key=lambda rule: _key(rule))
        self.table.setAccessibleName("期限の決まり")
        self.table.row_chosen.connect(self._choose)
        self.notice = NoticeBar(parent=self)
        self.words = Paragraph(size=Size.CAPTION, tone=Tone.MUTED)
        self.fixed = Paragraph(_FIXED, size=Size.CAPTION, tone=Tone.MUTED)
        self.form = _form()
        self.keep = primary_button("この決まりを変える")
        self.keep.clicked.connect(self._keep)
        self.reset = Button("はじめの決まりに戻す")
        self.reset.clicked.connect(lambda: self._write(None))
        close = Button("閉じる", key_cap="Esc")
        close.clicked.connect(self.reject)
        self._lay_out(close)
        self.read()

    def read(self) -> None:
        """Read the rules as they are set now."""
        self.desk.read(centre_rulebook, self._show, owner=self)

    def _lay_out(self, close: Button) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel("期限の決まり", size="title", strong=True))
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addWidget(self.fixed)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addWidget(self.reset)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.keep)
        column.addLayout(foot)

    def _show(self, book: Rulebook) -> None:
        names = [rule.name for rule in book.rules if rule.id in book.left_out]
        words = f"「{'」「'.join(names)}」は決まりが新しくなりました。前の変更は使っていません。"
        self.notice.set_notice("", words if names else "")
        offered = {str(service) for service in SERVICES[self.desk.kind]}
        self.model.show_rows([rule for rule in book.rules if offered & set(rule.services)])
        if self.table.chosen_row() is None:
            self.table.choose_row(0)
        else:
            self._choose(self.table.chosen_row())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, rule: Any) -> None:
        if not isinstance(rule, Rule):
            return
        self.rule = rule
        self.words.set_words(_about(rule))
        shown = values_of(rule)
        self.form.set_values(
            {
                "length": shown.length,
                "closed": shown.closed,
                "first_day_counts": shown.first_day_counts,
                "enabled": shown.enabled,
                "lead": shown.lead,
            }
        )
        leads = rule.shows is not Shows.SILENCE
        for key in ("length", "closed", "first_day_counts"):
            self.form.rows[key].setVisible(rule.settable)
        self.form.rows["enabled"].setVisible(rule.kind is Nature.HABIT)
        self.form.rows["lead"].setVisible(leads)
        self.fixed.setVisible(not rule.settable)
        refusal = self.desk.actor.refusal(Permission.MANAGE_OFFICE)
        self.form.set_read_only(bool(refusal))
        self.keep.allow()
        self.reset.allow()
        if refusal:
            self.keep.refuse(refusal)
        if refusal or rule in rulebook().versions(rule.id):
            self.reset.refuse(refusal or "はじめの決まりのままです。")

    def _keep(self) -> None:
        if self.rule is None:
            return
        values = self.form.values()
        typed = RuleInput(
            str(values["length"]),
            bool(values["enabled"]),
            bool(values["first_day_counts"]),
            str(values["closed"]),
            str(values["lead"]),
        )
        try:
            changed = read_setting(rulebook().versions(self.rule.id)[-1], typed)
        except InvalidInput as problem:
            self._refused(problem)
            return
        self._write(changed)

    def _write(self, values: dict[str, Any] | None) -> None:
        if self.rule is None:
            return
        rule_id = self.rule.id
        self.desk.write(
            lambda work: actions.set_rule(work, rule_id, values),
            lambda _: self.read(),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: TeichakuError) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.by_field())
        else:
            self.desk.explain(error)


def _form() -> Form:
    form = Form(columns=5)
    form.add(text_field("lead", "何日前から今日に出すか"))
    form.add(text_field("length", "長さ（数）"))
    form.add(choice_field("closed", "末日が閉庁日のとき", [(str(k), w) for k, w in _CLOSED]))
    form.add(check_field("first_day_counts", "初日", "1日目と数える"))
    form.add(check_field("enabled", "使う", "今日に出す"))
    return form


def _columns() -> tuple[Column, ...]:
    return (
        Column("期限", "name", stretch=True, cell=_name),
        Column("数え方", "length", width=150, cell=_counting),
        Column("根拠", "source", width=210, cell=_source),
        Column("", "kind", Kind.TAG, width=110, cell=lambda r: Cell(tags=(_NATURE[r.kind],))),
    )


def _name(rule: Rule) -> Cell:
    whose = f"（{codes.label('service', rule.services[0])}）" if rule.shows is Shows.SILENCE else ""
    return Cell(f"{rule.name}{whose}", rule.means)


def _counting(rule: Rule) -> Cell:
    if rule.kind is Nature.RECORDED:
        return Cell("その日", tone=Tone.MUTED)
    first = "初日を数える" if rule.first_day_counts else "初日は数えない"
    if rule.unit is Unit.HOURS:
        first = "すぐに数え始める"
    changed = "・センターで変更" if rule.changed_here else ""
    off = "" if rule.enabled else "（使っていません）"
    return Cell(f"{length_words(rule)}{off}", f"{first}{changed}")


def _source(rule: Rule) -> Cell:
    since = f"{short_day(rule.valid_from)}から" if rule.valid_from else ""
    until = f"{short_day(rule.valid_to)}まで" if rule.valid_to else ""
    unsure = "未確認の点あり" if rule.unverified else ""
    second = "・".join(words for words in (f"第{rule.version}版", since, until, unsure) if words)
    return Cell(rule.source, second)


def _about(rule: Rule) -> str:
    unsure = f"未確認: {rule.unverified}" if rule.unverified else ""
    return "\n".join(words for words in (rule.means, unsure) if words)


def _key(rule: Rule) -> tuple[str, int]:
    return rule.id, rule.version
