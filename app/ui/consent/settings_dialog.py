"""文例と設定: the centre's own texts, and what the office is before 個人情報保護法."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.consent import actions as office
from app.consent.actions import WORDS
from app.consent.laws import Provider
from app.consent.queries import provider
from app.consent.wordings import actions
from app.consent.wordings.queries import WordingFacts, all_wordings
from app.consent.wordings.rules import FILLED, KINDS, WordingInput
from app.errors import InvalidInput, TeichakuError
from app.staff.permissions import Permission
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.dialogs import resize_within
from app.ui.tables import Cell, Column, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.field_row import choice_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph

_WIDE, _HIGH = 940, 620
_TEXT_LINES = 9
_LIST_SHARE, _TEXT_SHARE = 2, 3


@dataclass(frozen=True)
class _Read:
    texts: tuple[WordingFacts, ...]
    provider: Provider


class ConsentSettings(QDialog):
    """The texts in a list, the chosen one in a form beside it; below, the office's own nature."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.chosen: WordingFacts | None = None
        self.provider = Provider.PRIVATE
        self.setWindowTitle("文例と設定")
        self.setModal(True)
        resize_within(self, _WIDE, _HIGH)
        self.model = ListModel(_columns(), parent=self)
        self.table = ListTable(self.model, row_key=lambda one: one.key)
        self.table.setAccessibleName("文例")
        self.table.row_chosen.connect(self._choose)
        self.form = _form()
        self.nature = choice_field(
            "nature", "この事業所は", [(str(k), w) for k, w in WORDS.items()]
        )
        self.nature.changed.connect(self._set_nature)
        self.keep = primary_button("文例を保存")
        self.add = Button("新しい文例として加える")
        self.remove = Button("消す", kind="link")
        self.reset = Button("初めの文例に戻す", kind="link")
        self.close_button = Button("閉じる", key_cap="Esc")
        self.keep.clicked.connect(self._keep)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self._reset)
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        self.read()

    def read(self, then: str = "") -> None:
        """Read the texts again; `then` is the one to choose."""

        def read(reading: Reading) -> _Read:
            return _Read(all_wordings(reading), provider(reading))

        self.desk.read(read, lambda found: self._show(found, then), owner=self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel("文例と設定", size="title", strong=True))
        words = "文例は、このセンターのものとして直せます。公的な様式ではありません。"
        column.addWidget(Paragraph(words, size=Size.CAPTION, tone=Tone.MUTED))
        halves = QHBoxLayout()
        lay(halves, gap=4)
        halves.addWidget(self.table, _LIST_SHARE)
        right = QVBoxLayout()
        lay(right, gap=2)
        typed = Scrolled(gap=2)
        typed.add(self.form)
        self.hint = Paragraph(size=Size.CAPTION, tone=Tone.MUTED)
        typed.add(self.hint)
        typed.end()
        right.addWidget(typed, 1)
        foot = QHBoxLayout()
        lay(foot, gap=2)
        for button in (self.remove, self.reset):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.add, self.keep):
            foot.addWidget(button)
        right.addLayout(foot)
        halves.addLayout(right, _TEXT_SHARE)
        column.addLayout(halves, 1)
        column.addWidget(self.nature)
        note = (
            "だれが提供するかで、根拠になる条文が変わります。法人が運営するセンターは民間の事業者、"
            "都道府県が自ら運営するセンターと保護観察所は行政機関等です。"
        )
        column.addWidget(Paragraph(note, size=Size.CAPTION, tone=Tone.MUTED))
        last = QHBoxLayout()
        lay(last, gap=2)
        last.addStretch(1)
        last.addWidget(self.close_button)
        column.addLayout(last)

    def _show(self, found: _Read, then: str) -> None:
        self.provider = found.provider
        self.nature.editor.blockSignals(True)
        self.nature.set_value(str(found.provider))
        self.nature.editor.blockSignals(False)
        refusal = self.desk.actor.refusal(Permission.MANAGE_OFFICE)
        self.nature.editor.set_read_only(bool(refusal))
        self.nature.set_note(refusal)
        self.model.show_rows(found.texts)
        wanted = then or (self.chosen.key if self.chosen else "")
        keys = [one.key for one in found.texts]
        self.table.choose_row(keys.index(wanted) if wanted in keys else 0)
        self._choose(self.table.chosen_row())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, one: Any) -> None:
        if not isinstance(one, WordingFacts):
            return
        self.chosen = one
        self.form.set_values({"title": one.title, "text": one.text})
        names = "・".join(f"〔{name}〕" for name in FILLED[one.kind])
        whose = "" if one.id else "プログラムに付いている文例です。"
        self.hint.set_words(f"{whose}{f'{names} は印刷のときに入ります。' if names else ''}")
        refusal = self.desk.actor.refusal(Permission.EDIT_CASES)
        for button in (self.keep, self.add, self.remove, self.reset):
            if refusal:
                button.refuse(refusal)
            else:
                button.allow()
        self.form.set_read_only(bool(refusal))
        if not refusal and not one.id:
            self.reset.refuse("初めの文例のままです。")

    def _typed(self) -> WordingInput:
        values = self.form.values()
        kind = self.chosen.kind if self.chosen else ""
        return WordingInput(kind, str(values["title"]), str(values["text"]))

    def _keep(self) -> None:
        one, typed = self.chosen, self._typed()
        if one is not None:
            self._write(lambda work: actions.correct(work, one.position, one.version, typed))

    def _add(self) -> None:
        typed = self._typed()
        self._write(lambda work: actions.add(work, typed))

    def _remove(self) -> None:
        one = self.chosen
        if one is not None and self.desk.asking.confirm(
            f"文例「{one.title}」を消します。元には戻せません。", yes="消す", no="残す", danger=True
        ):
            self._write(lambda work: actions.remove(work, one.kind, one.position, one.version))

    def _reset(self) -> None:
        one = self.chosen
        if one is not None and self.desk.asking.confirm(
            f"「{codes.label(KINDS, one.kind)}」を、すべて初めの文例に戻します。",
            yes="戻す",
            no="そのまま",
            danger=True,
        ):
            self._write(lambda work: actions.begin_again(work, one.kind))

    def _set_nature(self) -> None:
        wanted = Provider(self.nature.value())
        if wanted is not self.provider:
            self._write(lambda work: office.set_provider(work, wanted))

    def _write(self, act: Any) -> None:
        def written(work: Work) -> str:
            return str(act(work) or "")

        self.desk.write(written, self.read, failed=self._refused, owner=self)

    def _refused(self, error: TeichakuError) -> None:
        if isinstance(error, InvalidInput):
            rest = self.form.show_problems(error.by_field())
            if rest:
                self.desk.asking.inform(" ".join(rest.values()))
        else:
            self.desk.explain(error)


def _form() -> Form:
    form = Form()
    form.add(text_field("title", "名前"))
    form.add(lines_field("text", "文面", lines=_TEXT_LINES))
    return form


def _columns() -> tuple[Column, ...]:
    return (
        Column("種類", "kind", width=130, cell=lambda one: Cell(codes.label(KINDS, one.kind))),
        Column("名前", "title", stretch=True),
    )
