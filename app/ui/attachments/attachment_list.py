"""添付 as a list to embed: shows the files of a record, adds, opens, saves and takes away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.attachments import actions, queries
from app.attachments.queries import AttachmentFacts, AttachmentsPage
from app.attachments.rules import (
    LARGEST,
    Owner,
    check_reason,
    label_of,
    size_words,
)
from app.attachments.signatures import KINDS
from app.clock import JST
from app.errors import InvalidInput
from app.ui.attachments.adding import (
    Adding,
    Outcome,
    Source,
    from_path,
    holds_files,
    sources_in,
)
from app.ui.attachments.taking_out import TakingOut
from app.ui.desk import Desk
from app.ui.notices import Notice
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import short_day

Target = tuple[Owner, str]
"""A record that takes files, and its words."""
_CHOOSE = "一覧から添付を選んでください。"
_RUNNING = "いま加えている添付が終わるまでお待ちください。"
_HINT = (
    f"ここへファイルを落とすか、Ctrl Vで貼り付けても加わります（1つ{size_words(LARGEST)}まで。"
    "PDF・画像・Word・Excel・PowerPoint・テキスト）。"
)
_OPENED = (
    "「開く」は、PDFと画像をこの画面に出します。ほかは読み取り専用の写しを"
    "この PC の利用者だけのフォルダーに置いて開き、離席・終了のときに消します。"
)
_TARGET_LENGTH = 18
_ENDINGS = " ".join(f"*.{ending}" for kind in KINDS for ending in kind.endings)


class AttachmentList(QWidget):
    """Embed it and call `show_owner` (it reads by itself), or `show_page` with what was read.

    `belongs` adds a column that says which record a file belongs to. `counted` tells how many.
    """

    counted = Signal(int)

    def __init__(self, desk: Desk, *, belongs: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.page: AttachmentsPage | None = None
        self._owner: Owner | None = None
        self._asked = 0
        self._targets: dict[str, Owner] = {}
        self._wanted = ""
        self.notice = NoticeBar()
        self._target_row = QWidget()
        self.target = ChoiceEditor(())
        self.target.combo.setMinimumContentsLength(_TARGET_LENGTH)
        self.target.combo.setAccessibleName("加える先")
        self.add_button = Button("ファイルを加える", kind="plain", icon_name="plus")
        self.model = ListModel(_columns(belongs))
        self.table = ListTable(
            self.model,
            edge=False,
            fit=True,
            two_lines=True,
            header=belongs,
            type_ahead="name",
            row_key=lambda row: row.id,
        )
        self.table.setAccessibleName("添付ファイル")
        self.hint = Paragraph(_HINT, tone=Tone.MUTED, size=Size.CAPTION)
        self.opened_words = Paragraph(_OPENED, tone=Tone.MUTED, size=Size.CAPTION)
        self.open_button = Button("開く")
        self.copy_button = Button("写しを保存")
        self.remove_button = Button("取り除く", kind="plain")
        self.removed_button = Button("", kind="plain")
        self.removed_words = Paragraph(tone=Tone.MUTED, size=Size.CAPTION)
        self.adding = Adding(desk, self)
        self.taking_out = TakingOut(desk, self)
        self.setAcceptDrops(True)
        self._arrange()
        self._connect()
        self._show_buttons()

    def show_owner(self, owner: Owner) -> None:
        """Read and show the files of one record, and again whenever they change."""
        other, self._owner = owner != self._owner, owner
        if other:
            self.clear()
        self._asked += 1
        asked = self._asked
        self.desk.read(
            lambda reading: queries.of_owner(reading, owner),
            lambda page: self._arrived(asked, page),
            owner=self,
        )

    def show_page(self, page: AttachmentsPage, targets: Sequence[Target]) -> None:
        """Show these files; what is added goes to the target chosen, at first the first."""
        self.page = page
        self._set_targets(targets)
        self.model.show_rows(page.files)
        self.table.setVisible(bool(page.files))
        self._show_removed(page)
        self._choose_wanted()
        self._show_buttons()
        self.counted.emit(len(page.files))

    def clear(self) -> None:
        """Show nothing: another record is about to be shown."""
        self.page = None
        self._wanted = ""
        self.notice.set_notice("", "")
        self.model.show_rows(())
        self.table.hide()
        self._set_targets(())
        self.removed_button.hide()
        self.removed_words.hide()
        self._show_buttons()

    def chosen(self) -> AttachmentFacts | None:
        """The file the keyboard is on."""
        row = self.table.chosen_row()
        return row if isinstance(row, AttachmentFacts) else None

    def ask_for_files(self) -> None:
        """Ask which files to add."""
        paths = self.desk.asking.choose_open_files("加えるファイル", f"添付できるもの ({_ENDINGS})")
        self.take(tuple(from_path(path) for path in paths))

    def paste(self) -> None:
        """Add the files or the picture on the clipboard."""
        self.take(self._sources_on_clipboard())

    def take(self, sources: Sequence[Source]) -> None:
        """Add files to the record that is chosen."""
        owner = self._targets.get(str(self.target.value()))
        if self.page is None or owner is None or not sources:
            return
        if self.page.add_refusal:
            self.desk.asking.inform(self.page.add_refusal)
            return
        self.notice.set_notice("", "")
        self.adding.add(owner, sources)
        self._show_buttons()

    def open_chosen(self) -> None:
        """Show the file."""
        file = self.chosen()
        if file is not None:
            self.taking_out.open(file)

    def save_chosen(self) -> None:
        """Save a copy of the file."""
        file = self.chosen()
        if file is not None:
            self.taking_out.save_copy(file)

    def remove_chosen(self) -> None:
        """Ask why and whether, and take the file away."""
        file = self.chosen()
        if file is None or file.remove_refusal:
            return
        reason = self.desk.asking.ask_text("添付を取り除く", "理由（記録に残ります）")
        if reason is None:
            return
        try:
            why = check_reason(reason)
        except InvalidInput as error:
            self.desk.asking.error(error)
            return
        question = (
            f"添付「{file.name}」を取り除きます。中身は消え、元に戻せません。"
            "名前と理由、取り除いた人は残ります。"
        )
        if self.desk.asking.confirm(question, yes="取り除く", no="残す", danger=True):
            self.desk.write(
                lambda work: actions.remove(work, file.id, why), self._removed, owner=self
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped while they may be added, and only as copies."""
        may_add = self.page is not None and not self.page.add_refusal
        copies = event.possibleActions() & Qt.DropAction.CopyAction
        if not (may_add and copies and holds_files(event.mimeData())):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.hint.set_words("ここで離すと加わります。")
        self.hint.set_tone(Tone.ACCENT)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was dropped."""
        self._hint_again()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add copies of the files; the originals stay where they are."""
        self._hint_again()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(sources_in(event.mimeData(), self._today()))

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.ask_for_files)
        self.open_button.clicked.connect(self.open_chosen)
        self.copy_button.clicked.connect(self.save_chosen)
        self.remove_button.clicked.connect(self.remove_chosen)
        self.removed_button.clicked.connect(
            lambda: self.removed_words.setVisible(self.removed_words.isHidden())
        )
        self.table.row_chosen.connect(lambda _: self._show_buttons())
        self.table.row_opened.connect(lambda _: self.open_chosen())
        self.adding.ended.connect(self._added)
        self.taking_out.told.connect(lambda words: self.notice.set_notice("", words))
        self.desk.notices.changed.connect(self._heard)
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence.StandardKey.Paste, self, self.paste, context=near)
        QShortcut(QKeySequence.StandardKey.Delete, self, self.remove_chosen, context=near)

    def _arrange(self) -> None:
        chosen = QHBoxLayout(self._target_row)
        lay(chosen, gap=2)
        chosen.addWidget(PlainLabel("加える先", tone=Tone.MUTED))
        chosen.addWidget(self.target)
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(self.notice)
        column.addWidget(_flowing(self._target_row, self.add_button))
        column.addWidget(self.table)
        acts = (self.open_button, self.copy_button, self.remove_button, self.removed_button)
        column.addWidget(_flowing(*acts))
        for part in (self.removed_words, self.hint, self.opened_words):
            column.addWidget(part)
        for hidden in (self.notice, self.table, self.removed_button, self.removed_words):
            hidden.hide()

    def _arrived(self, asked: int, page: AttachmentsPage) -> None:
        if asked == self._asked and self._owner is not None:
            self.show_page(page, ((self._owner, ""),))

    def _heard(self, notice: Notice) -> None:
        owner = self._owner
        if owner is not None and notice.touches("attachment") and notice.names({owner.id}):
            self.show_owner(owner)

    def _set_targets(self, targets: Sequence[Target]) -> None:
        self._targets = {f"{owner.kind} {owner.id}": owner for owner, _ in targets}
        kept = str(self.target.value())
        words = [(key, target[1]) for key, target in zip(self._targets, targets, strict=True)]
        self.target.set_value(None)
        self.target.set_choices(words)
        if words:
            self.target.set_value(kept if kept in self._targets else words[0][0])
        self._target_row.setVisible(len(targets) > 1)

    def _show_buttons(self) -> None:
        file, page = self.chosen(), self.page
        add_refusal = _RUNNING if self.adding.running else (page.add_refusal if page else "")
        for button, refusal in (
            (self.add_button, add_refusal),
            (self.open_button, "" if file else _CHOOSE),
            (self.copy_button, "" if file else _CHOOSE),
            (self.remove_button, file.remove_refusal if file else _CHOOSE),
        ):
            if refusal:
                button.refuse(refusal)
            else:
                button.allow()
        shown = page is not None and bool(page.files)
        for part in (self.open_button, self.copy_button, self.remove_button, self.opened_words):
            part.setVisible(shown)
        self.hint.setVisible(page is not None and not page.add_refusal)

    def _show_removed(self, page: AttachmentsPage) -> None:
        self.removed_button.setVisible(bool(page.removed))
        self.removed_button.set_words(f"取り除いた添付 {len(page.removed)}件")
        self.removed_words.set_words("\n".join(_removed_line(file) for file in page.removed))
        if not page.removed:
            self.removed_words.hide()

    def _added(self, outcome: Outcome) -> None:
        self.notice.set_notice("添付できないもの" if outcome.refused else "", outcome.words)
        if outcome.added:
            self._wanted = outcome.added[-1]
        self._choose_wanted()
        self._show_buttons()

    def _choose_wanted(self) -> None:
        """The file that was just added, as soon as it stands in the list."""
        for number, file in self.model.loaded_rows():
            if file.id == self._wanted:
                self._wanted = ""
                self.table.choose_row(number)
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _removed(self, _: None) -> None:
        self.notice.set_notice("", "")
        part: QWidget = self.table if self.model.rowCount() else self.add_button
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint_again(self) -> None:
        self.hint.set_words(_HINT)
        self.hint.set_tone(Tone.MUTED)

    def _today(self) -> str:
        return short_day(self.desk.office.clock.today())

    def _sources_on_clipboard(self) -> tuple[Source, ...]:
        return sources_in(QGuiApplication.clipboard().mimeData(), self._today())


def _flowing(*parts: QWidget) -> QWidget:
    """Parts side by side, in further lines where it is narrow."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=2)
    for part in parts:
        flow.addWidget(part)
    return holder


def _columns(belongs: bool) -> tuple[Column, ...]:
    owner = Column("どの記録", "owner_words", Kind.MUTED, 200, sortable=False)
    name = Column("添付", "name", Kind.STRONG, 260, stretch=True, sortable=False, cell=_name)
    return (name, owner) if belongs else (name,)


def _name(file: AttachmentFacts) -> Cell:
    day = short_day(file.added_at.astimezone(JST).date())
    about = f"{label_of(file.media_type)}・{size_words(file.size)}・{day} {file.added_by}"
    return Cell(file.name, second=about, strong=True, hint=file.name)


def _removed_line(file: AttachmentFacts) -> str:
    if file.removal is None:
        return ""
    day = short_day(file.removal.at.astimezone(JST).date())
    return f"{file.name}（{size_words(file.size)}）　{day} {file.removal.by}が取り除いた　理由: {file.removal.why}"
