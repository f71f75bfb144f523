"""What goes with a person who is deleted for good, and what only forgets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import NotAllowed
from app.storage import removing
from app.storage.records import (
    Attachment,
    Disclosure,
    Episode,
    Meeting,
    MeetingDecision,
    MeetingMember,
    MeetingPerson,
    NoteText,
    Organisation,
    Person,
    PersonMerge,
    Task,
)
from app.storage.work import Work
from tests.conftest import OpenedOffice

WORDS = dict.fromkeys(("name", "name_plain", "name_folded", "kana_key", "search_key"), "見本")
DAY = date(2026, 4, 1)


@pytest.fixture
def work(opened_embedded: OpenedOffice) -> Iterator[Work]:
    with opened_embedded.office.work(opened_embedded.actor) as work:
        yield work
        work.tell("test.done", "試し")


class Two:
    """Two persons with a case each; the second's began with the first's."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.one, self.other = (self.keep(Person(note="話", **WORDS)) for _ in range(2))
        self.case = self.keep(self.begun(self.one))
        self.later = self.keep(self.begun(self.other, origin_id=self.case))

    def keep(self, record: Any) -> str:
        kept: str = self.work.add(record).id
        self.work.session.flush()
        return kept

    @staticmethod
    def begun(person: str, **more: Any) -> Episode:
        return Episode(
            person_id=person, service="x", stage="x", start="2026-04-01", note="話", **more
        )

    def meeting(self, *persons: str) -> tuple[str, list[str]]:
        meeting = self.keep(Meeting(kind="x", title="会議", day=DAY))
        return meeting, [
            self.keep(MeetingPerson(meeting_id=meeting, person_id=person)) for person in persons
        ]

    def gone(self) -> removing.Found:
        found = removing.everything_of(self.work.session, {self.case}, {self.one})
        removing.take_away(self.work.session, found)
        self.work.session.expire_all()
        return found

    def left(self, kind: Any) -> set[str]:
        return set(self.work.session.scalars(select(kind.id)))


def test_a_case_that_began_with_one_that_goes_stays_and_forgets_it(work: Work) -> None:
    two = Two(work)
    found = two.gone()
    assert removing.counts_of(found) == {"episode": 1, "note_text": 2, "person": 1}
    assert (two.left(Person), two.left(Episode)) == ({two.other}, {two.later})
    assert two.left(NoteText) == {two.other, two.later}
    assert work.get(Episode, two.later).origin_id is None


def test_a_meeting_goes_with_the_last_who_was_discussed(work: Work) -> None:
    two = Two(work)
    alone, _ = two.meeting(two.one)
    both, (with_one, with_other) = two.meeting(two.one, two.other)
    nobody, _ = two.meeting()
    for meeting in (alone, both):
        two.keep(MeetingMember(meeting_id=meeting, name="だれか"))
        task = two.keep(Task(title="すること", episode_id=two.later))
        two.keep(MeetingDecision(meeting_id=meeting, position=1, text="決めた", task_id=task))
    whom = two.keep(Organisation(kind="x", name="市", kana_key="", search_key="市"))
    told = two.keep(
        Disclosure(
            person_id=two.other, meeting_id=alone, day=DAY, organisation_id=whom, way="x", basis="x"
        )
    )  # fmt: skip
    tasks = two.left(Task)
    two.gone()
    assert two.left(Meeting) == {both, nobody}
    assert two.left(MeetingPerson) == {with_other} != {with_one}
    assert {one.meeting_id for one in work.session.scalars(select(MeetingMember))} == {both}
    (decision,) = work.session.scalars(select(MeetingDecision))
    # the task agreed where only they were discussed goes with it, the other stays
    assert decision.meeting_id == both and two.left(Task) == {decision.task_id} < tasks
    assert work.get(Disclosure, told).meeting_id is None


def test_who_was_made_one_with_them_goes_along_however_often(work: Work) -> None:
    two = Two(work)
    no: dict[str, Any] = {
        "by": "x", "kept_before": {}, "kept_after": {}, "gone_before": {}, "moved": {},
    }  # fmt: skip
    first = two.keep(PersonMerge(kept_id=two.one, gone_id="a" * 32, **no))
    second = two.keep(PersonMerge(kept_id="a" * 32, gone_id="b" * 32, **no))
    other = two.keep(PersonMerge(kept_id=two.other, gone_id="c" * 32, **no))
    assert set(two.gone()["person_merge"]) == {first, second}
    assert two.left(PersonMerge) == {other}


def test_a_row_that_may_not_be_deleted_stops_all_of_it(work: Work) -> None:
    two = Two(work)
    found = removing.everything_of(work.session, {two.case}, {two.one})
    with pytest.raises(NotAllowed, match="何も削除していません") as caught:
        removing.take_away(work.session, {**found, "episode": (*found["episode"], "0" * 32)})
    assert caught.value.where == "episode"


def test_any_later_change_makes_another_print(work: Work) -> None:
    two = Two(work)
    file = two.keep(
        Attachment(
            owner_kind="person", owner_id=two.one, person_id=two.one, file_name="写し.pdf",
            media_type="application/pdf", size=3, sha256="x", added_by="x",
        )
    )  # fmt: skip
    found = removing.everything_of(work.session, {two.case}, {two.one})
    assert found["attachment"] == (file,) and removing.size_of_files(work.session, found) == 3
    assert removing.size_of_files(work.session, {}) == 0
    prints = [removing.digest_of(work.session, found)]
    assert removing.digest_of(work.session, found) == prints[0]
    work.get(Person, two.one).note = "別の話"
    work.session.flush()
    prints.append(removing.digest_of(work.session, found))
    prints.append(removing.digest_of(work.session, {**found, "person": ()}))
    assert len(set(prints)) == 3


def test_a_case_that_nobody_named_is_never_taken_along(work: Work) -> None:
    """Whoever agreed to a list agreed to the cases on it."""
    two = Two(work)
    found = removing.everything_of(work.session, set(), {two.one})
    assert found["person"] == (two.one,) and "episode" not in found
