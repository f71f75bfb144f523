"""情報提供 on the case page: who holds what, whom to tell, and everything that was handed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.cases.queries import CasePage
from app.consent.disclosures.queries import Disclosed, disclosures
from app.consent.holders.queries import DisclosureMap, ToTell, disclosure_map
from app.consent.holders.rules import Ground, ends_next_month
from app.consent.wordings.queries import WordingFacts, wordings
from app.consent.wordings.rules import PURPOSE
from app.handoff.letters.kinds import LetterKind
from app.handoff.writing.queries import exchanges_to_tell
from app.meetings.queries import MeetingRow, meetings_of
from app.reports.papers.holders_sheet import TITLE, holders_sheet
from app.reports.papers.paper import Paper
from app.reports.papers.withdrawal_notice import TITLE as NOTICE
from app.reports.papers.withdrawal_notice import withdrawal_notice
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.consent.handed_lines import HandedLines, ToTellLines
from app.ui.consent.map_view import DisclosureMapView
from app.ui.consent.saving_notices import save_notices
from app.ui.desk import Desk, Where
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.disclosure_forms import DisclosureForm, EndForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import PlainLabel

DISCLOSURE, END, TELLING = "disclosure", "disclosure_end", "disclosure_told"
_SHOWN = 6
_CANCELLED = "cancelled"


@dataclass(frozen=True)
class HandedOn:
    """Who holds what about a case's person, everything handed on, and what a new record needs."""

    map: DisclosureMap
    disclosures: tuple[Disclosed, ...]
    meetings: tuple[MeetingRow, ...]
    purposes: tuple[WordingFacts, ...]
    exchanges: dict[tuple[str, str], str]
    """Consent and organisation → the exchange in whose letters a withdrawal can be told."""
    disclose_refusal: str
    edit_refusal: str

    def found(self, disclosure_id: str) -> Disclosed | None:
        """The disclosure with this id; None when it is gone."""
        return next((one for one in self.disclosures if one.id == disclosure_id), None)

    def together(self, disclosure_id: str) -> tuple[str, ...]:
        """Everything that one holder has on the same basis as this disclosure."""
        for holder in self.map.holders:
            for hold in holder.holds:
                if disclosure_id in hold.disclosure_ids:
                    return hold.disclosure_ids
        return (disclosure_id,)


