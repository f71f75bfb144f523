"""The forms of what was shared and of what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app import codes
from app.calendar.partial import PartialDate
from app.consent.disclosures.rules import ITEMS, VIEWS
from app.consent.laws import Ask, Basis
from app.meetings.decisions.actions import correct_decision, decide, drop_decision
from app.meetings.decisions.queries import DecisionFacts
from app.meetings.decisions.rules import DecisionInput
from app.meetings.sharing.actions import share
from app.meetings.sharing.queries import Pair, weigh
from app.meetings.sharing.rules import Refused, ShareInput, told
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, as_typed, date_reader
from app.ui.screens.meetings import kinds
from app.ui.screens.meetings.form import MeetingForm
from app.ui.theme import Tone
from app.ui.widgets.editors import TextEditor
from app.ui.widgets.field_row import (
    FieldRow,
    checks_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.grouped_checks import GroupedChecks
from app.ui.widgets.offered import offering
from app.ui.widgets.paragraph import Paragraph, Run

if TYPE_CHECKING:
    from app.ui.screens.meetings.pane import MeetingPane, Whole

_PAUSE_MS = 250
_HEARD = ("prosecutor_view", "prosecutor_asked_on")
_READY = "共有した人・相手・項目を選ぶと、共有できるかどうかがここに出ます。"


class ShareForm(MeetingForm):
    """What was told about whom to which organisations; says at once which of it may not be."""

    kind, words = kinds.SHARE, "共有したことを残す"

    def __init__(self, pane: MeetingPane, subject: str) -> None:
        super().__init__(pane, subject)
        self.verdict = Paragraph(_READY, tone=Tone.MUTED)
        self._asked = 0
        self.body.insertWidget(self.body.indexOf(self.advice), self.verdict)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.weigh)
        self.edited.connect(self._changed)

    def rows_form(self) -> Form:
        """About whom, to whom, what, on which basis."""
        form = Form(self.columns)
        data = self.pane.data
        people = [(one.id, one.who) for one in data.page.people] if data is not None else []
        form.add(checks_field("discussed", "だれについて", people), wide=True)
        form.add(checks_field("organisations", "共有した相手", _recipients(data)), wide=True)
        form.add(FieldRow("items", "項目", GroupedChecks(codes.table(ITEMS))), wide=True)
        bases = [(basis.id, basis.label) for basis in self._bases]
        form.add(choice_field("basis", "根拠", bases))
        form.add(text_field("purpose", "目的", placeholder="例 役割分担を決める"))
        form.add(text_field("why", "理由"), wide=True)
        views = (("", "選んでください"), *codes.table(VIEWS).choices())
        form.add(choice_field("prosecutor_view", "検察官の意見", views))
        today = self.desk.office.clock.today()
        reader = date_reader(today, past=True)
        form.add(
            date_field("prosecutor_asked_on", "意見を聴いた日", reader, placeholder=DATE_EXAMPLE)
        )
        form.add(lines_field("content", "内容", lines=2), wide=True)
        return form

    @property
    def _bases(self) -> tuple[Basis, ...]:
        data = self.pane.data
        return data.bases if data is not None else ()

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Everybody, everybody who may receive, and the usual basis."""
        if data is None:
            return None
        able = [one.organisation_id for one in data.page.members if not one.receive_refusal]
        values = {
            "discussed": tuple(one.id for one in data.page.people),
            "organisations": tuple(dict.fromkeys(able)),
            "basis": data.bases[0].id if data.bases else "",
        }
        return values, ()

    def begin(self) -> bool:
        """Fill the rows, show those the basis asks for, and weigh what is chosen."""
        filled = super().begin()
        self._fit()
        return filled

    def typed_input(self) -> ShareInput:
        """What the rows hold."""
        values = {key: row.value() for key, row in self.rows.items()}
        return ShareInput(**values)

    def action(self) -> Callable[[Work], Any]:
        """Record all that may be shared."""
        typed, meeting = self.typed_input(), self.meeting_id
        return lambda work: share(work, meeting, typed)

    def weigh(self) -> None:
        """Ask which pairs may be shared, and say which not and why."""
        self._pause.stop()
        self._asked += 1
        asked, typed, meeting = self._asked, self.typed_input(), self.meeting_id
        if not (typed.discussed and typed.organisations and typed.items):
            self.verdict.set_words(_READY)
            return
        self.desk.read(
            lambda reading: weigh(reading, meeting, typed),
            lambda pairs: self._weighed(asked, pairs),
            owner=self,
            title="",
        )

    def _weighed(self, asked: int, pairs: tuple[Pair, ...]) -> None:
        if asked != self._asked:
            return
        refused = [
            Refused(pair.who, pair.organisation, pair.refusal) for pair in pairs if pair.refusal
        ]
        good = len(pairs) - len(refused)
        head = f"{good}件を残せます。" if good else "残せるものがありません。"
        more = f"次の{len(refused)}件は残りません。" if refused else ""
        tone = Tone.GOOD if good else Tone.ERROR
        self.verdict.set_words(
            [
                Run(head, tone, True),
                Run(more, Tone.WARNING),
                *(Run(f"\n{line}", Tone.TEXT) for line in told(refused)),
            ]
        )

    def _changed(self) -> None:
        self._fit()
        self._pause.start()

    def _fit(self) -> None:
        """Show the rows that the basis asks for."""
        chosen = str(self.rows["basis"].value())
        basis = next((one for one in self._bases if one.id == chosen), None)
        asks = basis.asks if basis is not None else ()
        self.rows["why"].setVisible(Ask.WHY in asks)
        self.rows["why"].set_note(
            f"{basis.why}。{basis.why_hint}" if basis is not None and Ask.WHY in asks else ""
        )
        for key in _HEARD:
            self.rows[key].setVisible(Ask.PROSECUTOR in asks)


