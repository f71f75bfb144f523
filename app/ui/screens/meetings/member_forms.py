"""The forms of who is discussed, who takes part, and that they are bound to secrecy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app import codes
from app.calendar import wareki
from app.meetings.members.actions import (
    confirm_secrecy,
    correct_member,
    invite,
    remove_member,
)
from app.meetings.members.queries import MemberFacts
from app.meetings.members.rules import HOW, MemberInput, SecrecyInput
from app.meetings.persons.actions import discuss, discuss_signal
from app.meetings.rules import Sharing
from app.storage.work import Work
from app.ui.case_choice import CaseChoice
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.meetings import kinds
from app.ui.screens.meetings.form import MeetingForm
from app.ui.widgets.editors import TextEditor
from app.ui.widgets.field_row import (
    FieldRow,
    check_field,
    choice_field,
    date_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.offered import offering
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import Whole

_GUEST = "構成員でない人（同席）は、支援会議で共有する相手にできません。"

_CHOOSE = "一覧からケースを選んでください。"
_OF_FAMILY = ("name", "post", "role")
_KIN = (
    "本人",
    "配偶者",
    "父",
    "母",
    "長男",
    "長女",
    "子",
    "兄弟姉妹",
    "親族",
    "友人・知人",
    "引受人",
)


class PersonForm(MeetingForm):
    """Somebody more to be discussed."""

    kind, words = kinds.PERSON, "加える"

    def rows_form(self) -> Form:
        """The case."""
        form = Form()
        choice = CaseChoice(self.desk, ended_too=True)
        choice.not_chosen = _CHOOSE
        form.add(FieldRow("episode_id", "だれのこと（ケースを選ぶ）", choice))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Nobody yet."""
        return ({"episode_id": ""}, ()) if data is not None else None

    def action(self) -> Callable[[Work], Any]:
        """Add the person."""
        episode, meeting = str(self.rows["episode_id"].value()), self.meeting_id
        return lambda work: discuss(work, meeting, episode)

    def missing(self) -> Mapping[str, str]:
        """Nobody is discussed without a case."""
        return {} if self.rows["episode_id"].value() else {"episode_id": _CHOOSE}


class SignalForm(MeetingForm):
    """A 端緒 to be discussed before anybody is known."""

    kind, words = kinds.SIGNAL, "加える"

    def rows_form(self) -> Form:
        """Which one."""
        form = Form()
        data = self.pane.data
        offered = [
            (one.id, f"{short_day(one.received_on)}　{one.about}")
            for one in (data.signals if data is not None else ())
        ]
        form.add(choice_field("signal_id", "端緒", (("", "選んでください"), *offered)))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """None chosen yet."""
        return ({"signal_id": ""}, ()) if data is not None else None

    def action(self) -> Callable[[Work], Any]:
        """Add it."""
        signal, meeting = str(self.rows["signal_id"].value()), self.meeting_id
        return lambda work: discuss_signal(work, meeting, signal)

    def missing(self) -> Mapping[str, str]:
        """One has to be chosen."""
        return {} if self.rows["signal_id"].value() else {"signal_id": "端緒を選んでください。"}


class MemberForm(MeetingForm):
    """An organisation that takes part, and who comes for it."""

    kind = kinds.MEMBER

    def rows_form(self) -> Form:
        """Which organisation, who, whether 構成員, and what they do."""
        form = Form(self.columns)
        form.add(FieldRow("organisation_id", "機関", OrganisationChoice(self.desk)), wide=True)
        form.add(text_field("name", "氏名"))
        form.add(text_field("post", "役職・部署"))
        form.add(
            check_field("member", "区分", "構成員（守秘の義務がある）", note=_GUEST), wide=True
        )
        form.add(text_field("role", "役割（役割分担）"), wide=True)
        data = self.pane.data
        secret = data is not None and data.page.facts.how is Sharing.SECRECY
        form.rows["member"].setVisible(secret)
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The member as on record; a new one is 構成員."""
        if not self.part_id:
            empty = dict.fromkeys(("organisation_id", "name", "post", "role"), "")
            return ({**empty, "member": True}, ()) if data is not None else None
        one = found(data, self.part_id)
        if one is None:
            return None
        keys = ("organisation_id", "name", "post", "member", "role")
        return {key: getattr(one, key) for key in keys}, (one.version,)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Take the member out again."""
        return removal(self)

    def action(self) -> Callable[[Work], Any]:
        """Invite or correct."""
        typed = MemberInput(**{key: row.value() for key, row in self.rows.items()})
        return kept(self, typed)

    def missing(self) -> Mapping[str, str]:
        """A member comes for an organisation."""
        said = "機関を選んでください。自センターの職員は「職員を加える」で加えます。"
        return {} if self.rows["organisation_id"].value() else {"organisation_id": said}


