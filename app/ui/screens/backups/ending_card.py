"""契約の終わり・PC の処分: the whole office out in one file, and the end of the data on this PC."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.backups.whole.actions import ENDING, Exported, export_whole
from app.backups.wiping.actions import ON_SERVER, Facts, agree_to_wipe
from app.backups.wiping.ending import refuse_inside
from app.errors import TeichakuError
from app.reports.papers.wipe_certificate import TITLE
from app.staff.permissions import Permission
from app.staff.second.rules import Act
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.jobs import Progress
from app.ui.second.dialog import with_second
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, danger_button
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

_WHOLE = (
    "すべての記録・添付・履歴を、封をした一つのファイルに書き出します。形式は公開していて（手引き「データ一式の形式」）、"
    "ほかの業者も読めます。二人目の確認が要り、開くための引継ぎコードは一度だけ表示します。"
)
_WIPE = (
    "鍵を壊し、この PC のデータと控え、第二の置き場所の控えを消して、消去証明書（PDF）を作ります。元には戻せません。"
    "続けて使う人がいるときは、先にデータ一式を渡してください。二人目の確認が要ります。"
)
_ASK = (
    "「{}」のデータを、この PC と第二の置き場所から消します。元には戻せません。"
    "消すときは、事業所の名前をそのまま入力してください。"
)
_WRITE_DOWN = (
    "紙に書き写し、ファイルとは別の方法（電話・書面）で渡してください。閉じると二度と表示しません。"
)


class WipeDialog(Dialog):
    """Asks for the office's name; 「やめる」 is what Enter and Esc give until it is right."""

    def __init__(self, office: str, parent: QWidget | None = None) -> None:
        choices = (
            Choice("no", "やめる", safe=True),
            Choice("yes", "証明書の保存先を選ぶ", kind="danger"),
        )
        super().__init__("データの消去", _ASK.format(office), choices, parent=parent)
        self._office = office
        self.form = Form()
        self.name = self.form.add(text_field("office", "事業所の名前"))
        self.body.addWidget(self.form)
        self.form.changed.connect(self._look)
        self._look()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def typed(self) -> str:
        """What was typed."""
        return str(self.name.value())

    def _look(self) -> None:
        if self.typed.strip() == self._office:
            self.buttons["yes"].allow()
        else:
            self.buttons["yes"].refuse("事業所の名前が、まだ同じではありません。")


class EndingCard(Card):
    """`ended` carries what the certificate says and where it goes; the program then closes the office."""

    ended = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__("契約の終わり・PC の処分", gap=2)
        self._desk = desk
        self.dialog: WipeDialog | None = None
        self.whole = Button("データ一式を書き出す")
        self.whole.clicked.connect(self.export)
        self.wipe = danger_button("データを消去する")
        self.wipe.clicked.connect(self.ask_wipe)
        for button, permission in (
            (self.whole, Permission.MANAGE_OFFICE),
            (self.wipe, Permission.MANAGE_KEYS),
        ):
            refusal = desk.actor.refusal(permission)
            if refusal:
                button.refuse(refusal)
        if desk.office.served:
            self.wipe.refuse(ON_SERVER)
        for words, button in ((_WHOLE, self.whole), (_WIPE, self.wipe)):
            line = QHBoxLayout()
            lay(line, gap=3)
            about = Paragraph(words, size=Size.CAPTION, tone=Tone.MUTED, centered=True)
            line.addWidget(about, 1)
            line.addWidget(button)
            self.add(line)

    def export(self) -> None:
        """Where to, then the second person, then everything into one file."""
        if self.whole.reason:
            return
        day = self._desk.office.clock.today()
        proposed = _documents() / f"データ一式_{day:%Y%m%d}{ENDING}"
        chosen = self._desk.asking.choose_save_file(
            "データ一式の保存先", f"データ一式 (*{ENDING})", proposed
        )
        if chosen is None:
            return
        out = chosen if chosen.name.endswith(ENDING) else chosen.with_name(chosen.name + ENDING)
        with_second(
            self._desk,
            Act.WHOLE_EXPORT,
            out.name,
            done=lambda request: self._export(out, request),
            owner=self,
        )

    def ask_wipe(self) -> None:
        """The name first; only then the certificate, the second person, and the end."""
        if self.wipe.reason:
            return
        self.dialog = WipeDialog(self._desk.office_name, self.window())
        self.dialog.accepted.connect(self._named)
        self.dialog.open()

    def _named(self) -> None:
        dialog, desk = self.dialog, self._desk
        if dialog is None or dialog.answer != "yes" or desk.office.folder is None:
            return
        typed = dialog.typed
        proposed = _documents() / f"{TITLE}_{desk.office.clock.today():%Y%m%d}.pdf"
        chosen = desk.asking.choose_save_file("消去証明書の保存先", "PDF (*.pdf)", proposed)
        if chosen is None:
            return
        out = chosen if chosen.suffix.lower() == ".pdf" else chosen.with_name(chosen.name + ".pdf")
        try:
            refuse_inside(desk.office.folder, out)
        except TeichakuError as error:
            desk.asking.error(error)
            return
        with_second(
            desk,
            Act.WIPE,
            desk.office_name,
            done=lambda request: self._agree(typed, out, request),
            owner=self,
        )

    def _agree(self, typed: str, out: Path, request: str) -> None:
        served = self._desk.office.served

        def agree(work: Work) -> Facts:
            return agree_to_wipe(work, typed, request, served=served)

        self._desk.write(agree, lambda facts: self.ended.emit(facts, out), owner=self)

    def _export(self, out: Path, request: str) -> None:
        def write(work: Work, progress: Progress) -> Exported:
            return export_whole(work, out, request, lambda done, total: progress.step(done, total))

        self._desk.write_long(
            write, self._exported, owner=self, title="データ一式を書き出しています"
        )

    def _exported(self, done: Exported) -> None:
        self._desk.asking.inform(
            f"「{done.path.name}」に書き出しました（{done.rows:,}件）。引継ぎコード: {done.code}",
            detail=_WRITE_DOWN,
        )


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