class DecisionForm(MeetingForm):
    """Who does what by when; for the own centre it becomes a task."""

    kind, days = kinds.DECISION, ("due",)

    def rows_form(self) -> Form:
        """What, who, by when, about whom."""
        form = Form(self.columns)
        data = self.pane.data
        today = self.desk.office.clock.today()
        form.add(lines_field("text", "決まったこと", lines=2), wide=True)
        form.add(choice_field("organisation_id", "どこが", _doers(data)))
        owner = offering(TextEditor("例 試作"), data.staff if data is not None else ())
        form.add(FieldRow("owner", "だれが", owner))
        form.add(date_field("due", "いつまで", date_reader(today), placeholder="例 12/3"))
        people = [(one.id, one.who) for one in data.page.people] if data is not None else []
        form.add(choice_field("discussed_id", "だれについて", (("", "全員・決めない"), *people)))
        return form

    def begin(self) -> bool:
        """Fill the rows, and say what becomes of it."""
        self.advise("自センターがすることは課題になり、期日に今日の画面に出ます。")
        return super().begin()

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The decision as on record; a new one is that of the person here."""
        if data is None:
            return None
        if not self.part_id:
            empty = dict.fromkeys(("text", "organisation_id", "due", "discussed_id"), "")
            about = data.page.people[0].id if len(data.page.people) == 1 else ""
            return {**empty, "owner": self.desk.worker, "discussed_id": about}, ()
        one = self._decision(data)
        if one is None:
            return None
        lines = {person.person_id: person.id for person in data.page.people}
        values = {
            "text": one.text,
            "organisation_id": one.organisation_id,
            "owner": one.owner,
            "due": as_typed_day(one),
            "discussed_id": lines.get(one.person_id, "") if one.person_id else "",
        }
        return values, (one.version,)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Take it away with its task."""
        part, versions = self.part_id, self.versions
        if not part:
            return None
        question = "決まったことを、課題と一緒に消します。元には戻せません。"
        return question, lambda work: drop_decision(work, part, versions[0])

    def action(self) -> Callable[[Work], Any]:
        """Keep it."""
        typed = DecisionInput(**{key: str(row.value()) for key, row in self.rows.items()})
        meeting, part, versions = self.meeting_id, self.part_id, self.versions
        if part:
            return lambda work: correct_decision(work, part, versions[0], typed)
        return lambda work: decide(work, meeting, typed)

    def _decision(self, data: Whole) -> DecisionFacts | None:
        return next((one for one in data.page.decisions if one.id == self.part_id), None)


def as_typed_day(one: DecisionFacts) -> str:
    """The day as it would be typed."""
    return as_typed(PartialDate.of(one.due) if one.due else None)


def _recipients(data: Whole | None) -> list[tuple[str, str]]:
    if data is None:
        return []
    outside = {one.organisation_id: one.organisation for one in data.page.members if one.outside}
    return list(outside.items())


def _doers(data: Whole | None) -> list[tuple[str, str]]:
    """The own centre, who takes part, and whoever a decision names already."""
    if data is None:
        return [("", "自センター")]
    named = {one.organisation_id: one.organisation for one in data.page.decisions if not one.own}
    return [("", "自センター"), *(dict(_recipients(data)) | named).items()]
