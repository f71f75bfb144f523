"""Who looks is written down before anything is shown, on both engines and for every role."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.cases import actions, queries
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.clock import fixed
from app.errors import InvalidInput, NotAllowed, NotFound, StorageProblem
from app.history import queries as history
from app.history.actions import set_window
from app.history.chain import Link, mac
from app.history.kinds import SORT_LABELS, Sort
from app.history.queries import HistoryFilter
from app.history.viewing import (
    WINDOW,
    Viewing,
    of_case,
    of_list,
    of_meeting,
    of_person,
    of_search,
    window_of,
)
from app.people import actions as people
from app.people.merging import queries as merging
from app.people.merging.actions import merge
from app.staff.permissions import PERMISSION_LABELS, Actor, Permission, Role
from app.storage.records import HistoryEntry
from tests.cases.one_case import YOMOGI, as_role, ask, begin, do
from tests.conftest import NOW, OpenedOffice
from tests.somebody_else import somebody_else

FIELDS = tuple(Link.__dataclass_fields__)


def entries(opened: OpenedOffice) -> list[Any]:
    """The whole chain, which must hold."""
    with opened.office.reading(opened.actor) as reading:
        found = list(reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq)))
        links = [(Link(**{f: getattr(one, f) for f in FIELDS}), one.mac) for one in found]
        reading.session.expunge_all()
    previous = links[0][1]  # the first entry is older than the key of the tests
    for link, found_mac in links[1:]:
        previous = mac(opened.office.chain_key, previous, link)
        assert previous == found_mac, link
    return found


def told(opened: OpenedOffice, begins: str = "") -> list[str]:
    return [one.kind for one in entries(opened) if one.kind.startswith(begins)]


def look(opened: OpenedOffice, viewing: Viewing, actor: Actor | None = None) -> Any:
    with opened.office.reading(actor or opened.actor, viewing) as reading:
        return queries.case_page(reading, str(viewing.subject_id))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_opens_a_case_is_in_the_chain(opened: OpenedOffice, role: Role) -> None:
    episode = begin(opened)
    actor = as_role(opened, role)
    if not actor.may(Permission.READ_CASES):
        with pytest.raises(NotAllowed):
            look(opened, of_case(episode), actor)
        assert told(opened, "view.") == []
        refused = entries(opened)[-1]
        assert (refused.kind, refused.subject_id) == ("refused", episode)
        return
    look(opened, of_case(episode), actor)
    last = entries(opened)[-1]
    assert (last.kind, last.subject_id, last.words) == ("view.case", episode, "ケースを開いた")


def test_the_same_opening_read_again_is_no_second_view(opened: OpenedOffice) -> None:
    viewing = of_case(begin(opened))
    for minutes in (0, 11, 300):
        opened.office.clock = fixed(NOW.now() + timedelta(minutes=minutes))
        look(opened, viewing)
    assert told(opened, "view.") == ["view.case"]


def test_going_to_and_fro_is_one_view_until_the_window_is_over(
    opened: OpenedOffice, request: pytest.FixtureRequest
) -> None:
    episode = begin(opened)
    for seconds in (0, 5, WINDOW.seconds - 1, WINDOW.seconds, WINDOW.seconds + 1):
        opened.office.clock = fixed(NOW.now() + timedelta(seconds=seconds))
        look(opened, of_case(episode))
    assert told(opened, "view.") == ["view.case"] * 2
    with somebody_else(opened, request, "例示 樹") as (desk, other):
        desk.clock = opened.office.clock
        with desk.reading(other, of_case(episode)) as reading:  # somebody else is another view
            queries.case_page(reading, episode)
    opened.office.note_view(opened.actor, of_meeting(episode))  # and so is something else
    assert told(opened, "view.") == ["view.case"] * 3 + ["view.meeting"]


def test_a_clock_set_back_hides_no_view(opened: OpenedOffice) -> None:
    episode = begin(opened)
    for minutes in (0, -60):
        opened.office.clock = fixed(NOW.now() + timedelta(minutes=minutes))
        look(opened, of_case(episode))
    assert told(opened, "view.") == ["view.case"] * 2


def test_what_cannot_be_written_down_is_not_shown(
    opened: OpenedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = begin(opened)

    def full(*_: Any) -> None:
        raise StorageProblem("ディスクの空きが足りません。")

    monkeypatch.setattr(opened.office, "_append", full)
    shown = None
    with pytest.raises(StorageProblem, match="履歴に残せないため、表示していません"):
        shown = look(opened, of_case(episode))
    assert shown is None
    monkeypatch.undo()
    look(opened, of_case(episode))  # the failed try did not count as a view
    assert told(opened, "view.") == ["view.case"]


def test_a_record_that_is_not_there_was_not_seen(opened: OpenedOffice) -> None:
    with pytest.raises(NotFound):
        look(opened, of_case("0" * 32))
    assert told(opened, "view.") == []


def test_a_refused_act_outlives_its_transaction(opened: OpenedOffice) -> None:
    episode = begin(opened)
    auditor = as_role(opened, Role.AUDITOR)
    with pytest.raises(NotAllowed), opened.office.work(auditor) as work:
        actions.correct(work, episode, 1, {"note": "x"})
    last = entries(opened)[-1]
    assert (last.kind, last.subject_id) == ("refused", episode)
    assert last.details == {"act": "app.cases.actions.correct", "permission": "edit_cases"}
    assert "ケースを書きかえる" in last.words


def test_a_refusal_that_cannot_be_written_waits_for_the_next_entry(
    opened: OpenedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = begin(opened)

    def away(*_: Any) -> None:
        raise StorageProblem("x")

    monkeypatch.setattr(opened.office, "_append", away)
    with pytest.raises(NotAllowed):
        look(opened, of_case(episode), as_role(opened, Role.ADMIN))
    monkeypatch.undo()
    assert told(opened, "refused") == []
    look(opened, of_case(episode))
    assert told(opened)[-2:] == ["refused", "view.case"]


def test_searched_words_cannot_be_read_but_found_again(opened: OpenedOffice) -> None:
    office = opened.office
    prints = {office.print_of(words) for words in ("髙橋 はるな", "髙橋はるな", "高橋はるな")}
    assert len(prints) == 2
    office.note_view(opened.actor, of_search("探す欄", office.print_of("髙橋 はるな"), 3))
    last = entries(opened)[-1]
    assert "髙橋" not in f"{last.words}{last.details}"
    assert last.details["words"] in prints


def test_the_case_says_who_saw_it_and_what_they_did(opened: OpenedOffice) -> None:
    episode = begin(opened)
    look(opened, of_case(episode))
    typed = ActivityInput("R8.9.30", "visit", "30", "本人", "様子を見た。", opened.actor.name)
    do(opened, lambda work: contacts.record_activity(work, episode, typed))
    page = ask(opened, lambda reading: history.of_case(reading, episode))
    assert [row.words for row in page.rows[:2]] == ["支援経過を記録", "ケースを開いた"]
    assert page.rows[0].by == opened.actor.name
    assert page.total == len(page.rows) == 4  # registered, opened, looked at, recorded
    for sort in SORT_LABELS:
        part = ask(opened, lambda reading, sort=sort: history.of_case(reading, episode, sort=sort))
        assert {row.sort for row in part.rows} <= {sort}
        assert part.total == sum(row.sort is sort for row in page.rows)


def test_what_was_seen_of_a_record_stays_seen_when_it_is_made_one_with_another(
    opened: OpenedOffice,
) -> None:
    kept = begin(opened)
    gone = do(opened, lambda work: people.register(work, YOMOGI))
    opened.office.note_view(opened.actor, of_person(gone))
    person = ask(opened, lambda reading: queries.case_page(reading, kept)).person.id
    pair = ask(opened, lambda reading: merging.pair(reading, person, gone))
    do(opened, lambda work: merge(work, person, gone, (pair.kept.versions, pair.gone.versions), {}))
    page = ask(opened, lambda reading: history.of_case(reading, kept))
    assert "対象者の記録を見た" in [row.words for row in page.rows]


def test_the_history_of_everybody_is_asked_by_person_day_and_sort(opened: OpenedOffice) -> None:
    episode = begin(opened)
    for day in range(3):
        opened.office.clock = fixed(NOW.now() + timedelta(days=day))
        look(opened, of_case(episode), replace(opened.actor, role=Role.COUNSELLOR))
        opened.office.note_view(opened.actor, of_list("ケース"))
    today = NOW.today()
    wanted = HistoryFilter(
        sort=Sort.SEEN, staff_id=opened.actor.staff_id, first=today + timedelta(days=1)
    )
    page = ask(opened, lambda reading: history.of_everybody(reading, wanted, limit=3))
    assert (len(page.rows), page.total) == (3, 4)
    rest = ask(opened, lambda reading: history.of_everybody(reading, wanted, offset=3, limit=3))
    assert [row.at for row in (*page.rows, *rest.rows)] == sorted(
        (row.at for row in (*page.rows, *rest.rows)), reverse=True
    )
    one_day = replace(wanted, last=today + timedelta(days=1))
    assert ask(opened, lambda reading: history.of_everybody(reading, one_day)).total == 2
    with pytest.raises(NotAllowed):
        ask(
            opened,
            lambda reading: history.of_everybody(reading, wanted),
            as_role(opened, Role.COUNSELLOR),
        )


def test_the_office_chooses_how_close_openings_are_one_view(opened: OpenedOffice) -> None:
    do(opened, lambda work: set_window(work, 0))
    assert entries(opened)[-1].details == {"before": None, "minutes": 0}
    opened.office.seen.window = window_of(0)
    episode = begin(opened)
    for _ in range(3):
        look(opened, of_case(episode))
    assert told(opened, "view.") == ["view.case"] * 3
    for wrong in (-1, 600):
        with pytest.raises(InvalidInput):
            do(opened, lambda work, wrong=wrong: set_window(work, wrong))
    with pytest.raises(NotAllowed):
        do(opened, lambda work: set_window(work, 30), as_role(opened, Role.AUDITOR))
    assert window_of(None) == window_of("x") == WINDOW


def test_every_permission_has_words() -> None:
    assert set(PERMISSION_LABELS) == set(Permission)
