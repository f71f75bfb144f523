"""The forms of a つなぎ: what is asked of whom, and each step with its basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.calendar.typing import read_date
from app.cases.rules import read_past_day
from app.consent.laws import Ask
from app.handoff.overview.queries import asked_by_letter
from app.network.referrals import actions, queries
from app.network.referrals.queries import ReferralPage
from app.network.referrals.rules import (
    AGREEMENT,
    ITEMS,
    KINDS,
    STATES,
    ReferralInput,
    StepInput,
)
from app.network.referrals.steps import IN, OUT, Step, refusal, rule
from app.staff.office_kind import OfficeKind
from app.storage.work import Work
from app.ui.consent.basis_choice import BasisChoice, Planned
from app.ui.desk import Desk
from app.ui.network.choice import OrganisationChoice
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.theme import Tone, lay
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
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import short_day

REFERRAL = "referral"
STEPS = {step: f"referral_{step}" for step in Step}
"""Step → the kind of its draft."""
DIRECTIONS = ((OUT, "ほかの機関へつなぐ"), (IN, "ほかの機関からつながれた"))
_LINES = 3
_DAYS = ("answer_by", "agreement_on", "day")
_AGREED = ("agreement_on", "agreement_note")
_ONLY_IN, _ONLY_OUT = ("day",), ("items", "answer_by")
_TWICE = (
    "この相手には、このケースを文（封をしたファイル）でも頼んでいます（{day}）。"
    "紙でも送ると、相手に依頼が二つ届きます。"
)
_TAKE_BACK = "一つ前に戻す"


class ReferralForm(SavedForm):
    """A new つなぎ about a case or a 端緒, or the one given."""

    def __init__(
        self,
        desk: Desk,
        about_id: str,
        episode_id: str,
        page: ReferralPage | None = None,
        *,
        subject: str = "",
        kind: str = "",
    ) -> None:
        super().__init__(desk)
        self.about_id, self.episode_id, self.page = about_id, episode_id, page
        self.subject = subject or (about_id if page is None else page.line.id)
        column = QVBoxLayout(self)
        lay(column, gap=2, margins=(0, 1, 0, 3))
        column.addWidget(self.notice)
        column.addWidget(self.add_form(self._form()))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.start_from({**_values(page, desk), **({"kind": kind} if kind else {})})
        self.versions = (page.line.version,) if page is not None else ()
        self.edited.connect(self._fit)
        self._fit()

    def about(self) -> tuple[str, str, str]:
        """A new one is about its case or 端緒, a change about the record."""
        return (REFERRAL, self.subject, self.episode_id)

    def focus_first(self) -> None:
        """The direction of a new one, else what is asked."""
        self.rows["direction" if self.page is None else "asked"].setFocus()

    def hear_data(self, data: Any) -> None:
        """What surrounds the form was read again."""
        if self.page is None:
            return
        newer = page_in(data, self.page.line.id)
        if newer is None:
            self.tell_lost()
        elif newer.line.version != self.versions[0]:
            self.tell_newer(_values(newer, self.desk), (newer.line.version,), "別の人")

    def reread(self) -> None:
        """Read the newer record and bring both together."""
        page = self.page
        if page is None:
            super().reread()
            return
        self.desk.read(
            lambda reading: queries.referral(reading, page.line.id),
            lambda newer: self.merge(_values(newer, self.desk), (newer.line.version,)),
            failed=self.refused,
            owner=self,
        )

    def same(self, key: str, one: Any, other: Any) -> bool:
        """Whether two values mean the same; days as days."""
        if key in _DAYS and one != other:
            today = self.desk.office.clock.today()
            days = [read_date(text, today=today).value for text in (one, other)]
            return days[0] is not None and days[0] == days[1]
        if key == "items":
            return tuple(one) == tuple(other)
        return super().same(key, one, other)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "items":
            return "、".join(codes.label(ITEMS, item) for item in value)
        if key == "kind":
            return codes.table(KINDS).full(value or None)
        return dict(DIRECTIONS).get(value, "") if key == "direction" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new or the changed つなぎ."""
        values = {key: row.value() for key, row in self.rows.items()}
        day = str(values.pop("day"))
        coming = values["direction"] == IN
        if coming:
            values |= {"items": (), "answer_by": ""}
        if values["kind"] != AGREEMENT:
            values |= {"agreement_on": "", "agreement_note": ""}
        typed = ReferralInput(**{**values, "items": tuple(values["items"])})
        page, about_id = self.page, self.about_id
        if page is not None:
            version = self.versions[0]
            return lambda work: actions.change(work, page.line.id, version, typed)
        first = StepInput(Step.SEND, day) if coming else None
        return lambda work: actions.add(work, about_id, typed, first)

    def _form(self) -> Form:
        form = Form(2)
        today = self.desk.office.clock.today()
        form.add(choice_field("direction", "向き", DIRECTIONS))
        form.add(grouped_field("kind", "つなぎの種類", _kinds(self.desk.kind)))
        form.add(FieldRow("organisation_id", "相手の機関", OrganisationChoice(self.desk)))
        form.add(text_field("to_whom", "相手の担当・部署"))
        form.add(
            date_field("day", "届いた日", date_reader(today, past=True), placeholder=DATE_EXAMPLE)
        )
        form.add(lines_field("asked", "お願いすること・頼まれたこと", lines=2), wide=True)
        form.add(lines_field("situation", "状況", lines=_LINES), wide=True)
        items = FieldRow(
            *("items", "渡す情報", GroupedChecks(codes.table(ITEMS))),
            note="情報提供書には、ここで選んだものだけが印刷されます。",
        )
        form.add(items, wide=True)
        ahead = date_reader(today)
        form.add(
            date_field(
                *("answer_by", "返事がほしい日", ahead),
                placeholder="例 12/10",
                note="空欄なら、送ってから14日。",
            )
        )
        form.add(text_field("worker", "担当"))
        form.add(date_field("agreement_on", "協定の日", ahead, placeholder=DATE_EXAMPLE))
        form.add(text_field("agreement_note", "協定の内容"))
        form.add(lines_field("note", "備考（相手には渡しません）", lines=2), wide=True)
        if self.page is not None:
            form.rows["direction"].editor.set_read_only(True)
        return form

    def _fit(self) -> None:
        """Show the fields that this direction and this kind have."""
        coming = self.rows["direction"].value() == IN
        agreed = self.rows["kind"].value() == AGREEMENT
        for key in _ONLY_IN:
            self.rows[key].setVisible(coming and self.page is None)
        for key in _ONLY_OUT:
            self.rows[key].setVisible(not coming)
        for key in _AGREED:
            self.rows[key].setVisible(agreed)


