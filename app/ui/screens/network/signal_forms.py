"""The forms of a 端緒: what was noticed, how urgent, who it is, what was said back, the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.network.signals import actions
from app.network.signals.queries import SignalPage
from app.network.signals.rules import (
    ANSWER_ADVICE,
    KINDS,
    SOURCES,
    WEIGHTS,
    SignalInput,
    WeighInput,
)
from app.people.rules import PersonInput
from app.schedule.clock import EXAMPLE, clock_words, read_clock
from app.storage.work import Work
from app.ui.case_choice import CaseChoice
from app.ui.network.choice import OrganisationChoice
from app.ui.network.municipality import MunicipalityChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.record_pane import NEW
from app.ui.widgets.field_row import (
    FieldRow,
    check_field,
    choice_field,
    date_field,
    grouped_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.grouped_checks import GroupedChecks

SIGNAL, WEIGH, PERSON = "signal", "signal_weigh", "signal_person"
ANSWER, CLOSE, UNLINK = "signal_answer", "signal_close", "signal_unlink"
_SEXES = "sex"
_NEWCOMER = ("name", "kana", "sex", "birth", "anonymous")


class SignalForm(PaneForm[SignalPage]):
    """What somebody noticed: in a minute from the telephone."""

    title = "端緒"

    def rows_form(self) -> Form:
        """When, from whom, what, where, about whom."""
        form = Form(2)
        past = date_reader(self.desk.office.clock.today(), past=True)
        form.add(date_field("received_on", "受けた日", past, placeholder=DATE_EXAMPLE))
        form.add(date_field("received_time", "時刻", _read_time, placeholder=EXAMPLE))
        form.add(grouped_field("source_kind", "知らせてくれたところ", codes.table(SOURCES)))
        form.add(FieldRow("organisation_id", "機関（分かれば）", OrganisationChoice(self.desk)))
        form.add(text_field("source_name", "知らせた人"))
        form.add(text_field("source_phone", "電話"))
        kinds = FieldRow("kinds", "気づいたこと", GroupedChecks(codes.table(KINDS)))
        form.add(kinds, wide=True)
        form.add(text_field("place", "場所", placeholder="番地、建物の名前、目印"))
        form.add(FieldRow("municipality", "市町村", MunicipalityChoice(self.desk.prefecture)))
        about = text_field(
            "about", "だれのことか", placeholder="分からなければ、年恰好や様子をそのまま"
        )
        form.add(about, wide=True)
        form.add(lines_field("text", "内容（聞いた言葉で）", lines=3), wide=True)
        form.add(text_field("worker", "担当"))
        return form

    def newest(self, data: SignalPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """What is on record; of a new one today's day."""
        if self.subject == NEW:
            today = PartialDate.of(self.desk.office.clock.today())
            return {"received_on": wareki.short(today), "worker": self.desk.worker}, ()
        if data is None:
            return None
        line = data.line
        values = {
            "received_on": wareki.short(PartialDate.of(line.received_on)),
            "received_time": clock_words(data.received_minute),
            "source_kind": line.source_kind,
            "organisation_id": data.organisation_id,
            "source_name": data.source_name,
            "source_phone": data.source_phone,
            "kinds": line.kinds,
            "place": line.place,
            "municipality": data.municipality,
            "about": line.about,
            "text": data.text,
            "worker": line.worker,
        }
        return values, (line.version,)

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same."""
        if key == "kinds":
            return tuple(one or ()) == tuple(other or ())
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "kinds":
            return "・".join(codes.label(KINDS, kind) for kind in value or ())
        return codes.label(SOURCES, value or None) if key == "source_kind" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the corrected 端緒."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = SignalInput(**{**values, "kinds": tuple(values["kinds"])})
        if self.subject == NEW:
            return lambda work: actions.receive(work, typed)
        record_id, version = self.record_id, self.versions[0]
        return lambda work: actions.correct(work, record_id, version, typed)


class WeighForm(PaneForm[SignalPage]):
    """How urgent it is, and why."""

    title = "見立て"

    def rows_form(self) -> Form:
        """The weight, its day, the reason."""
        form = Form(2)
        past = date_reader(self.desk.office.clock.today(), past=True)
        form.add(choice_field("weight", "見立て", codes.table(WEIGHTS).choices()))
        form.add(date_field("day", "見立てた日", past, placeholder=DATE_EXAMPLE))
        form.add(lines_field("why", "理由・次にすること", lines=3), wide=True)
        return form

    def newest(self, data: SignalPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The weight on record, with today's day for the first one."""
        if data is None:
            return None
        day = data.weighed_on or self.desk.office.clock.today()
        values = {
            "weight": data.line.weight or "normal",
            "day": wareki.short(PartialDate.of(day)),
            "why": data.weighed_why,
        }
        return values, (data.line.version,)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        return codes.label(WEIGHTS, value or None) if key == "weight" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep it."""
        typed = WeighInput(**{key: str(row.value()) for key, row in self.rows.items()})
        record_id, version = self.record_id, self.versions[0]
        return lambda work: actions.weigh(work, record_id, version, typed)


class PersonForm(PaneForm[SignalPage]):
    """Who it is: somebody with a case, or somebody new with a 相談支援."""

    title = "だれのことか分かった"

    def rows_form(self) -> Form:
        """The case, or the person who is registered."""
        form = Form(2)
        note = "まだケースがない人は空欄のまま、下に分かることを入れます。相談支援が始まります。"
        choice = CaseChoice(self.desk, ended_too=True)
        form.add(FieldRow("case", "ケースのある人", choice, note=note), wide=True)
        form.add(text_field("name", "氏名"))
        form.add(text_field("kana", "フリガナ"))
        form.add(choice_field("sex", "性別", codes.table(_SEXES).choices()))
        reader = date_reader(self.desk.office.clock.today())
        form.add(date_field("birth", "生年月日", reader, placeholder="例 S28.4.5"))
        form.add(check_field("anonymous", "氏名", "まだ分からない（匿名として登録）"), wide=True)
        form.changed.connect(self._fit)
        return form

    def newest(self, data: SignalPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Nothing is proposed."""
        return None if data is None else ({"sex": "unknown"}, (data.line.version,))

    def action(self) -> Callable[[Work], Any]:
        """Link to the case, or begin one."""
        values = {key: row.value() for key, row in self.rows.items()}
        record_id, version, case = self.record_id, self.versions[0], str(values.pop("case"))
        if case:
            return lambda work: actions.link(work, record_id, version, case)
        typed = PersonInput(**values)
        return lambda work: actions.begin(work, record_id, version, typed)

    def _fit(self) -> None:
        chosen = bool(self.rows["case"].value())
        for key in _NEWCOMER:
            self.rows[key].setVisible(not chosen)


