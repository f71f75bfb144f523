"""前橋保護観察所 lives through 特別調整 and 更生緊急保護, on both engines.

通知 → 調査 → 6要件 → 選定 → 依頼書 → 回答・計画 → 帰住先 → 釈放. And: 勾留中 → 異議 → 調整 → 処分 → 申出 → 措置 → 延長.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from app import codes
from app.attachments.actions import add as attach
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar.fiscal import month
from app.cases.actions import correct, move, take_back
from app.cases.measures.actions import add as give
from app.cases.measures.rules import MeasureInput
from app.cases.queries import CaseFilter, CasePage, case_list, case_page
from app.cases.received.actions import add as receive
from app.cases.received.queries import received
from app.cases.received.rules import ReceivedInput
from app.cases.requirements import rules as requirements
from app.cases.requirements.actions import record
from app.cases.requirements.rules import RequirementInput
from app.cases.selection.actions import decide
from app.cases.selection.queries import selection
from app.cases.selection.rules import SelectionInput
from app.clock import fixed
from app.codes import CENTRE_SERVICES, PROBATION_SERVICES, Service
from app.consent.disclosures.queries import of_referral
from app.consent.register import actions as consents
from app.consent.register.rules import ConsentInput
from app.deadlines.queries import today
from app.deadlines.waiting.queries import waiting_for
from app.errors import InvalidInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions as referrals
from app.network.referrals.queries import referral
from app.network.referrals.rules import SPECIAL, SUSPECT, ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.reports.counting.figures import figures
from app.reports.papers.centre_request import referral_paper
from app.reports.papers.face_sheet import face_sheet
from app.reports.papers.render import render
from app.reports.titles.actions import name as name_paper
from app.storage.records import Episode
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice

CENTRE = "群馬県地域生活定着支援センター"
HOME = "見本自立準備ホーム"
ITEMS = ("identity", "disability", "offence", "custody", "probation", "housing")


@dataclass
class Bureau:
    """The 保護観察所, a centre and a home, and short ways to act."""

    opened: OpenedOffice
    centre: str
    home: str

    def do(self, act: Any) -> Any:
        """One action."""
        return do(self.opened, act)

    def ask(self, query: Any) -> Any:
        """One query."""
        return ask(self.opened, query)

    def on(self, month: int, day: int, year: int = 2026) -> None:
        """The clock goes on."""
        self.opened.office.clock = fixed(datetime(year, month, day, 9, 0))

    def page(self, case: str) -> CasePage:
        """The case as its page shows it."""
        found: CasePage = self.ask(lambda r: case_page(r, case))
        return found

    def move(self, case: str, to_stage: str, **typed: str) -> str | None:
        """One step."""
        version = self.page(case).episode.version
        led: str | None = self.do(lambda w: move(w, case, version, to_stage, typed=typed))
        return led

    def consented(self, case: str) -> None:
        """The person consents to the centre in writing (requirement 6)."""
        typed = ConsentInput(
            *(ITEMS, "R8.10.5", "paper"),
            organisation_id=self.centre,
            purpose="特別調整のための協力依頼",
            valid_to="R9.9.30",
        )
        self.do(lambda w: consents.give(w, case, typed))

    def requested(self, case: str, kind: str, **more: Any) -> str:
        """A request to the centre, prepared."""
        typed = ReferralInput(
            *(kind, self.centre),
            asked="面接と受入先の調整",
            items=ITEMS,
            worker="試作 澪江",
            **more,
        )
        return str(self.do(lambda w: referrals.add(w, case, typed)))

    def step(self, request: str, step: Step, day: str, **more: str) -> None:
        """A step of the request."""
        version = self.ask(lambda r: referral(r, request)).line.version
        self.do(lambda w: referrals.take(w, request, version, StepInput(step, day, **more)))

    def printed(self, request: str) -> str:
        """The paper: drawn as a PDF, and what stands on it."""
        paper = self.ask(lambda r: referral_paper(r, request))
        made = render(paper)
        assert made.data.startswith(b"%PDF") and not made.missing
        return "\n".join(paper.texts())


@pytest.fixture
def bureau(probation_office: OpenedOffice) -> Bureau:
    def made(kind: str, name: str) -> str:
        typed = OrganisationInput(kind, name)
        return str(do(probation_office, lambda w: organisations.add(w, typed)))

    return Bureau(
        probation_office,
        made("settlement_center", CENTRE),
        made("self_reliance_home", HOME),
    )


def selected(bureau: Bureau, case: str) -> None:
    """Six requirements, found one by one, and the decision."""
    for place, code in enumerate(requirements.asked(None)):
        finder = "矯正施設" if place < 2 else "保護観察所"
        typed = {code: RequirementInput("met", finder, f"R8.10.{place + 1}")}
        bureau.do(lambda w, typed=typed, code=code: record(w, case, typed, {code: 0}))
    decided = SelectionInput("special", "R8.10.10")
    bureau.do(lambda w: decide(w, case, "", decided))
    assert bureau.ask(lambda r: selection(r, case)).current == "special"


def released(bureau: Bureau, case: str) -> None:
    """満期釈放, and the end that is proposed with it."""
    bureau.on(1, 15, 2027)
    bureau.move(case, "released", release="R9.1.15", release_reason="full_term")
    assert not bureau.ask(today).releases.items
    closing = next(one for one in bureau.page(case).moves if one.to_stage == "closed")
    assert dict(closing.proposed)["end_reason"] == "settled"
    bureau.move(case, "closed", end="R9.1.15", end_reason="settled")
    assert bureau.page(case).episode.stage == "closed"


def test_special_adjustment_from_the_notice_to_the_release(bureau: Bureau) -> None:
    bureau.on(10, 15)
    case = begin(
        bureau.opened,
        Service.ADJUSTMENT,
        start="R8.9.1",
        facility="前橋刑務所",
        term_end="R9.1.14",
        outlook="full_term",
        partial="none",
        guarantor="なし",
        elderly=True,
    )
    bureau.move(case, "survey", hope_place="前橋市")
    bureau.move(case, "selecting")
    request = bureau.requested(case, SPECIAL)
    bureau.consented(case)
    refused(lambda: bureau.step(request, Step.SEND, "10/12", basis="consent"), step="選定")
    selected(bureau, case)
    draft = bureau.printed(request)
    assert "案・まだ送っていません" in draft and "齋藤" in draft
    only = ReferralInput(SPECIAL, bureau.centre, asked="受入れの相談", items=("custody",))
    nameless = bureau.printed(str(bureau.do(lambda w: referrals.add(w, case, only))))
    assert "前橋刑務所" in nameless and "齋藤" not in nameless and "⑥同意" not in nameless
    refused(lambda: bureau.step(request, Step.SEND, "10/12", basis="life", why="x"), basis="")
    bureau.step(request, Step.SEND, "10/12", basis="consent")
    bureau.move(case, "asked")
    sheet = bureau.printed(request)
    assert sheet.startswith("特別調整協力等依頼書\n") and "公的な様式は見つからなかった" in sheet
    assert "前橋刑務所" in sheet and "⑥同意" in sheet and "満期釈放の見込み" in sheet
    (handed,) = bureau.ask(lambda r: of_referral(r, request))
    assert handed.basis == "consent" and set(handed.items) == set(ITEMS)
    bureau.do(lambda w: name_paper(w, SPECIAL, "特別調整等協力依頼書"))
    assert bureau.printed(request).startswith("特別調整等協力依頼書\n")

    bureau.on(11, 24)
    (waiting,), _ = bureau.ask(waiting_for)
    assert (waiting.who, waiting.days) == (CENTRE, 43)
    lines = bureau.ask(today)
    assert [one.due.day.isoformat() for one in lines.releases.items] == ["2027-01-15"]
    assert lines.releases.items[0].destination == "", "no home yet"
    assert any(one.due.rule.id == "referral_answer" for one in lines.late.items)

    bureau.step(request, Step.ACCEPT, "11/20")
    plan = ReceivedInput("plan", bureau.centre, "11/24", "11/20", "グループホームを第一候補とする")
    paper = bureau.do(lambda w: receive(w, case, plan))
    scan = check_file("調整計画.txt", "福祉サービス等調整計画".encode())
    bureau.do(lambda w: attach(w, Owner(OwnerKind.RECEIVED_PAPER, paper), scan))
    came = bureau.ask(lambda r: received(r, case))
    assert (came.papers[0].organisation, came.clips) == (CENTRE, {paper: 1})
    bureau.move(case, "arranging")
    bureau.move(case, "decided", dest_kind="group_home", dest_name="見本ホーム")
    assert bureau.ask(today).releases.items[0].destination == "見本ホーム"

    released(bureau, case)


def test_from_detention_to_the_end_of_urgent_aftercare(bureau: Bureau) -> None:
    bureau.on(11, 4)
    case = begin(
        bureau.opened,
        Service.DETAINED,
        start="R8.11.2",
        facility="見本警察署",
        arrest="R8.10.30",
        detention="R8.11.1",
        detention_end="R8.11.10",
        focus="planned",
    )
    assert bureau.ask(today).custody.count
    bureau.move(case, "interview", consent="R8.11.4")
    with pytest.raises(InvalidInput) as objected:
        bureau.move(case, "arranging", prosecutor_view="objection", prosecutor_heard="R8.11.4")
    assert "83条の2" in objected.value.by_field()["prosecutor_view"]
    heard = {"prosecutor_view": "objection", "prosecutor_heard": "R8.11.4"}
    version = bureau.page(case).episode.version
    bureau.do(lambda w: correct(w, case, version, heard))
    offered = {one.to_stage: one.refusal for one in bureau.page(case).moves}
    assert "検察官" in offered["arranging"]
    request = bureau.requested(case, SUSPECT)
    refused(
        lambda: bureau.step(request, Step.SEND, "11/4", basis="suspect_adjustment"),
        step="検察官",
    )
    bureau.move(case, "arranging", prosecutor_view="no_objection")
    bureau.consented(case)
    with pytest.raises(InvalidInput, match="83条の2"):  # while detained a consent is not enough
        bureau.step(request, Step.SEND, "11/4", basis="consent")
    told = {"prosecutor_view": "no_objection", "prosecutor_asked_on": "11/4"}
    bureau.step(request, Step.SEND, "11/4", basis="suspect_adjustment", **told)
    assert "更生保護法83条の2の手続き" in bureau.printed(request)

    bureau.on(11, 12)
    bureau.move(case, "disposed", disposition="suspended_prosecution", disposition_date="R8.11.10")
    led = bureau.move(case, "applied", release="R8.11.10", applied="R8.11.11")
    assert led is not None
    aftercare = bureau.page(led).episode
    values = aftercare.values
    assert aftercare.service is Service.AFTERCARE and aftercare.origin_id == case
    assert (values["focus"], values["ground"]) == ("active", "not_prosecuted")
    bureau.move(led, "measures", opinion="必要と認める")
    bureau.do(lambda w: give(w, led, MeasureInput("lodging", "11/10", "R8.12.9", bureau.home)))
    late = MeasureInput("lodging", "R9.5.1", "R9.6.1", bureau.home)
    refused(lambda: bureau.do(lambda w: give(w, led, late)), until="R9.5.10まで.*R9.11.10")

    face = "\n".join(bureau.ask(lambda r: face_sheet(r, led)).texts())
    assert "宿泊場所の供与" in face and HOME in face
    bureau.on(12, 1)
    assert "measure_ends" in {one.due.rule.id for one in bureau.ask(today).later.items}
    bureau.on(5, 1, 2027)
    assert {"ua_6m"} <= {one.due.rule.id for one in bureau.ask(today).later.items}
    bureau.move(led, "extended", extension="R9.5.1")
    assert "ua_6m" not in {one.due.rule.id for one in bureau.ask(today).later.items}
    bureau.do(lambda w: give(w, led, late))
    bureau.on(11, 1, 2027)
    due = {one.due.rule.id: one.due.day.isoformat() for one in bureau.ask(today).later.items}
    assert due["ua_1y"] == "2027-11-10"


def test_a_wrong_application_is_taken_back_with_its_aftercare(bureau: Bureau) -> None:
    case = begin(bureau.opened, Service.DETAINED, start="R8.11.2")
    bureau.move(case, "disposed", disposition="suspended_prosecution", disposition_date="R8.11.10")
    led = bureau.move(case, "applied", release="R8.11.10", applied="R8.11.11")
    version = bureau.page(case).episode.version
    bureau.do(lambda w: take_back(w, case, version, "申出はなかった"))
    rows = bureau.ask(lambda r: case_list(r, CaseFilter())).rows
    assert [row.id for row in rows] == [case] and led != case


@pytest.mark.parametrize("service", CENTRE_SERVICES)
def test_the_bureau_opens_no_case_of_a_centre(
    probation_office: OpenedOffice, service: Service
) -> None:
    refused(lambda: begin(probation_office, service), service="この事務所の業務ではありません")


def test_a_centre_opens_none_of_a_bureau_and_counts_as_before(opened: OpenedOffice) -> None:
    for service in PROBATION_SERVICES:
        refused(lambda service=service: begin(opened, service), service="この事務所の業務では")
    begin(opened, Service.COORDINATION)
    counted = ask(opened, lambda r: figures(r, month(2026, 4)))
    assert len(counted.cases) == 1
    paths = " ".join(counted.paths())
    assert not any(codes.label("service", one) in paths for one in PROBATION_SERVICES)


def test_a_bureau_makes_no_report_for_a_prefecture(probation_office: OpenedOffice) -> None:
    begin(probation_office, Service.ADJUSTMENT)
    refused(
        lambda: ask(probation_office, lambda r: figures(r, month(2026, 4))),
        office="都道府県への報告",
    )
    assert ask(probation_office, lambda r: r.session.query(Episode).count()) == 1
