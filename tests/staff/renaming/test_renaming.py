"""氏名を直す: a name that changes by marriage; what is theirs to do stays theirs, what was done stays."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.cases.restriction.actions import restrict
from app.cases.restriction.rules import RestrictionInput
from app.clock import Clock
from app.codes import squeezed
from app.deadlines.tasks.actions import add_task, tick_task
from app.deadlines.tasks.rules import TaskInput
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.staff.accounts import actions as accounts
from app.staff.handover.queries import open_cases_of
from app.staff.permissions import Actor, Role
from app.staff.renaming.actions import Renamed, rename
from app.staff.renaming.rules import family, written_anew
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from app.storage.records import (
    Activity,
    Appointment,
    Episode,
    HistoryEntry,
    RestrictionStaff,
    Staff,
    Task,
)
from app.storage.work import Work
from tests.cases.one_case import as_role, ask, begin, do
from tests.conftest import PASSPHRASE, OpenedOffice

BEFORE, AFTER = "例示 霧子", "見本 霧子"


def colleague(opened: OpenedOffice, name: str = BEFORE, role: Role = Role.COUNSELLOR) -> str:
    return str(do(opened, lambda work: accounts.add(work, name, role)))


def renamed(opened: OpenedOffice, staff_id: str, name: str = AFTER) -> Renamed:
    def act(work: Work) -> Renamed:
        return rename(work, staff_id, work.get(Staff, staff_id).version, name)

    done: Renamed = do(opened, act)
    return done


def give(opened: OpenedOffice, episode: str, worker: str) -> None:
    def act(work: Work) -> None:
        work.get(Episode, episode).worker = worker

    do(opened, act)


def workers(opened: OpenedOffice, kind: type) -> list[str]:
    return list(ask(opened, lambda reading: [row.worker for row in reading.session.query(kind)]))


@pytest.mark.parametrize(("written", "anew"), [("例示 霧子", "見本 霧子"), ("例示", "見本")])
def test_what_is_theirs_stays_theirs(opened: OpenedOffice, written: str, anew: str) -> None:
    """In full or by family name; a contact of before keeps the name it was written with."""
    staff_id, episode = colleague(opened), begin(opened)
    give(opened, episode, written)
    typed = ActivityInput("R8.4.2", "visit", "30", "本人", "記録", written)

    def plans(work: Work) -> None:
        record_activity(work, episode, typed)
        add_task(work, TaskInput("電話", "R8.12.1", written, episode_id=episode))
        done = add_task(work, TaskInput("済んだこと", "R8.12.1", written))
        tick_task(work, done, work.get(Task, done).version, done=True)
        for state in ("planned", "done"):
            work.add(
                Appointment(
                    day=date(2026, 12, 1), kind="visit", workers=["模擬", written], state=state
                )
            )

    do(opened, plans)
    done = renamed(opened, staff_id)
    assert (done.cases, done.others) == (1, 2)
    assert workers(opened, Episode) == [anew]
    assert workers(opened, Activity) == [written]
    assert sorted(workers(opened, Task)) == sorted([anew, written])
    planned = ask(
        opened,
        lambda reading: {row.state: row.workers for row in reading.session.query(Appointment)},
    )
    assert planned == {"planned": ["模擬", anew], "done": ["模擬", written]}
    assert len(ask(opened, lambda reading: open_cases_of(reading, anew))) == 1


def test_the_history_tells_of_the_person_and_of_each_case(opened: OpenedOffice) -> None:
    staff_id, episode = colleague(opened), begin(opened)
    give(opened, episode, BEFORE)
    renamed(opened, staff_id)
    told = ask(
        opened,
        lambda reading: [
            (row.kind, row.subject_kind, row.subject_id, row.words)
            for row in reading.session.query(HistoryEntry).order_by(HistoryEntry.seq)
        ][-2:],
    )
    assert told == [
        (
            "case.worker_renamed",
            "episode",
            episode,
            "担当者の氏名が例示 霧子から見本 霧子に変わった",
        ),
        (
            "staff.renamed",
            "staff",
            staff_id,
            "氏名を例示 霧子から見本 霧子に変更（担当の業務1件も）",
        ),
    ]


def test_who_may_see_a_restricted_case_still_may(opened: OpenedOffice) -> None:
    staff_id, episode = colleague(opened), begin(opened)
    give(opened, episode, "例示")
    do(opened, lambda work: restrict(work, episode, RestrictionInput((), "本人の希望")))
    seeing = ask(
        opened, lambda reading: {r.staff_id for r in reading.session.query(RestrictionStaff)}
    )
    assert staff_id in seeing
    renamed(opened, staff_id)
    after = ask(
        opened, lambda reading: {r.staff_id for r in reading.session.query(RestrictionStaff)}
    )
    assert after == seeing


def test_another_desk_was_faster(opened: OpenedOffice) -> None:
    staff_id = colleague(opened)
    before = ask(opened, lambda reading: reading.get(Staff, staff_id).version)
    renamed(opened, staff_id)
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: rename(work, staff_id, before, "標本 霧子"))


def test_a_name_that_is_no_name_or_somebody_elses(opened_embedded: OpenedOffice) -> None:
    staff_id = colleague(opened_embedded)
    for name in ("", "　", opened_embedded.actor.name.replace(" ", "　")):
        with pytest.raises(InvalidInput, match="何も変えていません"):
            renamed(opened_embedded, staff_id, name)
    assert renamed(opened_embedded, staff_id, "例示　霧子") == Renamed()
    with opened_embedded.office.work(opened_embedded.actor) as work:
        kept = work.get(Staff, staff_id).version
        accounts.leave(work, staff_id, kept, work.clock.today(), lambda: None)
    with pytest.raises(InvalidInput, match="退職"):
        renamed(opened_embedded, staff_id)


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.CLERK, Role.AUDITOR, Role.ADMIN])
def test_only_who_handles_keys_and_cases_may(opened_embedded: OpenedOffice, role: Role) -> None:
    """システム管理 handles keys and sees no case: what goes with the name is not theirs."""
    staff_id = colleague(opened_embedded)
    actor: Actor = as_role(opened_embedded, role)
    with pytest.raises(NotAllowed):
        do(opened_embedded, lambda work: rename(work, staff_id, 1, AFTER), actor)


def test_the_list_of_who_signs_in_follows_at_their_next_start(
    opened_embedded: OpenedOffice,
) -> None:
    folder, own = opened_embedded.folder, opened_embedded.actor.staff_id
    assert folder is not None
    renamed(opened_embedded, own, "見本 澪江")
    opened_embedded.office.close()
    before = folder.key_file.read_bytes()
    for _ in range(2):
        office, actor = open_office(folder, own, PASSPHRASE, None, Clock())
        office.close()
        assert actor.name == "見本 澪江"
        assert [slot.name for slot in read_slots(folder) if slot.staff_id] == ["見本 澪江"]
    assert folder.key_file.read_bytes() != before


def test_a_family_name_that_two_have_is_nobodys() -> None:
    used = {"例示", "例示 霧子", "例示 朔"}
    assert written_anew(used, "例示 霧子", "見本 霧子", ["例示 朔"]) == {"例示 霧子": "見本 霧子"}


def test_a_new_family_name_that_another_has_gives_way_to_the_full_name() -> None:
    assert written_anew({"例示"}, "例示 霧子", "見本 霧子", ["見本 楓"]) == {"例示": "見本 霧子"}
    assert written_anew({"例示", "見本"}, "例示 霧子", "見本 霧子", []) == {"例示": "見本 霧子"}


def test_another_given_name_leaves_the_family_name() -> None:
    used = {"例示", "例示 霧子"}
    assert written_anew(used, "例示 霧子", "例示 桐子", []) == {"例示 霧子": "例示 桐子"}


names = st.sampled_from(
    ("例示", "例示 霧子", "例示　霧子", "例示 朔", "見本", "見本 霧子", "見本 楓", "標本 霧子")
)


@given(st.sets(names, max_size=5), names, names, st.lists(names, max_size=3))
def test_a_colleagues_cases_never_become_theirs(
    used: set[str], before: str, after: str, others: list[str]
) -> None:
    """What names a colleague stays; what is written anew means nobody who was written before."""
    others = [one for one in others if squeezed(one) not in (squeezed(before), squeezed(after))]
    anew = written_anew(used, before, after, others)
    for old, new in anew.items():
        assert old not in others or squeezed(old) == squeezed(before)
        assert squeezed(new) in (squeezed(after), family(after))
        assert new == after or not {squeezed(new)} & {family(one) for one in others}
