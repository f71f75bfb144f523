"""広域の設定: the shared folder of this PC, the days and the titles of papers of this office."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput, TeichakuError
from app.handoff.pace.actions import set_pace
from app.handoff.pace.queries import pace
from app.handoff.pace.rules import SETTABLE, Pace, read_pace
from app.reports.papers.exchange_papers import HANDOVER, PAPERS, REQUEST
from app.reports.titles.rules import DEFAULTS
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Permission
from app.ui.desk import Desk
from app.ui.office_words import office_word
from app.ui.screens.exchange.paper_titles import name_paper
from app.ui.shared_folder import Watch
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, MenuButton, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import choice_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel, as_title
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye

_WIDE, _HIGH, _AROUND = 680, 660, 12
_WATCHES = (
    (Watch.OFF, "自動では見ない"),
    (Watch.IN, "届いた文を自動で受け取る"),
    (Watch.BOTH, "自動で受け取り、書いた文も封をして置く"),
)
_ABOUT_FOLDER = (
    "相手と共有（同期）しているフォルダーです。鍵がかかっているあいだは見ません。"
    "受け取った文は未読に入るだけで、受諾や記録への反映は自動ではしません。"
)
_ABOUT_DAYS = (
    "日数を過ぎると、やりとりに「遅れ」と出ます。相手が返事の日を書いた文では、その日が優先します。"
)
_ABOUT_TITLES = "紙で渡すときの題名です。公的な様式は見つかっていないため、地域の呼び方に直せます。"
_PAPERS_OF_PROBATION = tuple(key for key in DEFAULTS if key not in (REQUEST, HANDOVER))
_NO_FOLDER = "まだ選んでいません"
_FOLDER_FIRST = "先に共有フォルダーを選んでください。"


class PaceDialog(QDialog):
    """What is of this PC holds at once; the days of the office are kept with a button."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.folder: Path | None = desk.shared.folder
        self._title = f"{office_word(desk.kind, 'handoff')}の設定"
        self.setWindowTitle(as_title(self._title))
        self.setModal(True)
        room = self.screen().availableGeometry().height() - theme().gap(_AROUND)
        self.resize(theme().px(_WIDE), min(theme().px(_HIGH), room))
        self.which = Paragraph()
        self.choose = Button("フォルダーを選ぶ")
        self.choose.clicked.connect(self._choose)
        self.here = Form()
        row = choice_field("watch", "自動で", [(str(code), words) for code, words in _WATCHES])
        self.here.add(row)
        self.here.set_values({"watch": str(desk.shared.watch)})
        row.changed.connect(self._watch)
        self.days = Form(columns=3)
        self.days.add(text_field("kept_for", "渡した情報を受け取れる日数"))
        for what in SETTABLE:
            self.days.add(text_field(str(what), f"{what.words}（日）"))
        self.keep = primary_button("日数を保存")
        self.keep.clicked.connect(self._keep)
        asks = PAPERS if desk.kind is OfficeKind.CENTRE else _PAPERS_OF_PROBATION
        self.titles = MenuButton("題名を変える", [(key, DEFAULTS[key]) for key in asks])
        self.titles.chosen.connect(lambda key: name_paper(desk, key, self))
        refusal = desk.actor.refusal(Permission.MANAGE_OFFICE)
        if refusal:
            self.keep.refuse(refusal)
            self.titles.refuse(refusal)
            self.days.set_read_only(True)
        taking = desk.actor.refusal(Permission.DISCLOSE)
        if taking:
            self.choose.refuse(taking)
            self.here.set_read_only(True)
        self._lay_out()
        self._say()
        desk.read(pace, self._show, owner=self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3, margins=(5, 4, 5, 4))
        column.addWidget(PlainLabel(self._title, size="title", strong=True))
        place = Scrolled()
        column.addWidget(place, 1)
        here = Card("共有フォルダー", caption="このパソコン")
        here.add(Paragraph(_ABOUT_FOLDER, size=Size.CAPTION, tone=Tone.MUTED))
        line = QHBoxLayout()
        lay(line, gap=3)
        line.addWidget(self.which, 1)
        line.addWidget(self.choose)
        holder = QWidget()
        holder.setLayout(line)
        here.add(holder)
        here.add(self.here)
        place.add(here)
        office = Card("日数", caption="この事務所")
        office.add(Paragraph(_ABOUT_DAYS, size=Size.CAPTION, tone=Tone.MUTED))
        office.add(self.days)
        place.add(office)
        papers = Card("書面の題名", caption="この事務所")
        papers.add(Paragraph(_ABOUT_TITLES, size=Size.CAPTION, tone=Tone.MUTED))
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.titles)
        row.addStretch(1)
        papers.add(row)
        place.add(papers)
        place.end()
        foot = QHBoxLayout()
        lay(foot, gap=2)
        foot.addStretch(1)
        close = Button("閉じる", key_cap="Esc")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        foot.addWidget(self.keep)
        column.addLayout(foot)
        follow_eye(self)

    def _show(self, found: Pace) -> None:
        days = found.patience.days
        self.days.set_values(
            {"kept_for": str(found.kept_for), **{str(what): str(days[what]) for what in SETTABLE}}
        )

    def _say(self) -> None:
        self.which.set_words(str(self.folder) if self.folder is not None else _NO_FOLDER)

    def _choose(self) -> None:
        chosen = self.desk.asking.choose_folder("共有フォルダー", self.folder)
        if chosen is not None:
            self.folder = chosen
            self._say()
            self._watch()

    def _watch(self) -> None:
        wanted = Watch(str(self.here.values()["watch"]))
        if self.folder is None and wanted is not Watch.OFF:
            self.here.show_problems({"watch": _FOLDER_FIRST})
            return
        self.here.show_problems({})
        self.desk.shared.choose(self.folder, wanted)

    def _keep(self) -> None:
        typed = {name: str(value) for name, value in self.days.values().items()}
        try:
            wanted = read_pace(typed)
        except InvalidInput as problem:
            self.days.show_problems(problem.by_field())
            return
        self.days.show_problems({})
        self.desk.write(
            lambda work: set_pace(work, wanted),
            lambda _: self.accept(),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: TeichakuError) -> None:
        if isinstance(error, InvalidInput):
            self.days.show_problems(error.by_field())
        else:
            self.desk.explain(error)
