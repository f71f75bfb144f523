"""How a list leaves: without names, or with them for a purpose, under a 合言葉."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.consent.laws import Ask, lawbook
from app.errors import InvalidInput, TeichakuError
from app.reports.lists.actions import Written, write_list
from app.reports.lists.named.actions import Names, write_named_list
from app.reports.lists.named.sealing import proposed
from app.reports.lists.rules import ListDefinition
from app.staff.permissions import Permission
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.report.places import EXCEL, ask_place
from app.ui.theme import Size, Tone, theme
from app.ui.widgets.field_row import FieldRow, choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

WITHOUT, WITH = "without", "with"
INSIDE, OUTSIDE = "inside", "outside"
_NAMED_FIELDS = ("purpose", "whom", "passphrase")
_OUTSIDE_FIELDS = ("organisation_id", "to_whom", "basis", "why")
_TOLD_ONCE = (
    "このファイルは合言葉でだけ開けます。合言葉はここにしか出ません。"
    "控えて、ファイルとは別の方法で伝えてください。"
)
_WIDE = 1.45


class WritingDialog(Dialog):
    """Asks, writes, and closes when the file is there; `written` carries what was written."""

    written = Signal(object)

    def __init__(
        self, desk: Desk, title: str, wanted: ListDefinition, parent: QWidget | None = None
    ) -> None:
        choices = (Choice("no", "やめる", safe=True), Choice("ok", "書き出す", kind="primary"))
        super().__init__("Excelへ書き出す", "", choices, parent=parent)
        self.desk, self.list_title, self.wanted = desk, title, wanted
        self.setFixedWidth(theme().px(Size.DIALOG_WIDTH * _WIDE))
        self.form = Form(2)
        self._fill()
        self.said = Paragraph(tone=Tone.ERROR)
        self.said.hide()
        self.body.addWidget(self.form)
        self.body.addWidget(self.said)
        self.form.finished.connect(lambda: self.give("ok"))
        for key in ("names", "whom"):
            self.form.rows[key].changed.connect(self._show_fields)
        self._show_fields()
        self.form.rows["names"].setFocus(Qt.FocusReason.OtherFocusReason)

    def give(self, key: str) -> None:
        """Ask where to, and write."""
        if key != "ok":
            super().give(key)
            return
        if not self._complete():
            return
        out = self._ask_where()
        if out is None:
            return
        names = self._names()
        title, wanted = self.list_title, self.wanted

        def write(work: Work) -> Written:
            if names is None:
                return write_list(work, title, wanted, out)
            return write_named_list(work, title, wanted, out, names)

        self.said.hide()
        self.buttons["ok"].refuse("いま書き出しています。")
        self.desk.write(
            write, self._done, owner=self, failed=self._failed, title="一覧を書き出しています"
        )

    def _fill(self) -> None:
        actor = self.desk.actor
        refusal = actor.refusal(Permission.EXPORT_NAMES)
        offered = [(WITHOUT, "氏名・住所などの列を入れない")]
        if not refusal:
            offered.append((WITH, "氏名入り（合言葉つきのファイル）"))
        names = self.form.add(choice_field("names", "氏名", offered), wide=True)
        left_out = [column.label for column in self.wanted.shown if column.named]
        if refusal:
            names.set_note(f"氏名入りは、この役割ではできません。{refusal}")
        elif left_out:
            names.set_note(f"入れないとき外れる列: {'・'.join(left_out)}")
        self.form.add(text_field("purpose", "何に使うか", placeholder="例 担当者会議で確かめる"))
        whom = (INSIDE, "事業所の中で使う"), (OUTSIDE, "ほかの機関へ渡す（一人ずつ情報提供に記録）")
        row = self.form.add(choice_field("whom", "使う人", whom))
        row.set_value(INSIDE)
        self.form.add(FieldRow("organisation_id", "渡す相手", OrganisationChoice(self.desk)))
        self.form.add(text_field("to_whom", "宛先の部署・担当"))
        self.form.add(choice_field("basis", "根拠", _bases()))
        self.form.add(text_field("why", "根拠の理由", placeholder="理由を書く根拠のとき"))
        words = self.form.add(text_field("passphrase", "合言葉"), wide=True)
        words.set_value(proposed())
        words.set_note(_TOLD_ONCE, Tone.WARNING)

    def _show_fields(self) -> None:
        rows = self.form.rows
        named = rows["names"].value() == WITH
        outside = named and rows["whom"].value() == OUTSIDE
        for key in _NAMED_FIELDS:
            rows[key].setVisible(named)
        for key in _OUTSIDE_FIELDS:
            rows[key].setVisible(outside)
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _complete(self) -> bool:
        values, rows = self.form.values(), self.form.rows
        if values["names"] != WITH or values["whom"] != OUTSIDE:
            return True
        if not values["organisation_id"]:
            rows["organisation_id"].show_error("渡す相手を選んでください。")
        elif rows["organisation_id"].check():
            return True
        rows["organisation_id"].setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _names(self) -> Names | None:
        values = self.form.values()
        if values["names"] != WITH:
            return None
        if values["whom"] != OUTSIDE:
            return Names(values["passphrase"], values["purpose"])
        return Names(
            values["passphrase"],
            values["purpose"],
            values["organisation_id"],
            values["basis"],
            values["why"],
            values["to_whom"],
        )

    def _ask_where(self) -> Path | None:
        return ask_place(self.desk, "Excelへ書き出す", self.list_title or "一覧表", EXCEL)

    def _done(self, found: Written) -> None:
        self.buttons["ok"].allow()
        self.written.emit(found)
        super().give("ok")

    def _failed(self, error: TeichakuError) -> None:
        self.buttons["ok"].allow()
        if not isinstance(error, InvalidInput):
            self.desk.explain(error)
            return
        rest = self.form.show_problems(error.by_field())
        self.said.set_words(" ".join(rest.values()))
        self.said.setVisible(bool(rest))


def _bases() -> list[tuple[str, str]]:
    """Bases that can hold for many people at once: not those of one meeting or one prosecutor."""
    one_by_one = {Ask.MEETING, Ask.PROSECUTOR}
    found = [one for one in lawbook().bases if not one_by_one & set(one.asks)]
    return [("", "選んでください"), *((one.id, one.label) for one in found)]