class UnlinkForm(PaneForm[SignalPage]):
    """It was somebody else."""

    title = "結びつきを取り消す"

    def rows_form(self) -> Form:
        """Why."""
        form = Form(1)
        form.add(lines_field("reason", "別の人だと分かった理由", lines=2))
        return form

    def newest(self, data: SignalPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Nothing is proposed."""
        return None if data is None or not data.person_id else ({}, (data.line.version,))

    def action(self) -> Callable[[Work], Any]:
        """Take the link away."""
        reason = str(self.rows["reason"].value())
        record_id, version = self.record_id, self.versions[0]
        return lambda work: actions.unlink(work, record_id, version, reason)


class DayAndWordsForm(PaneForm[SignalPage]):
    """A day and what is said."""

    label, advice_words = "", ""
    act: Callable[..., None]

    def rows_form(self) -> Form:
        """The day and the words."""
        form = Form(1)
        past = date_reader(self.desk.office.clock.today(), past=True)
        form.add(date_field("day", "日付", past, placeholder=DATE_EXAMPLE))
        form.add(lines_field("words", self.label, lines=3, note=self.advice_words))
        return form

    def newest(self, data: SignalPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today's day."""
        if data is None:
            return None
        today = PartialDate.of(self.desk.office.clock.today())
        return {"day": wareki.short(today)}, (data.line.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep it."""
        day, words = str(self.rows["day"].value()), str(self.rows["words"].value())
        record_id, version, act = self.record_id, self.versions[0], type(self).act
        return lambda work: act(work, record_id, version, day, words)


class AnswerForm(DayAndWordsForm):
    """What was said back to whoever noticed."""

    title, label, advice_words = "知らせた人への返事", "返事の内容", ANSWER_ADVICE
    act = staticmethod(actions.answer)


class CloseForm(DayAndWordsForm):
    """The end, with its reason."""

    title, label = "端緒を終える", "終わる理由（人違い、転居、支援につながった など）"
    act = staticmethod(actions.close)


FORMS: dict[str, type[PaneForm[SignalPage]]] = {
    SIGNAL: SignalForm,
    WEIGH: WeighForm,
    PERSON: PersonForm,
    UNLINK: UnlinkForm,
    ANSWER: AnswerForm,
    CLOSE: CloseForm,
}


def _read_time(text: str) -> tuple[bool, str]:
    try:
        read_clock(text)
    except ValueError as problem:
        return False, str(problem)
    return True, ""
