"""関係者・連絡先 on the case page: where the person can be reached, and who belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.cases.queries import CasePage
from app.people.family import actions, queries
from app.people.family.queries import Family, Related
from app.people.family.rules import KINDS, MAY_CONTACT, ContactInput, RelatedInput, caution
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.form import SectionForm
from app.ui.screens.cases.sections.removable import RemovableForm
from app.ui.screens.cases.sections.section import Host, Section
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.field_row import check_field, choice_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.timeline import TimelineEntry

_RELATED, _CONTACT = "related", "contact"
_WORDS_COLUMN = 104
_NOTE_LINES = 2
_TONES = {"yes": Tone.GOOD, "no": Tone.ERROR, "unknown": Tone.MUTED}
_TABLES = {"kind": KINDS, "may_contact": MAY_CONTACT}
_UNKNOWN = "未記入"


class FamilySection(Section[Family]):
    """The person's own 連絡先 in a line, then an entry for everybody; Enter opens its form."""

    key, title = "family", "関係者・連絡先"
    readings = "かんけいしゃ 家族 後見人 保護者 連絡先"
    shows = ("relatedperson", "person")
    empty = "まだ関係者がいません。家族・後見人・身元引受人・緊急連絡先を加えてください。"
    draft_kinds = (_RELATED, _CONTACT)

    def __init__(self, desk: Desk, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(desk, host, parent)
        self.entries: dict[str, TimelineEntry] = {}
        self.contact = Button("連絡先を直す", kind="plain")
        self.add_one = Button("関係者を加える", kind="plain", icon_name="plus")
        self.contact.clicked.connect(lambda: self.open_kind(_CONTACT))
        self.add_one.clicked.connect(lambda: self.open_kind(_RELATED))
        self.add_to_head(self.contact)
        self.add_to_head(self.add_one)

    def read(self, reading: Reading, page: CasePage) -> Family:
        """Everybody who belongs to the case's person."""
        return queries.family(reading, page.episode.id)

    def record_ids(self, data: Family) -> frozenset[str]:
        """Those of the 関係者."""
        return frozenset(one.id for one in data.people)

    def show_data(self, data: Family) -> str:
        """The 連絡先, then everybody, whom to call at night first."""
        for button in (self.contact, self.add_one):
            if data.edit_refusal:
                button.refuse(data.edit_refusal)
            else:
                button.allow()
        self.content.addWidget(Paragraph(_contact_runs(data.contact)))
        self.entries = {one.id: self._entry(one, data) for one in data.people}
        for entry in self.entries.values():
            self.content.addWidget(entry)
        return f"{len(data.people)}人" if data.people else ""

    def open_kind(self, kind: str, subject: str = "") -> None:
        """Open a form: of the 連絡先, of somebody new or of somebody on record."""
        if self.page is not None:
            form = self.form_for(kind, subject or self.page.episode.id)
            if form is not None:
                self.open_form(form)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        if self.page is None or self.data is None or self.data.edit_refusal:
            return None
        form: SectionForm[Family]
        if kind == _CONTACT:
            form = ContactForm(self, self.page, _CONTACT, self.page.episode.id)
        else:
            form = RelatedForm(self, self.page, _RELATED, subject)
        found = form.newest(self.data)
        if found is None:
            form.deleteLater()
            return None
        values, form.versions = found
        form.start_from(values)
        return form

    def _entry(self, one: Related, data: Family) -> TimelineEntry:
        facts = one.facts
        may = codes.label(MAY_CONTACT, facts.may_contact)
        caption = "　".join(words for words in (facts.phone, facts.address) if words)
        lines = [
            "　".join(words for words in (facts.name, facts.relation) if words),
            "　".join(
                words for words in ("緊急時の連絡先" * facts.emergency, caution(facts)) if words
            ),
            facts.note,
        ]
        entry = TimelineEntry(
            codes.label(KINDS, facts.kind),
            may,
            caption or "電話・住所は未記入",
            "\n".join(line for line in lines if line),
            kind_tone=Tone.WARNING if caution(facts) else _TONES.get(facts.may_contact, Tone.MUTED),
            column=_WORDS_COLUMN,
        )
        if not data.edit_refusal:
            entry.opened.connect(lambda: self.open_kind(_RELATED, one.id))
        return entry


class RelatedForm(RemovableForm[Family]):
    """Somebody who belongs to the person."""

    section: FamilySection
    remove_words = "この人を消す"

    def rows_form(self) -> Form:
        """Who, how to reach them, and whether one may."""
        form = Form(2)
        kinds = (("", "選んでください"), *codes.table(KINDS).choices())
        form.add(choice_field("kind", "種別", kinds))
        form.add(text_field("name", "氏名・名称"))
        form.add(text_field("relation", "続柄・立場", placeholder="例 長女、法人後見"))
        form.add(text_field("phone", "電話"))
        form.add(text_field("address", "住所"), wide=True)
        form.add(choice_field("may_contact", "本人の意向", codes.table(MAY_CONTACT).choices()))
        form.add(check_field("emergency", "緊急時", "緊急時に連絡する"))
        form.add(lines_field("note", "備考", lines=_NOTE_LINES), wide=True)
        return form

    def newest(self, data: Family) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The person as on record now; of a new one the plain form."""
        if self.is_new:
            return {"may_contact": "unknown"}, ()
        one = self._found(data)
        return None if one is None else (asdict(one.facts), (one.version,))

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        return codes.label(_TABLES[key], value or None) if key in _TABLES else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep somebody new or what was corrected."""
        typed = RelatedInput(**{key: row.value() for key, row in self.rows.items()})
        subject, versions = self.subject, self.versions
        if not versions:
            return lambda work: actions.add(work, subject, typed)
        return lambda work: actions.correct(work, subject, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before somebody is taken away."""
        one = self._found(self.section.data) if self.section.data is not None else None
        if one is None:
            return None
        words = f"関係者「{one.facts.name}」の記録を消します。元には戻せません。"
        return words, lambda work: actions.remove(work, one.id, one.version)

    def after_removal(self) -> QWidget:
        """The button that adds."""
        return self.section.add_one

    def _found(self, data: Family) -> Related | None:
        return next((one for one in data.people if one.id == self.subject), None)


class ContactForm(SectionForm[Family]):
    """Where the person can be reached, and where they are registered."""

    section: FamilySection

    def rows_form(self) -> Form:
        """Telephone, address, 住民票."""
        form = Form(2)
        form.add(text_field("phone", "電話"))
        form.add(text_field("address", "現住所"))
        form.add(
            text_field(
                "registered_at",
                "住民票の所在地",
                placeholder="市町村と番地。ないときは「なし」とその事情",
            ),
            wide=True,
        )
        return form

    def newest(self, data: Family) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The 連絡先 on record now."""
        return asdict(data.contact), (data.person_version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep the 連絡先."""
        typed = ContactInput(**{key: row.value() for key, row in self.rows.items()})
        episode, versions = self.page.episode.id, self.versions
        return lambda work: actions.write_contact(work, episode, versions[0], typed)


def _contact_runs(contact: ContactInput) -> list[Run]:
    known = (
        ("電話", contact.phone),
        ("現住所", contact.address),
        ("住民票", contact.registered_at),
    )
    runs: list[Run] = []
    for label, words in known:
        runs.append(Run(f"{'　' if runs else ''}{label} ", Tone.MUTED))
        runs.append(Run(words or _UNKNOWN, None if words else Tone.MUTED))
    return runs
