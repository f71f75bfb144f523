"""Deleting what is due, as an operation under test: all of it goes, or nothing."""

from __future__ import annotations

from sqlalchemy import update

from app.calendar.partial import PartialDate
from app.retention.actions import set_rule
from app.retention.proposals import actions as proposals
from app.retention.proposals.rules import about
from app.retention.rules import RuleInput
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage.records import Episode
from tests.faults.operations import Desk, Operation, make
from tests.faults.scene import CANARY, Scene
from tests.reports.submissions.one_office import add_case, add_contact

LONG_AGO = {"start": PartialDate(2022, 4, 11), "end": PartialDate(2023, 5, 20)}


def to_remove(scene: Scene) -> None:
    """An office with one case that is due, a list of it, and the word that agrees to it."""
    office, actor = make(scene.folder)
    with office.work(actor) as work:
        case = add_case(work, "8-001", f"{CANARY}　一花", note=f"{CANARY}の備考。" * 300)
        add_contact(work, case)
        work.session.execute(update(Episode).values(LONG_AGO))
        set_rule(work, "coordination", RuleInput("1", "fiscal_year", "委託契約書"), 0)
    with office.work(actor) as work:
        made = proposals.propose(work, (case,))
        request = second.ask(work, Act.RETENTION, about(made, 1, 1))
        work.session.flush()
        second.agree_alone(work, request, lambda: True)
    scene.give(made=made, request=request)
    office.close()


def remove(desk: Desk) -> None:
    """Delete it."""
    office, given = desk.opened.office, desk.given
    with office.work(desk.opened.actor) as work:
        today = work.clock.today()
        proposals.remove(work, given["made"], 1, "1", given["request"], today=today)
    desk.acknowledged()
    office.close()


REMOVAL = Operation("removal", to_remove, remove)
