"""The questions of set-up, one page each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import places
from app.errors import StorageProblem
from app.storage.folders import OfficeFolder, refuse_unsafe
from app.ui.asking import Asking
from app.ui.screens.setup.passphrase_form import PassphraseForm
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.field_row import FieldRow, choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

KINDS = (("centre", "地域生活定着支援センター"), ("probation", "保護観察所"))
_ALONE = "データはこの合言葉で暗号化されます。"
UNSURE = "名称は確認してください"
ONE_AT_A_TIME = (
    "このデータは、1台の PC で一度に一人が使います。"
    "複数の PC で同時に使うときは、事務所のサーバーにつなぎます（あとから移せます）。"
)


@dataclass(frozen=True)
class OfferedName:
    """A name an office of the prefecture may have; unsure ones are marked."""

    name: str
    sure: bool


def offered_names(kind: str, prefecture: str) -> tuple[OfferedName, ...]:
    """The names known for this kind of office in this prefecture."""
    if kind == "centre":
        here = [center for center in places.centers() if center.prefecture == prefecture]
        return tuple(OfferedName(center.name, center.confirmed) for center in here)
    here_too = [office for office in places.probation_offices() if office.prefecture == prefecture]
    return tuple(OfferedName(office.name, True) for office in here_too)


class Question(QWidget):
    """One page: a title, a sentence, fields; `answered` is Enter in the last field."""

    answered = Signal()

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.form = Form()
        self.form.finished.connect(self.answered)
        self.column = QVBoxLayout(self)
        lay(self.column, gap=4)
        self.column.addWidget(PlainLabel(title, size="title", strong=True))
        self.column.addWidget(Paragraph(words, tone=Tone.MUTED))
        self.column.addWidget(self.form)

    def check(self) -> bool:
        """Whether the question is answered; says at the field what is missing."""
        raise TypeError(f"{type(self).__name__} does not say when it is answered")


class OfficePage(Question):
    """Which office: kind, prefecture, name."""

    def __init__(self) -> None:
        super().__init__(
            "どの事業所で使いますか",
            "都道府県を選ぶと、名称の候補が入ります。直してもかまいません。",
        )
        self._kind = self.form.add(choice_field("kind", "種類", KINDS))
        prefectures = [(prefecture.code, prefecture.name) for prefecture in places.prefectures()]
        self._prefecture = self.form.add(
            choice_field("prefecture", "都道府県", [("", "選んでください"), *prefectures])
        )
        self._offered = ChoiceEditor(())
        self._offer = self.form.add(FieldRow("offer", "名称の候補", self._offered))
        self._name = self.form.add(text_field("name", "名称"))
        self._unsure = Paragraph(UNSURE, tone=Tone.WARNING, size=Size.CAPTION)
        self.column.addWidget(self._unsure)
        self.column.addStretch(1)
        self._kind.changed.connect(self._show_offers)
        self._prefecture.changed.connect(self._show_offers)
        self._offer.changed.connect(self._take_offer)
        self._name.changed.connect(self._show_unsure)
        self._show_offers()
        self.setFocusProxy(self._kind.editor)

    @property
    def kind(self) -> str:
        """'centre' or 'probation'."""
        return str(self._kind.value())

    @property
    def prefecture(self) -> str:
        """The code of the prefecture."""
        return str(self._prefecture.value())

    @property
    def name(self) -> str:
        """The office's name."""
        return str(self._name.value())

    def check(self) -> bool:
        """Prefecture and name are needed."""
        problems = {}
        if not self.prefecture:
            problems["prefecture"] = "都道府県を選んでください。"
        if not self.name:
            problems["name"] = "名称を入力してください。報告や書類に、このまま出ます。"
        self.form.show_problems(problems)
        return not problems

    def _offers(self) -> tuple[OfferedName, ...]:
        return offered_names(self.kind, self.prefecture)

    def _show_offers(self) -> None:
        offers = self._offers()
        self._offer.setVisible(len(offers) > 1)
        self._offered.combo.clear()
        self._offered.set_choices([(offer.name, offer.name) for offer in offers])
        if offers:
            self._offered.set_value(offers[0].name)
        self._name.set_value(offers[0].name if offers else "")
        self._show_unsure()

    def _take_offer(self) -> None:
        if not self._offer.isHidden() and self._offer.value():
            self._name.set_value(self._offer.value())

    def _show_unsure(self) -> None:
        unsure = any(offer.name == self.name and not offer.sure for offer in self._offers())
        self._unsure.setVisible(unsure)


