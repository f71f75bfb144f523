"""同意 on the case page: what the person agreed to, for whom, until when; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import codes
from app.attachments.queries import counts
from app.attachments.rules import Owner, OwnerKind
from app.cases.queries import CasePage
from app.consent.holders.rules import ITEM_BREAK, item_labels
from app.consent.register import queries
from app.consent.register.queries import ConsentFacts, Register
from app.consent.register.rules import Standing
from app.consent.register.ways import HOW
from app.consent.wordings.queries import WordingFacts, wordings
from app.consent.wordings.rules import CONSENT_FORM, PURPOSE
from app.reports.papers.consent_sheet import TITLE, kept_consent_sheet
from app.storage.work import Reading
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.consent.settings_dialog import ConsentSettings
from app.ui.desk import Desk, Where
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.consent_forms import ConsentForm, RestoreForm, WithdrawalForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

CONSENT, WITHDRAWAL, RESTORE = "consent", "withdrawal", "consent_restore"
_WORDS_COLUMN = 104
_SOON_DAYS = 31
_ENDING = "まもなく終わる"
_STANDING = {
    Standing.VALID: ("有効", Tone.GOOD),
    Standing.AHEAD: ("これから", Tone.MUTED),
    Standing.EXPIRED: ("期間終了", Tone.MUTED),
    Standing.WITHDRAWN: ("撤回", Tone.ERROR),
    Standing.REFUSED: ("同意しない", Tone.ERROR),
}


@dataclass(frozen=True)
class Given:
    """The register of a case's person, and the centre's texts for a new consent."""

    register: Register
    forms: tuple[WordingFacts, ...]
    purposes: tuple[WordingFacts, ...]
    attached: Mapping[str, int] = field(default_factory=dict)
    """How many files each consent has: the signed sheet."""

    def found(self, consent_id: str) -> ConsentFacts | None:
        """The consent with this id; None when it is gone."""
        return next((one for one in self.register.consents if one.id == consent_id), None)


class ConsentsSection(Section[Given]):
    """An entry for each consent, those that stand first; the links say what may be done."""

    key, title = "consents", "同意"
    shows = ("consent", "disclosure", "disclosureend", "organisation", "wording", "attachment")
    empty = (
        "まだ同意の登録がありません。だれに・何を・何のために・いつまで伝えてよいかを、"
        "「同意を登録」で残してください。同意書もここから印刷できます。"
    )
    draft_kinds = (CONSENT, WITHDRAWAL, RESTORE)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.lines: dict[str, ConsentLines] = {}
        self.files_open: set[str] = set()
        """Consents whose files are shown; they stay so when the section is read again."""
        self.settings: ConsentSettings | None = None
        self.texts = Button("文例と設定", kind="plain")
        self.add_one = Button("同意を登録", kind="plain", icon_name="plus")
        self.texts.clicked.connect(self.open_settings)
        self.add_one.clicked.connect(lambda: self.open_kind(CONSENT))
        self.add_to_head(self.texts)
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> Given:
        """The consents, and the texts that a new one begins with."""
        found = queries.register(reading, page.episode.id)
        return Given(
            found,
            wordings(reading, CONSENT_FORM),
            wordings(reading, PURPOSE),
            counts(reading, OwnerKind.CONSENT, [one.id for one in found.consents]),
        )

    def record_ids(self, data: Given) -> frozenset[str]:
        """Those of the consents."""
        return frozenset(one.id for one in data.register.consents)

    def offered(self) -> tuple[Button, ...]:
        """A new consent before the texts, whatever comes first in the head."""
        return self.add_one, self.texts

    def show_data(self, data: Given) -> str:
        """A block for each."""
        if data.register.edit_refusal:
            self.add_one.refuse(data.register.edit_refusal)
        else:
            self.add_one.allow()
        self.lines = {one.id: ConsentLines(self, one) for one in data.register.consents}
        for lines in self.lines.values():
            self.content.addWidget(lines)
        return _told(data.register)

    def open_kind(self, kind: str, subject: str = "") -> None:
        """Open a form: of a new consent, of one on record, or of a withdrawal."""
        if self.page is not None:
            form = self.form_for(kind, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.register.edit_refusal:
            return None
        one = self.data.found(subject)
        form: SectionForm[Given]
        if kind == CONSENT:
            form = ConsentForm(self, self.page, CONSENT, subject)
        elif one is None:
            return None
        elif kind == WITHDRAWAL:
            form = WithdrawalForm(self, self.page, kind, subject, words="撤回を記録")
        else:
            form = RestoreForm(self, self.page, kind, subject, words="撤回の記録を取り消す")
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def show_paper(self, one: ConsentFacts) -> None:
        """Show the sheet of a consent on record."""
        if self.page is None:
            return
        episode = self.page.episode.id
        self.preview = PaperPreview(
            self.desk,
            lambda reading: kept_consent_sheet(reading, episode, one.id),
            TITLE,
            self.window(),
            episode_id=episode,
        )
        self.preview.open()

    def show_whom_to_tell(self) -> None:
        """Go to 情報提供, where everybody stands who must hear of a withdrawal."""
        if self.page is not None:
            facts = {"episode": self.page.episode.id, "section": "disclosures"}
            self.desk.go(Where("cases", facts))

    def open_settings(self) -> None:
        """Show the centre's texts, and what the office is before 個人情報保護法."""
        self.settings = ConsentSettings(self.desk, self.window())
        self.settings.finished.connect(lambda _: self.reload())
        self.settings.open()


