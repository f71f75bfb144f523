"""What was typed into a case that is restricted since is not offered, and not lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.cases.restriction.actions import lift, restrict
from app.cases.restriction.rules import RestrictionInput
from app.staff.permissions import Actor, Role
from app.storage.drafts import Draft, Drafts
from app.storage.records import Restriction, Staff
from app.ui.drafts import DraftShelf
from app.ui.jobs import InlineJobs

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)
"""On a server the other person's own login would be asked, see test_restriction."""


def waiting(place: Any, actor: Actor) -> list[str]:
    shelf = DraftShelf(place.desk.office, actor, InlineJobs(), place.desk.explain)
    shelf.read()
    return [draft.episode_id for draft in shelf.waiting]


def test_it_is_offered_again_when_the_case_is_shown_again(place: Any, tmp_path: Path) -> None:
    office, ids = place.desk.office, place.ids
    staff = place.work(
        lambda work: work.add(Staff(name="外 二", role="counsellor", active=True)).id
    )
    actor = Actor(staff, "外 二", Role.COUNSELLOR)
    place.work(lambda work: work.add(Staff(name="例示", role="counsellor", active=True)))
    office.drafts = Drafts(tmp_path / "drafts", b"d" * 32)
    for at, case in enumerate((ids["co"], ids["fu"])):
        name, now = f"{at}" * 32, office.clock.now()
        typed = Draft(
            name, office.office_id, staff, "activity", case, case, now, (), {"a": "書"}, {}
        )
        office.drafts.write(typed, office.drafts.turn())
    assert set(waiting(place, actor)) == {ids["co"], ids["fu"]}
    kept = place.work(lambda work: restrict(work, ids["fu"], RestrictionInput((), "希望")))
    assert waiting(place, actor) == [ids["co"]]
    version = place.work(lambda work: work.get(Restriction, kept).version)
    place.work(lambda work: lift(work, kept, version, "終わった"))
    assert set(waiting(place, actor)) == {ids["co"], ids["fu"]}
