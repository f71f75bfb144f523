"""所在・できごと: where the person is and was, what happened, and the 業務 that follow from it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import codes
from app.cases.queries import CasePage
from app.cases.whereabouts import actions, queries
from app.cases.whereabouts.queries import EventFacts, StayFacts, Whereabouts
from app.cases.whereabouts.rules import DIED, EVENT, SETTLED, STAY
from app.storage.work import Reading
from app.ui.desk import Desk, Where
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.screens.cases.sections.whereabouts_forms import (
    EVENT_KIND,
    STAY_KIND,
    EventForm,
    StayForm,
)
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import near_day, short_day

_WORDS_COLUMN = 132


class WhereaboutsSection(Section[Whereabouts]):
    """Events above, then the stays, each newest first; Enter on one opens its form."""

    key, title = "whereabouts", "所在・できごと"
    readings = "しょざい できごと 再逮捕 所在不明 入院 移送"
    shows = ("stay", "lifeevent", "episode", "person")
    empty = (
        "まだ記録がありません。施設を移ったときは「＋所在」、再逮捕・所在不明・入院などは"
        "「＋できごと」から残します。"
    )
    draft_kinds = (STAY_KIND, EVENT_KIND)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.buttons: dict[str, Button] = {}
        self.add_event = Button("できごと", kind="plain", icon_name="plus")
        self.add_stay = Button("所在", kind="plain", icon_name="plus")
        self.add_event.clicked.connect(lambda: self.open_kind(EVENT_KIND))
        self.add_stay.clicked.connect(lambda: self.open_kind(STAY_KIND))
        self.add_to_head(self.add_event)
        self.add_to_head(self.add_stay)

    def read(self, reading: Reading, page: CasePage) -> Whereabouts:
        """Stays and events of the case's person."""
        return queries.whereabouts(reading, page.person.id)

    def record_ids(self, data: Whereabouts) -> frozenset[str]:
        """Those of the stays and the events."""
        return frozenset({s.id for s in data.stays} | {e.id for e in data.events})

    def show_data(self, data: Whereabouts) -> str:
        """Events first: what still lasts is said beside the anchor."""
        for button in (self.add_event, self.add_stay):
            if data.refusal:
                button.refuse(data.refusal)
            else:
                button.allow()
        self.entries, self.buttons = {}, {}
        for event in data.events:
            self._add(event.id, self._event(event), EVENT_KIND, data.refusal)
            self._add_buttons(event, data.refusal)
        if data.events and data.stays:
            self.content.addWidget(PlainLabel("所在", tone=Tone.MUTED, size="caption"))
        for stay in data.stays:
            self._add(stay.id, self._stay(stay), STAY_KIND, data.refusal)
        lasting = [codes.label(EVENT, event.kind) for event in data.events if event.lasts]
        return "・".join(dict.fromkeys(lasting))

    def open_kind(self, kind: str, subject: str = "") -> None:
        """Open a form: of something new or of a record."""
        if self.page is not None:
            form = self.form_for(kind, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.refusal:
            return None
        maker = StayForm if kind == STAY_KIND else EventForm
        form: StayForm | EventForm = maker(self, self.page, kind, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def _add(self, key: str, entry: TimelineEntry, kind: str, refusal: str) -> None:
        self.entries[key] = entry
        if not refusal:
            entry.opened.connect(lambda: self.open_kind(kind, key))
        self.content.addWidget(entry)

    def _event(self, event: EventFacts) -> TimelineEntry:
        settled = ""
        if event.settled_on is not None:
            settled = f"{SETTLED[event.kind]} {short_day(event.settled_on)}　{event.settled_note}"
        elif event.lasts and event.kind != "other":
            settled = f"{SETTLED[event.kind]}はまだ記録していません。"
        lines = (event.note, settled.strip())
        return TimelineEntry(
            codes.label(EVENT, event.kind),
            near_day(event.day, self.desk.office.clock.today()),
            event.place,
            "\n".join(line for line in lines if line),
            tone=Tone.WARNING if event.lasts or event.kind == DIED else Tone.TEXT,
            column=_WORDS_COLUMN,
        )

    def _stay(self, stay: StayFacts) -> TimelineEntry:
        until = short_day(stay.until) if stay.until is not None else ""
        return TimelineEntry(
            f"{short_day(stay.since)}〜",
            until or "いまここ",
            codes.label(STAY, stay.kind),
            f"{stay.place}　{stay.reason}".strip(),
            kind_tone=Tone.MUTED if until else Tone.GOOD,
            column=_WORDS_COLUMN,
        )

    def _add_buttons(self, event: EventFacts, refusal: str) -> None:
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addSpacing(int(Size.GRID))
        if event.may_begin:
            service = codes.label("service", event.may_begin)
            words = f"{codes.label(EVENT, event.kind)}から{service}業務を始める"
            self._add_button(row, event.id, words, refusal, lambda: self._begin(event))
        if event.led_to and self.page is not None and event.led_to != self.page.episode.id:
            words = f"{codes.label(EVENT, event.kind)}から始めた業務を開く"
            self._add_button(row, event.id, words, "", lambda: self.case_wanted(event.led_to))
        if event.may_end:
            words = f"続いている業務（{event.may_end}件）を死亡で終了にする"
            self._add_button(row, event.id, words, refusal, lambda: self._end_all(event))
        if row.count() > 1:
            row.addStretch(1)
            self.content.addLayout(row)

    def _add_button(self, row: QHBoxLayout, key: str, words: str, refusal: str, act: Any) -> None:
        button = Button(words, kind="link")
        button.clicked.connect(lambda _=False: act())
        if refusal:
            button.refuse(refusal)
        self.buttons[key] = button
        row.addWidget(button)

    def _begin(self, event: EventFacts) -> None:
        self.desk.write(
            lambda work: actions.begin_from(work, event.id, event.version),
            self.case_wanted,
            owner=self,
        )

    def case_wanted(self, episode_id: str) -> None:
        """Show the 業務 that was begun."""
        self.desk.go(Where("cases", {"episode": episode_id}))

    def _end_all(self, event: EventFacts) -> None:
        if self.desk.asking.confirm(
            f"続いている{event.may_end}件の業務を、{short_day(event.day)}の死亡で終了にします。",
            yes="終了にする",
            no="やめる",
        ):
            self.act(
                lambda work: actions.end_all(work, event.id, event.version),
                lambda: self.setFocus(Qt.FocusReason.OtherFocusReason),
            )
