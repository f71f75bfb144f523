"""同じ人の記録 on the case page: who may be the same person, what was made one, the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cases.queries import CasePage
from app.clock import JST
from app.history.viewing import of_person
from app.people.merging import actions, queries
from app.people.merging.queries import Merged, Pair, SamePerson
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.screens.cases.merge_persons import MergeDialog
from app.ui.screens.cases.merge_search import MergeSearch, SuspectLine
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import short_day, time_of_day


class SamePersonSection(Section[SamePerson]):
    """Suspected doubles with the way to see both, and every merge with 「元に戻す」."""

    key, title = "same_person", "同じ人の記録"
    readings = "おなじひと まとめる 統合 重複"
    shows = ("person", "personmerge", "episode")
    empty = "同じ人と思われる記録は見つかっていません。見つけたら「同じ人の記録とまとめる」から。"

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.lines: list[SuspectLine] = []
        self.undo_buttons: dict[str, Button] = {}
        self.search: MergeSearch | None = None
        self.dialog: MergeDialog | None = None
        self.merge = Button("同じ人の記録とまとめる", kind="plain")
        self.merge.clicked.connect(self.look_for)
        self.add_to_head(self.merge)

    def read(self, reading: Reading, page: CasePage) -> SamePerson:
        """Suspicions and merges of the case's person."""
        return queries.same_person(reading, page.person.id)

    def record_ids(self, data: SamePerson) -> frozenset[str]:
        """The merges, and the persons suspected."""
        return frozenset(
            {merge.id for merge in data.merges} | {one.person.id for one in data.suspects}
        )

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Nothing is typed here."""
        return None

    def show_data(self, data: SamePerson) -> str:
        """A line for each suspicion and each merge."""
        self.merge.allow()
        if data.refusal:
            self.merge.refuse(data.refusal)
        self.lines = [SuspectLine(suspect) for suspect in data.suspects]
        for line in self.lines:
            line.wanted.connect(self.side_by_side)
            self.content.addWidget(line)
        self.undo_buttons = {}
        for merge in data.merges:
            self.content.addWidget(self._merge_line(merge))
        return f"{len(self.lines)}件の疑い" if self.lines else ""

    def start(self) -> None:
        """Look for the other record at once."""
        self.look_for()

    def look_for(self) -> None:
        """Ask which record is the same person."""
        if self.data is None or self.data.refusal or not self.host.may_open_form():
            return
        self.search = MergeSearch(self.desk, self.data.person_id, self.data.suspects, self.window())
        self.search.chosen.connect(self.side_by_side)
        self.search.open()

    def side_by_side(self, other_id: str) -> None:
        """Show this record and another beside each other, this one to be kept."""
        if self.data is not None:
            self._read_pair(self.data.person_id, other_id)

    def undo(self, merge: Merged) -> None:
        """Make two records again, asking first what stays."""
        stays = "、".join(merge.offer.stays)
        detail = (
            f"まとめたあとの次のものは、残る記録に置いたままにします: {stays}。" if stays else ""
        )
        if self.desk.asking.confirm(
            f"「{merge.gone_name}」の記録を、まとめる前の別の記録に戻します。",
            yes="元に戻す",
            no="このままにする",
            detail=detail,
        ):
            self.act(
                lambda work: actions.undo(work, merge.id),
                lambda: self.merge.setFocus(Qt.FocusReason.OtherFocusReason),
            )

    def _read_pair(self, kept_id: str, gone_id: str) -> None:
        mine = self.data.person_id if self.data is not None else ""
        self.desk.read(
            lambda reading: queries.pair(reading, kept_id, gone_id),
            self._show_pair,
            owner=self,
            viewing=of_person(gone_id if kept_id == mine else kept_id),
        )

    def _show_pair(self, pair: Pair) -> None:
        self.dialog = MergeDialog(self.desk, pair, self.window())
        self.dialog.merged.connect(lambda made: self.reload(lambda: self._to_undo(made)))
        self.dialog.outdated.connect(self.reload)
        self.dialog.swap_wanted.connect(self._read_pair)
        self.dialog.open()

    def _to_undo(self, merge_id: str) -> None:
        """The way back is at hand after a merge."""
        if merge_id in self.undo_buttons:
            self.undo_buttons[merge_id].setFocus(Qt.FocusReason.OtherFocusReason)

    def _merge_line(self, merge: Merged) -> QWidget:
        holder = QWidget()
        row, words = QHBoxLayout(holder), QVBoxLayout()
        lay(row, gap=2, margins=(0, 1, 0, 1))
        lay(words, gap=0)
        done = merge.at.astimezone(JST)
        told = f"「{merge.gone_name}」の記録をまとめた"
        words.addWidget(PlainLabel(told, elide=True))
        caption = f"{short_day(done.date())} {time_of_day(merge.at)}　{merge.by}"
        moved = f"　移した記録: {'・'.join(merge.moved)}" if merge.moved else ""
        words.addWidget(Paragraph(f"{caption}{moved}", tone=Tone.MUTED, size=Size.CAPTION))
        row.addLayout(words, 1)
        if merge.undone_at is not None:
            undone = f"{short_day(merge.undone_at.astimezone(JST).date())} に元に戻した"
            row.addWidget(PlainLabel(undone, tone=Tone.MUTED, size="caption"))
            return holder
        button = Button("元に戻す")
        if merge.offer.refusal:
            button.refuse(merge.offer.refusal)
        button.clicked.connect(lambda: self.undo(merge))
        self.undo_buttons[merge.id] = button
        row.addWidget(button)
        return holder
