"""Five cases lived through from request to end, on both engines; the month's figures come out right."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases import actions as cases
from app.cases.applications import actions as applications
from app.cases.applications.rules import ApplicationInput
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.cases.days import actions as days
from app.cases.days.rules import DayInput
from app.cases.placement import actions as placement
from app.cases.placement.queries import placing
from app.cases.placement.rules import PlacementInput
from app.cases.plans import actions as plans
from app.cases.plans.rules import LineInput, PlanInput
from app.cases.requirements import actions as requirements
from app.cases.requirements.queries import requirements as requirements_of
from app.cases.requirements.rules import RequirementInput
from app.cases.whereabouts import actions as whereabouts
from app.cases.whereabouts.rules import EventInput
from app.codes import Service
from app.errors import InvalidInput
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.people.rules import PersonInput
from tests.conftest import OpenedOffice
from tests.scenarios.walk import Walk

KUMAGAI = PersonInput("熊谷 常夫", "クマガイ ツネオ", "male", "S26.7.3")
MORI = PersonInput("森 千尋", "モリ チヒロ", "female", "S58.2.11")
ARAI = PersonInput("新井 蓮", "アライ レン", "male", "H20.9.9")
CO, FU, CN, SU = "コーディネート", "フォローアップ", "相談支援", "被疑者等支援"


@pytest.fixture
def walk(opened: OpenedOffice) -> Walk:
    """An empty office."""
    return Walk(opened)


def numbers(walk: Walk, year: int, number: int, work: str) -> tuple[int, ...]:
    """前月末・新規・終了・月末 of a month."""
    found = walk.counted(year, number)
    return tuple(
        found.number(f"works.{work}.{what}") for what in ("carried", "new", "closed", "open")
    )


def arrange(walk: Walk) -> None:
    """From the request to the decision where the person will live."""
    walk.on(2026, 4, 6).begin(
        "co",
        KUMAGAI,
        Service.COORDINATION,
        {
            "start": "R8.4.6",
            "number": "R8-C-101",
            "worker": "試作",
            "source_kind": "probation_office",
            "kubun": "special",
            "area": "own",
            "facility": "前橋刑務所",
            "term_end": "R8.9.30",
            "elderly": True,
        },
    )
    episode = walk.ids["co"]
    assert walk.dues("co")["release_day"] == date(2026, 10, 1)
    met = RequirementInput("met", "保護観察所", "R8.4.6")
    codes = [item.code for item in walk.read(requirements_of, episode).items]
    assert len(codes) == 6
    walk.do(requirements.record, episode, dict.fromkeys(codes, met), {})
    walk.on(2026, 4, 15).step("co", "assessment", consent="R8.4.15")
    walk.contact("co", "R8.4.15", "interview", "1時間半")
    needs = {"housing": NeedWords("needed", "帰る先がない")}
    walk.do(
        assessment.add_sheet, episode, SheetInput("R8.4.15", "試作", "畳の上で寝たい", "", needs)
    )
    walk.on(2026, 5, 8).step("co", "plan")
    line = LineInput("housing", "住まいを得る", "グループホーム", "試作", "R8.9")
    plan = walk.do(
        plans.draft,
        episode,
        "adjustment",
        PlanInput("R8.5.8", "試作", policy="地域で暮らす", lines=(line,)),
    )
    walk.do(plans.approve, plan, 1)
    walk.step("co", "placement")
    refused = walk.do(
        placement.add,
        episode,
        PlacementInput("kosei_facility", "見本更生施設", asked_on="R8.5.8", state="asked"),
    )
    asked = PlacementInput("group_home", "グループホーム見本", asked_on="R8.5.8", state="asked")
    accepted = walk.do(placement.add, episode, asked)
    walk.on(2026, 6, 20)
    no = PlacementInput(
        "kosei_facility", "見本更生施設", "", "", "R8.5.8", "refused", "R8.6.1", "満床"
    )
    walk.do(placement.correct, refused, 1, no)
    yes = PlacementInput(
        "group_home", "グループホーム見本", "", "", "R8.5.8", "accepted", "R8.6.20"
    )
    walk.do(placement.correct, accepted, 1, yes)
    walk.do(placement.choose, accepted, 2)
    assert walk.read(placing, episode).dest_kind == "group_home"
    walk.step("co", "decided")


def test_a_special_case_from_request_to_the_end_of_follow_up(walk: Walk) -> None:
    arrange(walk)
    with pytest.raises(InvalidInput, match="移行日"):
        walk.step("co", "moved", move="R8.10.1")
    walk.on(2026, 10, 1, 17)
    opened = walk.step("co", "moved", move="R8.10.1", release="R8.10.1", release_reason="full_term")
    assert opened is not None
    walk.ids["fu"] = opened
    walk.contact("co", "R8.10.1", "accompany", "240")
    walk.step("co", "closed", end="R8.10.1", end_reason="placed")
    follow_up = walk.page("fu").episode
    assert str(follow_up.values["start"].iso) == "2026-10-01"  # type: ignore[union-attr]
    assert follow_up.values["dest_name"] == "グループホーム見本" and follow_up.values["elderly"]
    walk.on(2026, 11, 10).contact("fu", "R8.11.10", "visit", "60")
    granted = ApplicationInput(
        "public_assistance", "前橋市福祉事務所", "R8.10.1", "R8.10.14", "granted"
    )
    walk.do(applications.add, walk.ids["fu"], granted)
    walk.on(2027, 3, 31, 18).step("fu", "closed", end="R9.3.31", end_reason="settled")
    assert [numbers(walk, 2026, month, CO) for month in (4, 5, 10, 11)] == [
        (0, 1, 0, 1),
        (1, 0, 0, 1),
        (1, 0, 1, 0),
        (0, 0, 0, 0),
    ]
    assert [
        numbers(walk, *month, FU) for month in ((2026, 9), (2026, 10), (2027, 3), (2027, 4))
    ] == [
        (0, 0, 0, 0),
        (0, 1, 0, 1),
        (1, 0, 1, 0),
        (0, 0, 0, 0),
    ]
    october = walk.counted(2026, 10)
    assert october.number(f"works.{CO}.destination.グループホーム") == 1
    assert october.number(f"works.{CO}.end_reason.受入先移行") == 1
    assert october.number("activities.by_means.同行.minutes") == 240


def test_a_wrong_step_is_taken_back_and_the_reason_stays(walk: Walk) -> None:
    arrange(walk)
    walk.on(2026, 10, 1, 17).step("co", "moved", move="R8.10.1")
    page = walk.page("co").episode
    walk.do(cases.take_back, page.id, page.version, "釈放は翌日だった")
    page = walk.page("co").episode
    assert page.stage == "decided"
    assert [step.note for step in page.steps if step.note] == ["釈放は翌日だった"]
    assert numbers(walk, 2026, 10, FU) == (0, 0, 0, 0)
    walk.on(2026, 10, 2, 17)
    assert walk.step("co", "moved", move="R8.10.2") is not None
    assert numbers(walk, 2026, 10, FU) == (0, 1, 0, 1)


def arrested(walk: Walk) -> None:
    """A suspect in custody, met and arranged for."""
    walk.on(2026, 6, 3).begin(
        "su",
        MORI,
        Service.SUSPECT_SUPPORT,
        {
            "start": "R8.6.3",
            "source_kind": "probation_office",
            "facility": "前橋警察署",
            "arrest": "R8.6.1",
            "detention": "R8.6.3",
            "intellectual": True,
            "focus": "planned",
        },
    )
    walk.do(days.record, walk.ids["su"], DayInput("detention_request", "R8.6.3"))
    assert walk.dues("su")["detention_10"] == date(2026, 6, 12)
    page = walk.page("su").episode
    walk.do(cases.correct, page.id, page.version, {"detention_end": "R8.6.12"})
    dues = walk.dues("su")
    assert dues["custody_end"] == date(2026, 6, 12) and "detention_10" not in dues
    walk.on(2026, 6, 4).step("su", "assessment")
    walk.contact("su", "R8.6.4", "interview", "45")
    with pytest.raises(InvalidInput, match="同意書取得日"):
        walk.step("su", "arranging")
    walk.step("su", "arranging", consent="R8.6.4")


def test_a_suspect_whose_prosecution_is_suspended(walk: Walk) -> None:
    arrested(walk)
    walk.on(2026, 6, 12, 15)
    walk.step("su", "disposed", disposition="suspended_prosecution", disposition_date="R8.6.12")
    assert "custody_end" not in walk.dues("su")
    walk.step("su", "escort", release="R8.6.12", dest_kind="self_reliance_home", move="R8.6.12")
    walk.contact("su", "R8.6.12", "accompany", "180")
    walk.step("su", "aid")
    assert walk.dues("su")["ua_6m"] == date(2026, 12, 12)
    walk.on(2026, 11, 30).step("su", "closed", end="R8.11.30", end_reason="handed_over")
    assert [numbers(walk, 2026, month, SU) for month in (6, 7, 11)] == [
        (0, 1, 0, 1),
        (1, 0, 0, 1),
        (1, 0, 1, 0),
    ]
    assert walk.counted(2026, 6).number(f"works.{SU}.disposition.起訴猶予") == 1
    assert walk.counted(2026, 6).number(f"works.{SU}.destination.自立準備ホーム") == 1


def test_a_suspect_who_goes_to_prison_and_comes_back(walk: Walk) -> None:
    arrested(walk)
    with pytest.raises(InvalidInput, match="処分"):
        walk.step("su", "closed", end="R8.6.4", end_reason="imprisoned")
    walk.on(2026, 6, 12)
    walk.step("su", "disposed", disposition="imprisonment", disposition_date="R8.6.12")
    walk.step("su", "closed", end="R8.6.12", end_reason="imprisoned")
    assert numbers(walk, 2026, 6, SU) == (0, 1, 1, 0)
    assert walk.counted(2026, 6).number(f"works.{SU}.end_reason.実刑") == 1
    walk.on(2026, 9, 1)
    event = walk.do(
        whereabouts.record_event,
        walk.ids["su"],
        EventInput("reimprisoned", "R8.8.20", "栃木刑務所"),
    )
    walk.ids["again"] = walk.do(whereabouts.begin_from, event, 1)
    again = walk.page("again")
    assert (again.person.name, again.episode.service) == ("森 千尋", Service.COORDINATION)
    assert numbers(walk, 2026, 9, CO)[1] + numbers(walk, 2026, 8, CO)[1] == 1


def test_a_boy_released_from_a_training_school(walk: Walk) -> None:
    walk.on(2026, 4, 1).begin(
        "co",
        ARAI,
        Service.COORDINATION,
        {
            "start": "R8.4.1",
            "kubun": "general",
            "area": "own",
            "facility": "赤城少年院",
            "source_kind": "probation_office",
            "developmental": True,
        },
    )
    walk.do(
        family.add, walk.ids["co"], RelatedInput("parent", "新井 和子", "母", may_contact="yes")
    )
    walk.step("co", "assessment")
    walk.on(2026, 5, 20).step("co", "decided", dest_kind="relatives", dest_name="母宅")
    opened = walk.step(
        "co",
        "moved",
        move="R8.5.20",
        release="R8.5.20",
        release_reason="provisional_discharge",
    )
    walk.step("co", "closed", end="R8.5.20", end_reason="placed")
    walk.ids["fu"] = str(opened)
    walk.on(2026, 6, 9).step("fu", "closed", end="R8.6.9", end_reason="declined")
    assert [numbers(walk, 2026, month, CO) for month in (4, 5)] == [(0, 1, 0, 1), (1, 0, 1, 0)]
    assert [numbers(walk, 2026, month, FU) for month in (5, 6)] == [(0, 1, 0, 1), (1, 0, 1, 0)]
    may = walk.counted(2026, 5)
    assert may.number(f"works.{CO}.destination.親族等") == 1
    assert may.number(f"works.{CO}.kubun_closed.一般調整") == 1


def test_a_consultation_that_comes_again(walk: Walk) -> None:
    walk.on(2026, 4, 10).begin(
        "first",
        MORI,
        Service.CONSULTATION,
        {"start": "R8.4.10", "topic": "住まい", "source_kind": "self_family"},
    )
    walk.contact("first", "R8.4.10", "phone", "20")
    walk.step("first", "closed", end="R8.4.10", end_reason="advised")
    person = walk.page("first").person.id
    walk.on(2026, 4, 24)
    walk.ids["second"] = walk.do(
        cases.open_episode,
        person,
        Service.CONSULTATION,
        {"start": "R8.4.24", "topic": "受診", "source_kind": "self_family"},
    )
    walk.contact("second", "R8.4.24", "phone", "15")
    walk.step("second", "continuing")
    april = walk.counted(2026, 4)
    assert numbers(walk, 2026, 4, CN) == (0, 2, 1, 1)
    assert april.number(f"works.{CN}.new_persons") == 1
    assert april.number(f"works.{CN}.supported_episodes") == 2
    assert april.number(f"activities.by_work.{CN}.count") == 2
    assert len(walk.page("second").others) == 1
