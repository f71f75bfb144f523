"""Small windows of 保存期間: a period, a 保留 and its end, and the last question before deleting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.calendar import wareki
from app.retention import actions
from app.retention.holds import actions as holds
from app.retention.holds.queries import Hold
from app.retention.holds.rules import REASON_WORDS, HoldInput, checked_hold
from app.retention.proposals.queries import Proposal
from app.retention.proposals.rules import (
    asked_number,
    counted,
    number_words,
    remaining_words,
    typed_number,
)
from app.retention.queries import Due, RuleLine
from app.retention.rules import COUNTED_WORDS, CountedFrom, RuleInput, kind_words
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.staff.typed_dialog import TypedDialog, refused
from app.ui.theme import Tone
from app.ui.widgets.field_row import check_field, choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph, ReasonLine

_RULE = (
    "契約や規程に書いてある年数を入力します。年数を空にすると、この種類は削除の対象になりません。"
    "変えたことは履歴に残ります。"
)
_UNCHOSEN = ("", "選んでください")
_HOLD = "この人の記録は、保留のあいだ削除の案に入りません。"
_LAST = (
    "対象者・ケースと、それに付くすべての記録・添付・索引を消します。元には戻せません。"
    "報告の数は変わりません（人を表さない件数だけを残します）。"
)


class RuleDialog(TypedDialog):
    """How long one kind of record is kept."""

    def __init__(
        self,
        desk: Desk,
        line: RuleLine,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        title = f"{kind_words(line.kind)}の保存期間"
        super().__init__(desk, title, _RULE, "決める", kept=kept, parent=parent)
        self.line = line
        years = self.form.add(text_field("years", "年数", placeholder="例 契約書の年数"))
        choices = [(str(one), words) for one, words in COUNTED_WORDS.items()]
        begins = self.form.add(choice_field("counted_from", "数え始め", choices))
        source = self.form.add(lines_field("source", "どこに書いてあるか"))
        rule = line.rule
        years.set_value("" if rule is None else str(rule.years))
        begins.set_value(str(CountedFrom.FISCAL_YEAR if rule is None else rule.counted_from))
        source.set_value(line.source)
        self.end()

    def act(self, work: Work) -> None:
        """Keep it."""
        values = self.form.values()
        typed = RuleInput(
            str(values["years"]), str(values["counted_from"] or ""), str(values["source"])
        )
        actions.set_rule(work, self.line.kind, typed, self.line.version)


class HoldDialog(TypedDialog):
    """保留: why, and until when."""

    def __init__(
        self, desk: Desk, due: Due, kept: Callable[[Any], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            desk, f"{due.name}さんの保留", _HOLD, "保留にする", kept=kept, parent=parent
        )
        self.due = due
        choices = [_UNCHOSEN, *((str(one), words) for one, words in REASON_WORDS.items())]
        self.form.add(choice_field("reason", "理由", choices))
        self.form.add(text_field("note", "くわしく（「その他」のときは必ず）"))
        reader = date_reader(desk.office.clock.today())
        self.form.add(
            date_field("until", "いつまで", reader, placeholder=f"{DATE_EXAMPLE}（空なら解除まで）")
        )
        self.end()

    def wrong(self) -> Mapping[str, str]:
        """A reason that is lacking is said beside a day that cannot be read."""
        today = self.desk.office.clock.today()
        return refused(lambda: checked_hold(self._typed(), today))

    def act(self, work: Work) -> str:
        """Keep it."""
        return holds.put(work, self.due.person_id, self._typed())

    def _typed(self) -> HoldInput:
        values = self.form.values()
        return HoldInput(*(str(values[name] or "") for name in ("reason", "note", "until")))


class LiftDialog(TypedDialog):
    """The end of a 保留, with the reason."""

    def __init__(
        self,
        desk: Desk,
        due: Due,
        hold: Hold,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        note = f"（{hold.note}）" if hold.note else ""
        message = f"{hold.words}{note}を解除します。"
        title = f"{due.name}さんの保留の解除"
        super().__init__(desk, title, message, "解除する", kept=kept, parent=parent)
        self.hold = hold
        self.form.add(text_field("why", "理由"))
        self.end()

    def act(self, work: Work) -> None:
        """Lift it."""
        holds.lift(work, self.hold.id, self.hold.version, str(self.form.values()["why"]))


class RemoveDialog(Dialog):
    """Asks for the number of cases; 「やめる」 is what Enter and Esc give until it is right."""

    def __init__(
        self,
        proposal: Proposal,
        today: date,
        doubt: str,
        monthly: int,
        *,
        served: bool,
        parent: QWidget | None = None,
    ) -> None:
        choices = (
            Choice("no", "やめる", safe=True),
            Choice("yes", "二人目の確認へ進む", kind="danger"),
        )
        counts = "、".join(counted(*one) for one in proposal.counts)
        super().__init__("保存期間を過ぎた記録の削除", f"{counts}。{_LAST}", choices,
                         detail=remaining_words(today, monthly, served=served), parent=parent)  # fmt: skip
        self.doubtful, self._proposal = bool(doubt), proposal
        self.form = Form()
        if doubt:
            self.body.addWidget(Paragraph(doubt, tone=Tone.WARNING))
            words = f"今日は{wareki.long(today)}で間違いありません"
            self.form.add(check_field("today", "今日の日付", words))
        what = number_words(proposal.cases, proposal.persons).partition("は")[0]
        self.number = self.form.add(text_field("number", f"{what}の数（上に書いてある数を入力）"))
        self.body.addWidget(self.form)
        self.reason = ReasonLine()
        self.body.addWidget(self.reason)
        self.form.changed.connect(self._look)
        self._look()
        rows = self.form.rows
        (rows["today"] if doubt else self.number).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def typed(self) -> str:
        """The number as it was typed."""
        return str(self.number.value())

    @property
    def day_confirmed(self) -> bool:
        """Whether the date was said to be right."""
        return self.doubtful and bool(self.form.rows["today"].value())

    def _look(self) -> None:
        made, reason = self._proposal, ""
        if self.doubtful and not self.day_confirmed:
            reason = "今日の日付を確かめて、印を付けると進めます。"
        elif not self.typed.strip():
            reason = "数を入力すると進めます。"
        elif typed_number(self.typed) != asked_number(made.cases, made.persons):
            reason = "入力した数が、案の数と同じではありません。"
        self.reason.set_words(reason)
        if reason:
            self.buttons["yes"].refuse(reason)
        else:
            self.buttons["yes"].allow()
