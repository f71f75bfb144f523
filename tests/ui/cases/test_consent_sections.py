"""同意 and 情報提供 on the case page, from the consent to the notice of its withdrawal."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.attachments import actions as attachments
from app.attachments.rules import CheckedFile, Owner, OwnerKind
from app.cases import actions as cases
from app.codes import Service
from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import DisclosureInput, EndInput
from app.consent.holders.queries import disclosure_map
from app.consent.laws import Provider
from app.consent.queries import provider
from app.consent.register import actions as register
from app.consent.register.rules import ConsentInput, Standing, WithdrawalInput
from app.consent.rules import State
from app.errors import InvalidInput
from app.meetings import actions as meetings
from app.meetings.persons import actions as discussed
from app.meetings.rules import MeetingInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.ui.consent.span import Axis, axis_of
from app.ui.screens.cases import page as page_module
from app.ui.screens.cases.sections.consents import ConsentsSection
from app.ui.screens.cases.sections.disclosures import DisclosuresSection
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tag import Tag
from tests.conftest import OpenedOffice

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """The engine does not matter to a screen."""
    return opened_embedded


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose only sections are these two."""
    monkeypatch.setattr(page_module, "SECTIONS", (ConsentsSection, DisclosuresSection))


def shown(place: Any, key: str) -> Any:
    """A section of the case that is open."""
    return next(one for one in place.screen.pane.summary.sections if one.key == key)


def words(widget: Any) -> str:
    """Everything that stands in a widget."""
    parts = [*widget.findChildren(Paragraph), *widget.findChildren(PlainLabel)]
    tags = [tag.word for tag in widget.findChildren(Tag)]
    return " ".join([*(part.words for part in parts), *tags])


def office(place: Any, kind: str = "disability_facility", name: str = "こもれび荘") -> str:
    typed = OrganisationInput(kind, name)
    return str(place.work(lambda work: organisations.add(work, typed)))


def type_into(form: Any, **values: Any) -> None:
    """Fill rows of a form."""
    for key, value in values.items():
        form.rows[key].set_value(value)


def save(form: Any) -> None:
    """Save with the keyboard."""
    QTest.keyClick(form.rows["worker"].editor.fields()[0], Qt.Key.Key_S, CONTROL)


def given(place: Any, organisation: str, **otherwise: Any) -> str:
    values: dict[str, Any] = {
        "items": ("identity", "certificate"),
        "given_on": "R8.11.1",
        "how": "paper",
        "organisation_id": organisation,
        "purpose": "住まいの調整",
        **otherwise,
    }
    typed = ConsentInput(**values)
    return str(place.work(lambda work: register.give(work, place.ids["co"], typed)))


def handed(place: Any, organisation: str, day: str = "R8.11.10") -> str:
    typed = DisclosureInput(
        organisation_id=organisation,
        day=day,
        way="letter",
        items=("identity", "certificate"),
        basis="consent",
        episode_id=place.ids["co"],
    )
    return str(place.work(lambda work: disclosures.record(work, typed)))


def test_a_consent_is_registered_printed_and_corrected(place: Any, qtbot: Any) -> None:
    home = office(place)
    place.open("co")
    here = shown(place, "consents")
    assert "まだ同意の登録がありません" in words(here)
    here.add_one.click()
    form = here.form
    assert form.rows["recipient_kind"].isHidden(), "a named organisation is proposed"
    assert "〔センター〕" in form.rows["wording"].value(), "the first template is there"
    save(form)
    # of the two ways only the one that is shown is asked for
    assert form.rows["organisation_id"].error() == "提供先の機関を一覧から選んでください。"
    assert form.rows["purpose"].error()
    type_into(form, organisation_id=home, items=("identity", "certificate"), valid_to="R9.3.31")
    form.rows["purpose"].editor.buttons[0].click()
    assert form.rows["purpose"].value().startswith("帰る住まいを決め")
    form.rows["template"].set_value(here.data.forms[2].key)
    assert "検察官" in form.rows["wording"].value(), "another template brings its text"
    form.print_button.click()
    qtbot.waitUntil(lambda: form.preview.printed is not None)
    assert form.preview.printed.pages == 1 and not form.preview.printed.missing
    form.preview.reject()
    save(form)
    assert here.form is None
    (one,) = here.data.register.consents
    assert (one.standing, one.recipient, one.worker) == (Standing.VALID, "こもれび荘", "試作")
    assert "こもれび荘" in words(here) and "R9.3.31 まで" in words(here)
    here.lines[one.id].buttons["consent"].click()
    assert here.form.rows["template"].value() == here.data.forms[2].key
    type_into(here.form, witness="例示")
    save(here.form)
    assert here.data.register.consents[0].witness == "例示"


