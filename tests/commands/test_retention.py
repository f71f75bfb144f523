"""`teichaku retention`: periods, what is due and why it stays, by number and never with a name."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from app.codes import Service
from app.retention.actions import set_rule
from app.retention.proposals.actions import propose
from app.retention.rules import RuleInput
from app.storage.records import Episode, Person
from tests.commands.test_figures_and_report import call


def test_what_is_due_is_listed_by_number(filled: Any) -> None:
    status, said, _ = call(filled, "retention", "list", "--json")
    found = json.loads(said)
    assert status == 0 and found["due"] == []
    assert {one["years"] for one in found["rules"]} == {None}
    with filled.office.work(filled.actor) as work:
        case = work.session.scalars(
            select(Episode).where(Episode.service == Service.COORDINATION)
        ).first()
        person = work.get(Person, case.person_id)
        names = {person.name, person.kana} - {""}
        work.session.execute(
            update(Episode.__table__)
            .where(Episode.person_id == person.id)
            .values(start="2022-04-11", end="2023-05-20", number="R4-001")
        )
        rule = RuleInput("1", "fiscal_year", "委託契約書 第12条")
        for service in (Service.COORDINATION, Service.FOLLOW_UP):
            set_rule(work, service, rule, 0)
    _, said, _ = call(filled, "retention", "list", "--fiscal-year", "2025", "--json")
    (due, *_) = json.loads(said)["due"]
    assert (due["number"], due["ended"], due["due"], due["passed"]) == (
        "R4-001",
        "2023-05-20",
        "2025-04-01",
        True,
    )
    assert not any(name in said for name in names)
    assert (
        json.loads(call(filled, "retention", "list", "--fiscal-year", "2040", "--json")[1])["due"]
        == []
    )
    status, said, _ = call(filled, "retention", "list")
    assert status == 0
    with filled.office.work(filled.actor) as work:
        propose(work, (case.id,))
    _, said, _ = call(filled, "retention", "proposals", "--json")
    (made,) = json.loads(said)
    assert (made["state"], made["cases"]) == ("draft", 1)
    assert made["counts"]["ケース"] == 1