class StepForm(SavedForm):
    """One step: its day, its reason, and the basis where information leaves the centre."""

    def __init__(self, desk: Desk, page: ReferralPage, step: Step, *, subject: str = "") -> None:
        super().__init__(desk)
        self.page, self.step = page, step
        self.subject = subject or page.line.id
        self.discloses = (
            step is not Step.TAKE_BACK and rule(step).discloses and page.line.direction == OUT
        )
        self.basis = BasisChoice(desk)
        column = QVBoxLayout(self)
        lay(column, gap=2, margins=(0, 1, 0, 3))
        self.which = Paragraph(_which(page), strong=True)
        column.addWidget(self.which)
        column.addWidget(self.notice)
        column.addWidget(self.add_form(self._form()))
        column.addWidget(self.newer)
        column.addLayout(self.foot())
        self.save_button.set_words(step_words(page, step))
        self.start_from({"day": wareki.short(PartialDate.of(desk.office.clock.today()))})
        self.versions = (page.line.version,)
        self.edited.connect(self._fit)
        self.basis.options_shown.connect(self._fit)
        self.basis.options_shown.connect(lambda: follow_eye(self))
        self._fit()
        line = page.line
        if self.discloses and step is Step.SEND and line.episode_id:
            episode, to = line.episode_id, line.organisation_id
            desk.read(lambda reading: asked_by_letter(reading, episode, to), self._warn, owner=self)

    def _warn(self, asked: date | None) -> None:
        """The same office was asked by a sealed letter."""
        if asked is not None:
            self.rows["day"].set_note(_TWICE.format(day=short_day(asked)), Tone.WARNING)

    def about(self) -> tuple[str, str, str]:
        """The step of this つなぎ."""
        return (STEPS[self.step], self.subject, self.page.line.episode_id or "")

    def focus_first(self) -> None:
        """The day, ready to be typed over."""
        editor = self.rows["day"].editor
        editor.setFocus()
        editor.fields()[0].selectAll()  # type: ignore[attr-defined]

    def hear_data(self, data: Any) -> None:
        """Another desk changed or moved the same つなぎ."""
        newer = page_in(data, self.page.line.id)
        if newer is None:
            self.tell_lost()
        elif newer.line.version != self.versions[0]:
            self._go_on_from(newer)

    def reread(self) -> None:
        """Read where it stands now: the step may be possible still."""
        self.desk.read(
            lambda reading: queries.referral(reading, self.page.line.id),
            self._go_on_from,
            failed=self.refused,
            owner=self,
        )

    def _go_on_from(self, newer: ReferralPage) -> None:
        """Take the step from the state that another desk left, or say why that cannot be."""
        self._hold(False)
        self.page, self.versions = newer, (newer.line.version,)
        refused = refusal(self.step, newer.line.state, codes.label(STATES, newer.line.state))
        if refused:
            self.save_button.refuse(refused)
        else:
            self.save_button.allow()
        words = refused or "いまの状態から、このまま保存できます。"
        self.notice.set_notice("別の人がこのつなぎを先に保存しました", words)
        self._fit()

    def action(self) -> Callable[[Work], Any]:
        """Take the step."""
        values = {key: str(row.value()) for key, row in self.rows.items()}
        typed = StepInput(self.step, **values)
        referral_id, version = self.page.line.id, self.versions[0]
        return lambda work: actions.take(work, referral_id, version, typed)

    def _form(self) -> Form:
        form = Form(2)
        today = self.desk.office.clock.today()
        form.add(date_field("day", "日付", date_reader(today, past=True), placeholder=DATE_EXAMPLE))
        if self.discloses:
            form.add(FieldRow("basis", "渡してよい根拠", self.basis), wide=True)
            form.add(lines_field("why", "根拠の理由", lines=2), wide=True)
            views = codes.table("prosecutor_view").choices()
            form.add(choice_field("prosecutor_view", "検察官の意見", (("", ""), *views)))
            past = date_reader(today, past=True)
            form.add(
                date_field(
                    *("prosecutor_asked_on", "検察官の意見を聴いた日", past),
                    placeholder=DATE_EXAMPLE,
                )
            )
        words = "戻す理由" if self.step is Step.TAKE_BACK else rule(self.step).reason
        form.add(lines_field("reason", words or "覚え", lines=2), wide=True)
        return form

    def _fit(self) -> None:
        """Ask for the bases of this day, and show what the chosen one needs."""
        if not self.discloses:
            return
        today = self.desk.office.clock.today()
        day = read_past_day(str(self.rows["day"].value()), today).value
        line = self.page.line
        self.basis.ask(
            Planned(
                line.person_id,
                line.organisation_id,
                self.page.items,
                day.as_date() if day is not None and day.is_full else None,
                "referral",
            )
        )
        option = self.basis.option
        asks = option.basis.asks if option is not None else frozenset()
        self.rows["why"].setVisible(Ask.WHY in asks)
        for key in ("prosecutor_view", "prosecutor_asked_on"):
            self.rows[key].setVisible(Ask.PROSECUTOR in asks)
        if option is not None and option.basis.why:
            self.rows["why"].set_note(f"{option.basis.why}　{option.basis.why_hint}")


