"""The forms of 同意: what a person agreed to, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout

from app import codes
from app.calendar import wareki
from app.calendar.typing import read_date
from app.consent.register import actions
from app.consent.register.queries import ConsentFacts
from app.consent.register.rules import (
    ITEMS,
    KINDS,
    ONE_OF_BOTH,
    ConsentInput,
    WithdrawalInput,
)
from app.consent.register.ways import HOW, ORAL, REFUSED
from app.reports.papers.consent_sheet import TITLE, consent_sheet
from app.storage.work import Work
from app.ui.consent.phrased import PhrasedEditor
from app.ui.network.choice import OrganisationChoice
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import (
    FieldRow,
    choice_field,
    date_field,
    grouped_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.grouped_checks import GroupedChecks
from app.ui.words import short_day

if TYPE_CHECKING:
    from app.ui.screens.cases.sections.consents import ConsentsSection, Given

NAMED, OF_KIND = "named", "kind"
_TO_CHOOSE = {
    "organisation_id": "提供先の機関を一覧から選んでください。",
    "recipient_kind": "機関の種別を一覧から選んでください。",
}
"""Only one of both rows is shown."""
_WHOM = ((NAMED, "機関を一つ選ぶ"), (OF_KIND, "機関の種別"))
_DAYS = ("given_on", "valid_from", "valid_to")
_OF_CONSENT = ("purpose", "valid_from", "valid_to", "template", "wording", "given_by")
"""Rows that a no does not have."""
_OWN_TEXT = ""


class ConsentForm(RemovableForm["Given"]):
    """A new consent (or no), or one on record."""

    section: ConsentsSection
    remove_words = "この同意を消す"

    def rows_form(self) -> Form:
        """For whom, what, what for, how long, how it was said, and the text that was read."""
        today = self.desk.office.clock.today()
        data = self.section.data
        form = Form(2)
        form.add(choice_field("how", "どのように", codes.table(HOW).choices()))
        form.add(_day("given_on", "同意した日", today, past=True))
        form.add(choice_field("whom", "提供先", _WHOM))
        form.add(FieldRow("organisation_id", "提供先の機関", OrganisationChoice(self.desk)))
        form.add(grouped_field("recipient_kind", "提供先の種別", codes.table(KINDS)))
        items = FieldRow("items", "提供してよい項目", GroupedChecks(codes.table(ITEMS)))
        form.add(items, wide=True)
        form.add(
            text_field("items_note", "項目の補足", placeholder="例 病歴は直近1年分"), wide=True
        )
        phrases = [(one.title, one.text) for one in data.purposes] if data else []
        form.add(FieldRow("purpose", "目的", PhrasedEditor(phrases)), wide=True)
        form.add(_day("valid_from", "期間の初日", today)).set_note("空欄なら、同意した日から。")
        form.add(_day("valid_to", "期間の末日", today)).set_note("空欄なら、撤回するまで。")
        form.add(text_field("witness", "立会人"))
        form.add(text_field("given_by", "本人以外が同意したとき", placeholder="例 成年後見人 氏名"))
        form.add(text_field("worker", "説明した人"))
        titles = [(one.key, one.title) for one in data.forms] if data else []
        form.add(
            choice_field("template", "同意書の文例", (*titles, (_OWN_TEXT, "文面を直して使う")))
        )
        form.add(lines_field("wording", "同意書の文面", lines=4), wide=True)
        self._template = form.rows["template"].value()
        self.edited.connect(self._fit)
        return form

    def foot(self) -> QHBoxLayout:
        """The buttons, and the way to the paper before it is signed."""
        row = super().foot()
        self.print_button = Button("同意書を印刷", kind="plain")
        self.print_button.clicked.connect(self.show_paper)
        row.insertWidget(1, self.print_button)
        return row

    def newest(self, data: Given) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The consent as on record now; of a new one what is usual."""
        if self.is_new:
            first = data.forms[0] if data.forms else None
            today = wareki.short(data.register.today)
            return {
                "how": "paper",
                "whom": NAMED,
                "given_on": today,
                "worker": self.desk.worker,
                "template": first.key if first else "",
                "wording": first.text if first else "",
            }, ()
        one = data.found(self.subject)
        return None if one is None else (_values(one, data), (one.version,))

    def focus_first(self) -> None:
        """How it was said comes first; the form is right only from there on."""
        self._fit()
        super().focus_first()

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in _DAYS and one != other:
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        return tuple(one) == tuple(other) if key == "items" else super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "items":
            return "、".join(codes.label(ITEMS, item) for item in value)
        tables = {"how": HOW, "recipient_kind": KINDS}
        if key in tables:
            return codes.label(tables[key], value or None)
        return dict(_WHOM).get(value, "") if key == "whom" else str(value)

    def typed_consent(self) -> ConsentInput:
        """What is typed now; rows that are hidden count as empty."""
        values = {key: row.value() for key, row in self.rows.items()}
        whom = values.pop("whom")
        values.pop("template")
        values["organisation_id"] = values["organisation_id"] if whom == NAMED else None
        values["recipient_kind"] = values["recipient_kind"] if whom == OF_KIND else None
        if values["how"] == REFUSED:
            values |= {key: "" for key in _OF_CONSENT if key in values}
        return ConsentInput(**{**values, "items": tuple(values["items"])})

    def action(self) -> Callable[[Work], Any]:
        """Keep the new consent or what was corrected."""
        typed = self.typed_consent()
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.give(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a consent that was entered by mistake is taken away."""
        data = self.section.data
        one = data.found(self.subject) if data else None
        if one is None:
            return None
        words = (
            f"「{one.recipient}」への同意の記録を消します。元には戻せません。"
            "本人が取り下げたときは、消さずに撤回を記録してください。"
        )
        return words, lambda work: actions.remove(work, one.id, one.version)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """What is wrong with the recipient stands at the row that is shown."""
        said = dict(problems)
        recipient = said.pop("recipient", "")
        at = "organisation_id" if self.rows["whom"].value() == NAMED else "recipient_kind"
        if recipient:
            said[at] = _TO_CHOOSE[at] if recipient == ONE_OF_BOTH else recipient
        super().show_problems(said)

    def show_paper(self) -> None:
        """Show the sheet to sign, with what is ticked now."""
        typed, episode = self.typed_consent(), self.page.episode.id
        self.preview = PaperPreview(
            self.desk,
            lambda reading: consent_sheet(reading, episode, typed),
            TITLE,
            self.window(),
            episode_id=episode,
        )
        self.preview.open()

    def _fit(self) -> None:
        """Show the rows that this way of saying it has; a template chosen brings its text."""
        no = self.rows["how"].value() == REFUSED
        named = self.rows["whom"].value() == NAMED
        self.rows["organisation_id"].setVisible(named)
        self.rows["recipient_kind"].setVisible(not named)
        for key in _OF_CONSENT:
            self.rows[key].setVisible(not no)
        self.rows["witness"].set_note("口頭の同意には立会人が要ります。" if self._oral else "")
        self.print_button.setVisible(not no)
        self._follow_template()

    @property
    def _oral(self) -> bool:
        return bool(self.rows["how"].value() == ORAL)

    def _follow_template(self) -> None:
        data, chosen = self.section.data, self.rows["template"].value()
        if data is None or chosen == self._template:
            return
        self._template = chosen
        text = next((one.text for one in data.forms if one.key == chosen), None)
        if text is not None:
            self.rows["wording"].set_value(text)


class WithdrawalForm(SectionForm["Given"]):
    """Taking a consent back: a day is all that is asked for."""

    section: ConsentsSection

    def which(self) -> str:
        """The consent."""
        return _which(self)

    def rows_form(self) -> Form:
        """The day, how it was said, and why if the person says so."""
        form = Form(2)
        form.add(_day("day", "撤回した日", self.desk.office.clock.today(), past=True))
        form.add(text_field("how", "どのように", placeholder="例 電話、面談で口頭"))
        form.add(lines_field("reason", "理由（本人が話したとき）", lines=2), wide=True)
        form.rows["day"].set_note(
            "保存すると、この同意で情報を持っている機関と、そのお知らせが「情報提供」に出ます。"
        )
        return form

    def newest(self, data: Given) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today is proposed."""
        return {"day": wareki.short(data.register.today)}, self.versions

    def action(self) -> Callable[[Work], Any]:
        """Keep the withdrawal."""
        typed = WithdrawalInput(**{key: row.value() for key, row in self.rows.items()})
        consent = self.subject
        return lambda work: actions.withdraw(work, consent, typed)


class RestoreForm(SectionForm["Given"]):
    """Taking away a withdrawal that was recorded by mistake."""

    section: ConsentsSection

    def which(self) -> str:
        """The consent."""
        return _which(self)

    def rows_form(self) -> Form:
        """The reason."""
        form = Form(1)
        form.add(lines_field("reason", "撤回の記録を取り消す理由", lines=2), wide=True)
        return form

    def newest(self, data: Given) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The version that is taken away."""
        one = data.found(self.subject)
        return None if one is None else ({"reason": ""}, (one.version,))

    def action(self) -> Callable[[Work], Any]:
        """Take the withdrawal away."""
        consent, version, reason = self.subject, self.versions[0], str(self.rows["reason"].value())
        return lambda work: actions.restore(work, consent, version, reason)


def _which(form: WithdrawalForm | RestoreForm) -> str:
    """To whom it was given and when."""
    one = form.section.data.found(form.subject) if form.section.data else None
    return "" if one is None else f"{one.recipient}への同意（{short_day(one.given_on)}）"


def _day(key: str, label: str, today: date, *, past: bool = False) -> FieldRow:
    return date_field(key, label, date_reader(today, past=past), placeholder=DATE_EXAMPLE)


def _values(one: ConsentFacts, data: Given) -> dict[str, Any]:
    template = next((text.key for text in data.forms if text.text == one.wording), _OWN_TEXT)
    days = {key: getattr(one, key) for key in _DAYS}
    if one.how == REFUSED or days["valid_from"] == days["given_on"]:
        days["valid_from"] = None
    return {
        "how": one.how,
        "whom": NAMED if one.organisation_id else OF_KIND,
        "organisation_id": one.organisation_id or "",
        "recipient_kind": one.recipient_kind or "",
        "items": one.items,
        "items_note": one.items_note,
        "purpose": one.purpose,
        "witness": one.witness,
        "given_by": one.given_by,
        "worker": one.worker,
        "template": template,
        "wording": one.wording,
        **{key: "" if day is None else wareki.short(day) for key, day in days.items()},
    }
