"""The practice 保護観察所: every stage has somebody, 今日 has something of each kind."""

from __future__ import annotations

from typing import Any

from app.cases import stages
from app.cases.queries import CaseFilter, case_list
from app.codes import PROBATION_SERVICES
from app.deadlines.beside.queries import beside
from app.deadlines.queries import today
from app.practice.probation import probation_office as fill_office
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice


def filled(office: OpenedOffice) -> list[Any]:
    do(office, fill_office)
    found = ask(office, lambda r: case_list(r, CaseFilter(ended_too=True), sort="number"))
    return list(found.rows)


def test_every_stage_has_somebody_and_today_something_of_each_kind(
    probation_office: OpenedOffice,
) -> None:
    rows = filled(probation_office)
    held = {(row.service, row.stage) for row in rows}
    wanted = {
        (str(service), stage) for service in PROBATION_SERVICES for stage in stages.ORDER[service]
    }
    assert wanted - held == {
        *((str(service), "closed") for service in PROBATION_SERVICES),
        *(("detained", "disposed"), ("detained", "applied")),
    }
    assert len({row.number for row in rows}) == len(rows)
    found = ask(probation_office, today)
    rules = {
        one.due.rule.id
        for part in (found.late, found.custody, found.week, found.later, found.releases)
        for one in part.items
    }
    assert {"custody_end", "release_day", "measure_ends", "ua_6m", "ua_1y"} <= rules
    assert {"consent_ends", "referral_answer"} <= rules
    more = ask(probation_office, beside)
    assert more.waiting and more.silent
    homes = {bool(one.destination) for one in found.releases.items}
    assert homes == {True, False}
