"""The forms of a 関係機関: its facts, its closing, what it offers, who is there, notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app import codes, places
from app.calendar import wareki
from app.network.contacts import actions as contacts
from app.network.contacts.rules import ContactInput
from app.network.experience import actions as notes
from app.network.experience.rules import NoteInput
from app.network.offers import actions as offers
from app.network.offers.rules import ACCEPTS, DOMAINS, OfferInput
from app.network.organisations import actions, queries
from app.network.organisations.queries import OrganisationRow
from app.network.organisations.rules import (
    KINDS,
    OrganisationInput,
    proposes_hidden,
    proposes_public,
)
from app.storage.work import Work
from app.ui.network.municipality import MunicipalityChoice
from app.ui.network.registering import PUBLIC_CHOICES
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.record_pane import NEW
from app.ui.widgets.field_row import (
    FieldRow,
    check_field,
    checks_field,
    choice_field,
    date_field,
    grouped_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from app.ui.screens.network.organisation_pane import Whole

ORGANISATION, CLOSE = "organisation", "organisation_close"
OFFER, CONTACT, NOTE = "organisation_offer", "organisation_contact", "organisation_note"
_PAUSE_MS = 150
_LINES = 2


class OrganisationForm(PaneForm["Whole"]):
    """A 関係機関 as it is written down; one that may be the same is named while it is typed."""

    title, watched = "関係機関", ("note",)

    def rows_form(self) -> Form:
        """Kind and name, where and how to reach it."""
        form = Form(self.columns_in(self.pane.width()))
        prefectures = [(one.code, one.name) for one in places.prefectures()]
        form.add(text_field("name", "名称"))
        form.add(text_field("kana", "フリガナ"))
        form.add(grouped_field("kind", "種別", codes.table(KINDS)))
        form.add(choice_field("public", "区分", PUBLIC_CHOICES))
        form.add(choice_field("prefecture", "都道府県", (("", "未記入"), *prefectures)))
        form.add(FieldRow("municipality", "市区町村", MunicipalityChoice(self.desk.prefecture)))
        form.add(text_field("address", "住所"), wide=True)
        form.add(check_field("hidden_address", "住所の印刷", "住所を印刷しない"))
        form.add(text_field("phone", "電話"))
        form.add(text_field("fax", "FAX"))
        form.add(text_field("mail", "メール"))
        form.add(text_field("hours", "受付時間", placeholder="例 平日 8:30〜17:15"))
        form.add(lines_field("note", "備考", lines=_LINES), wide=True)
        form.rows["kind"].changed.connect(self._propose)
        form.rows["municipality"].changed.connect(self._follow_municipality)
        self._similar_pause = QTimer(self)
        self._similar_pause.setSingleShot(True)
        self._similar_pause.setInterval(_PAUSE_MS)
        self._similar_pause.timeout.connect(self._look_for_twin)
        for key in ("name", "kana"):
            form.rows[key].changed.connect(lambda: self._similar_pause.start())
        self.twin = NoticeBar(parent=self)
        self.twin.acted.connect(self._open_twin)
        self._twin: OrganisationRow | None = None
        return form

    def bars(self) -> tuple[QWidget, ...]:
        """Which 関係機関 may be the same."""
        return (self.twin,)

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The facts on record; of a new one the prefecture of the centre."""
        if self.subject == NEW:
            empty = OrganisationInput("", "", prefecture=self.desk.prefecture)
            return _facts(empty), ()
        if data is None or data.page.change_refusal:
            return None
        return _facts(data.page.facts), (data.page.version,)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "kind":
            return codes.label(KINDS, value or None)
        if key == "prefecture":
            return places.prefecture_name(value)
        if key == "municipality":
            return places.municipality_name(value)
        if key == "public":
            return dict(PUBLIC_CHOICES).get(value, "")
        return ("はい" if value else "いいえ") if isinstance(value, bool) else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the new one or what was corrected."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = OrganisationInput(**{**values, "public": values["public"] == "public"})
        record, versions = self.record_id, self.versions
        if not versions:
            return lambda work: actions.add(work, typed)
        return lambda work: actions.change(work, record, versions[0], typed)

    def _propose(self) -> None:
        """What is so as a rule for the kind, while a new one is typed."""
        kind = str(self.rows["kind"].value()) if "kind" in self.rows else ""
        if self.subject == NEW and kind in dict(codes.table(KINDS).choices()):
            self.rows["public"].set_value("public" if proposes_public(kind) else "private")
            self.rows["hidden_address"].set_value(proposes_hidden(kind))

    def _follow_municipality(self) -> None:
        editor = self.rows["municipality"].editor if "municipality" in self.rows else None
        if isinstance(editor, MunicipalityChoice) and editor.prefecture:
            self.rows["prefecture"].set_value(editor.prefecture)

    def _look_for_twin(self) -> None:
        name, kana = (str(self.rows[key].value()) for key in ("name", "kana"))
        besides = self.record_id
        self.desk.read(
            lambda reading: queries.similar(reading, name, kana, besides),
            self._show_twin,
            owner=self,
            title="",
        )

    def _show_twin(self, found: tuple[OrganisationRow, ...]) -> None:
        self._twin = found[0] if found else None
        if self._twin is None:
            self.twin.set_notice("", "")
            return
        kind = codes.label(KINDS, self._twin.kind)
        closed = "・閉鎖" if self._twin.closed_on else ""
        words = f"{self._twin.name}（{kind}{closed}）が登録してあります。"
        self.twin.set_notice("同じ機関かもしれません", words, "その機関を開く")

    def _open_twin(self) -> None:
        if self._twin is not None:
            self.pane.open_record(self._twin.id)


