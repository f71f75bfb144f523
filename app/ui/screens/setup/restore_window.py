"""控えから戻す: which 控え, who opens it; needed most when the data itself does not open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import JST, Clock
from app.errors import InvalidInput, KeyProblem, NeedsConfirmation, TeichakuError
from app.storage.embedded.backup import KeysBeside, keys_of, list_backups, moment_of
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.keys.recovery import FIELD
from app.storage.restoring import Restored, by_code, by_passphrase, restore
from app.ui.asking import Asking
from app.ui.jobs import JobRunner
from app.ui.screens.setup.before_sign_in import BeforeSignIn
from app.ui.tables import Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.centred import CentredCard
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.field_row import choice_field, secret_field
from app.ui.widgets.form import Form
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph

_WHAT = (
    "控えを別の場所で開いて全部確かめてから、入れ替えます。いまのデータは消さず、そばのフォルダーに残します。"
    "書きかけも残ります。"
)
_CODE = "recovery code"
_CHOOSE_FIRST = "戻す控えを選ぶと進めます。"
_BUSY = "控えを確かめています。"
_KIND = "控え (teichaku-*.db)"


@dataclass(frozen=True)
class Row:
    """A 控え that can be chosen."""

    path: Path
    taken_at: datetime
    size: int


class RestoreWindow(BeforeSignIn):
    """`restored` says that the office can be opened again; `left` goes back, `gone` was closed."""

    restored = Signal()

    def __init__(
        self,
        folder: OfficeFolder,
        *,
        jobs: JobRunner,
        asking: Asking,
        clock: Clock | None = None,
    ) -> None:
        super().__init__("確かめて戻す")
        self._folder, self._jobs, self._asking = folder, jobs, asking
        self._clock = clock or Clock()
        self.model = ListModel(_COLUMNS, parent=self)
        self.table = ListTable(self.model, edge=False, row_key=lambda row: row.path)
        self.table.setAccessibleName("控え")
        self.table.row_chosen.connect(lambda _: self._offer_people())
        self.elsewhere = Button("ほかの場所の控えを選ぶ")
        self.elsewhere.clicked.connect(self.choose_file)
        self.form = Form(columns=2)
        self.who = self.form.add(choice_field("who", "開く人", []))
        self.secret = self.form.add(secret_field("secret", "合言葉"))
        self.who.changed.connect(self._name_secret)
        self.form.finished.connect(self.go_on)
        self._room = QWidget()
        self.setWindowTitle("定着 控えから戻す")
        self._arrange()
        self.show_files(list_backups(folder))

    def show_files(self, files: tuple[Path, ...]) -> None:
        """Offer these 控え, the first one chosen."""
        rows = [Row(path, moment_of(path), path.stat().st_size) for path in files]
        self.model.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._room.setVisible(not rows)
        if rows:
            self.table.choose_row(0)
        self._offer_people()

    def choose_file(self) -> None:
        """A 控え on a USB stick, a NAS, or brought from another PC."""
        path = self._asking.choose_open_file("控えを選ぶ", _KIND)
        if path is None:
            return
        try:
            moment_of(path)
        except ValueError:
            self._say(
                f"「{path.name}」は控えの名前ではありません。何も変えていません。"
                "「teichaku-日付-時刻.db」という名前のファイルを選んでください。"
            )
            return
        self.show_files((path, *(one for one in list_backups(self._folder) if one != path)))

    def go_on(self) -> None:
        """Ask once more, then verify and put back."""
        row = self.table.chosen_row()
        if self.next_button.reason or not isinstance(row, Row):
            return
        if not str(self.secret.value()):
            self.secret.show_error(f"{self._secret_words()}を入力してください。")
            return
        question = (
            f"データを、{_moment(row)} の控えに戻します。"
            "それより後に記録したことは、戻したデータにはありません。"
        )
        if self._asking.confirm(question, yes="戻す", no="やめる", detail=_WHAT, danger=True):
            self._restore(row.path)

    def _restore(self, path: Path, *, other: bool = False) -> None:
        folder, clock = self._folder, self._clock
        typed, who = str(self.secret.value()), str(self.who.value())
        unlock = by_code(typed) if who == _CODE else by_passphrase(who, typed)
        self._say("")
        self._set_busy(True)
        self._jobs.run(
            lambda: restore(folder, path, unlock, clock, other=other),
            done=self._restored,
            failed=partial(self._refused, path),
            title="控えを確かめて、戻しています",
            owner=self,
        )

    def _restored(self, done: Restored) -> None:
        self._done = True
        self.secret.set_value("")
        former = f"前のデータは「{done.former.name}」に残してあります。" if done.former else ""
        keys = "合言葉は、控えのときのものです。" if done.keys_replaced else ""
        self._asking.inform(
            f"控え「{done.file}」を確かめ、戻しました（{done.rows:,}件）。{former}{keys}"
        )
        self.restored.emit()

    def _refused(self, path: Path, error: TeichakuError) -> None:
        self._set_busy(False)
        if isinstance(error, NeedsConfirmation):
            if self._asking.confirm(error.question, yes="この控えに戻す", no="やめる", danger=True):
                self._restore(path, other=True)
            return
        if isinstance(error, InvalidInput) and FIELD in error.by_field():
            self.secret.show_error(error.by_field()[FIELD])
            return
        self._say(error.message)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_people(self) -> None:
        """Who has a key in the chosen 控え, and the recovery code."""
        row = self.table.chosen_row()
        people: list[tuple[str, str]] = []
        self._say("")
        if isinstance(row, Row):
            beside = keys_of(row.path)
            try:
                slots = read_slots(KeysBeside(beside) if beside.exists() else self._folder)
            except KeyProblem as problem:
                slots = ()
                self._say(problem.message)
            people = list({one.staff_id: one.name for one in slots if one.staff_id}.items())
        editor = self.who.editor
        if isinstance(editor, ChoiceEditor):
            editor.set_choices([*people, (_CODE, "回復コード")])
            editor.set_value(people[0][0] if people else _CODE)
        self._name_secret()
        self._allow()

    def _name_secret(self) -> None:
        self.secret.set_label(self._secret_words())

    def _secret_words(self) -> str:
        return "回復コード" if self.who.value() == _CODE else "合言葉"

    def _allow(self) -> None:
        if isinstance(self.table.chosen_row(), Row):
            self.next_button.allow()
        else:
            self.next_button.refuse(_CHOOSE_FIRST)

    def _set_busy(self, busy: bool) -> None:
        for part in (self.table, self.elsewhere, self.form, self.back_button):
            part.setEnabled(not busy)
        if busy:
            self.next_button.refuse(_BUSY)
        else:
            self._allow()

    def _arrange(self) -> None:
        middle = CentredCard(Size.WIZARD_WIDTH, Size.WIZARD_HEIGHT)
        inside = middle.inside
        inside.addWidget(PlainLabel("控えから戻す", size="title", strong=True))
        inside.addWidget(Paragraph(_WHAT, tone=Tone.MUTED))
        inside.addWidget(self.table, 1)
        line = QHBoxLayout()
        lay(line, gap=2)
        line.addWidget(self.elsewhere)
        line.addStretch(1)
        inside.addLayout(line)
        inside.addWidget(self.form)
        inside.addWidget(self.problem)
        inside.addWidget(self._room, 1)
        foot = QHBoxLayout()
        lay(foot, gap=3)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.next_button)
        inside.addLayout(foot)
        outer = QVBoxLayout(self)
        lay(outer, gap=0)
        outer.addWidget(middle)


def _moment(row: Row) -> str:
    at = row.taken_at.astimezone(JST)
    return f"{at.year}年{at:%m}月{at:%d}日 {at:%H:%M}"


_COLUMNS = (
    Column("日時", "taken_at", width=190, stretch=True, sortable=False,
           cell=_moment),
    Column("大きさ", "size", Kind.NUMBER, width=110, sortable=False,
           cell=lambda row: f"{row.size / 1_000_000:,.1f} MB"),
)  # fmt: skip