def test_an_oral_consent_asks_for_a_witness_and_a_no_for_less(place: Any) -> None:
    place.open("co")
    here = shown(place, "consents")
    here.add_one.click()
    form = here.form
    type_into(form, how="oral", whom="kind", recipient_kind="medical", items=("medical",))
    type_into(form, purpose="通院のため")
    assert not form.rows["recipient_kind"].isHidden()
    save(form)
    assert "立会人" in form.rows["witness"].error()
    type_into(form, how="refused")
    assert form.rows["purpose"].isHidden() and form.print_button.isHidden()
    save(form)
    (one,) = here.data.register.consents
    assert (one.standing, one.recipient_kind, one.purpose) == (Standing.REFUSED, "medical", "")


def test_which_basis_holds_is_seen_at_once(place: Any) -> None:
    home = office(place)
    given(place, home)
    place.open("co")
    here = shown(place, "disclosures")
    here.add_one.click()
    form = here.form
    type_into(form, organisation_id=home, items=("identity", "medical"))
    states = {option.basis.id: option.verdict.state for option in form.basis.options}
    assert states["consent"] is State.REFUSED
    assert "同意に含まれていない項目があります（病歴・服薬・診療）" in words(form.basis)
    assert not form.basis.buttons["consent"].isEnabled()
    type_into(form, items=("identity", "certificate"))
    form.basis.buttons["consent"].click()
    assert form.rows["why"].isHidden()
    form.basis.buttons["life"].click()
    assert not form.rows["why"].isHidden()
    save(form)
    assert "なぜ同意を得にくいか" in form.rows["why"].error()
    form.basis.buttons["consent"].click()
    save(form)
    assert here.form is None
    (one,) = here.data.disclosures
    assert (one.basis, one.why) == ("consent", "")
    lane = here.map.lanes[0]
    assert "手帳・受給者証、本人の同意、R8.11.24 から、撤回まで、撤回時は連絡" in lane.words


def test_without_a_basis_nothing_is_saved_and_the_typing_stays(place: Any) -> None:
    home = office(place)
    place.open("co")
    here = shown(place, "disclosures")
    here.add_one.click()
    type_into(here.form, organisation_id=home, items=("identity",), content="電話で")
    save(here.form)
    assert "根拠のない提供は記録できません" in here.form.rows["basis"].error()
    assert "生命・身体・財産の保護" in here.form.rows["basis"].error()
    assert here.form.rows["content"].value() == "電話で"
    assert here.data.disclosures == ()


