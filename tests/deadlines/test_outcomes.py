"""Due dates that were met: on the day a record names, and no guess where it names none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.codes import CENTRE_SERVICES
from app.deadlines.engine import CaseFacts, Known, Paper
from app.deadlines.outcomes.queries import met_between
from app.deadlines.outcomes.rules import outcomes, told_by_records
from app.deadlines.rulebook import rulebook
from app.reports.counting.standing import partial
from app.storage.records import Activity, Application, Episode, Person, StageMove

TOLD = told_by_records(rulebook().rules)
START = partial("2026-05-01")


@pytest.mark.parametrize(
    ("contact", "in_time"),
    [("2026-05-01", True), ("2026-05-08", True), ("2026-05-09", False), ("2026-05-00", None)],
)
def test_a_call_is_answered_within_the_days_the_rule_gives(
    contact: str, in_time: bool | None
) -> None:
    dates = {"episode.start": Known(START), "contact.last": Known(partial(contact))}
    found = list(outcomes(TOLD, CaseFacts("e", "consultation", "continuing", dates)))
    told = [(one.in_time, one.due) for one in found if one.rule == "consultation_answer"]
    assert told == ([] if in_time is None else [(in_time, date(2026, 5, 8))])


def test_each_paper_has_a_day_of_its_own() -> None:
    key = "application.public_assistance"
    papers = tuple(
        Paper(f"p{at}", key, {f"{key}.submitted_on": Known(START), f"{key}.decided_on": Known(day)})
        for at, day in enumerate((partial("2026-05-15"), partial("2026-05-16")))
    )
    facts = CaseFacts("e", "coordination", "x", {}, {f"{key}.result": "granted"}, papers)
    found = [(one.in_time) for one in outcomes(TOLD, facts) if one.rule == "seiho_14"]
    assert found == [True, False]


@pytest.mark.parametrize("opened", ["embedded", "server"], indirect=True)
def test_a_stage_ends_what_waited_for_it(opened: Any) -> None:
    with opened.office.work(opened.actor) as work:
        person = work.add(
            Person(name="x", name_plain="x", name_folded="x", kana_key="x", search_key="x")
        )
        work.session.flush()
        cases = [
            work.add(
                Episode(person_id=person.id, service="coordination", stage="moved", start=START,
                        move=partial("2026-05-20"), number=number)
            )
            for number in ("in time", "late", "taken back", "no day")
        ]  # fmt: skip
        work.session.flush()
        steps = [
            work.add(
                StageMove(episode_id=case.id, from_stage="decided", to_stage="moved", day=day,
                          by="x", source="hand")
            )
            for case, day in zip(
                cases,
                (date(2026, 5, 20), date(2026, 5, 22), date(2026, 5, 20), None),
                strict=True,
            )
        ]  # fmt: skip
        work.session.flush()
        work.add(
            StageMove(episode_id=cases[2].id, from_stage="moved", to_stage="decided",
                      day=date(2026, 5, 21), by="x", source="hand", corrects_id=steps[2].id)
        )  # fmt: skip
        work.tell("test", "入れた")
        numbers = {case.id: case.number for case in cases}
    with opened.office.reading(opened.actor) as reading:
        found = met_between(
            reading, rulebook(), CENTRE_SERVICES, date(2026, 5, 1), date(2026, 5, 31)
        )
    told = {numbers[one.episode_id]: one.in_time for one in found if one.rule == "move_recorded"}
    assert told == {"in time": True, "late": False}


@pytest.mark.parametrize("opened", ["embedded", "server"], indirect=True)
def test_ended_cases_are_asked_too(opened: Any) -> None:
    with opened.office.work(opened.actor) as work:
        person = work.add(
            Person(name="x", name_plain="x", name_folded="x", kana_key="x", search_key="x")
        )
        work.session.flush()
        case = work.add(
            Episode(person_id=person.id, service="consultation", stage="closed", start=START,
                    end=partial("2026-06-01"))
        )  # fmt: skip
        work.session.flush()
        for day in ("2026-05-12", "2026-05-20"):
            work.add(
                Activity(day=partial(day), service="consultation", means="phone",
                         episode_id=case.id, person_id=person.id)
            )  # fmt: skip
        work.add(
            Application(person_id=person.id, episode_id=case.id, kind="public_assistance",
                        submitted_on=START, decided_on=partial("2026-05-10"), result="granted")
        )  # fmt: skip
        work.tell("test", "入れた")
    with opened.office.reading(opened.actor) as reading:
        months = date(2026, 4, 1), date(2026, 5, 31)
        found = met_between(reading, rulebook(), CENTRE_SERVICES, *months)
        told = {one.rule: (one.due.isoformat(), one.done.isoformat(), one.in_time) for one in found}
        assert told["consultation_answer"] == ("2026-05-08", "2026-05-12", False)
        assert told["seiho_14"] == ("2026-05-15", "2026-05-10", True)
        assert not met_between(
            reading, rulebook(), CENTRE_SERVICES, date(2026, 8, 1), date(2026, 9, 1)
        )
