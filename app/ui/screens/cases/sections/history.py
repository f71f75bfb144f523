"""だれが見たか・何をしたか: the history of a case and its person, the newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.cases.queries import CasePage
from app.clock import JST
from app.history import queries
from app.history.kinds import ALL, SORT_LABELS, Sort
from app.history.queries import OF_CASE, Told
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import link_button
from app.ui.widgets.chips import ChipMenu
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day

CHOICES = tuple((str(sort), words) for sort, words in SORT_LABELS.items())
TONES = {
    Sort.SEEN: Tone.MUTED,
    Sort.DONE: Tone.ACCENT,
    Sort.OUT: Tone.WARNING,
    Sort.FAILED: Tone.ERROR,
}
_MORE = 50


class HistorySection(Section[queries.Page]):
    """Everybody who may see the case sees who else did; the newest entry is one's own opening."""

    key, title = "history", "だれが見たか・何をしたか"
    readings = "りれき 履歴 閲覧"
    empty = "この条件の履歴はありません。"
    sort, limit = ALL, OF_CASE

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: list[TimelineEntry] = []
        self.which = ChipMenu("種類", CHOICES)
        self.which.chosen.connect(self._choose)
        self.add_to_head(self.which)
        self.more = link_button("続きを見る")

    def read(self, reading: Reading, page: CasePage) -> queries.Page:
        """The newest entries of the sort that is chosen."""
        return queries.of_case(reading, page.episode.id, sort=self.sort, limit=self.limit)

    def show_case(self, page: CasePage) -> None:
        """Another case begins with its newest entries again."""
        if self.page is None or self.page.episode.id != page.episode.id:
            self.limit = OF_CASE
        super().show_case(page)

    def record_ids(self, data: queries.Page) -> frozenset[str]:
        """Those of the entries."""
        return frozenset(row.id for row in data.rows)

    def show_data(self, data: queries.Page) -> str:
        """One line for each entry, and the way to those before."""
        self.entries = [self._entry(row) for row in data.rows]
        for entry in self.entries:
            self.content.addWidget(entry)
        left = data.total - len(data.rows)
        if left > 0:
            self.more = link_button(f"続きを見る（あと{left:,}件）")
            self.more.clicked.connect(self.show_more)
            self.content.addWidget(self.more)
        return ""

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Nothing is written here."""
        return None

    def show_more(self) -> None:
        """Older entries too."""
        self.limit += _MORE
        self.reload()

    def _choose(self, code: str) -> None:
        self.sort, self.limit = code, OF_CASE
        self.reload()

    def _entry(self, row: Told) -> TimelineEntry:
        at = row.at.astimezone(JST)
        today = self.desk.office.clock.today()
        return TimelineEntry(
            near_day(at.date(), today),
            SORT_LABELS[row.sort],
            f"{at:%H:%M}　{row.by}",
            row.words,
            kind_tone=TONES[row.sort],
        )
