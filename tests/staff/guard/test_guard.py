"""席の守り: within bounds, for every desk of the office, told; what was damaged is the program's own."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput, NotAllowed
from app.history.queries import HistoryFilter, of_everybody
from app.staff.accounts import actions
from app.staff.guard.actions import set_guard
from app.staff.guard.queries import CAPTURE, IDLE, guard
from app.staff.guard.rules import Guard, idle_minutes, kept_guard
from app.staff.permissions import Actor, Role
from app.storage.records import Setting
from tests.conftest import OpenedOffice


def test_what_is_set_holds_for_everybody_and_is_told(opened: OpenedOffice) -> None:
    office, director = opened.office, opened.actor
    with office.reading(director) as reading:
        assert guard(reading) == Guard(5, True)
    for wanted in (Guard(3, True), Guard(15, False)):
        with office.work(director) as work:
            set_guard(work, wanted)
    with office.reading(director) as reading:
        assert guard(reading) == Guard(15, False)
        rows = reading.session.query(Setting).filter(Setting.name.in_((IDLE, CAPTURE))).all()
        assert {(one.name, one.changed_by) for one in rows} == {
            (IDLE, director.staff_id),
            (CAPTURE, director.staff_id),
        }
        # the names under which every office has kept them
        assert (IDLE, CAPTURE) == ("guard.idle_minutes", "guard.hide_from_capture")
        told = of_everybody(reading, HistoryFilter()).rows
    assert {row.subject_kind for row in told if "席の守り" in row.words} == {"office"}
    words = [row.words for row in told if "席の守り" in row.words]
    assert words == [
        "席の守りを変更（15分さわらなければ鍵・画面の写し取りを防がない）",
        "席の守りを変更（3分さわらなければ鍵・画面の写し取りを防ぐ）",
    ]


@pytest.mark.parametrize("minutes", [0, 16])
def test_a_desk_locks_itself_after_one_to_fifteen_minutes(
    opened_embedded: OpenedOffice, minutes: int
) -> None:
    office, director = opened_embedded.office, opened_embedded.actor
    with pytest.raises(InvalidInput, match="1〜15分") as refused, office.work(director) as work:
        set_guard(work, Guard(minutes))
    assert [one.field for one in refused.value.problems] == ["minutes"]
    with office.work(director) as work:
        set_guard(work, Guard(1))
    with office.reading(director) as reading:
        assert guard(reading).idle_minutes == 1


def test_who_does_not_run_the_office_sets_nothing(opened_embedded: OpenedOffice) -> None:
    office, director = opened_embedded.office, opened_embedded.actor
    with office.work(director) as work:
        other = Actor(actions.add(work, "例示 霧子", Role.COUNSELLOR), "例示 霧子", Role.COUNSELLOR)
    with pytest.raises(NotAllowed, match="役割ではできません"), office.work(other) as work:
        set_guard(work, Guard(9))
    with office.reading(other) as reading:
        assert guard(reading) == Guard(5, True)


@pytest.mark.parametrize("minutes", [None, True, "5", 0, 16, 2.5])
def test_a_damaged_setting_locks_after_five_minutes(minutes: object) -> None:
    assert kept_guard(minutes, None) == Guard(5, True)


@pytest.mark.parametrize("minutes", [1, 15])
def test_what_was_set_is_read_as_it_was_set(minutes: int) -> None:
    assert kept_guard(minutes, False) == Guard(minutes, False)


@pytest.mark.parametrize(
    ("own", "waits"), [("1", 1), ("7", 7), ("8", 7), ("0", 7), ("-3", 7), ("", 7), (None, 7)]
)
def test_a_desk_of_ones_own_only_locks_sooner(own: object, waits: int) -> None:
    assert idle_minutes(7, own) == waits
