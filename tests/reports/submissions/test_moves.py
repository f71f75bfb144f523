"""After any changes the difference names the figures that moved and the cases that moved them.

Recounted here from the records by other means than the program's. `TEICHAKU_MOVES` gives more tries.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.cases import actions as cases
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.codes import CENTRE_SERVICES, label
from app.errors import TeichakuError
from app.people.merging import actions as merging
from app.people.merging import queries as mergings
from app.reports.submissions.since.queries import difference
from app.storage.records import Activity, Base, Episode, Person, ReportSubmission
from app.storage.work import Work
from tests.conftest import OpenedOffice
from tests.ledgers.test_next_month import ledger, undo
from tests.ledgers.test_taken_in import take_in
from tests.reports.submissions.one_office import NOW_AGAIN, add_case, add_contact, hand_in

FEW = settings(
    max_examples=int(os.environ.get("TEICHAKU_MOVES", "2")),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CHANGES = 30
FIRST, LAST = "2026-04-01", "2026-04-30"
DAYS = ("R8.3.5", "R8.4.1", "R8.4.15", "R8.4.30", "R8.5.2")
Counts = dict[str, Counter[tuple[str, frozenset[str], int]]]


class Office:
    """An office with cases around April, changed at random."""

    def __init__(self, opened: OpenedOffice, folder: Path, seed: int) -> None:
        self.opened, self.folder, self.chance = opened, folder, random.Random(seed)
        self.made = self.refused = 0
        self.merges: list[str] = []
        self.batches: list[str] = []
        self.acts = (
            *(self.edit,) * 5, self.add, self.merge, self.unmerge, self.take_in, self.undo,
            *(self.contact,) * 2, *(self.recontact,) * 2, self.withdraw,
        )  # fmt: skip

    def any(self, work: Work, kind: type[Any]) -> Any:
        rows = work.session.scalars(select(kind).order_by(kind.id)).all()
        return self.chance.choice(rows) if rows else None

    def day(self) -> str:
        return self.chance.choice(DAYS)

    def add(self, work: Work) -> None:
        self.made += 1
        service = self.chance.choice(CENTRE_SERVICES)
        add_case(work, f"N-{self.made:03}", f"仮名 {self.made}号", service, start=self.day())

    def edit(self, work: Work) -> None:
        case = self.any(work, Episode)
        typed: dict[str, Any] = self.chance.choice(
            (
                {"start": self.day()},
                {"end": self.day(), "end_reason": ""},
                {"end": ""},
                {"source_kind": self.chance.choice(("", "probation", "prosecutor"))},
                {"elderly": self.chance.random() < 0.5},
            )
        )
        cases.correct(work, case.id, case.version, typed)

    def contact(self, work: Work) -> None:
        add_contact(work, self.any(work, Episode).id, "25", self.day())

    def recontact(self, work: Work) -> None:
        one = self.any(work, Activity)
        minutes = self.chance.choice(("10", "30", "75"))
        typed = ActivityInput(self.day(), one.means, minutes, "本人", "訂正", "試作")
        contacts.correct_activity(work, one.id, one.version, typed, "誤記のため")

    def withdraw(self, work: Work) -> None:
        one = self.any(work, Activity)
        contacts.withdraw_activity(work, one.id, one.version, "誤記のため")

    def merge(self, work: Work) -> None:
        kept, gone = self.any(work, Person), self.any(work, Person)
        pair = mergings.pair(work, kept.id, gone.id)
        versions = (pair.kept.versions, pair.gone.versions)
        self.merges.append(merging.merge(work, kept.id, gone.id, versions, {}))

    def unmerge(self, work: Work) -> None:
        if self.merges:
            merging.undo(work, self.merges.pop())

    def take_in(self, _: Work) -> None:
        self.made += 1
        row = [f"L-{self.made}", f"台帳 {self.made}号", None, "女", "S40.1", self.day()]
        path = ledger(self.folder, f"{self.made}.xlsx", [[*row, None, "特別", *[None] * 4]])
        self.batches.append(take_in(self.opened, path))

    def undo(self, _: Work) -> None:
        if self.batches:
            undo(self.opened, self.batches.pop())

    def change(self, act: Any) -> None:
        """Do one thing; what the program refuses changes nothing."""
        try:
            if act in (self.take_in, self.undo):
                act(None)
            else:
                with self.opened.office.work(self.opened.actor) as work:
                    act(work)
        except TeichakuError:
            self.refused += 1

    def filled(self) -> None:
        for act in (*(self.add,) * 10, *(self.contact,) * 8, self.take_in):
            self.change(act)


def recount(opened: OpenedOffice) -> Counts:
    """Some figures of April as sets of (id, cases, amount), straight from the records."""
    found: Counts = {}
    with opened.office.reading(opened.actor) as reading:
        episodes = reading.session.execute(select(Episode)).scalars().all()
        acts = reading.session.execute(select(Activity)).scalars().all()

    def put(path: str, key: str, held: frozenset[str], amount: int = 1) -> None:
        found.setdefault(path, Counter())[key, held, amount] += 1

    people: dict[str, dict[str, set[str]]] = {}
    for case in episodes:
        start = case.start.first.isoformat()
        end = case.end.first.isoformat() if case.end else "9"
        if end < start:
            continue
        steps = {
            "carried": start < FIRST <= end,
            "new": FIRST <= start <= LAST,
            "closed": FIRST <= end <= LAST,
            "open": start <= LAST < end,
        }
        for above in (f"works.{label('service', case.service)}", "total"):
            for step, holds in steps.items():
                if holds:
                    put(f"{above}.{step}", case.id, frozenset({case.id}))
            if steps["carried"] or steps["new"]:
                persons = people.setdefault(f"{above}.supported_persons", {})
                persons.setdefault(case.person_id, set()).add(case.id)
                if case.source_kind and above != "total":
                    word = label("source_kind", case.source_kind)
                    path = f"{above}.source_supported.{word}"
                    put(path, case.id, frozenset({case.id}))
    for path, persons in people.items():
        for person, held in persons.items():
            put(path, person, frozenset(held))
    for act in acts:
        if act.withdrawn_at is None and FIRST <= act.day.first.isoformat() <= LAST:
            held = frozenset({act.episode_id or ""})
            put("activities.total_count", act.id, held)
            put("activities.total_minutes", act.id, held, act.minutes or 0)
    return found


def moved(before: Counts, after: Counts) -> dict[str, frozenset[str]]:
    """Path → the cases that moved it, for every figure that is no longer the same set."""
    result = {}
    for path in before.keys() | after.keys():
        old, new = before.get(path, Counter()), after.get(path, Counter())
        if path.endswith("persons"):
            old_people, new_people = {key for key, *_ in old}, {key for key, *_ in new}
            gone = [(key, held) for key, held, _ in old if key not in new_people]
            come = [(key, held) for key, held, _ in new if key not in old_people]
            same = {held for _, held in gone} & {held for _, held in come}
            touched = [held for _, held in (*gone, *come) if held not in same]
        else:
            touched = [held for _, held, _ in ((old - new) + (new - old))]
        if touched:
            result[path] = frozenset().union(*touched)
    return result


def emptied(opened: OpenedOffice) -> None:
    """Back to an office without cases; the triggers of what was frozen step aside for it."""
    with opened.office.work(opened.actor) as work:
        for act in ("update", "delete"):
            work.session.connection().exec_driver_sql(
                f"DROP TRIGGER IF EXISTS report_submission_no_{act}"
            )
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("office", "staff", "setting", "history_entry", "operation"):
                work.session.execute(table.delete())


@FEW
@given(seed=st.integers(0, 10**9))
def test_what_moved_is_named_and_nothing_else(
    opened_embedded: OpenedOffice, tmp_path: Path, seed: int
) -> None:
    opened_embedded.office.clock = NOW_AGAIN
    emptied(opened_embedded)
    office = Office(opened_embedded, tmp_path, seed)
    office.filled()
    before = recount(opened_embedded)
    kept = hand_in(opened_embedded, tmp_path)
    for _ in range(CHANGES):
        office.change(office.chance.choice(office.acts))
    assert office.refused < CHANGES // 3
    expected = moved(before, recount(opened_embedded))
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        since = difference(reading, kept)
        assert reading.session.scalar(select(ReportSubmission.id)) == kept
    counted = {*before, *recount(opened_embedded)}
    named = {one.path: one.case_ids for one in since.moved if one.path in counted}
    assert named == expected
    # every case that moved a figure says what was done to it
    for one in since.moved:
        for member in one.members:
            owners = {member.id, *member.case_ids}
            assert owners & since.causes.keys(), (one.path, member)
    assert "号" not in since.proposed
