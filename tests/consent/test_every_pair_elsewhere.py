"""Every basis again where something is handed on by the way: a つなぎ, a meeting."""

from __future__ import annotations

import pytest

from app.consent.disclosures.queries import of_referral
from app.consent.laws import Provider, lawbook
from app.consent.queries import provider
from app.consent.rules import Recipient
from app.errors import InvalidInput
from app.meetings.sharing import rules as sharing
from app.meetings.sharing.queries import weigh
from app.meetings.sharing.rules import ShareInput
from app.network.referrals import actions as referrals
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import Step
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, HOME, consent, organisation, person_of
from tests.consent.test_every_pair import why_not
from tests.meetings.one_meeting import case, discussing, held, joined, planned

ITEMS = ("identity", "certificate")
HEARD = {"prosecutor_view": "no_objection", "prosecutor_asked_on": "R8.11.19"}


@pytest.mark.parametrize("kind", [CITY, HOME], ids=["to-public", "to-private"])
def test_a_step_of_a_referral(opened_embedded: OpenedOffice, kind: tuple[str, str, bool]) -> None:
    opened = opened_embedded
    episode, whom = begin(opened), organisation(opened, *kind)
    consent(opened, person_of(opened, episode), whom)
    for basis in lawbook().bases:
        typed = ReferralInput("participation", whom, asked="日中の居場所", items=ITEMS)
        made = do(opened, lambda w, typed=typed: referrals.add(w, episode, typed))
        step = StepInput(Step.SEND, "R8.11.20", basis=basis.id, why="理由がある", **HEARD)
        reason = why_not(Provider.PRIVATE, Recipient(whom, kind[0], kind[2]), "referral", basis.id)
        handed = ()
        if reason:
            with pytest.raises(InvalidInput) as refused:
                do(opened, lambda w, made=made, step=step: referrals.take(w, made, 1, step))
            assert reason in refused.value.by_field()["basis"], basis.id
        else:
            do(opened, lambda w, made=made, step=step: referrals.take(w, made, 1, step))
            handed = (basis.id,)
        found = ask(opened, lambda r, made=made: of_referral(r, made))
        assert tuple(one.basis for one in found) == handed


@pytest.mark.parametrize("kind", [CITY, HOME], ids=["to-public", "to-private"])
def test_what_is_shared_in_a_meeting(
    opened_embedded: OpenedOffice, kind: tuple[str, str, bool]
) -> None:
    opened = opened_embedded
    episode, whom = case(opened), organisation(opened, *kind)
    consent(opened, person_of(opened, episode), whom)
    meeting = planned(opened, "joint")
    joined(opened, meeting, whom)
    line = discussing(opened, meeting, episode)
    held(opened, meeting)
    own = ask(opened, provider)
    offered = {one.id for one in sharing.bases("joint", own, lawbook().bases)}
    for basis in lawbook().bases:
        typed = ShareInput((line,), (whom,), ITEMS, basis=basis.id, why="理由がある", **HEARD)
        (pair,) = ask(opened, lambda r, typed=typed: weigh(r, meeting, typed))
        reason = why_not(Provider.PRIVATE, Recipient(whom, kind[0], kind[2]), "meeting", basis.id)
        if basis.id not in offered:
            reason = "この会議では使えない根拠です"
        elif basis.id == "support_meeting":
            reason = "支援会議（社会福祉法第106条の6）ではありません"
        assert bool(pair.refusal) == bool(reason), basis.id
        assert reason in pair.refusal
