"""同意の登録: kept, corrected, taken back; a no or a withdrawal always goes through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import EndInput
from app.consent.holders import queries as holders
from app.consent.holders.rules import Ground
from app.consent.register import actions, queries
from app.consent.register.rules import ConsentInput, Standing, WithdrawalInput
from app.errors import ChangedMeanwhile, NotAllowed
from app.people.merging import actions as merging
from app.people.merging import queries as pairs
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, HOME, handed_on, organisation, person_of

TYPED = ConsentInput(
    items=("identity", "certificate"),
    given_on="R8.4.1",
    how="paper",
    purpose="住まいの調整",
    valid_to="R9.3.31",
)


def page(opened: OpenedOffice, episode: str) -> queries.Register:
    found: queries.Register = ask(opened, lambda r: queries.register(r, episode))
    return found


def given(opened: OpenedOffice, episode: str, organisation_id: str, **otherwise: object) -> str:
    typed = replace(TYPED, organisation_id=organisation_id)
    typed = replace(typed, **otherwise)  # type: ignore[arg-type]
    return str(do(opened, lambda w: actions.give(w, episode, typed)))


def test_given_to_a_kind_and_used_by_one_of_them(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    by_kind = given(opened, episode, "", recipient_kind=HOME[0], valid_to="")
    (one,) = page(opened, episode).consents
    assert (one.recipient, one.standing) == (
        "障害者支援施設・グループホーム（種別）",
        Standing.VALID,
    )
    assert (one.valid_from, one.valid_to, one.worker) == (
        date(2026, 4, 1),
        None,
        opened.actor.name,
    )
    do(opened, lambda w: disclosures.record(w, handed_on(episode, home)))
    (one,) = page(opened, episode).consents
    assert (one.id, one.uses) == (by_kind, 1)


def test_a_correction_never_takes_the_ground_from_what_was_handed_on(
    opened: OpenedOffice,
) -> None:
    episode = begin(opened)
    home, city = organisation(opened, *HOME), organisation(opened, *CITY)
    consent = given(opened, episode, home)
    version = page(opened, episode).consents[0].version
    wider = replace(TYPED, organisation_id=home, items=("identity", "certificate", "care"))
    do(opened, lambda w: actions.correct(w, consent, version, wider))
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.correct(w, consent, version, TYPED))
    shared = do(opened, lambda w: disclosures.record(w, handed_on(episode, home)))
    version = page(opened, episode).consents[0].version
    for otherwise, field in (
        ({"organisation_id": city}, "recipient"),
        ({"items": ("identity",)}, "items"),
        ({"valid_from": "R8.11.21"}, "valid_from"),
        ({"valid_to": "R8.11.19"}, "valid_to"),
        ({"how": "refused"}, "how"),
    ):
        narrower = replace(wider, **otherwise)  # type: ignore[arg-type]
        refused(
            lambda n=narrower: do(opened, lambda w: actions.correct(w, consent, version, n)),
            **{field: "R8.11.20.*撤回し、新しい同意"},
        )
    do(opened, lambda w: disclosures.end(w, shared, EndInput("void", "R8.11.24", "誤り")))
    narrow = replace(wider, items=("identity",))
    do(opened, lambda w: actions.correct(w, consent, version, narrow))
    assert page(opened, episode).consents[0].items == ("identity",)


def test_a_withdrawal_always_goes_through_and_lists_whom_to_tell(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home, city = organisation(opened, *HOME), organisation(opened, *CITY)
    consent = given(opened, episode, home)
    other = given(opened, episode, city)
    one = do(opened, lambda w: disclosures.record(w, handed_on(episode, home)))
    do(opened, lambda w: disclosures.record(w, handed_on(episode, city)))
    do(opened, lambda w: actions.withdraw(w, consent, WithdrawalInput("R8.11.15")))
    found = ask(opened, lambda r: holders.disclosure_map(r, episode))
    (told,) = found.withdrawn
    assert [holder.name for holder, _ in told.open] == [HOME[1]], "also what came after the day"
    refused(
        lambda: do(opened, lambda w: disclosures.record(w, handed_on(episode, home))),
        basis="令和8年11月15日に撤回",
    )
    refused(
        lambda: do(opened, lambda w: actions.withdraw(w, consent, WithdrawalInput("R8.11.16"))),
        day="すでに記録",
    )
    do(opened, lambda w: disclosures.end(w, one, EndInput("told", "R8.11.24", "電話で")))
    (told,) = ask(opened, lambda r: holders.disclosure_map(r, episode)).withdrawn
    assert told.open == ()
    assert [hold.ground for _, hold in told.holders] == [Ground.WITHDRAWN]
    do(opened, lambda w: disclosures.end(w, one, EndInput("returned", "R8.11.24")))
    found = ask(opened, lambda r: holders.disclosure_map(r, episode))
    assert found.withdrawn == ()
    assert [back.shared.organisation for back in found.given_back] == [HOME[1]]
    assert [holder.name for holder in found.holders] == [CITY[1]]
    facts = {one.id: one for one in page(opened, episode).consents}
    assert facts[consent].standing is Standing.WITHDRAWN
    assert facts[other].standing is Standing.VALID


def test_a_withdrawal_recorded_by_mistake_is_taken_away_with_a_reason(
    opened: OpenedOffice,
) -> None:
    episode = begin(opened)
    consent = given(opened, episode, organisation(opened, *HOME))
    do(opened, lambda w: actions.withdraw(w, consent, WithdrawalInput("R8.11.20", "電話", "不安")))
    facts = page(opened, episode).consents[0]
    assert (facts.withdrawn_how, facts.withdrawn_reason) == ("電話", "不安")
    refused(
        lambda: do(opened, lambda w: actions.restore(w, consent, facts.version, " ")),
        reason="理由",
    )
    do(opened, lambda w: actions.restore(w, consent, facts.version, "別の同意だった"))
    assert page(opened, episode).consents[0].standing is Standing.VALID


def test_a_no_is_kept_and_removed_when_it_was_a_mistake(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    given(opened, episode, home)
    no = given(
        opened, episode, home, how="refused", given_on="R8.11.1", purpose="", items=("certificate",)
    )
    refused(
        lambda: do(opened, lambda w: disclosures.record(w, handed_on(episode, home))),
        items="令和8年11月1日に「手帳・受給者証」の提供を断っています",
    )
    only = replace(handed_on(episode, home), items=("identity",))
    do(opened, lambda w: disclosures.record(w, only))
    facts = {one.id: one for one in page(opened, episode).consents}
    assert facts[no].standing is Standing.REFUSED
    do(opened, lambda w: actions.remove(w, no, facts[no].version))
    (left,) = page(opened, episode).consents
    refused(
        lambda: do(opened, lambda w: actions.remove(w, left.id, left.version)),
        consent="削除できません.*撤回を記録",
    )


def test_two_records_made_one_carry_consents_and_disclosures(opened: OpenedOffice) -> None:
    first, second = begin(opened), begin(opened)
    home = organisation(opened, *HOME)
    given(opened, second, home)
    do(opened, lambda w: disclosures.record(w, handed_on(second, home)))
    kept, gone = person_of(opened, first), person_of(opened, second)
    both = ask(opened, lambda r: pairs.pair(r, kept, gone))
    versions = (both.kept.versions, both.gone.versions)
    do(opened, lambda w: merging.merge(w, kept, gone, versions, {}))
    found = ask(opened, lambda r: holders.disclosure_map(r, first))
    assert [holder.name for holder in found.holders] == [HOME[1]]
    assert page(opened, first).consents[0].uses == 1


@pytest.mark.parametrize(
    ("otherwise", "field", "sentence"),
    [
        ({"organisation_id": ""}, "recipient", "どちらか一つ"),
        ({"recipient_kind": "medical"}, "recipient", "どちらか一つ"),
        ({"items": ()}, "items", "一つ以上"),
        ({"items": ("soul",)}, "items", "一覧から"),
        ({"purpose": " "}, "purpose", "何のために"),
        ({"given_on": ""}, "given_on", "日を入力"),
        ({"given_on": "R8.12.1"}, "given_on", "先の日付"),
        ({"valid_from": "R8.3.31"}, "valid_from", "より前からは"),
        ({"valid_to": "R8.3.31"}, "valid_to", "初日より前"),
        ({"valid_to": "R9.3"}, "valid_to", "日まで入力"),
        ({"how": "wink"}, "how", "一覧から"),
        ({"how": "oral"}, "witness", "立会人"),
    ],
)
def test_refused_at_the_field(
    opened_embedded: OpenedOffice, otherwise: dict[str, object], field: str, sentence: str
) -> None:
    episode = begin(opened_embedded)
    home = organisation(opened_embedded, *HOME)
    typed = replace(TYPED, organisation_id=home)
    typed = replace(typed, **otherwise)  # type: ignore[arg-type]
    refused(
        lambda: do(opened_embedded, lambda w: actions.give(w, episode, typed)), **{field: sentence}
    )


def test_who_may_not(opened_embedded: OpenedOffice) -> None:
    episode = begin(opened_embedded)
    consent = given(opened_embedded, episode, organisation(opened_embedded, *HOME))
    clerk = as_role(opened_embedded, Role.CLERK)
    for act in (
        lambda w: actions.give(w, episode, TYPED),
        lambda w: actions.correct(w, consent, 1, TYPED),
        lambda w: actions.withdraw(w, consent, WithdrawalInput("R8.11.24")),
        lambda w: actions.restore(w, consent, 1, "誤り"),
        lambda w: actions.remove(w, consent, 1),
    ):
        with pytest.raises(NotAllowed):
            do(opened_embedded, act, clerk)