def test_a_withdrawal_lists_whom_to_tell_and_prints_the_notices(
    place: Any, qtbot: Any, tmp_path: Path
) -> None:
    home, clinic = office(place), office(place, "medical", "こもれび医院")
    consent = given(place, "", recipient_kind="medical", valid_to="R8.12.20")
    given(place, home, valid_to="R8.12.20")
    first = handed(place, clinic)
    other = office(place, "medical", "みなも病院")
    handed(place, other)
    handed(place, home)
    place.open("co")
    here, texts = shown(place, "disclosures"), shown(place, "consents")
    assert place.screen.pane.summary.anchors.buttons["disclosures"].text() == (
        "情報提供 来月で終わり 3"
    )
    texts.lines[consent].buttons["withdrawal"].click()
    assert "への同意（R8.11.1）" in words(texts.form)
    QTest.keyClick(texts.form.rows["day"].editor.fields()[0], Qt.Key.Key_S, CONTROL)
    assert texts.data.found(consent).standing is Standing.WITHDRAWN
    texts.lines[consent].buttons["to_tell"].click()
    assert place.gone[-1].facts["section"] == "disclosures"
    (told,) = here.to_tell
    assert set(told.tell) == {clinic, other}, "and not whoever has it on another consent"
    told.notices[clinic].click()
    qtbot.waitUntil(lambda: here.preview.printed is not None)
    here.preview.reject()
    place.asking.script(tmp_path)
    told.save.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) == 2)
    names = {path.name for path in tmp_path.glob("*.pdf")}
    assert names == {"同意の撤回のお知らせ_01.pdf", "同意の撤回のお知らせ_02.pdf"}
    told.tell[clinic].click()
    assert here.form.rows["kind"].value() == "told"
    assert "こもれび医院への提供（R8.11.10）" in words(here.form)
    here.form.save()
    (told,) = here.to_tell
    assert told.tell[clinic].isHidden() and not told.tell[other].isHidden()
    place.work(lambda w: disclosures.end(w, first, EndInput("returned", "R8.11.24")))
    (told,) = here.to_tell
    assert set(told.tell) == {other}


def test_what_is_printed_is_what_is_shown(place: Any, qtbot: Any) -> None:
    home = office(place)
    given(place, home)
    handed(place, home)
    place.open("co")
    here = shown(place, "disclosures")
    here.paper.click()
    qtbot.waitUntil(lambda: here.preview.printed is not None)
    assert not here.preview.printed.missing
    here.preview.reject()


def test_earlier_disclosures_are_shown_when_asked_for(place: Any) -> None:
    home = office(place)
    given(place, home)
    for day in range(8):
        handed(place, home, f"R8.11.{day + 2}")
    place.open("co")
    here = shown(place, "disclosures")
    assert len(here.lines) == 6
    here.more.click()
    assert len(here.lines) == 8
    assert here.lines[here.data.disclosures[6].id].entry.hasFocus()


def test_what_became_of_it_is_noted_at_its_line(place: Any) -> None:
    home = office(place)
    given(place, home)
    one = handed(place, home)
    place.open("co")
    here = shown(place, "disclosures")
    assert "提供先が保管" in words(here)
    QTest.keyClick(here.lines[one].entry, Qt.Key.Key_Return)
    kinds = [here.form.rows["kind"].editor.combo.itemData(i) for i in range(4)]
    assert kinds == ["returned", "erased", "told", "void"]
    type_into(here.form, kind="void")
    here.form.save()
    assert "理由" in here.form.rows["note"].error()
    type_into(here.form, kind="erased", note="シュレッダー")
    here.form.save()
    assert "廃棄・消去" in words(here) and here.data.map.holders == ()
    here.lines[one].end.click()
    offered = [here.form.rows["kind"].editor.combo.itemData(i) for i in range(2)]
    assert offered == ["holds_again", "told"]
    place.asking.script(True)
    here.form.leave()


def test_a_support_meeting_is_chosen_where_the_way_is_a_meeting(place: Any) -> None:
    home = office(place)
    day = "R8.11.24"
    held = place.work(lambda w: meetings.plan(w, MeetingInput(kind="support106", day=day)))
    place.work(lambda w: discussed.discuss(w, held, place.ids["co"]))
    place.open("co")
    here = shown(place, "disclosures")
    here.add_one.click()
    form = here.form
    assert form.rows["meeting_id"].isHidden()
    type_into(form, way="meeting", organisation_id=home, items=("identity",), meeting_id=held)
    assert not form.rows["meeting_id"].isHidden()
    assert "この支援会議の構成員ではありません" in words(form.basis)


