"""Every kind of meeting × consent × member: may it be held, may it be shared, and if not, why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app import codes
from app.errors import InvalidInput
from app.meetings.rules import KINDS
from app.meetings.sharing.actions import share
from app.meetings.sharing.rules import Shared, ShareInput
from tests.cases.one_case import do
from tests.conftest import OpenedOffice
from tests.consent.one_register import consent, organisation, person_of
from tests.meetings.one_meeting import (
    attending,
    bound,
    case,
    discussing,
    held,
    joined,
    page,
    planned,
)

ALL_KINDS = tuple(code for code, _ in codes.table(KINDS).choices())
CONSENTS: dict[str, dict[str, Any] | None] = {
    "none": None,
    "given": {},
    "ended": {"valid_to": date(2026, 11, 19)},
    "later": {"valid_from": date(2026, 11, 21), "given_on": date(2026, 11, 21)},
    "withdrawn": {"withdrawn_on": date(2026, 11, 20)},
}
MEMBERS = ("bound", "open", "guest", "absent")
ITEMS = ("identity", "certificate")


def hold_reason(kind: str, given: str, member: str) -> str:
    """Why it cannot be held, '' when it can; written apart from the program's own rule."""
    if kind != "multi" or given == "given" or member == "absent":
        return ""
    return {
        "none": "この提供先への本人の同意がありません",
        "ended": "期間が終わっています",
        "later": "令和8年11月21日からです",
        "withdrawn": "撤回されています",
    }[given]


def share_reason(kind: str, given: str, member: str) -> str:
    """Why it cannot be shared, '' when it can."""
    if member == "absent":
        return "欠席のため"
    if kind == "support106":
        return {"bound": "", "open": "守秘の確認がまだ", "guest": "構成員ではない"}[member]
    return "" if given == "given" else "同意"


def on_both() -> list[Any]:
    """Every kind in the file; on the server those with rules of their own, the others in the long run."""
    own = ("multi", "support106")
    alike = [kind for kind in ALL_KINDS if kind not in own]
    return [
        *(("embedded", kind) for kind in ALL_KINDS),
        *(("server", kind) for kind in own),
        *(pytest.param("server", kind, marks=pytest.mark.long) for kind in alike),
    ]


@pytest.mark.parametrize(("opened", "kind"), on_both(), indirect=["opened"])
def test_every_consent_and_every_member(opened: OpenedOffice, kind: str) -> None:
    host = organisation(opened, "municipality", "あさひ市", True)
    for given, values in CONSENTS.items():
        for state in MEMBERS:
            where = f"{kind} {given} {state}"
            office = organisation(opened, "npo", where, False)
            episode = case(opened)
            if values is not None:
                consent(opened, person_of(opened, episode), office, **values)
            meeting = planned(opened, kind, host_id=host)
            member = joined(opened, meeting, office, member=state != "guest")
            line = discussing(opened, meeting, episode)
            if state == "bound":
                bound(opened, meeting, member)
            if state == "absent":
                attending(opened, meeting, "absent", member)
            reason = hold_reason(kind, given, state)
            shown = page(opened, meeting)
            refusal = shown.hold_refusal
            assert reason in refusal and bool(refusal) == bool(reason), where
            if reason:
                with pytest.raises(InvalidInput) as caught:
                    held(opened, meeting, shown.facts.version)
                told = caught.value.by_field()[f"person.{line}"]
                assert reason in told, where
                for way in ("同意をとって", "支援会議（社会福祉法106条の6）として", "外して"):
                    assert way in told, where
                continue
            held(opened, meeting, shown.facts.version)
            check_sharing(opened, meeting, line, office, share_reason(kind, given, state), where)


def check_sharing(
    opened: OpenedOffice, meeting: str, line: str, office: str, reason: str, where: str
) -> None:
    """What is shared is kept with its basis, or refused with this reason and nothing is kept."""
    wanted = ShareInput((line,), (office,), ITEMS, purpose="役割分担")
    if not reason:
        result: Shared = do(opened, lambda work: share(work, meeting, wanted))
        assert result == Shared(1), where
        shown = page(opened, meeting)
        (kept,) = shown.shared
        assert kept.meeting_id == meeting and kept.organisation_id == office
        support = shown.facts.kind == "support106"
        assert kept.basis == ("support_meeting" if support else "consent")
        assert kept.law == (
            "社会福祉法第106条の6（守秘義務 社会福祉法第106条の6第6項）"
            if support
            else "個人情報保護法第27条第1項"
        )
        return
    with pytest.raises(InvalidInput) as caught:
        do(opened, lambda work: share(work, meeting, wanted))
    assert reason in caught.value.by_field()["pairs"], where
    assert page(opened, meeting).shared == ()
