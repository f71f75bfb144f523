"""つなぎ on the case page: to whom the person was handed on, and who answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from app.cases.queries import CasePage
from app.codes import Service
from app.network.referrals.queries import ReferralPage, referrals_of_person
from app.network.referrals.rules import SPECIAL, SUSPECT
from app.network.referrals.steps import Step
from app.reports.titles.actions import name as name_paper
from app.reports.titles.queries import titles
from app.reports.titles.rules import DEFAULTS
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.network.referral_forms import REFERRAL, STEPS, ReferralForm, StepForm, page_in
from app.ui.network.referral_lines import ReferralLines
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.widgets.buttons import Button


@dataclass(frozen=True)
class Referrals:
    """The つなぎ of a case's person, and why none can be added."""

    referrals: tuple[ReferralPage, ...]
    edit_refusal: str
    titles: Mapping[str, str] = field(default_factory=dict)
    """Kind of a request to a centre → what this office calls its paper."""
    title_refusal: str = ""


_PROPOSED = {Service.ADJUSTMENT: SPECIAL, Service.DETAINED: SUSPECT}
"""業務 → what a 保護観察所 most often asks for."""


class ReferralsSection(Section[Referrals]):
    """Open ones first; the links under each say what may come next."""

    key, title, shows = "referrals", "つなぎ", ("referral", "organisation", "signal")
    empty = (
        "まだつなぎがありません。ほかの機関へ支援を頼むときは「つなぎを加える」から。"
        "情報提供書の印刷と、返事の期限の管理ができます。"
    )
    draft_kinds = (REFERRAL, *STEPS.values())

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.lines: dict[str, ReferralLines] = {}
        self.rename = Button("依頼書の題名", kind="plain")
        self.rename.clicked.connect(self.ask_title)
        self.add_to_head(self.rename)
        self.add_one = Button("つなぎを加える", kind="plain", icon_name="plus")
        self.add_one.clicked.connect(lambda: self.open_kind(REFERRAL))
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> Referrals:
        """Those of the person, of every 業務."""
        return Referrals(
            referrals_of_person(reading, page.person.id),
            reading.actor.refusal(Permission.EDIT_CASES),
            titles(reading),
            reading.actor.refusal(Permission.MANAGE_OFFICE),
        )

    def record_ids(self, data: Referrals) -> frozenset[str]:
        """Those of the つなぎ."""
        return frozenset(one.line.id for one in data.referrals)

    def show_data(self, data: Referrals) -> str:
        """A block for each."""
        if data.edit_refusal:
            self.add_one.refuse(data.edit_refusal)
        else:
            self.add_one.allow()
        self.rename.setVisible(bool(self._proposed))
        self.rename.allow()
        if data.title_refusal:
            self.rename.refuse(data.title_refusal)
        self.lines = {}
        for one in data.referrals:
            self._add(one, data.titles)
        today = self.desk.office.clock.today()
        late = sum(one.line.late(today) for one in data.referrals)
        waiting = sum(one.line.due is not None for one in data.referrals)
        if late:
            return f"返事の遅れ {late}"
        return f"返事待ち {waiting}" if waiting else ""

    def open_kind(self, kind: str, subject: str = "") -> None:
        """Open a form: of a new つなぎ, of one on record, or of a step."""
        if self.page is not None:
            form = self.form_for(kind, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        episode = self.page.episode.id
        if kind == REFERRAL and subject == episode:
            return ReferralForm(self.desk, episode, episode, kind=self._proposed)
        found = page_in(self.data, subject)
        if found is None:
            return None
        if kind == REFERRAL:
            return ReferralForm(self.desk, episode, episode, found)
        step = next(step for step, name in STEPS.items() if name == kind)
        return StepForm(self.desk, found, step)

    @property
    def _proposed(self) -> str:
        """What a 保護観察所 most often asks a centre for; '' in other 業務."""
        return _PROPOSED.get(self.page.episode.service, "") if self.page is not None else ""

    def ask_title(self) -> None:
        """What the office calls the request to a centre: the official title was not found."""
        kind, data = self._proposed, self.data
        if not kind or data is None:
            return
        words = f"題名（空欄にすると「{DEFAULTS[kind]}」）"
        title = self.desk.asking.ask_text("依頼書の題名", words, value=data.titles[kind])
        if title is not None:
            self.act(lambda work: name_paper(work, kind, title), self.rename.setFocus)

    def _add(self, one: ReferralPage, titles: Mapping[str, str]) -> None:
        def step(taken: Step) -> None:
            self.open_kind(STEPS[taken], one.line.id)

        lines = ReferralLines(
            self.desk,
            one,
            lambda: self.open_kind(REFERRAL, one.line.id),
            step,
            title=titles.get(one.line.kind, ""),
        )
        self.lines[one.line.id] = lines
        self.content.addWidget(lines)
