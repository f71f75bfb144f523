"""The forms of 所在 and of できごと."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.calendar.typing import read_date
from app.cases.whereabouts import actions
from app.cases.whereabouts.queries import EventFacts, StayFacts, Whereabouts
from app.cases.whereabouts.rules import EVENT, STAY, EventInput, StayInput
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, as_typed, date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form

if TYPE_CHECKING:
    from app.ui.screens.cases.sections.whereabouts import WhereaboutsSection

STAY_KIND, EVENT_KIND = "stay", "life_event"
_CHOOSE = ("", "選んでください")
_NOTE_LINES = 2


def _same_day(form: SectionForm[Any], one: Any, other: Any) -> bool:
    today = form.desk.office.clock.today()
    days = [read_date(text, today=today).value for text in (one, other)]
    return bool(one == other) or (days[0] is not None and days[0] == days[1])


def _day_row(form: SectionForm[Any], key: str, label: str, note: str = "") -> FieldRow:
    reader = date_reader(form.desk.office.clock.today(), past=True)
    return date_field(key, label, reader, placeholder=DATE_EXAMPLE, note=note)


class StayForm(RemovableForm[Whereabouts]):
    """One place and the days there."""

    section: WhereaboutsSection
    remove_words = "この所在を消す"

    def rows_form(self) -> Form:
        """Where, from when, until when, why."""
        form = Form(2)
        form.add(choice_field("kind", "場所の種類", (_CHOOSE, *codes.table(STAY).choices())))
        form.add(text_field("place", "場所", placeholder="例 前橋刑務所"))
        ends = "前の場所は、その前の日までになります。" if self.is_new else ""
        form.add(_day_row(self, "since", "いつから", ends))
        form.add(_day_row(self, "until", "いつまで", "いまもいるときは空欄のまま。"))
        form.add(text_field("reason", "移った理由"), wide=True)
        return form

    def newest(self, data: Whereabouts) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The stay as on record now."""
        if self.is_new:
            return {"kind": ""}, ()
        stay = self._found(data)
        if stay is None:
            return None
        values = {
            "kind": stay.kind,
            "place": stay.place,
            "since": as_typed(stay.since),
            "until": as_typed(stay.until),
            "reason": stay.reason,
        }
        return values, (stay.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Days as days."""
        return _same_day(self, one, other) if key in ("since", "until") else bool(one == other)

    def words_of(self, key: str, value: Any) -> str:
        """The kind by its word."""
        return codes.label(STAY, value or None) if key == "kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep a new stay or what was corrected."""
        typed = StayInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if self.is_new:
            return lambda work: actions.add_stay(work, subject, typed)
        return lambda work: actions.correct_stay(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a stay is taken away."""
        stay = self._found(self.section.data) if self.section.data is not None else None
        if stay is None:
            return None
        words = f"所在「{stay.place}」の記録を消します。元には戻せません。"
        return words, lambda work: actions.remove_stay(work, stay.id, stay.version)

    def after_removal(self) -> QWidget:
        """The button that adds."""
        return self.section.add_stay

    def _found(self, data: Whereabouts) -> StayFacts | None:
        return next((stay for stay in data.stays if stay.id == self.subject), None)


class EventForm(SectionForm[Whereabouts]):
    """What happened, and how it was settled."""

    section: WhereaboutsSection

    def rows_form(self) -> Form:
        """What, when, where; and what came after it."""
        form = Form(2)
        form.add(choice_field("kind", "できごと", (_CHOOSE, *codes.table(EVENT).choices())))
        form.add(_day_row(self, "day", "日付"))
        form.add(text_field("place", "場所", placeholder="例 高崎警察署、模擬病院"), wide=True)
        form.add(lines_field("note", "内容", lines=_NOTE_LINES), wide=True)
        form.add(_day_row(self, "settled_on", "その後の日", "釈放・出所・所在確認・退院の日。"))
        form.add(text_field("settled_note", "その後"))
        return form

    def newest(self, data: Whereabouts) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The event as on record now."""
        if self.subject == self.page.episode.id:
            return {"kind": ""}, ()
        event = self._found(data)
        if event is None:
            return None
        values = {
            "kind": event.kind,
            "day": as_typed(event.day),
            "place": event.place,
            "note": event.note,
            "settled_on": as_typed(event.settled_on),
            "settled_note": event.settled_note,
        }
        return values, (event.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Days as days."""
        return _same_day(self, one, other) if key in ("day", "settled_on") else bool(one == other)

    def words_of(self, key: str, value: Any) -> str:
        """The kind by its word."""
        return codes.label(EVENT, value or None) if key == "kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep a new event or what was corrected."""
        typed = EventInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.record_event(work, subject, typed)
        return lambda work: actions.correct_event(work, subject, versions[0], typed)

    def _found(self, data: Whereabouts) -> EventFacts | None:
        return next((event for event in data.events if event.id == self.subject), None)
