"""Under which name a list is kept, and who sees it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput
from app.reports.lists.rules import checked_name
from app.ui.dialogs import Choice, Dialog
from app.ui.widgets.field_row import choice_field, text_field
from app.ui.widgets.form import Form

OWN, OFFICE = "own", "office"
_ABOUT = "条件・列・並び順を保存します。件そのものは保存せず、開くたびに新しく探します。"


class KeepingDialog(Dialog):
    """`name` and `own` are what was typed and chosen."""

    def __init__(self, name: str, *, own: bool, parent: QWidget | None = None) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "保存", kind="primary"))
        super().__init__("一覧を保存", _ABOUT, choices, parent=parent)
        self.name, self.own = name, own
        self.form = Form()
        title = self.form.add(text_field("name", "名前", placeholder="例 今月の移行予定"))
        title.set_value(name)
        whose = self.form.add(
            choice_field("whose", "見える人", ((OWN, "自分だけ"), (OFFICE, "事業所の全員")))
        )
        whose.set_value(OWN if own else OFFICE)
        self.form.finished.connect(lambda: self.give("ok"))
        self.body.addWidget(self.form)
        title.setFocus(Qt.FocusReason.OtherFocusReason)

    def give(self, key: str) -> None:
        """Take the name, or say what is wrong with it."""
        if key == "ok":
            try:
                self.name = checked_name(str(self.form.rows["name"].value()))
            except InvalidInput as error:
                self.form.show_problems(error.by_field())
                return
            self.own = self.form.rows["whose"].value() == OWN
        super().give(key)
