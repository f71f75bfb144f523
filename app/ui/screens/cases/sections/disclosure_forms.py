"""The forms of 情報提供: what was handed on with its basis, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app import codes
from app.calendar import wareki
from app.cases.rules import read_past_day
from app.consent.disclosures import actions
from app.consent.disclosures.queries import Disclosed
from app.consent.disclosures.rules import (
    ERASED,
    HOLDS_AGAIN,
    RETURNED,
    TOLD,
    UNTOLD,
    VOID,
    WAYS,
    DisclosureInput,
    EndInput,
    given_back,
    told_on,
)
from app.consent.laws import Ask
from app.consent.register.rules import ITEMS
from app.storage.work import Work
from app.ui.consent.basis_choice import BasisChoice, Planned
from app.ui.consent.phrased import PhrasedEditor
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.widgets.field_row import (
    FieldRow,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.grouped_checks import GroupedChecks
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.ui.screens.cases.sections.disclosures import DisclosuresSection, HandedOn

_AT_MEETING = "meeting"
_PROSECUTOR = ("prosecutor_view", "prosecutor_asked_on")
_ENDS = {
    RETURNED: "返却された",
    ERASED: "廃棄・消去された",
    TOLD: "撤回を知らせた",
    VOID: "記録の誤り（提供していない）",
    HOLDS_AGAIN: "返却・廃棄・誤りの記録を取り消す",
    UNTOLD: "撤回を知らせた記録を取り消す",
}


class DisclosureForm(SectionForm["HandedOn"]):
    """Something that was handed on; which basis holds is seen while it is typed."""

    section: DisclosuresSection

    def rows_form(self) -> Form:
        """To whom, when, how, what, and then the basis."""
        today = self.desk.office.clock.today()
        data = self.section.data
        past = date_reader(today, past=True)
        self.basis = BasisChoice(self.desk)
        form = Form(2)
        form.add(FieldRow("organisation_id", "提供先の機関", OrganisationChoice(self.desk)))
        form.add(text_field("to_whom", "宛先の部署・担当"))
        form.add(date_field("day", "提供日", past, placeholder=DATE_EXAMPLE))
        form.add(choice_field("way", "方法", codes.table(WAYS).choices()))
        meetings = [("", "会議を選んでください")]
        for one in data.meetings if data else ():
            kind = codes.label("meeting_kind", one.kind)
            meetings.append((one.id, f"{short_day(one.day)} {one.title or kind}（{kind}）"))
        form.add(choice_field("meeting_id", "どの会議か", meetings), wide=True)
        form.add(FieldRow("items", "提供した項目", GroupedChecks(codes.table(ITEMS))), wide=True)
        form.add(FieldRow("basis", "根拠", self.basis), wide=True)
        form.add(lines_field("why", "根拠の理由", lines=2), wide=True)
        views = codes.table("prosecutor_view").choices()
        form.add(choice_field("prosecutor_view", "検察官の意見", (("", "未記入"), *views)))
        form.add(
            date_field("prosecutor_asked_on", "意見を聴いた日", past, placeholder=DATE_EXAMPLE)
        )
        phrases = [(one.title, one.text) for one in data.purposes] if data else []
        form.add(FieldRow("purpose", "目的", PhrasedEditor(phrases)), wide=True)
        form.add(lines_field("content", "伝えた内容・渡した書類", lines=2), wide=True)
        form.add(text_field("worker", "担当"))
        self.edited.connect(self._fit)
        self.basis.options_shown.connect(self._fit)
        self.basis.options_shown.connect(lambda: follow_eye(self))
        return form

    def newest(self, data: HandedOn) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today, by letter, by whoever sits here."""
        day = wareki.short(data.map.today)
        return {"day": day, "way": "letter", "worker": self.desk.worker}, ()

    def focus_first(self) -> None:
        """The recipient."""
        self._fit()
        super().focus_first()

    def action(self) -> Callable[[Work], Any]:
        """Keep it, if the basis holds."""
        values = {key: row.value() for key, row in self.rows.items()}
        if values["way"] != _AT_MEETING:
            values["meeting_id"] = ""
        asks = self._asks()
        if Ask.WHY not in asks:
            values["why"] = ""
        if Ask.PROSECUTOR not in asks:
            values |= dict.fromkeys(_PROSECUTOR, "")
        typed = DisclosureInput(
            **{
                **values,
                "items": tuple(values["items"]),
                "meeting_id": values["meeting_id"] or None,
                "prosecutor_view": values["prosecutor_view"] or None,
                "episode_id": self.page.episode.id,
            }
        )
        return lambda work: actions.record(work, typed)

    def _asks(self) -> tuple[Ask, ...]:
        option = self.basis.option
        return option.basis.asks if option is not None else ()

    def _fit(self) -> None:
        """Ask how every basis stands for what is typed; show what the chosen one needs."""
        today = self.desk.office.clock.today()
        values = {key: row.value() for key, row in self.rows.items()}
        day = read_past_day(str(values["day"]), today).value
        way = str(values["way"])
        at_meeting = way == _AT_MEETING
        self.rows["meeting_id"].setVisible(at_meeting)
        self.basis.ask(
            Planned(
                self.page.person.id,
                str(values["organisation_id"]),
                tuple(values["items"]),
                day.as_date() if day is not None and day.is_full else None,
                way,
                (values["meeting_id"] or None) if at_meeting else None,
            )
        )
        asks = self._asks()
        option = self.basis.option
        self.rows["why"].setVisible(Ask.WHY in asks)
        for key in _PROSECUTOR:
            self.rows[key].setVisible(Ask.PROSECUTOR in asks)
        if option is not None and option.basis.why:
            self.rows["why"].set_note(f"{option.basis.why}　{option.basis.why_hint}")


