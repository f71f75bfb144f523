"""The forms of a meeting itself: planned, held, cancelled, its minutes, the next one, 支援経過."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app import codes
from app.calendar import wareki
from app.meetings import actions
from app.meetings.contacts.actions import SPLIT, WHOLE, ContactInput, record_contacts
from app.meetings.course.actions import cancel, hold, plan_next
from app.meetings.members.actions import invite
from app.meetings.members.rules import MemberInput
from app.meetings.persons.actions import discuss
from app.meetings.queries import MeetingFacts
from app.meetings.rules import (
    KINDS,
    HoldInput,
    MeetingInput,
    Sharing,
    kind_words,
    length,
    sharing,
)
from app.schedule.clock import EXAMPLE, clock_words
from app.storage.work import Work
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.meetings import kinds
from app.ui.screens.meetings.form import MeetingForm
from app.ui.widgets.field_row import (
    FieldRow,
    check_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import Whole

ADVICE = {
    Sharing.CONSENT: "話し合う人すべてに、出席する機関への本人の同意が要ります。",
    Sharing.SECRECY: "市町村が組織する会議です。本人の同意がなくても、守秘を確かめた構成員と共有できます。",
    Sharing.BASIS: "共有するときに、相手ごとに根拠（本人の同意など）を確かめます。",
}
_AGENDA_LINES, _MINUTES_LINES, _CONTENT_LINES = 5, 14, 5
_SHARES = ((SPLIT, "会議の時間を人数で割る"), (WHOLE, "全員に会議の時間をそのまま"))


class HeadForm(MeetingForm):
    """A new meeting, for a case perhaps, or the head of the one that is shown."""

    kind, title, days = kinds.HEAD, "会議", ("day",)

    def heading(self) -> str:
        """As the button says that opened it."""
        return "会議を訂正" if self.meeting_id else "会議を入れる"

    def rows_form(self) -> Form:
        """What, when, where, who calls it, and the 次第."""
        form = Form(self.columns)
        today = self.desk.office.clock.today()
        offered = [(row.code, row.offered) for row in codes.table(KINDS)]
        form.add(choice_field("kind", "会議の種類", offered))
        form.add(text_field("title", "名称（氏名は入れない）", placeholder="例 第2回"))
        form.add(date_field("day", "日", date_reader(today), placeholder=DATE_EXAMPLE))
        form.add(text_field("place", "場所"))
        form.add(text_field("start", "始まり", placeholder=EXAMPLE))
        form.add(text_field("end", "終わり", placeholder=EXAMPLE))
        host = OrganisationChoice(self.desk)
        form.add(FieldRow("host_id", "主催（空欄なら自センター）", host))
        form.add(text_field("worker", "担当"))
        form.add(lines_field("agenda", "次第", lines=_AGENDA_LINES), wide=True)
        form.rows["kind"].changed.connect(self._advise)
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The head as it is now; of a new meeting who is in charge."""
        if not self.meeting_id:
            return {"kind": "joint", "worker": self.desk.worker}, ()
        if data is None:
            return None
        return _head_values(data.page.facts), (data.page.facts.version,)

    def begin(self) -> bool:
        """Fill the rows and say what this kind of meeting asks for."""
        filled = super().begin()
        self._advise()
        return filled

    def about(self) -> tuple[str, str, str]:
        """A new meeting for a case belongs to that case."""
        return (self.kind, self.subject, "" if self.meeting_id else self.pane.new_for)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        return kind_words(str(value)) if key == "kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the changed meeting; whoever plans it takes part."""
        typed = MeetingInput(**{key: str(row.value()) for key, row in self.rows.items()})
        meeting, versions, episode = self.meeting_id, self.versions, self.pane.new_for
        if meeting:
            return lambda work: actions.change(work, meeting, versions[0], typed)

        def planned(work: Work) -> str:
            made = actions.plan(work, typed)
            work.session.flush()
            if typed.worker.strip():
                invite(work, made, MemberInput(name=typed.worker))
            if episode:
                discuss(work, made, episode)
            return made

        return planned

    def _advise(self) -> None:
        self.advise(ADVICE[sharing(str(self.rows["kind"].value()))])


