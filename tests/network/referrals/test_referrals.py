"""つなぎ: what goes out stands on a basis, what comes back is kept, and answers are looked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from app.cases.queries import case_page
from app.consent.disclosures.queries import of_referral
from app.deadlines.waiting.queries import waiting_for, waiting_of
from app.errors import ChangedMeanwhile, NotAllowed
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions, queries
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import IN, Step
from app.network.signals import actions as signals
from app.network.signals import queries as signal_queries
from app.network.signals.rules import SignalInput
from app.staff.permissions import Role
from app.storage.records import Consent
from tests.cases.one_case import as_role, ask, begin, do, refused
from tests.conftest import OpenedOffice

ITEMS = ("identity", "certificate")
PLAN = ReferralInput(
    kind="participation", organisation_id="", asked="日中の居場所", items=ITEMS, worker="試作 澪江"
)


def office(opened: OpenedOffice, kind: str = "participation", name: str = "見本サロン") -> str:
    typed = OrganisationInput(kind, name, public=kind == "multi_agency")
    return str(do(opened, lambda work: organisations.add(work, typed)))


def consented(opened: OpenedOffice, episode: str, organisation: str, **changed: Any) -> str:
    facts = {
        "organisation_id": organisation,
        "items": list(ITEMS),
        "purpose": "参加支援の利用",
        "given_on": date(2026, 11, 1),
        "valid_from": date(2026, 11, 1),
        "valid_to": date(2027, 3, 31),
        "how": "oral",
    }
    given = Consent(person_id=page_person(opened, episode), **(facts | changed))
    return str(do(opened, lambda work: work.add(given).id))


def page_person(opened: OpenedOffice, episode: str) -> str:
    return str(ask(opened, lambda reading: case_page(reading, episode)).person.id)


def page(opened: OpenedOffice, referral_id: str) -> queries.ReferralPage:
    found: queries.ReferralPage = ask(
        opened, lambda reading: queries.referral(reading, referral_id)
    )
    return found


def take(
    opened: OpenedOffice, referral_id: str, step: Step, day: str = "11/20", **more: Any
) -> None:
    version = page(opened, referral_id).line.version
    typed = StepInput(step, day, **more)
    do(opened, lambda work: actions.take(work, referral_id, version, typed))


def planned(opened: OpenedOffice, episode: str, organisation: str, **changed: Any) -> str:
    typed = replace(PLAN, organisation_id=organisation, **changed)
    return str(do(opened, lambda work: actions.add(work, episode, typed)))


def test_it_is_sent_on_consent_and_the_disclosure_is_recorded_with_it(
    opened: OpenedOffice,
) -> None:
    episode, salon = begin(opened), office(opened)
    consent = consented(opened, episode, salon)
    referral = planned(opened, episode, salon)
    take(opened, referral, Step.SEND, basis="consent")
    (handed,) = ask(opened, lambda reading: of_referral(reading, referral))
    assert (handed.basis, handed.consent_id) == ("consent", consent)
    assert (handed.items, handed.way, handed.day) == (ITEMS, "referral", date(2026, 11, 20))
    assert handed.organisation_id == salon and handed.episode_id == episode
    one = page(opened, referral)
    assert (one.line.state, one.line.sent_on, one.line.due) == (
        *("sent", date(2026, 11, 20)),
        date(2026, 12, 4),
    )


def test_without_a_basis_nothing_is_sent_and_nothing_recorded(opened: OpenedOffice) -> None:
    episode, salon = begin(opened), office(opened)
    referral = planned(opened, episode, salon)
    refused(lambda: take(opened, referral, Step.SEND, basis="consent"), basis="同意がありません")
    refused(lambda: take(opened, referral, Step.SEND), basis="根拠")
    assert page(opened, referral).line.state == "draft"
    assert ask(opened, lambda reading: of_referral(reading, referral)) == ()
    consented(opened, episode, salon, items=["identity"])
    refused(lambda: take(opened, referral, Step.SEND, basis="consent"), items="手帳")


def test_nothing_chosen_to_hand_over_is_said_at_the_items(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    episode, salon = begin(opened), office(opened)
    referral = planned(opened, episode, salon, items=())
    refused(lambda: take(opened, referral, Step.SEND, basis="consent"), items="一つ以上")
    send = next(one for one in page(opened, referral).steps if one.rule.step is Step.SEND)
    assert "渡す情報" in send.refusal


def test_from_sending_to_the_end(opened: OpenedOffice) -> None:
    episode, salon = begin(opened), office(opened)
    consented(opened, episode, salon)
    referral = planned(opened, episode, salon)
    take(opened, referral, Step.SEND, "11/10", basis="consent")
    take(opened, referral, Step.ASK, "11/11", reason="通院先は")
    refused(lambda: take(opened, referral, Step.SUPPLY, "11/12", reason="渡した"), basis="根拠")
    take(opened, referral, Step.SUPPLY, "11/12", reason="受給者証の写し", basis="consent")
    take(opened, referral, Step.ACCEPT, "11/15")
    take(opened, referral, Step.BEGIN, "11/20")
    refused(lambda: take(opened, referral, Step.END, "11/19", reason="終了"), day="前の日付")
    refused(lambda: take(opened, referral, Step.END, "11/24"), reason="理由")
    take(opened, referral, Step.END, "11/24", reason="目的を達した")
    one = page(opened, referral)
    assert one.line.state == "ended" and one.steps == () and one.line.due is None
    assert (one.line.answered_on, one.line.ended_on) == (date(2026, 11, 15), date(2026, 11, 24))
    assert [taken.step for taken in one.trail][-1] is Step.END
    assert len(ask(opened, lambda reading: of_referral(reading, referral))) == 2
    refused(lambda: take(opened, referral, Step.ACCEPT, "11/24"), step="一つ前に戻す")
    refused(lambda: take(opened, referral, Step.TAKE_BACK, "11/24"), reason="戻す理由")
    take(opened, referral, Step.TAKE_BACK, "11/24", reason="終わっていなかった")
    assert page(opened, referral).line.state == "supporting"


@pytest.mark.parametrize("step", [Step.DECLINE, Step.WITHDRAW])
def test_a_refusal_and_a_withdrawal_go_through_whatever_consent_says(
    opened: OpenedOffice, step: Step
) -> None:
    episode, salon = begin(opened), office(opened)
    consent = consented(opened, episode, salon)
    referral = planned(opened, episode, salon)
    take(opened, referral, Step.SEND, "11/10", basis="consent")
    withdraw(opened, consent)
    refused(lambda: take(opened, referral, step, "11/20"), reason="理由")
    take(opened, referral, step, "11/20", reason="定員に空きがない")
    assert page(opened, referral).line.state in ("declined", "withdrawn")


def withdraw(opened: OpenedOffice, consent: str) -> None:
    def act(work: Any) -> None:
        work.get(Consent, consent).withdrawn_on = date(2026, 11, 15)

    do(opened, act)


def test_an_agreement_must_stand_before_a_facility_takes_somebody_in(opened: OpenedOffice) -> None:
    """Notices of 令和3年3月29日, 別添9: 微罪処分・起訴猶予 on the ground of 協定等."""
    episode, home = begin(opened), office(opened, "rehabilitation_facility", "仮名更生寮")
    consented(opened, episode, home)
    referral = planned(opened, episode, home, kind="halfway_agreement")
    refused(lambda: take(opened, referral, Step.SEND, basis="consent"), agreement_on="協定")
    typed = replace(PLAN, organisation_id=home, kind="halfway_agreement", agreement_on="R8.10.1")
    version = page(opened, referral).line.version
    do(opened, lambda work: actions.change(work, referral, version, typed))
    take(opened, referral, Step.SEND, basis="consent")
    assert page(opened, referral).line.state == "sent"


def test_what_comes_in_is_received_without_handing_anything_over(opened: OpenedOffice) -> None:
    episode, salon = begin(opened), office(opened)
    typed = replace(PLAN, organisation_id=salon, direction=IN, items=())
    refused(lambda: do(opened, lambda work: actions.add(work, episode, typed)), day="届いた日")
    came = StepInput(Step.SEND, "11/18")
    referral = do(opened, lambda work: actions.add(work, episode, typed, came))
    one = page(opened, referral)
    assert (one.line.state, one.line.direction, one.line.sent_on) == (
        *("sent", "in"),
        date(2026, 11, 18),
    )
    take(opened, referral, Step.ACCEPT, "11/19")
    assert ask(opened, lambda reading: of_referral(reading, referral)) == ()


def test_whom_it_goes_to_is_settled_once_it_was_sent(opened: OpenedOffice) -> None:
    episode, salon = begin(opened), office(opened)
    other = office(opened, name="試作カフェ")
    consented(opened, episode, salon)
    referral = planned(opened, episode, salon)
    version = page(opened, referral).line.version
    to_other = replace(PLAN, organisation_id=other)
    do(opened, lambda work: actions.change(work, referral, version, to_other))
    assert page(opened, referral).line.organisation == "試作カフェ"
    back = replace(PLAN, organisation_id=salon)
    do(opened, lambda work: actions.change(work, referral, version + 1, back))
    take(opened, referral, Step.SEND, basis="consent")
    version = page(opened, referral).line.version
    refused(
        lambda: do(opened, lambda work: actions.change(work, referral, version, to_other)),
        organisation_id="取り下げて",
    )
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: actions.change(work, referral, 1, back))


def test_an_answer_is_looked_for_the_longest_first(opened: OpenedOffice) -> None:
    episode, salon = begin(opened), office(opened)
    consented(opened, episode, salon)
    late = planned(opened, episode, salon, answer_by="11/15")
    newer = planned(opened, episode, salon)
    take(opened, late, Step.SEND, "11/10", basis="consent")
    take(opened, newer, Step.SEND, "11/20", basis="consent")
    waiting, more = ask(opened, waiting_for)
    assert [(one.who, one.days, one.due) for one in waiting] == [
        ("見本サロン", 14, date(2026, 11, 15)),
        ("見本サロン", 4, date(2026, 12, 4)),
    ] and not more
    take(opened, late, Step.ACCEPT, "11/24")
    (left,) = ask(opened, lambda reading: waiting_of(reading, episode))
    assert left.what == "参加支援事業へのつなぎ"


def test_a_signal_is_passed_on_before_anybody_is_known(opened: OpenedOffice) -> None:
    town = office(opened, "multi_agency", "見本市多機関協働")
    noticed = SignalInput("11/18", "water_utility", kinds=("smell",), about="二階の人", text="異臭")
    signal = do(opened, lambda work: signals.receive(work, noticed))
    referral = planned(opened, signal, town, kind="multi_agency", items=("address",))
    refused(lambda: take(opened, referral, Step.SEND, basis="consent"), basis="同意")
    take(opened, referral, Step.SEND, basis="life", why="応答がなく、命の危険がある")
    told = ask(opened, lambda reading: signal_queries.signal(reading, signal))
    assert told.line.state == "passed" and [one.line.id for one in told.referrals] == [referral]
    ((waiting,), _) = ask(opened, waiting_for)
    assert (waiting.episode_id, waiting.signal_id, waiting.name) == ("", signal, "二階の人")
    episode = begin(opened)
    do(opened, lambda work: signals.link(work, signal, told.line.version, episode))
    person = page_person(opened, episode)
    assert page(opened, referral).line.person_id == person
    (handed,) = ask(opened, lambda reading: of_referral(reading, referral))
    assert handed.person_id == person


def test_who_may_do_what(opened_embedded: OpenedOffice) -> None:
    opened = opened_embedded
    episode, salon = begin(opened), office(opened)
    referral = planned(opened, episode, salon)
    auditor = as_role(opened, Role.AUDITOR)
    with pytest.raises(NotAllowed):
        do(opened, lambda work: actions.add(work, episode, PLAN), auditor)
    seen = ask(opened, lambda reading: queries.referral(reading, referral), auditor)
    assert seen.edit_refusal and all(one.refusal for one in seen.steps)
    with pytest.raises(NotAllowed):
        ask(opened, queries.listed, as_role(opened, Role.ADMIN))
    found, count = ask(opened, lambda reading: queries.listed(reading, text="さいとう"))
    assert (count, found[0].id) == (1, referral)


def test_many_are_read_with_as_many_questions_as_one(opened: OpenedOffice) -> None:
    episode, recipient = begin(opened), office(opened)
    asked: list[str] = []
    event.listen(
        opened.office.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: asked.append(statement),
    )
    counted = []
    for made in (1, 4):
        for _ in range(made):
            draft = replace(PLAN, organisation_id=recipient)
            do(opened, lambda work, draft=draft: actions.add(work, episode, draft))
        person = page_person(opened, episode)
        asked.clear()
        ask(opened, lambda reading, of=person: queries.referrals_of_person(reading, of))
        counted.append(len(asked))
    assert counted[0] == counted[1]