def test_the_texts_are_the_centres_own_and_can_begin_again(place: Any) -> None:
    place.open("co")
    here = shown(place, "consents")
    here.open_settings()
    dialog = here.settings
    assert dialog.model.rowCount() == 10
    assert dialog.reset.reason
    dialog.form.set_values({"title": "標準", "text": "〔センター〕に任せます。"})
    dialog.keep.click()
    dialog.form.set_values({"title": "", "text": "x"})
    dialog.keep.click()
    assert "名前を入力" in dialog.form.rows["title"].error()
    dialog.nature.set_value("public")
    with place.desk.office.reading(place.desk.actor) as reading:
        assert provider(reading) is Provider.PUBLIC
    dialog.reject()
    assert here.data.forms[0].text == "〔センター〕に任せます。"
    assert [one.title for one in here.data.forms] == ["標準", "やさしい日本語", "勾留中の方"]
    here.open_settings()
    place.asking.script(True)
    here.settings.reset.click()
    here.settings.reject()
    assert here.data.forms[0].id == ""


def test_who_only_reads_sees_why_the_buttons_do_nothing(place: Any) -> None:
    home = office(place)
    given(place, home)
    one = handed(place, home)
    place.desk.actor = Actor(place.desk.actor.staff_id, "監査", Role.AUDITOR)
    place.open("co")
    consents, here = shown(place, "consents"), shown(place, "disclosures")
    assert "できるのは" in consents.add_one.reason and "できるのは" in here.add_one.reason
    assert "できるのは" in here.lines[one].end.reason
    consents.open_kind("consent")
    here.open_kind("disclosure")
    assert consents.form is None and here.form is None


def test_a_suspect_in_custody_needs_the_prosecutors_view(place: Any) -> None:
    home = office(place)

    def begin(work: Any) -> str:
        person = people.register(work, PersonInput("架空 陽", "カクウ ヨウ", "male", "S60.1.1"))
        typed = {"start": "R8.11.20", "detention": "R8.11.20", "worker": "試作"}
        return cases.open_episode(work, person, Service.SUSPECT_SUPPORT, typed)

    place.ids["co"] = place.work(begin)
    given(place, home, given_on="R8.11.21")
    place.open("co")
    here = shown(place, "disclosures")
    here.add_one.click()
    form = here.form
    type_into(form, organisation_id=home, items=("identity",))
    assert "検察官の意見も要ります" in words(form.basis)
    form.basis.buttons["suspect_adjustment"].click()
    assert not form.rows["prosecutor_view"].isHidden()
    type_into(form, prosecutor_view="objection", prosecutor_asked_on="R8.11.23")
    save(form)
    assert "相当でない" in form.rows["prosecutor_view"].error()
    type_into(form, prosecutor_view="no_objection")
    save(form)
    assert here.form is None
    assert here.data.disclosures[0].prosecutor_view == "no_objection"


def test_drafts_of_both_forms_come_back(place: Any) -> None:
    home = office(place)
    consent = given(place, home)
    place.open("co")
    consents = shown(place, "consents")
    consents.lines[consent].buttons["withdrawal"].click()
    type_into(consents.form, reason="気が変わった")
    place.open("fu")
    place.open("co")
    assert shown(place, "consents").form.rows["reason"].value() == "気が変わった"


