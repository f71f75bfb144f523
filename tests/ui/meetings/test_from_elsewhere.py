"""会議 from the case page, from 今日 and from drafts of before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.schedule.queries import between
from app.staff.permissions import Role
from app.storage.drafts import Draft
from app.ui.desk import Where
from app.ui.draft_bar import place_of
from app.ui.screens.cases import page as page_module
from app.ui.screens.cases.screen import CasesScreen
from app.ui.screens.cases.sections.meetings import MeetingsSection
from app.ui.screens.meetings import kinds
from app.ui.screens.record_pane import NEW
from app.ui.screens.today_lines import plan_line
from tests.cases.one_case import as_role
from tests.meetings.one_meeting import held


def cases_screen(place: Any, monkeypatch: Any) -> CasesScreen:
    """The case page with this section only."""
    monkeypatch.setattr(page_module, "SECTIONS", (MeetingsSection,))
    screen = CasesScreen(place.desk)
    screen.show()
    screen.open(Where("cases", {"episode": place.cases["杠 渓"], "section": "meetings"}))
    return screen


def test_the_case_page_lists_the_meetings_of_the_person(place: Any, monkeypatch: Any) -> None:
    held(place.opened, place.meetings["joint"])
    screen = cases_screen(place, monkeypatch)
    summary = screen.pane.summary
    (section,) = summary.sections
    assert summary.anchors.buttons["meetings"].text() == "会議 予定 2"
    assert screen.focusWidget() is section
    entry = section.entries[place.meetings["joint"]]
    assert "11/20 開催済み" in entry.accessibleName()
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert place.gone[-1] == Where("meetings", {"meeting": place.meetings["joint"]})
    QTest.keyClick(section.new, Qt.Key.Key_Return)
    wanted = {"new": True, "episode": place.cases["杠 渓"]}
    assert place.gone[-1] == Where("meetings", wanted)
    screen.deleteLater()


def test_a_meeting_made_elsewhere_appears_on_the_case_page(place: Any, monkeypatch: Any) -> None:
    screen = cases_screen(place, monkeypatch)
    (section,) = screen.pane.summary.sections
    before = len(section.entries)
    place.screen.open(Where("meetings", {"new": True, "episode": place.cases["杠 渓"]}))
    place.fill(day="R8.11.24", title="急ぎ")
    place.form.save()
    assert len(section.entries) == before + 1
    screen.deleteLater()


def test_who_may_not_hold_meetings_reads_them(place: Any, monkeypatch: Any) -> None:
    place.desk.actor = as_role(place.opened, Role.AUDITOR)
    place.open("joint")
    for button in (place.pane.head.edit, place.pane.head.hold):
        assert "閲覧・監査の役割では" in button.reason
    for card in place.pane.cards:
        for button in card.buttons.values():
            assert button.reason
    screen = cases_screen(place, monkeypatch)
    (section,) = screen.pane.summary.sections
    assert "閲覧・監査の役割では" in section.new.reason
    screen.deleteLater()


def test_today_opens_the_meeting(place: Any) -> None:
    place.screen.open(Where("meetings", {"new": True}))
    place.fill(day="11/24", start="13:00", title="定例")
    place.form.save()
    with place.desk.office.reading(place.desk.actor) as reading:
        day = place.desk.office.clock.today()
        (entry,) = between(reading, day, day)
    line = plan_line(entry)
    assert (line.what, line.when, line.name) == ("合同支援会議 定例", "13:00", "")
    assert line.meeting_id == place.pane.record_id


def test_a_draft_of_before_opens_at_its_meeting(place: Any) -> None:
    def waiting(kind: str, subject: str, typed: dict[str, Any], episode: str = "") -> Draft:
        when = datetime(2026, 11, 24, tzinfo=UTC)
        return Draft("d1", "o", "s", kind, subject, episode, when, (), typed, {})

    minutes = waiting(kinds.MINUTES, place.meetings["joint"], {"minutes": "途中まで"})
    assert place_of(minutes) == "meetings"
    place.pane.resume(minutes)
    assert place.pane.record_id == place.meetings["joint"]
    assert place.form.rows["minutes"].value() == "途中まで"
    place.form.keeper.discard()
    place.pane.put_away()
    place.pane.drafts.clear()
    new = waiting(kinds.HEAD, NEW, {"title": "書きかけ"}, place.cases["榧野 岳"])
    place.pane.resume(new)
    assert place.form.rows["title"].value() == "書きかけ"
    place.fill(day="R8.11.24")
    place.form.save()
    assert [one.name for one in place.pane.data.page.people] == ["榧野 岳"]
