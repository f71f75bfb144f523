"""The richest person of the practice centre, every case ended long ago, so that all may be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select, update

from app.codes import CENTRE_SERVICES
from app.handoff.letters.kinds import LetterKind
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import WriteInput
from app.practice.office import open_practice
from app.retention import actions as rules
from app.retention.holds import actions as holds
from app.retention.holds.queries import holds_of
from app.retention.proposals import actions
from app.retention.proposals.queries import proposal
from app.retention.proposals.rules import about
from app.retention.rules import PERSON, RuleInput
from app.staff.permissions import Actor, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.folders import OfficeFolder
from app.storage.records import Base, Staff
from app.storage.server.opening import admit, open_server_office
from app.storage.transactions import for_writing
from app.storage.work import Office
from tests.carried import carried
from tests.conftest import NOW, OpenedOffice, copied_practice
from tests.storage.restricted import CANARY, Hidden, restrict_richest
from tests.throwaway_server import ThrowawayServer

SOURCE = "委託契約書 第12条"


@dataclass(frozen=True)
class Centre:
    """An office, its センター長, and a second person at a desk of their own."""

    office: Office
    director: Actor
    beside: Office
    second: Actor
    person: Hidden

    def agreed(self, proposal_id: str) -> str:
        """The second person's word for a list."""
        with self.office.work(self.director) as work:
            made = proposal(work, proposal_id)
            words = about(made.id, made.cases, made.persons)
            request = second.ask(work, Act.RETENTION, words)
        with self.beside.work(self.second) as work:
            second.answer(work, request)
        return request

    def proposed(self, *targets: str) -> str:
        """A list of these cases, or of everything of the person."""
        with self.office.work(self.director) as work:
            return actions.propose(work, targets or self.person.ids["episode"])

    def removed(self, proposal_id: str, request: str, typed: str = "") -> frozenset[str]:
        """The list carried out."""
        with self.office.work(self.director) as work:
            made = proposal(work, proposal_id)
            number = typed or str(made.cases)
            return actions.remove(
                work, proposal_id, made.version, number, request, today=work.clock.today()
            )


def let_end(office: Office, director: Actor, person: Hidden) -> None:
    """Every case of the person ended in 令和5年, nothing of them is open, and a rule is set."""
    tables = Base.metadata.tables
    with for_writing(office.engine).begin() as connection:
        episode, exchange = tables["episode"], tables["exchange"]
        connection.execute(
            update(episode)
            .where(episode.c.id.in_(person.ids["episode"]))
            .values(start="2022-04-11", end="2023-05-20", move="2022-09-05", origin_id=None)
        )
        signal = tables["signal"]
        connection.execute(
            update(signal)
            .where(signal.c.person_id.in_(person.ids["person"]))
            .values(closed_on=NOW.today())
        )
        asked_for = tables["subject_request"]
        connection.execute(
            update(asked_for)
            .where(asked_for.c.person_id.in_(person.ids["person"]))
            .values(result="given", decided_on=NOW.today())
        )
        for name, column in (("activity", "day"),):
            connection.execute(
                update(tables[name])
                .where(tables[name].c.id.in_(person.ids[name]))
                .values({column: "2023-02-14"})
            )
        ours = select(exchange.c.id).where(exchange.c.id.in_(person.ids["exchange"]))
        asked = connection.execute(ours).scalars().all()
    with office.work(director) as work:
        for kind in (*CENTRE_SERVICES, PERSON):
            rules.set_rule(work, kind, RuleInput("1", "fiscal_year", SOURCE), 0)
        for hold in holds_of(work, person.ids["person"][0]):
            holds.lift(work, hold.id, hold.version, "終わった")
        for one in asked:
            writing.write(work, one, LetterKind.WITHDRAW, WriteInput(reason=CANARY))


@contextmanager
def centre_in_file(template: OfficeFolder, folder: Path) -> Iterator[Centre]:
    """The practice centre in a file."""
    office, director = open_practice(copied_practice(template, folder / "office"), NOW)
    person = restrict_richest(office, director)
    with office.work(director) as work:
        other = work.add(Staff(name="管理 二人目", role=str(Role.ADMIN), active=True)).id
    let_end(office, director, person)
    yield Centre(office, director, office, Actor(other, "管理 二人目", Role.ADMIN), person)
    office.close()


@contextmanager
def centre_on_server(file: Centre, server: ThrowawayServer, database: str) -> Iterator[Centre]:
    """The same centre on a server, the second person at their own desk."""
    with carried(OpenedOffice(file.office, file.director, None), server, database) as pair:
        served, director = pair.server.office, pair.server.actor
        with served.work(director) as work:
            login = admit(work, file.second.staff_id)
        desk, other = open_server_office(server.place(database), login, NOW)
        yield replace(file, office=served, director=director, beside=desk, second=other)
        desk.close()
