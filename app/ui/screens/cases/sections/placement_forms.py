"""The forms of 帰住先調整: one candidate, and the day of release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from app import codes
from app.calendar import wareki
from app.calendar.typing import read_date
from app.cases.placement import actions
from app.cases.placement.queries import Candidate, Placing
from app.cases.placement.rules import KINDS, PLAN_WORDS, STATES, PlacementInput, ReleaseInput
from app.schedule.clock import EXAMPLE, read_clock
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.widgets.field_row import (
    choice_field,
    date_field,
    grouped_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form

CANDIDATE, RELEASE = "placement", "release"
_LINES = 2
_DAYS = ("asked_on", "result_on")
_LONG = ("route", "belongings", "medicine", "errands", "note")
_HINTS = {
    "route": "例 前橋駅 10:12発、高崎乗換え",
    "money": "例 作業報奨金 42,000円、領置金 3,500円",
    "belongings": "例 段ボール2箱は受入先へ発送",
    "medicine": "例 14日分、診療情報提供書あり",
    "errands": "例 福祉事務所で生活保護申請、役所で転入届",
}


class CandidateForm(RemovableForm[Placing]):
    """One candidate from the first thought of it to the answer."""

    remove_words = "この候補を消す"

    def rows_form(self) -> Form:
        """What, where, when asked, what came of it."""
        form = Form(2)
        past = date_reader(self.section.desk.office.clock.today(), past=True)
        form.add(grouped_field("dest_kind", "種別", codes.table(KINDS)))
        form.add(text_field("name", "名称"))
        form.add(text_field("municipality", "市町村"))
        form.add(text_field("contact", "連絡先・担当"))
        form.add(choice_field("state", "状態", codes.table(STATES).choices()))
        form.add(date_field("asked_on", "打診した日", past, placeholder=DATE_EXAMPLE))
        form.add(date_field("result_on", "結果の日", past, placeholder=DATE_EXAMPLE))
        form.add(text_field("reason", "結果の理由", placeholder="不可・取下げのときは必ず"))
        form.add(lines_field("note", "備考", lines=_LINES), wide=True)
        return form

    def newest(self, data: Placing) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The candidate as on record now; of a new one the plain form."""
        if self.is_new:
            return {"state": "candidate"}, ()
        one = self._found(data)
        if one is None:
            return None
        values = {key: getattr(one, key) for key in self.rows if key not in _DAYS}
        days = {key: _typed(getattr(one, key)) for key in _DAYS}
        return values | days, (one.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in _DAYS and one != other:
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "dest_kind":
            return codes.table(KINDS).full(value or None)
        return codes.label(STATES, value or None) if key == "state" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected candidate."""
        typed = PlacementInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.add(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a candidate is taken away."""
        one = self._found(self.section.data) if self.section.data is not None else None
        if one is None:
            return None
        words = (
            f"候補「{one.name}」の記録を消します。断られた候補は、消さずに残すと次に役立ちます。"
        )
        return words, lambda work: actions.remove(work, one.id, one.version)

    def _found(self, data: Placing) -> Candidate | None:
        return next((one for one in data.candidates if one.id == self.subject), None)


class ReleaseForm(SectionForm[Placing]):
    """同行 and what belongs to the day."""

    def rows_form(self) -> Form:
        """A row for each field."""
        form = Form(2)
        for name, words in PLAN_WORDS.items():
            hint = _HINTS.get(name, "")
            if name == "meeting_time":
                form.add(date_field(name, words, _read_time, placeholder=EXAMPLE))
            elif name in _LONG:
                form.add(lines_field(name, words, lines=_LINES, note=hint))
            else:
                form.add(text_field(name, words, placeholder=hint))
        return form

    def foot(self) -> QHBoxLayout:
        """The buttons; 身元引受人 of the 関係者 are named."""
        foot = super().foot()
        data = self.section.data
        if data is not None and data.guarantors:
            self.advice.set_words(f"関係者の身元引受人: {'、'.join(data.guarantors)}")
        return foot

    def newest(self, data: Placing) -> tuple[Mapping[str, Any], tuple[int, ...]]:
        """The plan for the day as on record now."""
        return asdict(data.release.facts), (data.release.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep the plan."""
        typed = ReleaseInput(**{key: row.value() for key, row in self.rows.items()})
        episode, versions = self.page.episode.id, self.versions
        return lambda work: actions.write_release(work, episode, versions[0], typed)


def _read_time(text: str) -> tuple[bool, str]:
    try:
        read_clock(text)
    except ValueError as problem:
        return False, str(problem)
    return True, ""


def _typed(day: Any) -> str:
    return "" if day is None else wareki.short(day)
