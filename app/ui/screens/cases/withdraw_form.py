"""記載を取り消す: why a 支援経過 is taken back, or why it stands after all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.cases.contacts import actions, queries
from app.cases.contacts.queries import ActivityFacts
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import lay
from app.ui.widgets.field_row import choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

KIND = "withdraw"
_ABOUT = "「{words}」を取り消します。記載は理由と並んで読めるまま残り、件数・時間には数えません。"
_BACK = "取り消した「{words}」を戻します。取り消していたことは、理由と並んで残ります。"
_WORDS = 40


class WithdrawForm(SavedForm):
    """Takes an entry back, or lets one that was taken back stand again."""

    def __init__(self, desk: Desk, episode_id: str, activity: ActivityFacts) -> None:
        super().__init__(desk)
        self.episode_id, self.activity = episode_id, activity
        self.versions = (activity.version,)
        self.back = activity.withdrawn is not None
        text = activity.content.replace("\n", " ").strip() or "内容のない記載"
        short = text if len(text) <= _WORDS else f"{text[:_WORDS]}…"
        about = (_BACK if self.back else _ABOUT).format(words=short)
        form = Form(1)
        form.add(choice_field("scope", "取り消す範囲", _scopes(activity)))
        form.add(
            text_field("reason", "理由（あとから読めます）", placeholder="例 別の人の記録だった")
        )
        column = QVBoxLayout(self)
        lay(column, gap=2, margins=(0, 2, 0, 3))
        column.addWidget(self.notice)
        column.addWidget(Paragraph(about))
        column.addWidget(self.add_form(form))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.save_button.set_words("取り消しを戻す" if self.back else "取り消す")
        self.rows["scope"].setVisible(bool(activity.together) and not self.back)
        self.start_from({"scope": "one", "reason": ""})

    def focus_first(self) -> None:
        """Go to the reason."""
        self.rows["reason"].setFocus()

    def about(self) -> tuple[str, str, str]:
        """The entry that is taken back."""
        return (KIND, self.activity.id, self.episode_id)

    def action(self) -> Callable[[Work], Any]:
        """Take it back, or let it stand again."""
        reason = str(self.rows["reason"].value())
        every, activity_id = self.rows["scope"].value() == "all", self.activity.id
        version = self.versions[0]
        if self.back:
            return lambda work: actions.restore_activity(work, activity_id, version, reason)
        return lambda work: actions.withdraw_activity(
            work, activity_id, version, reason, all_persons=every
        )

    def hear(self, newer: ActivityFacts, who: str) -> None:
        """The entry as it is now, saved by another desk."""
        if newer.version != self.activity.version and not self.saving:
            self._outrun(who)

    def reread(self) -> None:
        """Somebody saved the entry first: what it says now is looked at before it is taken back."""
        self.desk.read(
            lambda reading: queries.activity(reading, self.activity.id),
            lambda _: self._outrun("別の人"),
            failed=self.refused,
            owner=self,
        )

    def _outrun(self, who: str) -> None:
        self._hold(False)
        self.save_button.refuse("この記載が変わりました。閉じて、いまの内容を確かめてください。")
        self.offer(
            f"{who}がこの記載を保存しました",
            "まだ何も変えていません。閉じて、いまの内容を確かめてください。",
            "閉じる",
            self.left.emit,
        )


def _scopes(activity: ActivityFacts) -> tuple[tuple[str, str], ...]:
    count = len(activity.together) + 1
    return (("one", "この人の記載だけ"), ("all", f"一緒に記録した{count}人の記載すべて"))
