"""段階を進める: the fields that the step needs, and the reason where one is needed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.cases import actions as cases
from app.cases.fields import BY_NAME
from app.cases.moving.queries import MoveOffer
from app.cases.queries import CasePage
from app.errors import ChangedMeanwhile, ConnectionLost, InvalidInput, TeichakuError
from app.storage.retrying import Tries
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.line_words import LOST
from app.ui.screens.cases.field_rows import as_typed, field_row
from app.ui.widgets.field_row import lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.notice_bar import NoticeBar

_LINES = 3


class MoveDialog(Dialog):
    """Stays open until the step is durable; `moved` is sent then, `outdated` on a conflict."""

    moved = Signal()
    outdated = Signal()

    def __init__(
        self, desk: Desk, page: CasePage, offer: MoveOffer, parent: QWidget | None = None
    ) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "決める", kind="primary"))
        message = "" if offer.requires else "今日の日付で記録します。"
        super().__init__(offer.words, message, choices, parent=parent)
        self.desk, self.page, self.offer = desk, page, offer
        self.notice = NoticeBar()
        self._tries = Tries()
        self.form = Form()
        today, episode = desk.office.clock.today(), page.episode
        for name in offer.requires:
            row = field_row(BY_NAME[name], episode.service, today)
            row.set_value(as_typed(episode.values.get(name)))
            self.form.add(row)
        if offer.needs_note:
            self.form.add(lines_field("note", "理由（あとから読めます）", lines=_LINES))
        self.body.addWidget(self.notice)
        self.body.addWidget(self.form)
        self.form.finished.connect(self.buttons["ok"].setFocus)
        if self.form.rows:
            next(iter(self.form.rows.values())).setFocus()

    def give(self, key: str) -> None:
        """Take the step, or close."""
        if key != "ok":
            super().give(key)
        elif self.form.check():
            self._save()

    def reject(self) -> None:
        """Esc closes, but not while the step is being saved."""
        if self.buttons["ok"].isEnabled():
            super().reject()

    def _save(self) -> None:
        self._hold(True)
        values = {key: row.value() for key, row in self.form.rows.items()}
        note = values.pop("note", "")
        episode, to_stage = self.page.episode, self.offer.to_stage
        self.desk.write(
            lambda work: cases.move(
                work, episode.id, episode.version, to_stage, typed=values, note=note
            ),
            lambda _: self._kept(),
            failed=self._refused,
            owner=self,
            tries=self._tries,
        )

    def _kept(self) -> None:
        self._hold(False)
        super().give("ok")
        self.moved.emit()

    def _refused(self, error: TeichakuError) -> None:
        self._hold(False)
        if isinstance(error, InvalidInput):
            rest = self.form.show_problems(error.by_field())
            self.notice.set_notice("確かめてください" if rest else "", " ".join(rest.values()))
        elif isinstance(error, ChangedMeanwhile):
            super().give("no")
            self.desk.explain(error)
            self.outdated.emit()
        elif isinstance(error, ConnectionLost):
            self.desk.explain(error)
            # the step may have arrived: what is sent again must be the same
            self.form.set_read_only(True)
            self.notice.set_notice(
                LOST,
                "入力はこの画面に残っています。つながり次第、もう一度「決める」を押してください。"
                "二重にはなりません。",
            )
        else:
            self.desk.explain(error)
        self.adjustSize()

    def _hold(self, saving: bool) -> None:
        self.form.set_read_only(saving)
        for button in self.buttons.values():
            if saving:
                button.refuse("保存しています。")
            else:
                button.allow()