class CloseForm(PaneForm["Whole"]):
    """The day from which a 関係機関 is no longer there."""

    title = "閉鎖にする"

    def rows_form(self) -> Form:
        """The day."""
        form = Form()
        reader = date_reader(self.desk.office.clock.today(), past=True)
        note = "一覧や選択肢に出なくなります。これまでの記録には名前が残り、あとで取り消せます。"
        form.add(date_field("closed_on", "閉鎖した日", reader, placeholder=DATE_EXAMPLE, note=note))
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """Today, while it is open."""
        if data is None or data.page.edit_refusal or data.page.closed_on is not None:
            return None
        today = self.desk.office.clock.today()
        return {"closed_on": wareki.short(today)}, (data.page.version,)

    def action(self) -> Callable[[Work], Any]:
        """Close it."""
        record, version, day = self.record_id, self.versions[0], self.rows["closed_on"].value()
        return lambda work: actions.close(work, record, version, day)


class OfferForm(PaneForm["Whole"]):
    """社会資源: what is offered to whom, and the free places."""

    title, watched, remove_words = "社会資源", ("conditions", "note"), "この資源を消す"

    def rows_form(self) -> Form:
        """What, for whom, how many, under which conditions."""
        form = Form(self.columns_in(self.pane.width()))
        today = self.desk.office.clock.today()
        domains = (("", "選んでください"), *codes.table(DOMAINS).choices())
        form.add(choice_field("domain", "分野", domains))
        form.add(text_field("title", "内容", placeholder="例 グループホーム 一人部屋"))
        form.add(text_field("capacity", "定員"))
        form.add(text_field("vacancy", "空き", placeholder="ないときは0"))
        form.add(
            date_field(
                "vacancy_on", "空きを確かめた日", date_reader(today, past=True),
                placeholder=DATE_EXAMPLE,
            )
        )  # fmt: skip
        form.add(
            checks_field("accepts", "受け入れる人・条件", codes.table(ACCEPTS).choices()), wide=True
        )
        form.add(lines_field("conditions", "条件の説明", lines=_LINES), wide=True)
        form.add(lines_field("note", "備考", lines=_LINES), wide=True)
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The offer on record; a new one is empty."""
        if data is None or data.page.change_refusal:
            return None
        if not self.part_id:
            return asdict(OfferInput("", "")), ()
        one = next((one for one in data.offers if one.id == self.part_id), None)
        return None if one is None else (asdict(one.facts), (one.version,))

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "accepts":
            return "・".join(codes.label(ACCEPTS, code) for code in value)
        return codes.label(DOMAINS, value or None) if key == "domain" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the offer."""
        typed = OfferInput(**{key: row.value() for key, row in self.rows.items()})
        record, part, versions = self.record_id, self.part_id, self.versions
        if not versions:
            return lambda work: offers.add(work, record, typed)
        return lambda work: offers.change(work, part, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before an offer is taken away."""
        if not self.part_id or not self.versions:
            return None
        part, version = self.part_id, self.versions[0]
        words = "この社会資源の記録を消します。元には戻せません。"
        return words, lambda work: offers.remove(work, part, version)


class ContactForm(PaneForm["Whole"]):
    """Somebody at the 関係機関."""

    title, watched, remove_words = "担当者", ("note",), "この担当者を消す"

    def rows_form(self) -> Form:
        """Who, and how to reach them."""
        form = Form(self.columns_in(self.pane.width()))
        today = self.desk.office.clock.today()
        form.add(text_field("name", "氏名"))
        form.add(text_field("post", "部署・役職"))
        form.add(text_field("phone", "電話"))
        form.add(text_field("mail", "メール"))
        form.add(lines_field("note", "備考", lines=_LINES), wide=True)
        form.add(
            date_field(
                "left_on", "異動・退職した日", date_reader(today, past=True),
                placeholder=DATE_EXAMPLE,
            )
        )  # fmt: skip
        return form

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The person on record; a new one is empty."""
        if data is None or data.page.change_refusal:
            return None
        if not self.part_id:
            return asdict(ContactInput("")), ()
        one = next((one for one in data.contacts if one.id == self.part_id), None)
        return None if one is None else (asdict(one.facts), (one.version,))

    def action(self) -> Callable[[Work], Any]:
        """Keep the person."""
        typed = ContactInput(**{key: row.value() for key, row in self.rows.items()})
        record, part, versions = self.record_id, self.part_id, self.versions
        if not versions:
            return lambda work: contacts.add(work, record, typed)
        return lambda work: contacts.change(work, part, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before somebody is taken away."""
        if not self.part_id or not self.versions:
            return None
        part, version = self.part_id, self.versions[0]
        words = "この担当者の記録を消します。異動した人は、異動した日を入れて残せます。"
        return words, lambda work: contacts.remove(work, part, version)


class NoteForm(PaneForm["Whole"]):
    """What was experienced, without names of 対象者."""

    title, watched, remove_words = "経験・覚え書き", ("text",), "この覚え書きを消す"

    def rows_form(self) -> Form:
        """When, who wrote it, what."""
        form = Form(self.columns_in(self.pane.width()))
        today = self.desk.office.clock.today()
        form.add(date_field("day", "日付", date_reader(today, past=True), placeholder=DATE_EXAMPLE))
        form.add(text_field("worker", "記入した人"))
        note = "対象者の氏名は書かないでください。"
        form.add(lines_field("text", "内容", note=note), wide=True)
        return form

    def focus_first(self) -> None:
        """Day and writer are proposed: typing begins at the text."""
        self.rows["text"].setFocus()

    def newest(self, data: Whole | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The note on record; a new one is of today."""
        if data is None or data.page.change_refusal:
            return None
        if not self.part_id:
            today = wareki.short(self.desk.office.clock.today())
            return asdict(NoteInput(today, "", self.desk.worker)), ()
        one = next((one for one in data.notes if one.id == self.part_id), None)
        return None if one is None else (asdict(one.facts), (one.version,))

    def action(self) -> Callable[[Work], Any]:
        """Keep the note."""
        typed = NoteInput(**{key: row.value() for key, row in self.rows.items()})
        record, part, versions = self.record_id, self.part_id, self.versions
        if not versions:
            return lambda work: notes.add(work, record, typed)
        return lambda work: notes.change(work, part, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before a note is taken away."""
        if not self.part_id or not self.versions:
            return None
        part, version = self.part_id, self.versions[0]
        words = "この覚え書きを消します。元には戻せません。"
        return words, lambda work: notes.remove(work, part, version)


FORMS: dict[str, type[PaneForm[Whole]]] = {
    ORGANISATION: OrganisationForm,
    CLOSE: CloseForm,
    OFFER: OfferForm,
    CONTACT: ContactForm,
    NOTE: NoteForm,
}


def _facts(facts: OrganisationInput) -> dict[str, Any]:
    return {**asdict(facts), "public": "public" if facts.public else "private"}
