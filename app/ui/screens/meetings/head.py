"""The head of a meeting: what it is, when and where, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import codes
from app.calendar.holidays import holiday_name
from app.deadlines.rules import estimated
from app.meetings.course.actions import restore, take_back
from app.meetings.planned.queries import meeting_entry
from app.meetings.queries import MeetingFacts
from app.meetings.rules import CANCELLED, HELD, PLANNED, STATES, kind_words
from app.reports.output import write_whole
from app.reports.papers.actions import note_left
from app.reports.papers.meeting_sheets import PAPERS
from app.schedule.clock import span_words
from app.schedule.ics import calendar
from app.staff.permissions import Permission
from app.ui.papers.preview import PaperPreview
from app.ui.screens.meetings.card import let
from app.ui.screens.meetings.head_forms import ADVICE
from app.ui.screens.meetings.kinds import CANCEL, HEAD, HOLD
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag
from app.ui.words import long_day

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import MeetingPane, Whole

_TONES = {PLANNED: Tone.ACCENT, HELD: Tone.GOOD, CANCELLED: Tone.MUTED}
_ICS = "予定ファイル (*.ics)"
_CANCEL, _RESTORE, _BACK, _FILE = "cancel", "restore", "back", "file"


class MeetingHead(QWidget):
    """Title and state, when and where, the buttons, and what stands in the way of holding it."""

    def __init__(self, pane: MeetingPane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pane = pane
        self.title = Paragraph(size=Size.TITLE, strong=True)
        self.state = Tag("")
        self.when = Paragraph()
        self.where = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        self.advice = Paragraph(tone=Tone.MUTED, size=Size.CAPTION)
        self.obstacle = Paragraph(tone=Tone.ERROR, size=Size.CAPTION)
        self.hold = Button("開催を記録", kind="primary")
        self.edit = Button("訂正")
        self.prints = MenuButton("印刷", [(one.key, one.title) for one in PAPERS])
        self.more = MenuButton("ほか", ())
        self.form_place = QVBoxLayout()
        self._arrange()
        self.hold.clicked.connect(lambda: pane.edit(HOLD))
        self.edit.clicked.connect(lambda: pane.edit(HEAD))
        self.prints.chosen.connect(pane.print_paper)
        self.more.chosen.connect(self._do)

    def show_data(self, data: Whole) -> None:
        """Show the head as it is now."""
        page, facts = data.page, data.page.facts
        self.title.set_words(f"{kind_words(facts.kind)}　{facts.title}".strip())
        self.setAccessibleName(self.title.words)
        self.state.set_word(codes.label(STATES, facts.state), _TONES.get(facts.state, Tone.MUTED))
        time = span_words(facts.start, facts.end) if facts.start is not None else ""
        today = self.pane.desk.office.clock.today()
        self.when.set_words(f"{_day(facts, today)}　{time}".strip())
        parts = (facts.place, f"主催 {facts.host or '自センター'}", _worker(facts))
        self.where.setText("　".join(part for part in parts if part))
        self.advice.set_words(ADVICE[facts.how])
        self.obstacle.set_words(_obstacle(data, today))
        self.obstacle.setVisible(bool(self.obstacle.words))
        let(self.edit, page.edit_refusal)
        let(self.hold, page.hold_refusal)
        self.hold.setVisible(facts.state == PLANNED)
        self.more.set_entries(_entries(facts, self.pane.desk.actor.may(Permission.HOLD_MEETINGS)))

    def tab_stops(self, form: Sequence[QWidget] = ()) -> tuple[QWidget, ...]:
        """What Tab comes to, from top to bottom."""
        return (self.hold, self.edit, self.prints, self.more, *form)

    def focus(self) -> None:
        """Put the keyboard to the first button that can be pressed."""
        buttons = [one for one in (self.hold, self.edit, self.prints) if one.isVisible()]
        able = next((one for one in buttons if one.isEnabled()), None)
        if able is not None:
            able.setFocus(Qt.FocusReason.OtherFocusReason)

    def preview(self, data: Whole, key: str) -> PaperPreview:
        """A paper before it is printed; its file's name has the day and no person's name."""
        paper = next(one for one in PAPERS if one.key == key)
        facts = data.page.facts
        name = f"{paper.title}_{facts.day:%Y%m%d}"
        preview = PaperPreview(
            self.pane.desk,
            lambda reading: paper.make(reading, facts.id),
            name,
            self.window(),
            meeting_id=facts.id,
        )
        preview.open()
        return preview

    def _do(self, key: str) -> None:
        data = self.pane.data
        if data is None:
            return
        facts = data.page.facts
        if key == _CANCEL:
            self.pane.edit(CANCEL)
        elif key == _RESTORE:
            self.pane.act(lambda work: restore(work, facts.id, facts.version))
        elif key == _FILE:
            self._write_file(facts)
        elif key == _BACK and self.pane.desk.asking.confirm(
            "開催の記録を取り消して、予定に戻します。出席も未定に戻ります。議事録は残ります。",
            yes="予定に戻す",
            no="そのままにする",
        ):
            self.pane.act(lambda work: take_back(work, facts.id, facts.version))

    def _write_file(self, facts: MeetingFacts) -> None:
        """The meeting for another calendar, without a name of anybody."""
        desk = self.pane.desk
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / f"会議_{facts.day:%Y%m%d}.ics"
        path = desk.asking.choose_save_file("予定ファイルに書き出す", _ICS, proposed)
        if path is None:
            return
        target = path if path.suffix.lower() == ".ics" else path.with_name(f"{path.name}.ics")
        office, stamp = desk.office_name, desk.office.clock.now()

        def left() -> None:
            desk.asking.inform(
                f"「{target.name}」に書き出しました。種類と日時だけで、氏名は入っていません。"
            )
            how = "カレンダーのファイルに書き出し"
            desk.write(
                lambda work: note_left(work, "会議", how, meeting_id=facts.id),
                lambda _: None,
                owner=self,
            )

        def written(data: bytes) -> None:
            desk.jobs.run(
                lambda: write_whole(target, data, lambda draft: _complete(draft, data)),
                done=lambda _: left(),
                failed=desk.explain,
                on="pool",
                title="書き出しています",
                owner=self,
            )

        desk.read(
            lambda reading: calendar(office, [meeting_entry(reading, facts.id)], stamp),
            written,
            owner=self,
        )

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=1)
        top = QHBoxLayout()
        lay(top, gap=2)
        top.addWidget(self.title, 1)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        for part in (self.when, self.where, self.advice):
            column.addWidget(part)
        line = QWidget()
        flow = FlowLayout(line, gap=2)
        for button in (self.hold, self.edit, self.prints, self.more):
            flow.addWidget(button)
        column.addWidget(line)
        column.addWidget(self.obstacle)
        lay(self.form_place, gap=2)
        column.addLayout(self.form_place)


def _obstacle(data: Whole, today: date) -> str:
    """What stands in the way of recording a meeting whose day has come."""
    page = data.page
    if page.facts.state != PLANNED or page.edit_refusal or page.facts.day > today:
        return ""
    return page.hold_refusal


def _worker(facts: MeetingFacts) -> str:
    return f"担当 {facts.worker}" if facts.worker else ""


def _day(facts: MeetingFacts, today: date) -> str:
    """The day in full, with what is special about it while people must still act on it."""
    holiday = holiday_name(facts.day) if facts.state == PLANNED else ""
    note = f"・{holiday}{estimated(facts.day, today)}" if holiday else ""
    return f"{long_day(facts.day)}{note}"


def _entries(facts: MeetingFacts, may: bool) -> list[tuple[str, str]]:
    state = {
        PLANNED: (_CANCEL, "中止する"),
        HELD: (_BACK, "開催の記録を取り消す"),
        CANCELLED: (_RESTORE, "中止を取り消す"),
    }[facts.state]
    file = (_FILE, "予定ファイル（.ics）に書き出す")
    return [state, file] if may else [file]


def _complete(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise OSError("read back differently")
