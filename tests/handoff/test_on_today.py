"""今日 names what an exchange waits for: ours at once, the other side's when it is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.clock import fixed
from app.deadlines.beside.queries import Beside, beside
from app.handoff.exchange.next_steps import What
from tests.cases.one_case import ask
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, carry
from tests.handoff.test_accepting import accept


def day(opened: OpenedOffice, worker: str = "") -> Beside:
    found: Beside = ask(opened, lambda reading: beside(reading, worker=worker))
    return found


def waits(found: Beside) -> list[tuple[Any, bool]]:
    return [(one.step.what if one.step else None, one.late) for one in found.exchanges]


def later(opened: OpenedOffice, days: int) -> None:
    opened.office.clock = fixed(opened.office.clock.local().replace(tzinfo=None) + timedelta(days))


def test_a_request_waits_for_whoever_is_asked_until_it_is_answered(two: Two) -> None:
    ask_for_help(two)
    assert waits(day(two.here)) == [], "the other side has time to answer"
    carry(two, two.here)
    assert waits(day(two.there)) == [(What.ANSWER_REQUEST, False)]
    assert day(two.there, "誰か").exchange_count == 1, "nobody took it up: it is everybody's"
    later(two.there, 15)
    assert waits(day(two.there)) == [(What.ANSWER_REQUEST, True)]
    later(two.there, -15)
    accept(two.there, worker="試作")
    assert day(two.there, "誰か").exchange_count == 0
    carry(two, two.there)
    assert day(two.here).exchange_count == 1, "their answer was not read"