class HoldForm(MeetingForm):
    """When the meeting really took place, and whether everybody came."""

    kind, title, days = kinds.HOLD, "開催の記録", ("day",)
    words = "開催を記録"

    def rows_form(self) -> Form:
        """Day, times, and who came."""
        form = Form(self.columns)
        today = self.desk.office.clock.today()
        form.add(date_field("day", "開催した日", date_reader(today), placeholder=DATE_EXAMPLE))
        form.add(text_field("start", "始まり", placeholder=EXAMPLE))
        form.add(text_field("end", "終わり", placeholder=EXAMPLE))
        words = "出欠が「未定」の人を、すべて出席にする"
        form.add(check_field("everyone", "出欠", words), wide=True)
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """As it was planned."""
        if data is None or data.page.facts.state != "planned":
            return None
        facts = data.page.facts
        return {**_time_values(facts), "everyone": True}, (facts.version,)

    def action(self) -> Callable[[Work], Any]:
        """Record the meeting as held."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = HoldInput(**values)
        meeting, version = self.meeting_id, self.versions[0]
        return lambda work: hold(work, meeting, version, typed)


class CancelForm(MeetingForm):
    """Why the meeting will not take place."""

    kind, title, words = kinds.CANCEL, "会議の中止", "中止する"

    def rows_form(self) -> Form:
        """The reason."""
        form = Form()
        form.add(text_field("why", "中止の理由", placeholder="例 担当者の急病。12月に改めて開く"))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """An empty line, as long as the meeting is planned."""
        if data is None or data.page.facts.state != "planned":
            return None
        return {"why": ""}, (data.page.facts.version,)

    def action(self) -> Callable[[Work], Any]:
        """Cancel it."""
        why, meeting, version = str(self.rows["why"].value()), self.meeting_id, self.versions[0]
        return lambda work: cancel(work, meeting, version, why)


class MinutesForm(MeetingForm):
    """The 議事録."""

    kind = kinds.MINUTES

    def rows_form(self) -> Form:
        """One large text."""
        form = Form()
        form.add(lines_field("minutes", "議事録", lines=_MINUTES_LINES))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The text as it is now."""
        if data is None:
            return None
        return {"minutes": data.page.facts.minutes}, (data.page.facts.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep the text."""
        text = str(self.rows["minutes"].value())
        meeting, version = self.meeting_id, self.versions[0]
        return lambda work: actions.write_minutes(work, meeting, version, text)


class NextForm(MeetingForm):
    """The day of the next meeting with the same people."""

    kind, words, days = kinds.NEXT, "次回を予定に入れる", ("next_day",)

    def rows_form(self) -> Form:
        """The day."""
        form = Form()
        today = self.desk.office.clock.today()
        reader = date_reader(today)
        form.add(date_field("next_day", "次回の日", reader, placeholder="例 12/18"))
        return form

    def begin(self) -> bool:
        """Say what the next meeting takes over."""
        self.advise("種類・時刻・場所・出席者・話し合う人を写した予定を作ります。")
        return super().begin()

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """An empty day."""
        if data is None:
            return None
        return {"next_day": ""}, (data.page.facts.version,)

    def action(self) -> Callable[[Work], Any]:
        """Plan it."""
        day, meeting, version = (
            str(self.rows["next_day"].value()),
            self.meeting_id,
            self.versions[0],
        )
        return lambda work: plan_next(work, meeting, version, day)


class ContactsForm(MeetingForm):
    """The meeting as 支援経過 of everybody who was discussed."""

    kind, words = kinds.CONTACTS, "支援経過に残す"

    def rows_form(self) -> Form:
        """How long, for whom, and what is said."""
        form = Form(self.columns)
        form.add(text_field("minutes", "所要時間", placeholder="例 90、1時間半"))
        form.add(choice_field("share", "時間の入れ方", _SHARES))
        form.add(text_field("partner", "相手先"))
        form.add(text_field("worker", "担当"))
        form.add(
            lines_field("content", "内容（それぞれの人に同じ文）", lines=_CONTENT_LINES), wide=True
        )
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """What the meeting says of itself; the minutes only where they are about one person."""
        if data is None:
            return None
        facts, people = data.page.facts, data.page.people
        open_ones = [one for one in people if one.episode_id and not one.recorded]
        minutes = length(facts.start, facts.end)
        told = f"{kind_words(facts.kind)} {facts.title}".strip()
        alone = len(people) == 1 and bool(facts.minutes)
        outside = [one.organisation for one in data.page.members if one.outside]
        names = tuple(dict.fromkeys(outside))
        rest = f"ほか{len(names) - 1}機関" if len(names) > 1 else ""
        values = {
            "minutes": "" if minutes is None else str(minutes),
            "share": SPLIT,
            "partner": f"{names[0]}{rest}" if names else "",
            "worker": facts.worker,
            "content": facts.minutes if alone else f"{told}で話し合った。",
        }
        who = "・".join(one.who for one in open_ones)
        self.advise(f"{who}の支援経過に、手段「会議」で残します。" if who else "")
        self.rows["share"].setVisible(len(open_ones) > 1)
        return values, ()

    def action(self) -> Callable[[Work], Any]:
        """Record them all."""
        typed = ContactInput(**{key: str(row.value()) for key, row in self.rows.items()})
        meeting = self.meeting_id
        return lambda work: record_contacts(work, meeting, typed)


def _head_values(facts: MeetingFacts) -> dict[str, Any]:
    return {
        **_time_values(facts),
        "kind": facts.kind,
        "title": facts.title,
        "place": facts.place,
        "host_id": facts.host_id,
        "worker": facts.worker,
        "agenda": facts.agenda,
    }


def _time_values(facts: MeetingFacts) -> dict[str, Any]:
    return {
        "day": wareki.short(facts.day),
        "start": clock_words(facts.start),
        "end": clock_words(facts.end),
    }