class EndForm(SectionForm["HandedOn"]):
    """What became of one disclosure, or of all that one holder has on a withdrawn consent."""

    section: DisclosuresSection

    def which(self) -> str:
        """To whom it was handed on, and when."""
        one = self.section.data.found(self.subject) if self.section.data else None
        return "" if one is None else f"{one.organisation}への提供（{short_day(one.day)}）"

    def rows_form(self) -> Form:
        """What became of it, the day, a note."""
        one = self.section.data.found(self.subject) if self.section.data else None
        form = Form(2)
        form.add(choice_field("kind", "どうなったか", _kinds(one)))
        today = self.desk.office.clock.today()
        past = date_reader(today, past=True)
        form.add(date_field("day", "日", past, placeholder=DATE_EXAMPLE))
        form.add(lines_field("note", "備考・理由", lines=2), wide=True)
        return form

    def newest(self, data: HandedOn) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today; gone when the disclosure is."""
        one = data.found(self.subject)
        if one is None:
            return None
        values = {"day": wareki.short(data.map.today)}
        return ({**values, "kind": TOLD} if self.kind == self.section.told_kind else values), ()

    def action(self) -> Callable[[Work], Any]:
        """Keep it; telling counts for everything that was handed on by the same consent."""
        typed = EndInput(**{key: str(row.value()) for key, row in self.rows.items()})
        ids: tuple[str, ...] = (self.subject,)
        if typed.kind == TOLD and self.section.data is not None:
            ids = self.section.data.together(self.subject)

        def act(work: Work) -> None:
            for one in ids:
                actions.end(work, one, typed)

        return act


def _kinds(one: Disclosed | None) -> tuple[tuple[str, str], ...]:
    """What can have become of it as it stands."""
    if one is None:
        return tuple(_ENDS.items())
    kinds = [HOLDS_AGAIN] if given_back(one.ends) is not None else [RETURNED, ERASED]
    if one.consent_id is not None:
        kinds.append(UNTOLD if told_on(one.ends, one.consent_id) is not None else TOLD)
    if given_back(one.ends) is None:
        kinds.append(VOID)
    return tuple((kind, _ENDS[kind]) for kind in kinds)
