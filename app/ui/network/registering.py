"""A new 関係機関 in three fields, inside another form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.errors import InvalidInput, TeichakuError
from app.network.organisations import actions, queries
from app.network.organisations.queries import OrganisationRow
from app.network.organisations.rules import (
    KINDS,
    OrganisationInput,
    proposes_hidden,
    proposes_public,
)
from app.ui.desk import Desk
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import choice_field, grouped_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

PUBLIC_CHOICES = (("private", "民間（個人情報保護法27条）"), ("public", "行政機関など（同69条）"))
_REGISTER, _APART, _TAKE = "登録", "別の機関として登録", "これを選ぶ"


class Registering(QWidget):
    """Name, kind and whether it is a public body; `made` carries the new row, `left` Esc."""

    made = Signal(object)
    left = Signal()

    def __init__(
        self, desk: Desk, name: str = "", kinds: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._told_apart = ""
        self.form = Form()
        self.form.add(text_field("name", "名称"))
        self.form.add(grouped_field("kind", "種別", codes.table(KINDS)))
        self.form.add(choice_field("public", "区分", PUBLIC_CHOICES))
        self.form.rows["name"].set_value(name)
        if len(kinds) == 1:
            self.form.rows["kind"].set_value(next(iter(kinds)))
        self.hint = Paragraph(tone=Tone.WARNING, size=Size.CAPTION, parent=self)
        self.hint.hide()
        self.take_button = Button(_TAKE)
        self.leave_button = Button("やめる", key_cap="Esc")
        self.register_button = Button(_REGISTER)
        self._same: OrganisationRow | None = None
        column, foot = QVBoxLayout(self), QHBoxLayout()
        lay(column, gap=1, margins=(2, 1, 0, 1))
        lay(foot, gap=2)
        foot.addStretch(1)
        for button in (self.take_button, self.leave_button, self.register_button):
            foot.addWidget(button)
            button.installEventFilter(self)
        column.addWidget(self.form)
        column.addWidget(self.hint)
        column.addLayout(foot)
        self.take_button.hide()
        self.take_button.clicked.connect(self._take)
        self.leave_button.clicked.connect(self.left)
        self.register_button.clicked.connect(self.register)
        self.form.finished.connect(self.register)
        self.form.rows["kind"].changed.connect(self._propose)
        for row in self.form.rows.values():
            for field in row.editor.fields():
                field.installEventFilter(self)
        self._propose()

    def focus_first(self) -> None:
        """Go to what is not filled yet."""
        rows = self.form.rows
        rows["kind" if rows["name"].value() else "name"].setFocus()

    def register(self) -> None:
        """Keep it, after those have been shown that may be the same."""
        if not self.form.check() or not self.register_button.isEnabled():
            return
        name = str(self.form.rows["name"].value())
        if not name or self._told_apart == name:
            self._keep()
            return
        self.desk.read(
            lambda reading: queries.similar(reading, name),
            lambda found: self._compare(name, found),
            owner=self,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves this form only; Ctrl+S and Ctrl+Enter register."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            act: Any = self.left.emit
        elif control and event.key() in (Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            act = self.register
        else:
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            act()
        return True

    def _propose(self) -> None:
        public = proposes_public(str(self.form.rows["kind"].value()))
        self.form.rows["public"].set_value("public" if public else "private")

    def _compare(self, name: str, found: tuple[OrganisationRow, ...]) -> None:
        self._told_apart = name
        if not found:
            self._keep()
            return
        self._same = found[0]
        kind = codes.label(KINDS, found[0].kind)
        self.hint.set_words(f"同じ名称の機関が登録してあります: {found[0].name}（{kind}）")
        self.hint.show()
        self.take_button.show()
        self.register_button.set_words(_APART)
        self.take_button.setFocus()

    def _take(self) -> None:
        if self._same is not None:
            self.made.emit(self._same)

    def _keep(self) -> None:
        values = self.form.values()
        kind = str(values["kind"])
        typed = OrganisationInput(
            kind=kind,
            name=str(values["name"]),
            public=values["public"] == "public",
            hidden_address=proposes_hidden(kind),
        )
        self.register_button.refuse("登録しています。")
        self.desk.write(
            lambda work: actions.add(work, typed), self._kept, owner=self, failed=self._refused
        )

    def _kept(self, organisation_id: str) -> None:
        self.desk.read(
            lambda reading: queries.organisations(reading, (organisation_id,))[organisation_id],
            self.made.emit,
            owner=self,
        )

    def _refused(self, error: TeichakuError) -> None:
        self.register_button.allow()
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.by_field())
        else:
            self.desk.explain(error)
