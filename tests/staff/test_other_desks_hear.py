"""Whatever is done about 職員, 二人目 and 担当限定 is named in the notice: open screens look again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.cases.actions import open_episode
from app.cases.restriction import actions as restricting
from app.cases.restriction.rules import RestrictionInput
from app.people.actions import register
from app.people.rules import PersonInput
from app.staff.accounts import actions as accounts
from app.staff.guard.actions import set_guard
from app.staff.guard.rules import Guard
from app.staff.handover import actions as handing
from app.staff.handover.rules import Item
from app.staff.permissions import USUAL, Actor, Permission, Role
from app.staff.roles.actions import change_table
from app.staff.roles.rules import turned
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.records import Episode, Handover, HistoryEntry, Restriction, Staff
from app.storage.work import Work
from tests.conftest import OpenedOffice

TOLD = [
    "office.created",
    "staff.added",
    "staff.key_given",
    "second.asked",
    "second.agreed",
    "second.used",
    "second.asked",
    "second.refused",
    "staff.role_changed",
    "staff.shortest_set",
    "setting.changed",
    "roles.changed",
    "roles.changed",
    "person.registered",
    "episode.opened",
    "case.handed_over",
    "case.handover_read",
    "case.restricted",
    "case.restriction_changed",
    "case.unrestricted",
    "staff.left",
]
"""By these 履歴 is searched and whole years of it are read."""


def test_every_change_names_what_changed(opened_embedded: OpenedOffice) -> None:
    office, director = opened_embedded.office, opened_embedded.actor

    def done(act: Callable[[Work], Any], kind: str, *ids: str, by: Actor = director) -> Any:
        with office.work(by) as work:
            given = act(work)
            change = work.change()
        assert kind in change.kinds and set(ids) <= set(change.ids), (kind, change)
        return given

    def version(kind: Any, key: str) -> int:
        with office.reading(director) as reading:
            return int(reading.get(kind, key).version)

    def case(work: Work) -> tuple[str, str]:
        person = register(work, PersonInput("見本 陽", "", "male", ""))
        return person, open_episode(work, person, "consultation", {"start": "R8.11.2"})

    other = done(lambda w: accounts.add(w, "例示 霧子", Role.ADMIN), "staff")
    who = Actor(other, "例示 霧子", Role.ADMIN)
    done(lambda w: accounts.tell_key(w, other, again=False), "staff", other)
    request = done(lambda w: second.ask(w, Act.WHOLE_EXPORT), "secondrequest")
    done(lambda w: second.answer(w, request), "secondrequest", request, by=who)
    done(lambda w: second.use(w, Act.WHOLE_EXPORT, request), "secondrequest", request)
    request = done(lambda w: second.ask(w, Act.WIPE), "secondrequest")
    done(lambda w: second.answer(w, request, agreed=False), "secondrequest", request, by=who)
    done(
        lambda w: accounts.change_role(w, other, version(Staff, other), Role.COUNSELLOR),
        "staff",
        other,
    )
    done(lambda w: accounts.set_shortest(w, 20), "setting")
    done(lambda w: set_guard(w, Guard(3)), "setting")
    fewer = turned(USUAL, Role.CLERK, Permission.EDIT_FORMS, on=False)
    done(lambda w: change_table(w, USUAL, fewer), "setting")
    done(lambda w: change_table(w, fewer, USUAL), "setting")
    person, open_case = done(case, "episode")
    item = Item(open_case, version(Episode, open_case))
    (handed,) = done(lambda w: handing.hand_over(w, "", other, [item]), "handover", open_case)
    who = Actor(other, "例示 霧子", Role.COUNSELLOR)
    done(lambda w: handing.read(w, handed, version(Handover, handed)), "handover", handed, by=who)
    chosen = RestrictionInput((), "本人の希望")
    kept = done(lambda w: restricting.restrict(w, open_case, chosen), "restriction", person)
    now = version(Restriction, kept)
    done(lambda w: restricting.change(w, kept, now, chosen), "person", kept, person)
    now = version(Restriction, kept)
    done(lambda w: restricting.lift(w, kept, now, "終わった"), "person", kept, person)
    now, today = version(Staff, other), office.clock.today()
    done(lambda w: accounts.leave(w, other, now, today, lambda: None), "staff", other)
    with office.reading(director) as reading:
        kinds = reading.session.scalars(select(HistoryEntry.kind).order_by(HistoryEntry.seq)).all()
    assert list(kinds) == TOLD