def test_the_map_says_every_line_and_days_stand_in_order(place: Any) -> None:
    home = office(place)
    given(place, home, valid_to="R8.12.20")
    handed(place, home)
    place.open("co")
    here = shown(place, "disclosures")
    said = here.map.accessibleDescription()
    assert "こもれび荘（障害者支援施設・グループホーム）" in said
    assert "R8.12.20 まで（来月で終わり）" in said
    assert "来月で終わり" in words(here.map)
    with place.desk.office.reading(place.desk.actor) as reading:
        found = disclosure_map(reading, place.ids["co"])
    axis = axis_of(found.holders, found.today)
    (hold,) = found.holders[0].holds
    assert hold.until is not None
    assert [day for day, _ in hold.parts] == [hold.since]
    place.work(
        lambda w: register.correct(
            w,
            hold.consent_id,
            1,
            ConsentInput(
                items=("identity", "certificate", "care"),
                given_on="R8.11.1",
                how="paper",
                organisation_id=home,
                purpose="住まいの調整",
                valid_to="R8.12.20",
            ),
        )
    )
    later = DisclosureInput(home, "R8.11.20", "phone", ("care", "identity"), "consent")
    place.work(lambda w: disclosures.record(w, replace(later, episode_id=place.ids["co"])))
    assert "R8.11.20 から: 介護・障害支援区分・生活動作" in words(here.map)
    xs = [axis.at(day, 300) for day in (hold.since, found.today, hold.until, axis.last)]
    assert xs == sorted(xs) and xs[0] == 0 and xs[-1] == 300
    assert Axis(axis.first, axis.first, axis.first).at(axis.last, 300) == 0
    place.work(lambda w: register.withdraw(w, hold.consent_id, WithdrawalInput("R8.11.24")))
    assert (
        "R8.11.24 に撤回（まだ連絡していません）" in shown(place, "disclosures").map.lanes[0].words
    )


def test_the_signed_sheet_is_attached_to_its_consent(place: Any, tmp_path: Path) -> None:
    consent = given(place, office(place))
    place.open("co")
    here = shown(place, "consents")
    lines = here.lines[consent]
    assert lines.buttons["files"].text() == "署名した同意書を添付"
    lines.buttons["files"].click()
    assert lines.files is not None
    wrong = tmp_path / "同意書.pdf"
    wrong.write_bytes(b"MZ")
    place.asking.script((wrong,))
    lines.files.add_button.click()
    assert "「同意書.pdf」" in lines.files.notice.words, "said where the file was to stand"
    assert shown(place, "consents").data.attached == {}
    scan = CheckedFile("同意書.pdf", "application/pdf", b"%PDF-1.4 made up", "0" * 64)
    place.work(lambda w: attachments.add(w, Owner(OwnerKind.CONSENT, consent), scan))
    lines = here.lines[consent]
    assert lines.buttons["files"].text() == "添付 1件"
    assert lines.files is not None, "what was open stays open"
    with pytest.raises(InvalidInput, match="添付があるので"):
        place.work(lambda w: register.remove(w, consent, 1))
    lines.buttons["files"].click()
    assert lines.files is None and here.files_open == set()


@pytest.mark.parametrize("key", ["consents", "disclosures"])
def test_the_forms_are_filled_from_top_to_bottom(place: Any, key: str) -> None:
    place.open("co")
    here = shown(place, key)
    here.add_one.click()
    rows = [row for row in here.form.rows.values() if row.isVisible()]
    fields = [
        field
        for row in rows
        for field in (*row.editor.entries(), *getattr(row.editor, "buttons", ()))
        if isinstance(field, QWidget)
    ]
    assert len(fields) > 8
    for one, following in pairwise(fields):
        assert follows(one, following), (one.accessibleName(), following.accessibleName())


def test_enter_in_the_purpose_goes_on_and_takes_no_phrase(place: Any) -> None:
    place.open("co")
    place.screen.activateWindow()
    here = shown(place, "consents")
    here.add_one.click()
    rows = here.form.rows
    rows["purpose"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert QApplication.focusWidget() is rows["valid_from"].editor.fields()[0]
    assert rows["purpose"].value() == ""


def follows(first: QWidget, then: QWidget) -> bool:
    """Whether Tab goes from one field to the other."""
    found = first.nextInFocusChain()
    while found is not first and not _takes_tab(found):
        found = found.nextInFocusChain()
    return found is then


def _takes_tab(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()
