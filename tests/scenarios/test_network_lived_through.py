"""From somebody at the water works to 参加支援, and months later a withdrawal: on both engines.

水道 → 端緒 → 支援会議 → アウトリーチ → the person is found → 同意 → 重層的支援会議 → 参加支援.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from app.clock import fixed
from app.consent.disclosures.queries import of_referral, of_signal
from app.consent.holders.queries import DisclosureMap, disclosure_map
from app.consent.register import actions as consents
from app.consent.register.rules import ConsentInput, WithdrawalInput
from app.deadlines.waiting.queries import waiting_for
from app.errors import InvalidInput
from app.meetings import actions as meetings
from app.meetings.course.actions import hold
from app.meetings.members.actions import confirm_secrecy, invite
from app.meetings.members.rules import MemberInput, SecrecyInput
from app.meetings.persons.actions import discuss, discuss_signal
from app.meetings.queries import meeting_page
from app.meetings.rules import HoldInput, MeetingInput
from app.meetings.sharing.actions import share
from app.meetings.sharing.rules import ShareInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions as referrals
from app.network.referrals import queries as referral_queries
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.network.signals import actions as signals
from app.network.signals import queries as signal_queries
from app.network.signals.rules import SignalInput, WeighInput
from app.people.rules import PersonInput
from app.reports.papers.information_sheet import information_sheet
from app.reports.papers.render import render
from app.storage.records import HistoryEntry
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice

KINDS = {
    "water": ("water_utility", "見本市水道局"),
    "multi": ("multi_agency", "見本市社会福祉協議会（多機関協働）"),
    "outreach": ("outreach", "試作アウトリーチ"),
    "salon": ("participation", "例示サロン"),
}
NAME = "夜半 灯"


@dataclass
class Town:
    """The office, the organisations around it, and short ways to act."""

    opened: OpenedOffice
    at: dict[str, str]

    def do(self, act: Any) -> Any:
        """One action."""
        return do(self.opened, act)

    def ask(self, query: Any) -> Any:
        """One query."""
        return ask(self.opened, query)

    def meeting(self, kind: str, day: str, who: tuple[str, ...]) -> str:
        """Plan a meeting and invite; secrecy is confirmed where the kind asks for it."""
        title = {"support106": "支援会議", "multi": "重層的支援会議"}[kind]
        host = self.at["multi"]
        meeting = self.do(
            lambda w: meetings.plan(w, MeetingInput(kind, day, title=title, host_id=host))
        )
        self.do(lambda w: invite(w, meeting, MemberInput(name="試作 澪江")))
        members = [
            self.do(lambda w, key=key: invite(w, meeting, MemberInput(self.at[key]))) for key in who
        ]
        if kind == "support106":
            page = self.ask(lambda r: meeting_page(r, meeting))
            versions = {one.id: one.version for one in page.members if one.id in members}
            self.do(lambda w: confirm_secrecy(w, meeting, versions, SecrecyInput(day, "signed")))
        return str(meeting)

    def held(self, meeting: str, day: str) -> None:
        """It took place, and everybody came."""
        version = self.ask(lambda r: meeting_page(r, meeting)).facts.version
        took = HoldInput(day, "10:00", "11:30", everyone=True)
        self.do(lambda w: hold(w, meeting, version, took))

    def step(self, referral: str, step: Step, day: str, **more: str) -> None:
        """Take a step of a つなぎ."""
        version = self.ask(lambda r: referral_queries.referral(r, referral)).line.version
        self.do(lambda w: referrals.take(w, referral, version, StepInput(step, day, **more)))

    def printed(self, referral: str) -> str:
        """情報提供書: drawn as a PDF, and what stands on it."""
        paper = self.ask(lambda r: information_sheet(r, referral))
        made = render(paper)
        assert made.data.startswith(b"%PDF") and made.pages >= 1 and not made.missing
        return "\n".join(paper.texts())

    def map(self, episode: str) -> DisclosureMap:
        """Who holds what today."""
        found: DisclosureMap = self.ask(lambda r: disclosure_map(r, episode))
        return found

    def holders(self, episode: str) -> set[str]:
        """The names of those who hold something."""
        return {holder.name for holder in self.map(episode).holders}


@pytest.fixture
def town(opened: OpenedOffice) -> Town:
    at = {
        key: str(do(opened, lambda w, kind=kind, name=name: organisations.add(
            w, OrganisationInput(kind, name)
        )))
        for key, (kind, name) in KINDS.items()
    }  # fmt: skip
    return Town(opened, at)


def noticed(town: Town) -> str:
    """The water works tells of somebody nobody knows; it is weighed."""
    told = SignalInput(
        *("R8.10.1", "water_utility"),
        organisation_id=town.at["water"],
        kinds=("usage", "smell"),
        place="見本市夜半町3",
        about="70代くらいの人、一人暮らし",
        text="使用量が急に減り、呼んでも応答がない。",
        worker="試作 澪江",
    )
    signal = str(town.do(lambda w: signals.receive(w, told)))
    town.do(lambda w: signals.weigh(w, signal, 1, WeighInput("high", "10/2", "安否が分からない")))
    return signal


def support_meeting(town: Town, signal: str) -> None:
    """Without consent only the 支援会議 may speak of it, and only members hear."""
    meeting = town.meeting("support106", "R8.10.10", ("water", "multi", "outreach"))
    line = town.do(lambda w: discuss_signal(w, meeting, signal))
    town.held(meeting, "R8.10.10")
    about = ShareInput(
        (line,),
        tuple(town.at[key] for key in ("water", "multi", "outreach")),
        ("address", "progress"),
        content="応答がないこと",
        purpose="安否の確認",
    )
    shared = town.do(lambda w: share(w, meeting, about))
    assert shared.recorded == 3 and shared.refused == ()
    outside = ShareInput((line,), (town.at["salon"],), ("address",))
    with pytest.raises(InvalidInput) as caught:
        town.do(lambda w: share(w, meeting, outside))
    assert "構成員" in str(caught.value)


def outreach(town: Town, signal: str) -> str:
    """アウトリーチ is asked to visit; what goes with it stands on a basis and is printed."""
    typed = ReferralInput(
        *("outreach", town.at["outreach"]),
        asked="自宅を訪ねて安否を確かめる",
        items=("address",),
        worker="試作 澪江",
    )
    referral = str(town.do(lambda w: referrals.add(w, signal, typed)))
    with pytest.raises(InvalidInput):
        town.step(referral, Step.SEND, "10/12", basis="consent")
    draft = town.printed(referral)
    assert "案・まだ送っていません" in draft
    why = "異臭があり、応答がない。本人に同意を聞けない"
    town.step(referral, Step.SEND, "10/12", basis="life", why=why)
    sheet = town.printed(referral)
    assert "見本市夜半町3" in sheet and "70代" not in sheet
    assert any(one.signal_id == signal for one in town.ask(waiting_for)[0])
    town.step(referral, Step.ACCEPT, "10/13")
    town.step(referral, Step.BEGIN, "10/14")
    return referral


def found(town: Town, signal: str) -> str:
    """The person is found: a new 相談支援, and all that was told so far was about them."""
    version = town.ask(lambda r: signal_queries.signal(r, signal)).line.version
    who = PersonInput(NAME, "ヨワ アカリ", "female", "S29.2.3")
    episode = str(town.do(lambda w: signals.begin(w, signal, version, who)))
    assert town.holders(episode) == {KINDS[key][1] for key in ("water", "multi", "outreach")}
    version = town.ask(lambda r: signal_queries.signal(r, signal)).line.version
    with pytest.raises(InvalidInput):
        town.do(lambda w: signals.answer(w, signal, version, "10/20", f"{NAME}さんは無事でした"))
    thanks = "お知らせありがとうございます。受け止めて動いています。"
    town.do(lambda w: signals.answer(w, signal, version, "10/20", thanks))
    return episode


def consented(town: Town, episode: str, key: str, *items: str) -> str:
    """The person consents to one organisation."""
    typed = ConsentInput(
        *(items, "R8.11.1", "oral"),
        organisation_id=town.at[key],
        purpose="参加支援の利用",
        valid_to="R9.3.31",
        witness="見本 立会",
    )
    return str(town.do(lambda w: consents.give(w, episode, typed)))


def multi_meeting(town: Town, episode: str) -> str:
    """重層的支援会議 waits for the consent for everybody who comes from outside."""
    meeting = town.meeting("multi", "R8.11.15", ("multi", "salon"))
    line = town.do(lambda w: discuss(w, meeting, episode))
    with pytest.raises(InvalidInput):
        town.held(meeting, "R8.11.15")
    consented(town, episode, "multi", "identity", "housing")
    consent = consented(town, episode, "salon", "identity", "housing", "progress")
    town.held(meeting, "R8.11.15")
    both = (town.at["multi"], town.at["salon"])
    shared = town.do(lambda w: share(w, meeting, ShareInput((line,), both, ("identity",))))
    assert shared.recorded == 2
    beyond = town.do(
        lambda w: share(w, meeting, ShareInput((line,), both, ("identity", "progress")))
    )
    assert beyond.recorded == 1 and "支援経過" in beyond.refused[0].reason
    return consent


def participation(town: Town, episode: str) -> str:
    """参加支援 takes over, with what the consent allows and no more."""
    typed = ReferralInput(
        *("participation", town.at["salon"]),
        asked="週に一度の居場所",
        items=("identity", "housing"),
        worker="試作 澪江",
    )
    referral = str(town.do(lambda w: referrals.add(w, episode, typed)))
    town.step(referral, Step.SEND, "11/18", basis="consent")
    sheet = town.printed(referral)
    assert NAME in sheet and "応答がない" not in sheet
    town.step(referral, Step.ACCEPT, "11/20")
    return referral


def test_from_the_water_works_to_a_place_to_be(town: Town) -> None:
    signal = noticed(town)
    support_meeting(town, signal)
    visit = outreach(town, signal)
    episode = found(town, signal)
    consent = multi_meeting(town, episode)
    place = participation(town, episode)
    assert town.holders(episode) == {name for _, name in KINDS.values()}
    town.step(visit, Step.END, "11/22", reason="本人とつながり、相談支援で続ける")
    version = town.ask(lambda r: signal_queries.signal(r, signal)).line.version
    town.do(lambda w: signals.close(w, signal, version, "11/22", "相談支援で続ける"))

    town.opened.office.clock = fixed(datetime(2027, 3, 10, 9, 0))
    town.do(lambda w: consents.withdraw(w, consent, WithdrawalInput("R9.3.9", "電話")))
    (told,) = town.map(episode).withdrawn
    assert told.consent.id == consent
    assert [holder.name for holder, _ in told.holders] == [KINDS["salon"][1]]
    assert {one for _, hold in told.holders for one in hold.items} == {
        *("identity", "housing", "progress"),
    }
    before = {one.id for one in town.ask(lambda r: of_referral(r, place))}
    more = ReferralInput(*("participation", town.at["salon"]), asked="続き", items=("identity",))
    again = str(town.do(lambda w: referrals.add(w, episode, more)))
    with pytest.raises(InvalidInput) as caught:
        town.step(again, Step.SEND, "R9.3.10", basis="consent")
    assert "撤回" in str(caught.value)
    town.step(place, Step.WITHDRAW, "R9.3.10", reason="本人がやめたい")
    assert {one.id for one in town.ask(lambda r: of_referral(r, place))} == before


def test_everything_of_it_is_in_the_history(town: Town) -> None:
    signal = noticed(town)
    support_meeting(town, signal)
    outreach(town, signal)
    episode = found(town, signal)
    multi_meeting(town, episode)
    participation(town, episode)
    with town.opened.office.reading(town.opened.actor) as reading:
        kinds = {kind for (kind,) in reading.session.query(HistoryEntry.kind)}
    for kind in (
        *("signal.received", "signal.weighed", "signal.linked", "signal.answered"),
        *("meeting.shared", "disclosure.recorded", "consent.given"),
        *("referral.added", "referral.send", "referral.accept"),
    ):
        assert kind in kinds
    everything = town.ask(lambda r: of_signal(r, signal))
    assert {one.person_id for one in everything} == {everything[0].person_id} != {None}
