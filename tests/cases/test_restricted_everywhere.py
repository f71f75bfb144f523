"""担当限定: whatever query of the program is asked, nothing of a hidden case comes back.

Every query and paper is called twice with what belongs to the hidden case: by センター長, to see that
it would tell, and by a colleague who may not see the case.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, true

from app.calendar.fiscal import month
from app.codes import Service
from app.deadlines.rulebook import rulebook
from app.errors import TeichakuError
from app.practice.office import open_practice
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.records import Organisation
from app.storage.server.opening import admit, open_server_office
from app.storage.work import Office
from tests.carried import carried
from tests.cases.asked_with import ONLY_OF, of_its_kind, of_its_name
from tests.conftest import NOW, OpenedOffice, copied_practice
from tests.storage.restricted import CANARY, Hidden, restrict_richest, telling
from tests.test_everything_is_told import PAPERS, QUERIES, asked
from tests.throwaway_server import ThrowawayServer

LEAST_TELLING = 118
"""So many queries and papers tell something of the case to who may see it."""

ELSEWHERE = (
    "app.history.queries.follow_chain",
    "app.reports.papers.history_head.history_head",
    "app.reports.papers.about.paper",
)
"""Follow the whole history with its key; refused to who may not see it all, see test_restriction.
The last reads nothing: it sets in type what it is given."""
COUNTED = ("app.reports.counting.figures.figures", "app.staff.sight.queries.sight")
"""Count the case, or tell a desk that something is hidden: ids that mean nothing, no word."""


@dataclass(frozen=True)
class Sides:
    """The office as センター長 sees it and as the colleague outside does."""

    inside: Office
    director: Actor
    outside: Office
    hidden: Hidden
    typed: dict[Any, Any]
    named: dict[str, Any]


def sides_of(inside: Office, director: Actor, outside: Office, hidden: Hidden) -> Sides:
    """With what センター長 would ask of the case: the colleague asks with the very same."""
    with inside.reading(director) as reading:
        typed = of_its_kind(reading, hidden)
        anywhere = reading.session.scalars(select(Organisation.id)).first()
        named = {"organisation_id": anywhere, "book": rulebook()}
        named |= of_its_name(reading, hidden, typed)
    return Sides(inside, director, outside, hidden, typed, named)


@pytest.fixture(scope="module")
def both(
    practice_template: OfficeFolder,
    server: ThrowawayServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Sides]]:
    """The practice centre with one case restricted, in a file and on a server."""
    folder = copied_practice(practice_template, tmp_path_factory.mktemp("restricted") / "office")
    office, director = open_practice(folder, NOW)
    hidden = restrict_richest(office, director)
    file = sides_of(office, director, office, hidden)
    with carried(OpenedOffice(office, director, folder), server, "restricted") as pair:
        served, manager = pair.server.office, pair.server.actor
        with served.work(manager) as work:
            login = admit(work, hidden.outsider.staff_id)
        place = server.place("restricted")
        desk, outsider = open_server_office(place, login, NOW)
        assert outsider == hidden.outsider
        yield {"file": file, "server": sides_of(served, manager, desk, hidden)}
        desk.close()
    office.close()


@pytest.fixture(params=["file", "server"])
def sides(request: pytest.FixtureRequest, both: dict[str, Sides]) -> Sides:
    return both[request.param]


def value_for(name: str, hint: Any, sides: Sides) -> Any:
    """What belongs to the hidden case, or a plain value."""
    hidden = sides.hidden
    first = {table: ids[0] for table, ids in hidden.ids.items() if ids}
    named: dict[str, Any] = {
        "day": date(2026, 11, 24), "first": date(2026, 1, 1), "last": date(2026, 12, 31),
        "monday": date(2026, 11, 23), "period": month(2026, 11), "until": month(2026, 11),
        "episodes": (true(),), "text": CANARY[:3], "name": CANARY[:3], "kana": CANARY[:3], "year": 2026,
        "kept_id": first["person"], "gone_id": first["person"], "sheet_id": first["assessment"],
        "discussed_id": first["meeting_person"], "limit": 100,
        "service": Service.COORDINATION, "services": [one.value for one in Service],
        "episode_ids": hidden.ids["episode"], "person_ids": hidden.ids["person"], "meeting_ids": hidden.ids["meeting"],
        "ids": tuple(sorted(hidden.every)), "owner_ids": tuple(sorted(hidden.every)),
        "items": (), "texts": {}, "changes": {}, "conditions": true(), "to_gone": False,
        "key": b"k" if hint is bytes else CANARY[:3],
        **sides.named,
    }  # fmt: skip
    if name in named:
        return named[name]
    if hint in sides.typed:
        return sides.typed[hint]
    table = name.removesuffix("_id")
    if table in first:
        return first[table]
    try:
        return hint()
    except TypeError:
        return "0" * 32


def arguments(name: str, sides: Sides) -> tuple[list[Any], dict[str, Any]]:
    call = asked(name)
    needed = list(inspect.signature(call).parameters.values())[1:]
    hints = typing.get_type_hints(call)
    values, named = [], {}
    for one in needed:
        if one.default is one.empty:
            value = ONLY_OF.get(name, {}).get(one.name)
            if value is None:
                value = value_for(one.name, hints[one.name], sides)
            if one.kind is one.KEYWORD_ONLY:
                named[one.name] = value
            else:
                values.append(value)
    return values, named


def told(office: Office, actor: Actor, name: str, sides: Sides) -> set[str]:
    """The words and ids of the case in what a query says, apart from those that were asked with.

    An error of the program's is what it says too; any other fails the test.
    """
    call, given = asked(name), []
    try:
        with office.reading(actor) as reading:
            values, named = arguments(name, sides)
            given = [*values, *named.values()]
            said: Any = call(reading, *values, **named)
            said = tuple(said) if inspect.isgenerator(said) else said
            found = telling(said, sides.hidden.every)
    except TeichakuError as error:
        found = telling((error.message, error.where), sides.hidden.every)
    found -= telling(given, sides.hidden.every)
    return {one for one in found if CANARY in one} if name in COUNTED else found


def test_no_query_and_no_paper_tells_of_a_hidden_case(sides: Sides) -> None:
    every = [one for one in (*QUERIES, *PAPERS) if one not in ELSEWHERE]
    inside = {name: told(sides.inside, sides.director, name, sides) for name in every}
    assert sum(map(bool, inside.values())) >= LEAST_TELLING, "nothing was tried"
    outside = {name: told(sides.outside, sides.hidden.outsider, name, sides) for name in every}
    assert not {name: sorted(found)[:3] for name, found in outside.items() if found}