class DisclosuresSection(Section[HandedOn]):
    """Whom to tell first, then the picture, then the list."""

    key, title = "disclosures", "情報提供"
    shows = ("consent", "disclosure", "disclosureend", "organisation", "meeting", "referral")
    empty = (
        "まだ情報提供の記録がありません。だれに・何を・どの根拠で伝えたかを「提供を記録」で残します。"
        "根拠のない提供は記録できません。使える根拠は、入力の途中で分かります。"
    )
    draft_kinds = (DISCLOSURE, END, TELLING)
    told_kind = TELLING

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.map = DisclosureMapView()
        self.lines: dict[str, HandedLines] = {}
        self.to_tell: list[ToTellLines] = []
        self.more = Button("", kind="link")
        self._all = False
        self.paper = Button("一覧を印刷", kind="plain")
        self.add_one = Button("提供を記録", kind="plain", icon_name="plus")
        self.paper.clicked.connect(self.show_list)
        self.add_one.clicked.connect(lambda: self.open_kind(DISCLOSURE))
        self.add_to_head(self.paper)
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> HandedOn:
        """Everything handed on about the person, in every 業務."""
        found = disclosures(reading, page.person.id)
        return HandedOn(
            disclosure_map(reading, page.episode.id, found),
            found,
            tuple(one for one in meetings_of(reading, page.person.id) if one.state != _CANCELLED),
            wordings(reading, PURPOSE),
            exchanges_to_tell(reading, page.person.id),
            reading.actor.refusal(Permission.DISCLOSE),
            reading.actor.refusal(Permission.EDIT_CASES),
        )

    def record_ids(self, data: HandedOn) -> frozenset[str]:
        """Those of the disclosures."""
        return frozenset(one.id for one in data.disclosures)

    def show_data(self, data: HandedOn) -> str:
        """Whom to tell, the picture, the list."""
        if data.disclose_refusal:
            self.add_one.refuse(data.disclose_refusal)
        else:
            self.add_one.allow()
        self.paper.setVisible(bool(data.disclosures))
        self.to_tell = [ToTellLines(self, told) for told in data.map.withdrawn]
        for lines in self.to_tell:
            self.content.addWidget(lines)
        if data.map.holders:
            self.map = DisclosureMapView()
            self.map.set_map(data.map)
            self.content.addWidget(self.map)
        self._show_list(data)
        return _told(data.map)

    def open_kind(self, kind: str, subject: str = "") -> None:
        """Open a form: of a new disclosure, or of what became of one."""
        if self.page is not None:
            form = self.form_for(kind, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None:
            return None
        refusal = self.data.disclose_refusal if kind == DISCLOSURE else self.data.edit_refusal
        if refusal:
            return None
        form: SectionForm[HandedOn]
        if kind == DISCLOSURE:
            form = DisclosureForm(self, self.page, kind, subject)
        else:
            form = EndForm(self, self.page, kind, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        form.start_from(found[0])
        return form

    def show_list(self) -> None:
        """Show the list of who holds what, before it is printed."""
        if self.page is not None:
            episode = self.page.episode.id
            self._preview(TITLE, lambda reading: holders_sheet(reading, episode))

    def show_notice(self, told: ToTell, organisation_id: str) -> None:
        """Show the notice to one holder."""
        if self.page is not None:
            episode, consent = self.page.episode.id, told.consent.id
            self._preview(
                NOTICE,
                lambda reading: withdrawal_notice(reading, episode, consent, organisation_id),
            )

    def tell_in_letter(self, exchange: str) -> None:
        """Go to the exchange and write the letter that tells of a withdrawal."""
        facts = {"leaf": "exchanges", "exchange": exchange}
        self.desk.go(Where("handoff", {**facts, "write": str(LetterKind.CONSENT_WITHDRAWN)}))

    def save_notices(self, told: ToTell) -> None:
        """Write a PDF for everybody whom nobody has told yet, into a folder."""
        if self.page is not None:
            save_notices(self.desk, told.consent.id, self.page.episode.id, self)

    def _preview(self, name: str, make: Callable[[Reading], Paper]) -> None:
        episode = self.page.episode.id if self.page is not None else None
        self.preview = PaperPreview(self.desk, make, name, self.window(), episode_id=episode)
        self.preview.open()

    def _show_list(self, data: HandedOn) -> None:
        if not data.disclosures:
            return
        self.content.addWidget(
            PlainLabel(f"提供の記録（{len(data.disclosures)}件）", tone=Tone.MUTED, strong=True)
        )
        shown = data.disclosures if self._all else data.disclosures[:_SHOWN]
        self.lines = {one.id: HandedLines(self, one) for one in shown}
        for lines in self.lines.values():
            self.content.addWidget(lines)
        rest = len(data.disclosures) - len(shown)
        if rest:
            self.more = Button(f"前の{rest}件も見る", kind="link")
            self.more.clicked.connect(self._show_all)
            self.content.addWidget(self.more)

    def _show_all(self) -> None:
        self._all = True
        self.show_again()
        self._holder.show()  # the layout would show it later; focus needs it now
        self.lines[list(self.lines)[_SHOWN]].entry.setFocus()


def _told(found: DisclosureMap) -> str:
    untold = sum(len(told.open) for told in found.withdrawn)
    if untold:
        return f"撤回を知らせる先 {untold}"
    holds = [hold for holder in found.holders for hold in holder.holds]
    over = sum(hold.ground is Ground.EXPIRED for hold in holds)
    if over:
        return f"期間の終わった提供 {over}"
    ending = sum(ends_next_month(hold, found.today) for hold in holds)
    if ending:
        return f"来月で終わり {ending}"
    return f"{len(found.holders)}か所" if found.holders else ""
