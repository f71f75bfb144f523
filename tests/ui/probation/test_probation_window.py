"""The window of a 保護観察所: its places and words, its kinds of episode, its sections and forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from app.cases.measures.queries import measures
from app.cases.received.queries import received
from app.cases.requirements import rules as requirements
from app.cases.requirements.actions import record
from app.cases.requirements.rules import RequirementInput
from app.cases.selection.queries import selection
from app.codes import Service
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals.queries import referrals_of_person
from app.staff.permissions import Actor, Role
from app.staff.queries import office_facts
from app.storage.records import Episode, OfficeRecord
from app.ui.desk import Where
from app.ui.jobs import InlineJobs
from app.ui.window import MainWindow, SignedIn
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice


@pytest.fixture
def bureau(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    with opened_embedded.office.work(opened_embedded.actor) as work:
        record_ = work.get(OfficeRecord, work.office_id)
        record_.kind = "probation"
        work.touch(record_)
    return opened_embedded


@pytest.fixture
def show(dressed: QApplication, bureau: OpenedOffice, asking: Any, tmp_path: Any) -> Iterator[Any]:
    """Shows the main window, for this role."""
    made: list[MainWindow] = []

    def showing(role: Role = Role.DIRECTOR) -> MainWindow:
        actor = Actor(bureau.actor.staff_id, bureau.actor.name, role)
        facts = ask(bureau, office_facts)
        settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
        window = MainWindow(SignedIn(bureau.office, actor, facts), InlineJobs(), asking, settings)
        window.resize(1366, 768)
        window.show()
        made.append(window)
        return window

    yield showing
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def opened_case(window: MainWindow, episode: str) -> dict[str, Any]:
    """The sections of a case that apply to it, by key."""
    window.show_where(Where("cases", {"episode": episode}))
    screen: Any = window.shown
    page = screen.pane.page
    return {one.key: one for one in screen.pane.summary.sections if one.applies(page)}


def test_its_places_and_kinds_of_episode(show: Any, asking: Any) -> None:
    window = show()
    titles = [button.place.title for button in window.places.buttons.values()]
    assert titles == ["今日", "対象者", "予定表", "会議", "やりとり", "関係機関"]
    assert not window.show_where(Where("report"))
    window.show_where(Where("network"))
    screen: Any = window.shown
    assert "signals" not in {leaf.key for leaf in screen.offered}
    window.show_where(Where("cases", {"new": True}))
    screen = window.shown
    service = screen.pane.form.rows["service"].editor
    assert [service.combo.itemText(place) for place in range(service.combo.count())] == [
        "生活環境の調整", "更生緊急保護", "勾留中の調整",
    ]  # fmt: skip
    assert "ground" not in screen.pane.form.rows and "outlook" in screen.pane.form.rows
    screen.pane.form.rows["service"].set_value("aftercare")
    assert "ground" in screen.pane.form.rows and "outlook" not in screen.pane.form.rows
    asking.script(True)
    window.back()


def test_who_may_see_no_case_keeps_one_place(show: Any) -> None:
    window = show(Role.ADMIN)
    assert "admin" in window.places.buttons and window.where == Where("admin")


def test_selected_then_asked(show: Any, bureau: OpenedOffice) -> None:
    case = begin(bureau, Service.ADJUSTMENT, worker="試作 澪江")
    centre = do(
        bureau,
        lambda w: organisations.add(w, OrganisationInput("settlement_center", "見本センター")),
    )
    window = show()
    sections = opened_case(window, case)
    assert {"requirements", "selection", "received", "placement"} <= set(sections)
    assert not {"assessment", "plans", "measures"} & set(sections)
    chosen = sections["selection"]
    chosen.decide.click()
    chosen.form.rows["decision"].set_value("special")
    chosen.form.rows["day"].set_value("R8.11.20")
    chosen.form.save()
    assert "⑥同意" in chosen.form.rows["decision"].error()
    met = {
        code: RequirementInput("met", "保護観察所", "R8.11.10") for code in requirements.asked(None)
    }
    do(bureau, lambda w: record(w, case, met, dict.fromkeys(met, 0)))
    chosen.form.save()
    assert ask(bureau, lambda r: selection(r, case)).current == "special"
    assert ask(bureau, lambda r: r.get(Episode, case)).kubun == "special"

    asked = sections["referrals"]
    asked.add_one.click()
    form = asked.form
    assert form.rows["kind"].value() == "special_adjustment"
    form.rows["organisation_id"].set_value(centre)
    form.rows["asked"].set_value("面接と受入先の調整")
    form.save()
    person = ask(bureau, lambda r: r.get(Episode, case)).person_id
    (request,) = ask(bureau, lambda r: referrals_of_person(r, person))
    assert request.line.organisation == "見本センター"
    lines = asked.lines[request.line.id]
    assert lines.buttons["paper"].text() == "特別調整協力等依頼書"


def test_a_measure_and_a_paper_are_written(show: Any, bureau: OpenedOffice) -> None:
    case = begin(bureau, Service.AFTERCARE, start="R8.11.1", release="R8.11.1")
    centre = do(
        bureau,
        lambda w: organisations.add(w, OrganisationInput("settlement_center", "見本センター")),
    )
    window = show()
    sections = opened_case(window, case)
    given = sections["measures"]
    given.add_one.click()
    form = given.form
    form.rows["since"].set_value("R8.11.1")
    form.rows["until"].set_value("R9.6.1")
    form.save()
    assert "R9.5.1まで" in form.rows["until"].error()
    form.rows["until"].set_value("R8.12.1")
    form.save()
    (measure,) = ask(bureau, lambda r: measures(r, case)).measures
    assert measure.until is not None and measure.kind == "lodging"

    came = sections["received"]
    came.add_one.click()
    came.form.rows["organisation_id"].set_value(centre)
    came.form.rows["content"].set_value("第一候補はグループホーム")
    came.form.save()
    (paper,) = ask(bureau, lambda r: received(r, case)).papers
    assert (paper.kind, paper.organisation) == ("plan", "見本センター")
    came.file_buttons[paper.id].click()
    assert paper.id in came.files_open