class ConsentLines(QWidget):
    """The entry of one consent and a row of what may be done with it."""

    def __init__(self, section: ConsentsSection, one: ConsentFacts) -> None:
        super().__init__()
        self.buttons: dict[str, Button] = {}
        column = QVBoxLayout(self)
        lay(column, gap=0)
        today = section.desk.office.clock.today()
        self.entry = _entry(one, today)
        refusal = section.data.register.edit_refusal if section.data else ""
        if not refusal:
            self.entry.opened.connect(lambda: section.open_kind(CONSENT, one.id))
        column.addWidget(self.entry)
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        if one.standing is Standing.WITHDRAWN:
            acts = [(RESTORE, "撤回の記録を取り消す", refusal)]
        elif one.standing is Standing.REFUSED:
            acts = []
        else:
            acts = [(WITHDRAWAL, "撤回を記録", refusal)]
        for kind, words, why in (*acts, (CONSENT, "訂正", refusal)):
            self._add(flow, kind, words, why).clicked.connect(
                lambda _=False, kind=kind: section.open_kind(kind, one.id)
            )
        if one.standing is not Standing.REFUSED:
            self._add(flow, "paper", "同意書", "").clicked.connect(
                lambda _=False: section.show_paper(one)
            )
        if one.standing is Standing.WITHDRAWN and one.uses:
            told = self._add(flow, "to_tell", "知らせる先を見る", "")
            told.clicked.connect(lambda _=False: section.show_whom_to_tell())
        below = QWidget()
        self._below = QVBoxLayout(below)
        lay(self._below, gap=1)
        self._below.addWidget(holder)
        self.entry.add_below(below)
        self.files: AttachmentList | None = None
        count = section.data.attached.get(one.id, 0) if section.data else 0
        words = f"添付 {count}件" if count else "署名した同意書を添付"
        files = self._add(flow, "files", words, "")
        files.clicked.connect(lambda _=False: self._show_files(section, one.id))
        if one.id in section.files_open:
            self._show_files(section, one.id)

    def _show_files(self, section: ConsentsSection, consent_id: str) -> None:
        """Show the files of this consent under its words, or put them away."""
        if self.files is not None:
            self.files.deleteLater()
            self.files = None
            section.files_open.discard(consent_id)
            return
        section.files_open.add(consent_id)
        self.files = AttachmentList(section.desk)
        self.files.show_owner(Owner(OwnerKind.CONSENT, consent_id))
        self._below.addWidget(self.files)

    def _add(self, flow: FlowLayout, key: str, words: str, refusal: str) -> Button:
        button = Button(words, kind="link")
        if refusal:
            button.refuse(refusal)
        self.buttons[key] = button
        flow.addWidget(button)
        return button


def _entry(one: ConsentFacts, today: date) -> TimelineEntry:
    word, tone = _STANDING[one.standing]
    soon = _ends_soon(one, today)
    caption = "　".join(
        part
        for part in (codes.label(HOW, one.how), _witness(one), one.worker)
        if part and part != word
    )
    items = ITEM_BREAK.join(item_labels(one.items))
    by = f"同意した人: {one.given_by}" if one.given_by else ""
    texts = (
        "　".join(part for part in (one.recipient, one.purpose) if part),
        f"{items}　{one.items_note}".strip(),
        "　".join(part for part in (_period(one), _withdrawn(one), by, _uses(one)) if part),
    )
    return TimelineEntry(
        _ENDING if soon else word,
        _when(one),
        caption,
        "\n".join(text for text in texts if text),
        tone=Tone.WARNING if soon else tone,
        kind_tone=Tone.WARNING if soon else Tone.MUTED,
        column=_WORDS_COLUMN,
    )


def _witness(one: ConsentFacts) -> str:
    return f"立会 {one.witness}" if one.witness else ""


def _when(one: ConsentFacts) -> str:
    if one.standing is Standing.WITHDRAWN:
        return short_day(one.withdrawn_on)
    if one.standing is Standing.REFUSED:
        return short_day(one.given_on)
    return f"{short_day(one.valid_to)} まで" if one.valid_to else "撤回まで"


def _period(one: ConsentFacts) -> str:
    if one.standing is Standing.REFUSED:
        return ""
    given = f"{short_day(one.given_on)} 同意"
    since = "" if one.valid_from == one.given_on else f"（{short_day(one.valid_from)} から）"
    return f"{given}{since}"


def _withdrawn(one: ConsentFacts) -> str:
    if one.withdrawn_on is None:
        return ""
    said = "・".join(part for part in (one.withdrawn_how, one.withdrawn_reason) if part)
    return f"{short_day(one.withdrawn_on)} 撤回{f'（{said}）' if said else ''}"


def _uses(one: ConsentFacts) -> str:
    return f"この同意による提供 {one.uses}件" if one.uses else ""


def _ends_soon(one: ConsentFacts, today: date) -> bool:
    if one.standing is not Standing.VALID or one.valid_to is None:
        return False
    return (one.valid_to - today).days <= _SOON_DAYS


def _told(register: Register) -> str:
    valid = [one for one in register.consents if one.standing is Standing.VALID]
    soon = sum(_ends_soon(one, register.today) for one in valid)
    if soon:
        return f"まもなく終わる {soon}"
    return f"有効 {len(valid)}" if valid else ""