def step_words(page: ReferralPage, step: Step) -> str:
    """What the button of a step says."""
    if step is Step.TAKE_BACK:
        return _TAKE_BACK
    return rule(step).out_words if page.line.direction == OUT else rule(step).in_words


def _which(page: ReferralPage) -> str:
    """Whom a step is about, with whom, and what is asked: 見本 太郎 → 見本市社会福祉協議会 …"""
    line = page.line
    arrow = "→" if line.direction == OUT else "←"
    whom = " ".join(part for part in (line.organisation, page.to_whom) if part)
    return f"{line.person or '端緒'} {arrow} {whom}（{codes.label(KINDS, line.kind)}）"


def page_in(data: Any, referral_id: str) -> ReferralPage | None:
    """The つなぎ in what a screen has read (`data.referrals`)."""
    return next((one for one in data.referrals if one.line.id == referral_id), None)


def _kinds(office: OfficeKind) -> codes.CodeTable:
    """What may be asked for; some only by a 保護観察所."""
    table = codes.table(KINDS)
    if office is OfficeKind.PROBATION:
        return table
    own = table.marked("probation")
    return codes.CodeTable(KINDS, tuple(row for row in table if row.code not in own))


def _values(page: ReferralPage | None, desk: Desk) -> Mapping[str, Any]:
    if page is None:
        today = PartialDate.of(desk.office.clock.today())
        return {"direction": OUT, "worker": desk.worker, "day": wareki.short(today)}
    line = page.line
    days = {
        key: "" if day is None else wareki.short(PartialDate.of(day))
        for key, day in (("answer_by", page.answer_by), ("agreement_on", page.agreement_on))
    }
    return {
        "direction": line.direction,
        "kind": line.kind,
        "organisation_id": line.organisation_id,
        "to_whom": page.to_whom,
        "asked": line.asked,
        "situation": page.situation,
        "items": page.items,
        "agreement_note": page.agreement_note,
        "worker": line.worker,
        "note": page.note,
        **days,
    }
