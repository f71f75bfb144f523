"""会議 on the case page: the meetings that discussed the person, and a new one for this case."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app import codes
from app.cases.queries import CasePage
from app.meetings.queries import MeetingRow, meetings_of
from app.meetings.rules import CANCELLED, HELD, KINDS, PLANNED, STATES
from app.schedule.clock import span_words
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day

_TONES = {PLANNED: Tone.ACCENT, HELD: Tone.GOOD, CANCELLED: Tone.MUTED}


@dataclass(frozen=True)
class MeetingsOfCase:
    """The meetings of a case's person, and why none can be planned."""

    meetings: tuple[MeetingRow, ...]
    refusal: str


class MeetingsSection(Section[MeetingsOfCase]):
    """A line for each meeting, newest first; Enter on one opens it in 会議."""

    key, title = "meetings", "会議"
    shows = ("meeting", "meetingperson", "signal")
    empty = (
        "この人を話し合った会議はまだありません。「会議を入れる」で、予定も済んだ会議も残せます。"
    )

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.new = Button("会議を入れる", kind="plain", icon_name="plus")
        self.new.clicked.connect(self._plan)
        self.add_to_head(self.new)

    def read(self, reading: Reading, page: CasePage) -> MeetingsOfCase:
        """Those of the person, of every 業務."""
        refusal = reading.actor.refusal(Permission.HOLD_MEETINGS)
        return MeetingsOfCase(meetings_of(reading, page.person.id), refusal)

    def record_ids(self, data: MeetingsOfCase) -> frozenset[str]:
        """Those of the meetings."""
        return frozenset(one.id for one in data.meetings)

    def show_data(self, data: MeetingsOfCase) -> str:
        """A line for each; how many are ahead beside the anchor."""
        if data.refusal:
            self.new.refuse(data.refusal)
        else:
            self.new.allow()
        self.entries = {one.id: self._entry(one) for one in data.meetings}
        for entry in self.entries.values():
            self.content.addWidget(entry)
        ahead = sum(one.state == PLANNED for one in data.meetings)
        return f"予定 {ahead}" if ahead else ""

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """Meetings are written in 会議."""
        return None

    def _entry(self, one: MeetingRow) -> TimelineEntry:
        today = self.desk.office.clock.today()
        time = span_words(one.start, one.end) if one.start is not None else ""
        what = f"{codes.label(KINDS, one.kind)}　{one.title}".strip()
        entry = TimelineEntry(
            near_day(one.day, today),
            codes.label(STATES, one.state),
            "　".join(part for part in (time, one.place) if part) or "場所・時刻は未定",
            what,
            kind_tone=_TONES.get(one.state, Tone.MUTED),
        )
        entry.opened.connect(lambda: self.desk.go(Where("meetings", {"meeting": one.id})))
        return entry

    def _plan(self) -> None:
        if self.page is not None:
            episode = self.page.episode.id
            self.desk.go(Where("meetings", {"new": True, "episode": episode}))
