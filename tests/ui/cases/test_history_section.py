"""だれが見たか・何をしたか: a case that is opened is a view, and everybody reads it there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import fixed
from app.errors import StorageProblem
from app.people import actions as people
from app.storage.records import HistoryEntry
from app.ui.desk import Where
from app.ui.notices import Notice
from tests.conftest import NOW, OpenedOffice


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    """What is tried here does not depend on the engine."""
    return opened_embedded


def views(place: Any) -> list[str]:
    """What was looked at, in order."""
    with place.desk.office.reading(place.desk.actor) as reading:
        return list(
            reading.session.scalars(
                select(HistoryEntry.words)
                .where(HistoryEntry.kind.like("view.%"))
                .order_by(HistoryEntry.seq)
            )
        )


def section(place: Any) -> Any:
    return next(s for s in place.screen.pane.summary.sections if s.key == "history")


def later(place: Any, **time: int) -> None:
    place.desk.office.clock = fixed(NOW.now() + timedelta(**time))


def test_opening_is_one_view_and_refreshing_is_none(place: Any) -> None:
    place.open("co")
    assert views(place) == ["「ケース」の一覧を見た", "ケースを開いた"]
    later(place, hours=2)
    place.desk.notices.tell(Notice(frozenset({"episode"}), frozenset({place.ids["co"]}), ""))
    place.screen.read_again()
    place.screen.list.table.reload()
    assert len(views(place)) == 2
    place.open("fu")
    place.open("co")  # two hours later: seen again
    assert views(place)[-2:] == ["ケースを開いた"] * 2


def test_the_section_names_who_looked_and_who_wrote(place: Any) -> None:
    place.open("co")
    here = section(place)
    lines = [entry.accessibleName() for entry in here.entries]
    words = [entry.accessibleDescription() for entry in here.entries]
    assert words[0] == "ケースを開いた" and place.desk.actor.name in lines[0]
    assert "見た" in lines[0]
    person = place.page("co").person
    typed = place.work
    before = len(here.entries)
    typed(lambda work: people.correct(work, person.id, person.version, person_input(person)))
    assert len(section(place).entries) == before + 1
    here.which.choose("done")
    assert "ケースを開いた" not in [e.accessibleDescription() for e in here.entries]
    here.which.choose("failed")
    assert not here.entries


def test_older_entries_come_when_asked(place: Any) -> None:
    for hours in range(1, 16):
        later(place, hours=hours)
        place.open("co")
        place.open("fu")
    place.open("co")
    here = section(place)
    assert len(here.entries) == 12
    here.more.click()
    assert len(here.entries) == 17  # registered, begun, and fifteen times looked at


def test_a_case_that_cannot_be_noted_is_not_shown(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise StorageProblem("ディスクの空きが足りません。")

    monkeypatch.setattr(place.desk.office, "_append", full)
    place.screen.open(Where("cases", {"episode": place.ids["co"]}))
    assert place.screen.pane.page is None
    assert any("表示していません" in str(error) for error in place.asking.errors)


def person_input(person: Any) -> Any:
    from app.people.rules import PersonInput

    return PersonInput("髙橋 はる", "タカハシ ハル", "male", "S28.4.5")
