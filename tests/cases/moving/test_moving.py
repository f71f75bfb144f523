"""Steps of a real case: forward, 移行 with its フォローアップ, taken back, closed, opened again."""

from __future__ import annotations

from itertools import product

import pytest

from app.calendar.partial import PartialDate
from app.cases import actions, queries, stages
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.cases.moving.queries import steps_page
from app.codes import CENTRE_SERVICES, Service
from app.errors import InvalidInput, NotAllowed
from app.people import actions as people
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import Episode, StageMove
from tests.conftest import OpenedOffice

SOMEBODY = PersonInput("齋藤　蓬夫", "サイトウ ヨモギオ", "male", "S30.4.5")
MOVED = {"dest_kind": "group_home", "move": "R8.11.20"}


class Case:
    """One case of an office, and what is done to it."""

    def __init__(self, opened: OpenedOffice, service: Service, **typed: str | bool) -> None:
        self.opened = opened
        with opened.office.work(opened.actor) as work:
            self.person = people.register(work, SOMEBODY)
            values = {"start": "R8.4.1", "worker": "須永", **typed}
            self.id = actions.open_episode(work, self.person, service, values)

    @property
    def page(self) -> queries.CasePage:
        """What the page shows."""
        with self.opened.office.reading(self.opened.actor) as reading:
            return queries.case_page(reading, self.id)

    def move(self, to_stage: str, note: str = "", **typed: str) -> str | None:
        """Take a step."""
        with self.opened.office.work(self.opened.actor) as work:
            version = work.get(Episode, self.id).version
            return actions.move(work, self.id, version, to_stage, typed=typed, note=note)

    def take_back(self, note: str = "押し間違い") -> None:
        """Take the last step back."""
        with self.opened.office.work(self.opened.actor) as work:
            actions.take_back(work, self.id, work.get(Episode, self.id).version, note)


def test_moving_in_opens_the_follow_up_once(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION, number="R8-C-7", elderly=True, kubun="special")
    offer = next(o for o in case.page.moves if o.to_stage == "moved")
    assert offer.opens == "フォローアップを移行日から始めます。"
    made = case.move("moved", dest_name="例示の家", **MOVED)
    (row,) = case.page.others
    assert (row.id, row.service, row.start) == (made, "follow_up", PartialDate(2026, 11, 20))
    with opened.office.reading(opened.actor) as reading:
        follow_up = queries.case_page(reading, row.id)
    values = follow_up.episode.values
    assert follow_up.episode.origin_id == case.id
    assert (values["worker"], values["dest_name"], values["elderly"], values["kubun"]) == (
        "須永", "例示の家", True, "special",
    )  # fmt: skip
    closing = next(o for o in case.page.moves if o.to_stage == "closed")
    assert closing.proposed == (("end", PartialDate(2026, 11, 20)), ("end_reason", "placed"))
    case.move("closed", end="R8.11.20", end_reason="placed")
    case.move("moved", note="記録の追加のため")
    assert len(case.page.others) == 1, "a second try does not open a second"


def test_a_follow_up_that_is_there_already_is_the_one(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION)
    with opened.office.work(opened.actor) as work:
        typed = {"start": "R8.11.20"}
        there = actions.open_episode(work, case.person, Service.FOLLOW_UP, typed)
    assert case.move("moved", **MOVED) == there
    assert [row.id for row in case.page.others] == [there]
    case.take_back()
    assert [row.id for row in case.page.others] == [there], "it was not made by the step"


def test_a_centre_that_hands_over_opens_none(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION, area="requested", partner="栃木県センター")
    assert case.move("moved", **MOVED) is None
    assert case.page.others == ()
    closing = next(o for o in case.page.moves if o.to_stage == "closed")
    assert dict(closing.proposed)["end_reason"] == "other_center"


def test_a_wrong_step_is_taken_back_and_stays_readable(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION)
    case.move("assessment")
    case.move("moved", **MOVED)
    with pytest.raises(InvalidInput, match="理由"):
        case.take_back("")
    case.take_back("移行は来月だった")
    page = case.page
    assert page.episode.stage == "assessment" and page.others == ()
    assert [(s.to_stage, s.note) for s in page.episode.steps] == [
        ("assessment", ""), ("moved", ""), ("assessment", "移行は来月だった"),
    ]  # fmt: skip
    assert page.episode.steps[2].corrects_id == page.episode.steps[1].id
    assert page.episode.steps[2].by == opened.actor.name
    case.take_back("はじめから誤り")
    assert case.page.episode.stage == "requested"
    with opened.office.reading(opened.actor) as reading:
        assert "取り消せる段階の記録がありません" in steps_page(reading, case.id).refusal
    with pytest.raises(InvalidInput, match="取り消せる段階の記録がありません"):
        case.take_back()


