"""つなぎ on the case page: prepared, sent on a basis, answered, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.consent.disclosures.queries import of_referral
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import IN, Step
from app.staff.permissions import Actor, Role
from app.storage.records import Consent
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph
from tests.conftest import OpenedOffice


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    return opened_embedded


def section(place: Any) -> Any:
    """The section つなぎ of the page."""
    return next(s for s in place.screen.pane.summary.sections if s.key == "referrals")


def words(widget: Any) -> str:
    """Everything that stands in a widget."""
    parts = [*widget.findChildren(Paragraph), *widget.findChildren(PlainLabel)]
    return " ".join(part.words for part in parts)


def office(place: Any, name: str = "見本サロン", kind: str = "participation") -> str:
    return str(place.work(lambda work: organisations.add(work, OrganisationInput(kind, name))))


def consent(place: Any, organisation: str, *items: str) -> None:
    person = place.page("co").person.id

    def act(work: Any) -> None:
        work.add(
            Consent(
                person_id=person,
                organisation_id=organisation,
                items=list(items),
                purpose="参加支援",
                given_on=date(2026, 11, 1),
                valid_from=date(2026, 11, 1),
                how="oral",
            )
        )

    place.work(act)


def prepare(place: Any, organisation: str, *items: str) -> str:
    typed = ReferralInput("participation", organisation, asked="日中の居場所", items=items)
    return str(place.work(lambda work: actions.add(work, place.ids["co"], typed)))


def save(form: Any) -> None:
    """Save with the keyboard."""
    field = form.rows["day" if form.rows["day"].isVisible() else "asked"].editor.fields()[0]
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_it_is_prepared_and_says_what_is_missing(place: Any) -> None:
    salon = office(place)
    place.open("co")
    here = section(place)
    assert "まだつなぎがありません" in words(here)
    here.add_one.click()
    form = here.form
    assert not form.rows["day"].isVisible() and not form.rows["agreement_on"].isVisible()
    save(form)
    assert "選んでください" in form.rows["kind"].error()
    assert form.rows["organisation_id"].error() and "一言" in form.rows["asked"].error()
    form.rows["kind"].set_value("participation")
    form.rows["organisation_id"].set_value(salon)
    form.rows["asked"].set_value("日中の居場所")
    save(form)
    assert here.form is None
    (lines,) = here.lines.values()
    assert "準備" in words(lines) and "見本サロン" in words(lines)
    assert "渡す情報がまだ選ばれていません" in lines.buttons["send"].reason


def test_the_form_shows_which_basis_holds_and_why_others_do_not(place: Any) -> None:
    salon = office(place)
    referral = prepare(place, salon, "identity", "certificate")
    place.open("co")
    here = section(place)
    here.lines[referral].buttons["send"].click()
    form = here.form
    buttons = form.basis.buttons
    assert not buttons["consent"].isEnabled()
    assert "同意がありません" in words(form)
    assert buttons["life"].isEnabled() and not form.rows["why"].isVisible()
    buttons["life"].click()
    assert form.rows["why"].isVisible()
    save(form)
    assert form.rows["why"].error()
    consent(place, salon, "identity", "certificate")
    form.rows["day"].set_value("11/20")  # the bases of another day are asked for anew
    assert form.basis.buttons["consent"].isEnabled()
    form.basis.buttons["consent"].click()
    save(form)
    assert here.form is None
    with place.desk.office.reading(place.desk.actor) as reading:
        (handed,) = of_referral(reading, referral)
    assert (handed.basis, handed.day) == ("consent", date(2026, 11, 20))
    assert "送付（返事待ち）" in words(here.lines[referral])


def test_enter_and_tab_go_from_the_day_to_the_bases_and_on_to_the_note(place: Any) -> None:
    salon = office(place)
    consent(place, salon, "identity")
    referral = prepare(place, salon, "identity")
    place.open("co")
    place.screen.activateWindow()
    here = section(place)
    here.lines[referral].buttons["send"].click()
    form = here.form
    form.rows["day"].set_value("11/20")  # the bases come in again
    QApplication.processEvents()
    assert form.which.words == "髙橋 はるな → 見本サロン（参加支援事業）"
    form.rows["day"].setFocus()
    stops = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Tab):
        QTest.keyClick(QApplication.focusWidget(), key)
        stops.append(QApplication.focusWidget())
    (note,) = form.rows["reason"].editor.fields()
    assert stops == [form.basis.buttons["consent"], note, form.leave_button, form.save_button]
    form.basis.buttons["consent"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget() in form.basis.fields()


def test_an_answer_that_is_late_is_said(place: Any) -> None:
    salon = office(place)
    consent(place, salon, "identity")
    referral = prepare(place, salon, "identity")
    sent = StepInput(Step.SEND, "11/2", basis="consent")
    place.work(lambda work: actions.take(work, referral, 1, sent))
    place.open("co")
    here = section(place)
    assert "過ぎています" in words(here.lines[referral])
    here.lines[referral].buttons["decline"].click()
    form = here.form
    assert "basis" not in form.rows
    save(form)
    assert "理由" in form.rows["reason"].error()
    form.rows["reason"].set_value("空きがない")
    save(form)
    assert "不受理" in words(here.lines[referral]) and "空きがない" in words(here.lines[referral])
    here.lines[referral].buttons["take_back"].click()
    here.form.rows["reason"].set_value("別の施設の返事だった")
    save(here.form)
    assert "送付（返事待ち）" in words(here.lines[referral])


def test_what_came_in_asks_for_its_day_and_hands_nothing_over(place: Any) -> None:
    town = office(place, "見本市", "municipality")
    place.open("co")
    here = section(place)
    here.add_one.click()
    form = here.form
    form.rows["direction"].set_value(IN)
    assert form.rows["day"].isVisible() and not form.rows["items"].isVisible()
    form.rows["kind"].set_value("other")
    form.rows["organisation_id"].set_value(town)
    form.rows["asked"].set_value("住まいの相談")
    form.rows["day"].set_value("11/18")
    save(form)
    (lines,) = here.lines.values()
    assert "つながれた" in words(lines)
    assert lines.buttons["accept"].text() == "受理する" and "paper" not in lines.buttons


def test_another_desk_moved_it_meanwhile(place: Any) -> None:
    """What is possible from there too goes on; what is not says so, and nothing typed is lost."""
    salon = office(place)
    consent(place, salon, "identity")
    referral = prepare(place, salon, "identity")
    place.open("co")
    here = section(place)
    here.lines[referral].buttons["withdraw"].click()
    form = here.form
    form.rows["reason"].set_value("本人がやめたいと言った")
    sent = StepInput(Step.SEND, "11/20", basis="consent")
    place.work(lambda work: actions.take(work, referral, 1, sent))
    assert "先に保存しました" in form.notice.words and form.save_button.isEnabled()
    declined = StepInput(Step.DECLINE, "11/21", reason="定員")
    place.work(lambda work: actions.take(work, referral, 2, declined))
    assert "不受理" in form.notice.words and not form.save_button.isEnabled()
    assert form.rows["reason"].value() == "本人がやめたいと言った"
    place.work(lambda work: actions.take(work, referral, 3, StepInput(
        Step.TAKE_BACK, "11/22", reason="誤り"
    )))  # fmt: skip
    assert form.save_button.isEnabled()
    save(form)
    assert "取下げ" in words(here.lines[referral])


def test_an_auditor_only_reads(place: Any) -> None:
    salon = office(place)
    referral = prepare(place, salon, "identity")
    place.desk.actor = Actor(place.desk.actor.staff_id, "監査", Role.AUDITOR)
    place.open("co")
    here = section(place)
    assert not here.add_one.isEnabled() and "できるのは" in here.add_one.reason
    assert not here.lines[referral].buttons["edit"].isEnabled()
    assert here.lines[referral].buttons["paper"].isEnabled()
