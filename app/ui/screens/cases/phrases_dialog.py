"""定型文を整える: the list of the centre, and the form of the one that is lit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.cases.phrases import actions, queries
from app.cases.phrases.queries import PhraseFacts, Phrases
from app.cases.phrases.rules import PhraseInput
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.dialogs import resize_within
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.tables import Cell, Column, ListModel
from app.ui.theme import lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import ReasonLine

KIND = "phrase"
_WIDE, _HIGH = 780, 520
_ADD, _ABOUT = "新しい定型文", "支援経過の「内容」で Ctrl＋T を押すと、カーソルのところに入ります。"
_EMPTY = "よく書く文を入れておくと、支援経過に何度でも使えます。"


class PhraseForm(SavedForm):
    """One 定型文, new or changed; `episode_id` is the case from which the list was opened."""

    def __init__(self, desk: Desk, episode_id: str, phrase: PhraseFacts | None = None) -> None:
        super().__init__(desk)
        self.episode_id, self.phrase = episode_id, phrase
        form = Form(1)
        form.add(text_field("title", "名前", placeholder="例 定期訪問"))
        form.add(lines_field("text", "入れる文", lines=6))
        column = QVBoxLayout(self)
        lay(column, gap=2)
        for part in (self.notice, self.add_form(form), self.newer):
            column.addWidget(part)
        column.addLayout(self.foot())
        column.addStretch(1)
        self.save_button.set_words("保存" if phrase else "足す")
        self.leave_button.set_words("閉じる")
        self.start_from(_values(phrase))
        if phrase is not None:
            self.versions = (phrase.version,)

    def about(self) -> tuple[str, str, str]:
        """This 定型文, or a new one."""
        return (KIND, self.phrase.id if self.phrase else "", self.episode_id)

    def action(self) -> Callable[[Work], str]:
        """Keep it."""
        typed = PhraseInput(str(self.rows["title"].value()), str(self.rows["text"].value()))
        phrase = self.phrase
        if phrase is None:
            return lambda work: actions.add_phrase(work, typed)
        version = self.versions[0]
        return lambda work: actions.correct_phrase(work, phrase.id, version, typed)

    def reread(self) -> None:
        """Read it as somebody else saved it, and bring both together."""
        self.desk.read(queries.phrases, self._newer, failed=self.refused, owner=self)

    def _newer(self, found: Phrases) -> None:
        mine = self.phrase.id if self.phrase else ""
        newer = next((one for one in found.phrases if one.id == mine), None)
        if newer is None:
            self.tell_lost()
        else:
            self.merge(_values(newer), (newer.version,))


class PhrasesDialog(QDialog):
    """Arrows choose in the list; `form_opened` tells the case of a form that may have a draft."""

    form_opened = Signal(object)
    form_closed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        episode_id: str,
        parent: QWidget | None = None,
        *,
        wanted: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.episode_id = desk, episode_id
        self.form: PhraseForm | None = None
        self._wanted = wanted
        """The 定型文 to light up, '' for the form of a new one, None for the first."""
        self.setWindowTitle("定型文")
        self.setModal(True)
        resize_within(self, _WIDE, _HIGH)
        self.model = ListModel((Column("", "title", stretch=True, cell=_title),), parent=self)
        self.table = ListTable(self.model, header=False, edge=False, row_key=_key)
        self.table.setAccessibleName("定型文の一覧")
        self.table.row_chosen.connect(self._choose)
        self.table.set_empty_hint(_EMPTY)
        self.add_button = Button(_ADD, icon_name="plus")
        self.up, self.down, self.remove = Button("上へ"), Button("下へ"), Button("消す")
        self.add_button.clicked.connect(lambda: self.edit(None))
        self.up.clicked.connect(lambda: self._move(up=True))
        self.down.clicked.connect(lambda: self._move(up=False))
        self.remove.clicked.connect(self._remove)
        self._place = QVBoxLayout()
        self._arrange()

    def open(self) -> None:
        """Show the list as it is now."""
        super().open()
        self.read()

    def read(self) -> None:
        """Read the list."""
        self.desk.read(queries.phrases, self._show, owner=self)

    def edit(self, phrase: PhraseFacts | None) -> None:
        """Open the form of a phrase, or of a new one; asks before typed words go."""
        if self.form is not None and not self.form.may_leave():
            return
        self._open(phrase)
        if self.form is not None:
            self.form.focus_first()

    def reject(self) -> None:
        """Esc leaves the form, which asks when something is typed."""
        if self.form is None or self.form.may_leave():
            self._drop_form()
            super().reject()

    def _arrange(self) -> None:
        side = QVBoxLayout()
        lay(side, gap=2)
        side.addWidget(self.table, 1)
        row = QHBoxLayout()
        lay(row, gap=2)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        side.addWidget(self.add_button)
        side.addLayout(row)
        both = QHBoxLayout()
        lay(both, gap=4)
        both.addLayout(side, 2)
        lay(self._place, gap=0)
        both.addLayout(self._place, 3)
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel("定型文", size="title", strong=True))
        column.addWidget(ReasonLine(_ABOUT))
        column.addLayout(both, 1)

    def _show(self, found: Phrases) -> None:
        self.model.show_rows(found.phrases)
        for button in (self.add_button, self.up, self.down, self.remove):
            if found.refusal:
                button.refuse(found.refusal)
            elif found.phrases or button is self.add_button:
                button.allow()
            else:
                button.refuse("一覧に定型文がありません。")
        ids = [one.id for one in found.phrases]
        if self._wanted == "":
            self._open(None)
        elif self._wanted in ids:
            self.table.choose_row(ids.index(self._wanted))
        elif self.form is None and ids:
            self.table.choose_row(0)
        elif self.form is None:
            self._open(None)
        self._wanted = None
        lit = self.table.chosen_row()
        if self.form is None and isinstance(lit, PhraseFacts):
            self._open(lit)  # a list that came back to its place tells nobody
        if self.form is not None and not self.form.dirty:
            self.table.setFocus() if ids else self.form.focus_first()

    def _choose(self, row: Any) -> None:
        if not isinstance(row, PhraseFacts) or self.table.returning:
            return
        shown = self.form.phrase if self.form is not None else None
        if shown == row or (self.form is not None and not self.form.may_leave()):
            return
        self._open(row)

    def _open(self, phrase: PhraseFacts | None) -> None:
        self._drop_form()
        form = self.form = PhraseForm(self.desk, self.episode_id, phrase)
        refusal = self.add_button.reason
        if refusal:
            form.save_button.refuse(refusal)
        form.saved.connect(self._saved)
        form.left.connect(self._left)
        self._place.addWidget(form)
        form.show()
        self.form_opened.emit(form)

    def _drop_form(self) -> None:
        if self.form is not None:
            form, self.form = self.form, None
            form.keeper.discard()
            self._place.removeWidget(form)
            form.hide()
            form.deleteLater()
            self.form_closed.emit(form)

    def _saved(self, kept: object) -> None:
        self._wanted = str(kept) if kept else self._shown_id()
        self._drop_form()
        self.read()

    def _left(self) -> None:
        self._drop_form()
        super().reject()

    def _shown_id(self) -> str:
        return self.form.phrase.id if self.form is not None and self.form.phrase else ""

    def _move(self, *, up: bool) -> None:
        phrase = self.form.phrase if self.form is not None else None
        if phrase is None or self.form is None or not self.form.may_leave():
            return
        self._wanted = phrase.id
        self._drop_form()
        self.desk.write(
            lambda work: actions.move_phrase(work, phrase.id, up=up),
            lambda _: self.read(),
            owner=self,
        )

    def _remove(self) -> None:
        phrase = self.form.phrase if self.form is not None else None
        if phrase is None or not self.desk.asking.confirm(
            f"定型文「{phrase.title}」を消します。これまでの記録は変わりません。",
            yes="消す",
            no="残す",
            danger=True,
        ):
            return
        self._drop_form()
        self.desk.write(
            lambda work: actions.remove_phrase(work, phrase.id, phrase.version),
            lambda _: self.read(),
            owner=self,
        )


def _values(phrase: PhraseFacts | None) -> dict[str, Any]:
    return {"title": phrase.title if phrase else "", "text": phrase.text if phrase else ""}


def _title(row: PhraseFacts) -> Cell:
    return Cell(row.title, hint=row.text)


def _key(row: PhraseFacts) -> str:
    return row.id