class StaffForm(MeetingForm):
    """One of the own staff who takes part."""

    kind = kinds.STAFF

    def rows_form(self) -> Form:
        """Who, and what they do."""
        form = Form(self.columns)
        data = self.pane.data
        names = TextEditor("例 試作 澪江")
        offering(names, data.staff if data is not None else ())
        form.add(FieldRow("name", "職員", names))
        form.add(text_field("role", "役割（役割分担）"))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The member as on record."""
        if not self.part_id:
            return ({"name": "", "role": ""}, ()) if data is not None else None
        one = found(data, self.part_id)
        return None if one is None else ({"name": one.name, "role": one.role}, (one.version,))

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Take them out again."""
        return removal(self)

    def action(self) -> Callable[[Work], Any]:
        """Invite or correct."""
        values = {key: str(row.value()) for key, row in self.rows.items()}
        return kept(self, MemberInput(name=values["name"], role=values["role"]))


class FamilyForm(MeetingForm):
    """本人, somebody of the family, or whoever else comes along for the person."""

    kind = kinds.FAMILY

    def rows_form(self) -> Form:
        """Who, what they are to the person, and what they do."""
        form = Form(self.columns)
        data = self.pane.data
        names = TextEditor()
        offering(names, [one.name for one in data.page.people if one.name] if data else ())
        form.add(FieldRow("name", "氏名", names))
        form.add(FieldRow("post", "本人との関係", offering(TextEditor("例 本人、長男"), _KIN)))
        form.add(text_field("role", "役割（役割分担）"), wide=True)
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """As on record."""
        if not self.part_id:
            return (dict.fromkeys(_OF_FAMILY, ""), ()) if data is not None else None
        one = found(data, self.part_id)
        if one is None:
            return None
        return {key: getattr(one, key) for key in _OF_FAMILY}, (one.version,)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Take them out again."""
        return removal(self)

    def action(self) -> Callable[[Work], Any]:
        """Invite or correct."""
        values = {key: str(self.rows[key].value()) for key in _OF_FAMILY}
        return kept(self, MemberInput(**values, member=False))


class SecrecyForm(MeetingForm):
    """When and how the duty of secrecy was confirmed: by one, or by all who have not yet."""

    kind, words, days = kinds.SECRECY, "守秘の確認を残す", ("day",)

    def rows_form(self) -> Form:
        """The day and the way."""
        form = Form(self.columns)
        today = self.desk.office.clock.today()
        reader = date_reader(today, past=True)
        form.add(date_field("day", "確認した日", reader, placeholder=DATE_EXAMPLE))
        form.add(choice_field("how", "確認のしかた", codes.table(HOW).choices()))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The day of the meeting, or today before it."""
        if data is None or not self._whom(data):
            return None
        day = min(data.page.facts.day, self.desk.office.clock.today())
        who = "・".join(one.who for one in self._whom(data))
        self.advise(f"{who}の確認として残します。")
        return {"day": wareki.short(day), "how": "signed"}, ()

    def action(self) -> Callable[[Work], Any]:
        """Keep the confirmation of them all."""
        typed = SecrecyInput(str(self.rows["day"].value()), str(self.rows["how"].value()))
        data, meeting = self.pane.data, self.meeting_id
        whom = {one.id: one.version for one in self._whom(data)} if data is not None else {}
        return lambda work: confirm_secrecy(work, meeting, whom, typed)

    def _whom(self, data: Whole) -> tuple[MemberFacts, ...]:
        if self.part_id:
            one = found(data, self.part_id)
            return () if one is None else (one,)
        return open_members(data)


def open_members(data: Whole) -> tuple[MemberFacts, ...]:
    """構成員 whose duty of secrecy is not confirmed yet."""
    return tuple(
        one
        for one in data.page.members
        if one.member and one.secrecy_on is None and one.attendance != "absent"
    )


def found(data: Whole | None, member_id: str) -> MemberFacts | None:
    """The member with this id."""
    if data is None:
        return None
    return next((one for one in data.page.members if one.id == member_id), None)


def kept(form: MeetingForm, typed: MemberInput) -> Callable[[Work], Any]:
    """The action that keeps a new or a corrected member."""
    meeting, part, versions = form.meeting_id, form.part_id, form.versions
    if part:
        return lambda work: correct_member(work, part, versions[0], typed)
    return lambda work: invite(work, meeting, typed)


def removal(form: MeetingForm) -> tuple[str, Callable[[Work], Any]] | None:
    """Taking a member out, with the question before."""
    part, versions = form.part_id, form.versions
    if not part:
        return None
    question = "この人を出席者から外します。元には戻せません。"
    return question, lambda work: remove_member(work, part, versions[0])
