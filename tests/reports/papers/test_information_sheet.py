"""情報提供書: what may be handed over, and no more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app import codes
from app.cases import actions as cases
from app.cases.assessment import actions as assessment
from app.cases.assessment.rules import NeedWords, SheetInput
from app.codes import Service
from app.consent.disclosures.queries import of_referral
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.people import actions as people
from app.people.family import actions as family
from app.people.family.rules import RelatedInput
from app.people.rules import PersonInput
from app.reports.papers.handed_over import _ITEMS
from app.reports.papers.information_sheet import DRAFT_TITLE, TITLE, information_sheet
from app.storage.records import (
    Certificate,
    Consent,
    DisclosureEnd,
    Episode,
    Health,
    Person,
    Referral,
)
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice

ALL = tuple(row.code for row in codes.table("info_item"))
CANARIES = {
    "identity": "金糸雀 鳴夫",
    "address": "見本市鳥籠町7",
    "family": "金糸雀 母",
    "certificate": "鳥籠県",
    "medical": "カナリア錠",
    "addiction": "依存の記載",
    "offence": "鳥籠破り",
    "custody": "見本刑務所",
    "money": "借金の記載",
    "risk": "夜に飛び出す",
    "housing": "見本荘",
}
"""Item → words that only this item may bring onto the paper."""


def case(opened: OpenedOffice) -> str:
    def act(work: Any) -> str:
        person = people.register(work, PersonInput("金糸雀 鳴夫", "カナリヤ", "male", "S30.1.1"))
        typed = {"start": "R8.4.1", "offence": "鳥籠破り", "facility": "見本刑務所"}
        typed |= {"dest_name": "見本荘"}
        episode = cases.open_episode(work, person, Service.COORDINATION, typed)
        work.get(Person, person).address = "見本市鳥籠町7"
        family.add(work, episode, RelatedInput("family", "金糸雀 母"))
        work.add(Certificate(person_id=person, kind="intellectual", issuer="鳥籠県"))
        work.add(Health(person_id=person, medicine="カナリア錠", emergency="夜に飛び出す"))
        needs = {
            "addiction": NeedWords("needed", "依存の記載"),
            "money": NeedWords("needed", "借金の記載"),
        }
        assessment.add_sheet(work, episode, SheetInput("R8.5.1", "試作", "", "", needs))
        return episode

    return str(do(opened, act))


def referral(opened: OpenedOffice, episode: str, items: tuple[str, ...]) -> str:
    def act(work: Any) -> str:
        salon = organisations.add(work, OrganisationInput("participation", "見本サロン"))
        typed = ReferralInput("participation", salon, asked="居場所", items=items)
        return actions.add(work, episode, typed)

    return str(do(opened, act))


def words(opened: OpenedOffice, referral_id: str) -> str:
    paper = ask(opened, lambda reading: information_sheet(reading, referral_id))
    return "\n".join(paper.texts())


def test_every_item_has_its_block() -> None:
    assert set(_ITEMS) == set(ALL)


@pytest.mark.parametrize("item", CANARIES)
def test_an_item_that_is_not_handed_over_is_not_printed(
    opened_embedded: OpenedOffice, item: str
) -> None:
    episode = case(opened_embedded)
    broad = {"assessment", "plan", "progress", "care", "disability"}
    others = tuple(code for code in ALL if code != item and code not in broad)
    printed = words(opened_embedded, referral(opened_embedded, episode, others))
    assert CANARIES[item] not in printed
    only = words(opened_embedded, referral(opened_embedded, episode, (item,)))
    assert CANARIES[item] in only
    for other, canary in CANARIES.items():
        assert (canary in only) == (other == item), other


def test_after_sending_it_holds_what_was_recorded_and_the_law(opened: OpenedOffice) -> None:
    episode = case(opened)
    one = referral(opened, episode, ("identity", "medical"))
    assert ask(opened, lambda r: information_sheet(r, one)).title == DRAFT_TITLE

    def consent(work: Any) -> None:
        work.add(
            Consent(
                person_id=work.get(Episode, episode).person_id,
                organisation_id=work.get(Referral, one).organisation_id,
                items=["identity", "medical"],
                purpose="居場所",
                given_on=date(2026, 11, 1),
                valid_from=date(2026, 11, 1),
                how="oral",
            )
        )

    do(opened, consent)
    do(
        opened,
        lambda work: actions.take(work, one, 1, StepInput(Step.SEND, "11/20", basis="consent")),
    )
    paper = ask(opened, lambda r: information_sheet(r, one))
    assert paper.title == TITLE and paper.made == "令和8年11月20日"
    assert "第27条第1項" in "\n".join(paper.texts())
    (handed,) = ask(opened, lambda r: of_referral(r, one))
    version = 2
    wider = ReferralInput(
        "participation", handed.organisation_id, asked="居場所", items=(*handed.items, "offence")
    )
    do(opened, lambda work: actions.change(work, one, version, wider))
    assert "鳥籠破り" not in words(opened, one)
    do(
        opened,
        lambda work: work.add(
            DisclosureEnd(
                disclosure_id=handed.id,
                kind="void",
                day=date(2026, 11, 21),
                by=work.actor.staff_id,
            )
        ),
    )
    assert ask(opened, lambda r: information_sheet(r, one)).title == DRAFT_TITLE