def test_a_follow_up_in_use_stands_in_the_way(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION)
    made = case.move("moved", **MOVED)
    assert made is not None
    with opened.office.work(opened.actor) as work:
        contact = ActivityInput("11/21", "phone", "10", "本人", "", "須永")
        record_activity(work, made, contact)
    with pytest.raises(InvalidInput, match="すでに記録があります"):
        case.take_back()
    assert case.page.episode.stage == "moved" and len(case.page.others) == 1


def test_an_end_that_was_wrong_is_taken_back(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION)
    case.move("closed", end="R8.11.1", end_reason="unplaced")
    assert [offer.to_stage for offer in case.page.moves] == ["requested"], "where it was closed"
    case.take_back()
    values = case.page.episode.values
    assert (case.page.episode.stage, values["end"], values["end_reason"]) == (
        "requested",
        None,
        None,
    )


def test_steps_of_an_import_and_reopenings_are_not_taken_back(opened: OpenedOffice) -> None:
    case = Case(opened, Service.FOLLOW_UP)
    case.move("closed", end="R8.11.1", end_reason="settled")
    case.move("following", note="また相談")
    with pytest.raises(InvalidInput, match="終了にする"):
        case.take_back()
    with opened.office.work(opened.actor) as work:
        work.get(Episode, case.id).stage = "closed"
        by = work.actor.staff_id
        step = {"from_stage": "following", "to_stage": "closed", "by": by, "source": "ledger"}
        work.add(StageMove(episode_id=case.id, **step))
    with pytest.raises(InvalidInput, match="台帳の取込み"):
        case.take_back()


def test_one_time_and_continuing_consultations(opened: OpenedOffice) -> None:
    once, again = (Case(opened, Service.CONSULTATION) for _ in range(2))
    once.move("closed", end="R8.4.1", end_reason="advised")
    again.move("continuing")
    assert once.page.episode.values["continuing"] == "once"
    assert again.page.episode.values["continuing"] == "continuing"


def test_a_suspect_goes_through_the_disposition(opened: OpenedOffice) -> None:
    case = Case(opened, Service.SUSPECT_SUPPORT, arrest="R8.11.1", detention="R8.11.3")
    case.move("assessment")
    case.move("arranging", consent="R8.11.4")
    with pytest.raises(InvalidInput, match="先に「処分」へ"):
        case.move("aid", release="R8.11.12")
    case.move("disposed", disposition="suspended_prosecution", disposition_date="R8.11.12")
    case.move("escort", release="R8.11.12")
    case.move("aid")
    with pytest.raises(InvalidInput, match="実刑"):
        case.move("closed", end="R8.11.20", end_reason="imprisoned")
    case.move("closed", end="R8.11.20", end_reason="handed_over")
    assert case.page.episode.stage == "closed"


def test_the_form_closes_by_the_same_rules(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION)
    with pytest.raises(InvalidInput) as refused, opened.office.work(opened.actor) as work:
        typed = {"end": "R8.11.1", "end_reason": "placed", **MOVED}
        actions.correct(work, case.id, work.get(Episode, case.id).version, typed)
    assert "先に「釈放・移行」へ" in refused.value.by_field()["end_reason"]
    case.move("plan")
    with opened.office.work(opened.actor) as work:
        typed = {"end": "R8.11.1", "end_reason": "declined"}
        actions.correct(work, case.id, work.get(Episode, case.id).version, typed)
    with opened.office.work(opened.actor) as work:
        actions.correct(
            work, case.id, work.get(Episode, case.id).version, {"end": "", "end_reason": ""}
        )
    assert case.page.episode.stage == "plan", "it goes on where it was"


@pytest.mark.parametrize("service", CENTRE_SERVICES)
def test_a_disallowed_move_raises_and_says_why(
    opened_embedded: OpenedOffice, service: Service
) -> None:
    case = Case(opened_embedded, service)
    for before, after in product(stages.ORDER[service], repeat=2):
        if stages.find(service, before, after) is not None:
            continue
        with opened_embedded.office.work(opened_embedded.actor) as work:
            work.get(Episode, case.id).stage = before
        with pytest.raises(InvalidInput) as refused:
            case.move(after, note="試し")
        assert refused.value.by_field()["stage"] == stages.why_not(service, before, after)
        assert case.page.episode.stage == before


def test_who_may_only_read_moves_nothing(opened: OpenedOffice) -> None:
    case = Case(opened, Service.COORDINATION)
    case.move("assessment")
    clerk = Actor(opened.actor.staff_id, "例示 樹", Role.CLERK)
    with opened.office.reading(clerk) as reading:
        assert all("できるのは" in o.refusal for o in queries.case_page(reading, case.id).moves)
        assert "できるのは" in steps_page(reading, case.id).refusal
    for act in (
        lambda work: actions.move(work, case.id, 2, "plan", typed={}),
        lambda work: actions.take_back(work, case.id, 2, "x"),
    ):
        with pytest.raises(NotAllowed), opened.office.work(clerk) as work:
            act(work)
