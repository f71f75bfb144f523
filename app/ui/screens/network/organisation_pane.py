"""One 関係機関: facts, 社会資源, 担当者, experience, who is connected, events."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from app import codes, places
from app.history.viewing import Viewing, of_organisation
from app.network.connected.queries import Connection, connections
from app.network.contacts.queries import Contact, contacts_of
from app.network.events.queries import EventRow, events_of
from app.network.experience.queries import Note, notes_of
from app.network.municipalities.queries import YearFacts, municipality
from app.network.offers.queries import Offer, offers_of
from app.network.offers.rules import ACCEPTS, DOMAINS
from app.network.organisations import actions, queries
from app.network.organisations.queries import OrganisationPage
from app.network.organisations.rules import KINDS
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.organisation_forms import (
    CLOSE,
    CONTACT,
    FORMS,
    NOTE,
    OFFER,
    ORGANISATION,
)
from app.ui.screens.network.parts import FactLines, LinkLine, RecordHead, allowed
from app.ui.screens.record_form import part_subject, parts_of
from app.ui.screens.record_pane import RecordPane
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.widgets.timeline import TimelineEntry
from app.ui.words import short_day

_COLUMN = 104
_NO_OFFERS = "まだ社会資源がありません。受け入れの条件や空きを加えると、本人のニーズから探せます。"
_NO_CONTACTS = "まだ担当者がいません。窓口の人の名前と電話を加えてください。"
_NO_NOTES = "まだ覚え書きがありません。頼んだときの様子などを、対象者の氏名を書かずに残せます。"
_NOBODY = "つながりのある対象者はいません。つなぎ・情報提供・同意・会議・受入先の候補から集めます。"


@dataclass(frozen=True)
class Whole:
    """Everything the page of a 関係機関 shows."""

    page: OrganisationPage
    offers: tuple[Offer, ...]
    contacts: tuple[Contact, ...]
    notes: tuple[Note, ...]
    people: tuple[Connection, ...]
    events: tuple[EventRow, ...]
    year: YearFacts | None
    """What its municipality does this 年度."""


class OrganisationPane(RecordPane[Whole]):
    """The cards of a 関係機関, and its forms."""

    shows = (
        *("organisation", "organisationcontact", "organisationoffer", "organisationnote"),
        *("referral", "disclosure", "consent", "meetingmember", "placement", "eventattendance"),
    )
    draft_kinds = tuple(FORMS)
    empty = "左の一覧から選ぶと、ここにその機関が出ます。"

    def viewing(self, record_id: str) -> Viewing:
        """Who opens it is kept."""
        return of_organisation(record_id)

    def read(self, reading: Reading, record_id: str) -> Whole:
        """Everything about a 関係機関."""
        page = queries.organisation(reading, record_id)
        where = page.facts.municipality
        return Whole(
            page=page,
            offers=offers_of(reading, record_id),
            contacts=contacts_of(reading, record_id),
            notes=notes_of(reading, record_id),
            people=connections(reading, record_id),
            events=events_of(reading, record_id),
            year=municipality(reading, where).shown if where else None,
        )

    def record_ids(self, data: Whole) -> frozenset[str]:
        """Its parts, as notices and as drafts name them."""
        parts = {
            *(one.id for one in data.offers),
            *(one.id for one in data.contacts),
            *(one.id for one in data.notes),
        }
        people = {one.person_id for one in data.people}
        return frozenset(parts | people | {part_subject(data.page.id, one) for one in parts})

    def owner_of(self, waiting: Waiting) -> str:
        """The 関係機関 of a draft, also of one about a part."""
        return parts_of(super().owner_of(waiting))[0]

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        form = FORMS[kind](self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def show_data(self, data: Whole) -> None:
        """The head, then a card for each subject."""
        self.content.addWidget(self._head(data.page))
        self.content.addWidget(self._facts(data))
        self.content.addWidget(self._offers(data))
        self.content.addWidget(self._contacts(data))
        self.content.addWidget(self._notes(data))
        self.content.addWidget(self._people(data))
        if data.events:
            self.content.addWidget(self._events(data.events))

    def _head(self, page: OrganisationPage) -> RecordHead:
        tags = [(codes.label(KINDS, page.kind), Tone.ACCENT)]
        tags.append(("行政機関など", Tone.MUTED) if page.public else ("民間", Tone.MUTED))
        if page.closed_on is not None:
            tags.append((f"閉鎖 {short_day(page.closed_on)}", Tone.ERROR))
        edit = allowed(Button("訂正"), page.change_refusal)
        edit.clicked.connect(lambda: self.edit(ORGANISATION))
        if page.closed_on is None:
            close = allowed(Button("閉鎖にする"), page.edit_refusal)
            close.clicked.connect(lambda: self.edit(CLOSE))
        else:
            close = allowed(Button("閉鎖を取り消す"), page.edit_refusal)
            close.clicked.connect(
                lambda: self.act(lambda work: actions.reopen(work, page.id, page.version))
            )
        return RecordHead(page.name, page.facts.kana, tags, (edit, close))

    def _facts(self, data: Whole) -> Card:
        facts = data.page.facts
        where = "".join(
            (places.prefecture_name(facts.prefecture), places.municipality_name(facts.municipality))
        )
        hidden = "（印刷しない住所）" if facts.hidden_address and facts.address else ""
        card = Card("連絡先")
        lines = (
            ("所在", where),
            ("住所", f"{facts.address}{hidden}"),
            ("電話", facts.phone),
            ("FAX", facts.fax),
            ("メール", facts.mail),
            ("受付", facts.hours),
            ("重層事業", _year_words(data.year)),
            ("備考", facts.note),
        )
        card.add(FactLines(lines))
        if not any(words for _, words in lines[:6]):
            card.add(ReasonLine("連絡先はまだ分かりません。「訂正」で加えてください。"))
        if facts.municipality:
            to = Button(f"{places.municipality_name(facts.municipality)}の重層事業", kind="link")
            to.clicked.connect(
                lambda: self.desk.go(Where("network", {"municipality": facts.municipality}))
            )
            card.add(to)
        return card

    def _offers(self, data: Whole) -> Card:
        card = self._card("社会資源", "社会資源を加える", OFFER, data.page)
        for one in data.offers:
            facts = one.facts
            free = f"空き {facts.vacancy}" if facts.vacancy else "空き 未確認"
            full = f"定員 {facts.capacity}" if facts.capacity else ""
            heard = f"（{facts.vacancy_on}確認）" if facts.vacancy_on else ""
            old = "　空きを確かめ直してください。" if one.old_news else ""
            accepts = "・".join(codes.label(ACCEPTS, code) for code in facts.accepts)
            caption = "　".join(word for word in (full, accepts) if word) or "受け入れの記載なし"
            text = "\n".join(
                line
                for line in (
                    facts.title,
                    f"{heard}{old}".strip(),
                    f"条件: {facts.conditions}" if facts.conditions else "",
                    facts.note,
                )
                if line
            )
            tone = Tone.WARNING if one.old_news else Tone.GOOD if facts.vacancy else Tone.MUTED
            self._entry(
                card, OFFER, one.id, data.page,
                (codes.label(DOMAINS, facts.domain), free, caption, text), tone,
            )  # fmt: skip
        return self._said(card, _NO_OFFERS, bool(data.offers))

    def _contacts(self, data: Whole) -> Card:
        card = self._card("担当者", "担当者を加える", CONTACT, data.page)
        for one in data.contacts:
            facts = one.facts
            left = f"{facts.left_on}まで" if facts.left_on else ""
            caption = "　".join(word for word in (facts.phone, facts.mail) if word)
            self._entry(
                card, CONTACT, one.id, data.page,
                (facts.name or "（氏名未記入）", left, caption or "電話・メールは未記入",
                 "\n".join(word for word in (facts.post, facts.note) if word)),
                Tone.MUTED,
            )  # fmt: skip
        return self._said(card, _NO_CONTACTS, bool(data.contacts))

    def _notes(self, data: Whole) -> Card:
        card = self._card("経験・覚え書き", "覚え書きを加える", NOTE, data.page)
        for one in data.notes:
            self._entry(
                card, NOTE, one.id, data.page,
                (short_day(one.day), "", one.facts.worker, one.facts.text), Tone.MUTED,
            )  # fmt: skip
        return self._said(card, _NO_NOTES, bool(data.notes))

    def _people(self, data: Whole) -> Card:
        count = f"{len(data.people)}人" if data.people else ""
        card = Card("つながりのある対象者", caption=count)
        for one in data.people:
            words = "・".join(one.how) + (f"　{short_day(one.newest)}" if one.newest else "")
            line = LinkLine(one.name, words)
            episode = one.episode_id
            if episode:
                line.button.clicked.connect(
                    lambda _=False, episode=episode: self.desk.go(
                        Where("cases", {"episode": episode})
                    )
                )
            else:
                line.button.refuse("この人には業務の記録がありません。")
            card.add(line)
        return self._said(card, _NOBODY, bool(data.people))

    def _events(self, rows: tuple[EventRow, ...]) -> Card:
        card = Card("研修・会議")
        for row in rows:
            line = LinkLine(
                row.name, f"{short_day(row.day)}　{codes.label('event_kind', row.kind)}"
            )
            line.button.clicked.connect(
                lambda _=False, event=row.id: self.desk.go(Where("network", {"event": event}))
            )
            card.add(line)
        return card

    def _card(self, title: str, words: str, kind: str, page: OrganisationPage) -> Card:
        card = Card(title)
        button = allowed(Button(words, kind="plain", icon_name="plus"), page.change_refusal)
        button.clicked.connect(lambda: self.edit(kind))
        card.add_to_head(button)
        return card

    def _entry(
        self,
        card: Card,
        kind: str,
        part_id: str,
        page: OrganisationPage,
        words: tuple[str, str, str, str],
        tone: Tone,
    ) -> None:
        entry = TimelineEntry(*words, kind_tone=tone, column=_COLUMN)
        if not page.change_refusal:
            subject = part_subject(page.id, part_id)
            entry.opened.connect(lambda: self.edit(kind, subject))
        card.add(entry)

    def _said(self, card: Card, empty: str, filled: bool) -> Card:
        if not filled:
            holder = QVBoxLayout()
            lay(holder, gap=0)
            holder.addWidget(Paragraph(empty, tone=Tone.MUTED, size=Size.CAPTION))
            card.add(holder)
        return card


def _year_words(year: YearFacts | None) -> str:
    if year is None:
        return ""
    return codes.label("municipality_runs", year.facts.runs)