class PersonPage(Question):
    """Who signs in first."""

    def __init__(self) -> None:
        super().__init__(
            "最初に使う人はどなたですか",
            "最初の人の役割は「センター長」（保護観察所では責任者）になり、すべての操作ができます。",
        )
        self._name = self.form.add(
            text_field("staff", "氏名", placeholder="姓と名の間は空けてください")
        )
        self.column.addStretch(1)
        self.setFocusProxy(self._name.editor)

    @property
    def name(self) -> str:
        """The name as it is shown at sign-in."""
        return " ".join(str(self._name.value()).split())

    def check(self) -> bool:
        """A name is needed."""
        problems = (
            {} if self.name else {"staff": "氏名を入力してください。開くときの一覧に出ます。"}
        )
        self.form.show_problems(problems)
        return not problems


class PassphrasePage(Question):
    """The 合言葉 of the first person."""

    def __init__(self, *, alone: bool) -> None:
        super().__init__(
            "合言葉を決めてください",
            "開くたびに入力します。"
            + (_ALONE if alone else "データはこの合言葉と、この PC にしまう鍵とで暗号化されます。"),
        )
        self.secret = PassphraseForm(alone=alone)
        self.secret.finished.connect(self.answered)
        self.form.hide()
        self.column.addWidget(self.secret)
        self.column.addStretch(1)
        self.setFocusProxy(self.secret)

    def check(self) -> bool:
        """Both fields agree and the 合言葉 is not too weak."""
        return self.secret.check()


class FolderPage(Question):
    """Where the data lies."""

    def __init__(self, folder: Path, asking: Asking) -> None:
        super().__init__(
            "データをどこに置きますか",
            "ふつうはこのままでかまいません。この PC の中のフォルダーに限ります。",
        )
        self._asking = asking
        self._path = self.form.add(text_field("folder", "フォルダー"))
        self._path.set_value(str(folder))
        choose = Button("別のフォルダーを選ぶ")
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        lay(row)
        row.addWidget(choose)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(Paragraph(ONE_AT_A_TIME))
        self.column.addStretch(1)
        self.setFocusProxy(self._path.editor)

    @property
    def folder(self) -> OfficeFolder:
        """The folder as typed."""
        return OfficeFolder(Path(str(self._path.value())).expanduser())

    def check(self) -> bool:
        """Networks, synced folders and folders that hold an office already are refused."""
        problem = _folder_problem(str(self._path.value()), self.folder)
        self.form.show_problems({"folder": problem} if problem else {})
        return not problem

    def show_problem(self, message: str) -> None:
        """Say why the office could not be made there."""
        self.form.show_problems({"folder": message})

    def _choose(self) -> None:
        chosen = self._asking.choose_folder("データの置き場所", self.folder.path.parent)
        if chosen is not None:
            self._path.set_value(str(chosen))


def _folder_problem(typed: str, folder: OfficeFolder) -> str:
    if not typed:
        return "フォルダーを選んでください。"
    if not folder.path.is_absolute():
        return "フォルダーは「C:\\」や「/」から始まる場所で入力してください。"
    if folder.taken:
        return (
            "このフォルダーには、すでに事業所のデータがあります。上書きはしていません。"
            "別の空のフォルダーを選んでください。"
        )
    try:
        refuse_unsafe(folder)
    except StorageProblem as refused:
        return refused.message
    return ""
