"""Partners: a card makes an office known, a phone call makes its key believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import NotAllowed
from app.handoff.partners import actions, queries
from app.handoff.partners.rules import HeardInput, KeyState
from app.handoff.sealing.card import Card, read_card
from app.handoff.sealing.envelope import Standing
from app.handoff.sealing.keys import OwnKeys, check_words, make_keys
from app.network.listed.actions import prefill
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Actor, Role
from app.staff.second import actions as asking
from app.staff.second.rules import Act
from app.storage.records import Organisation
from tests.cases.one_case import as_role, ask, do, refused
from tests.conftest import OpenedOffice
from tests.somebody_else import somebody_else

IDENTITY = "5" * 32
SHIMANE = "島根県地域生活定着支援センター"


def card(keys: OwnKeys, **otherwise: object) -> Card:
    made = Card(IDENTITY, OfficeKind.CENTRE, SHIMANE, "32", 32, keys.public, date(2026, 4, 1))
    return replace(made, **otherwise)  # type: ignore[arg-type]


def centre(opened: OpenedOffice) -> str:
    """The 関係機関 of 島根's centre."""
    do(opened, prefill)
    return str(
        ask(opened, lambda r: r.session.query(Organisation.id).filter_by(name=SHIMANE).scalar())
    )


def heard(keys: OwnKeys, **otherwise: str) -> HeardInput:
    words = "　".join(check_words(keys.public.fingerprint))
    return replace(HeardInput(words, "見本 葉子", "R8.4.1"), **otherwise)


def one(opened: OpenedOffice) -> queries.PartnerLine:
    return ask(opened, queries.partners)[0]


def other_person(opened: OpenedOffice) -> Actor:
    return Actor("f" * 32, "別 人", Role.COUNSELLOR)


def test_our_card_is_read_by_the_other_side(opened: OpenedOffice) -> None:
    do(opened, actions.make_own_keys)
    given = read_card(do(opened, actions.give_card))
    assert given.identity == opened.office.office_id
    assert given.keys == ask(opened, queries.own_keys)[0].public


def test_newer_keys_sign_and_older_ones_still_open(
    opened: OpenedOffice, request: pytest.FixtureRequest
) -> None:
    first = do(opened, actions.make_own_keys)
    with pytest.raises(NotAllowed, match="二人目の確認"):
        do(opened, actions.make_own_keys)
    asked = do(opened, lambda work: asking.ask(work, Act.OWN_KEYS))
    with pytest.raises(NotAllowed, match="まだ"):
        do(opened, lambda work: actions.renew_own_keys(work, asked))
    with somebody_else(opened, request, role=Role.ADMIN) as (desk, other), desk.work(other) as work:
        asking.answer(work, asked)
    second = do(opened, lambda work: actions.renew_own_keys(work, asked))
    kept = [keys.public.fingerprint for keys in ask(opened, queries.own_keys)]
    assert kept == [second, first]


def test_a_key_is_believed_after_the_call(opened: OpenedOffice) -> None:
    keys = make_keys()
    organisation = centre(opened)
    do(opened, lambda work: actions.add_from_card(work, card(keys), organisation))
    assert one(opened).sealed_to is None
    assert ask(opened, lambda r: queries.signer(r, keys.public.fingerprint)) is None
    key = one(opened).keys[0]
    do(opened, lambda work: actions.confirm(work, key.id, key.version, heard(keys)))
    believed = one(opened).sealed_to
    assert believed is not None
    assert (believed.confirmed_with, believed.confirmed_on) == ("見本 葉子", date(2026, 4, 1))
    assert ask(opened, lambda r: queries.signer(r, keys.public.fingerprint)) == keys.public


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"words": ""}, "words", "聞こえたとおり"),
        ({"words": "かさ" * 12}, "words", "合いません"),
        ({"with_whom": " "}, "with_whom", "相手の名前"),
        ({"day": ""}, "day", "確かめた日"),
        ({"day": "R9.4.1"}, "day", "先の日付"),
    ],
)
def test_a_call_that_was_not_made_confirms_nothing(
    opened_embedded: OpenedOffice, typed: dict[str, str], field: str, said: str
) -> None:
    keys = make_keys()
    organisation = centre(opened_embedded)
    do(opened_embedded, lambda work: actions.add_from_card(work, card(keys), organisation))
    key = one(opened_embedded).keys[0]
    refused(
        lambda: do(
            opened_embedded,
            lambda work: actions.confirm(work, key.id, key.version, heard(keys, **typed)),
        ),
        **{field: said},
    )
    assert one(opened_embedded).keys[0].state is KeyState.UNCONFIRMED


def test_words_may_be_typed_in_katakana_with_anything_between(
    opened_embedded: OpenedOffice,
) -> None:
    keys = make_keys()
    organisation = centre(opened_embedded)
    do(opened_embedded, lambda work: actions.add_from_card(work, card(keys), organisation))
    key = one(opened_embedded).keys[0]
    katakana = "、".join(check_words(keys.public.fingerprint)).translate(
        {hiragana: hiragana + 0x60 for hiragana in range(0x3041, 0x3097)}
    )
    typed = heard(keys, words=katakana)
    do(opened_embedded, lambda work: actions.confirm(work, key.id, key.version, typed))
    assert one(opened_embedded).sealed_to is not None


def changed_key(opened: OpenedOffice) -> tuple[OwnKeys, OwnKeys, queries.KeyLine]:
    """A partner whose first key is believed and whose second one was compared by phone."""
    old, new = make_keys(), make_keys()
    organisation = centre(opened)
    for keys in (old, new):
        do(opened, lambda work, keys=keys: actions.add_from_card(work, card(keys), organisation))
        key = one(opened).keys[0]
        do(
            opened,
            lambda work, key=key, keys=keys: actions.confirm(
                work, key.id, key.version, heard(keys)
            ),
        )
    return old, new, one(opened).keys[0]


def test_a_changed_key_waits_for_a_second_person(
    opened: OpenedOffice, request: pytest.FixtureRequest
) -> None:
    old, new, key = changed_key(opened)
    assert key.state is KeyState.HEARD
    sealed_to = one(opened).sealed_to
    assert sealed_to is not None and sealed_to.fingerprint == old.public.fingerprint
    refused(
        lambda: do(opened, lambda work: actions.agree(work, key.id, key.version)),
        second="別の人が確認",
    )
    with somebody_else(opened, request) as (desk, other), desk.work(other) as work:
        actions.agree(work, key.id, key.version)
    assert [line.state for line in one(opened).keys] == [KeyState.CONFIRMED, KeyState.REPLACED]
    assert ask(opened, lambda r: queries.signer(r, new.public.fingerprint)) == new.public
    assert ask(opened, lambda r: queries.signer(r, old.public.fingerprint)) is Standing.REVOKED


def test_alone_only_the_director_with_the_recovery_code(opened: OpenedOffice) -> None:
    _, new, key = changed_key(opened)

    def alone(opens: bool, role: Role) -> None:
        do(
            opened,
            lambda work: actions.agree_alone(work, key.id, key.version, lambda: opens),
            as_role(opened, role),
        )

    with pytest.raises(NotAllowed):
        alone(True, Role.COUNSELLOR)
    refused(lambda: alone(False, Role.DIRECTOR), recovery_code="回復コードが違います")
    alone(True, Role.DIRECTOR)
    assert ask(opened, lambda r: queries.signer(r, new.public.fingerprint)) == new.public
    assert one(opened).keys[0].second_how == "recovery"


def test_a_revoked_key_opens_and_seals_nothing(opened: OpenedOffice) -> None:
    keys = make_keys()
    organisation = centre(opened)
    do(opened, lambda work: actions.add_from_card(work, card(keys), organisation))
    key = one(opened).keys[0]
    refused(
        lambda: do(opened, lambda work: actions.revoke(work, key.id, key.version, " ")),
        reason="理由",
    )
    do(opened, lambda work: actions.revoke(work, key.id, key.version, "端末をなくした"))
    assert one(opened).sealed_to is None
    signer = ask(opened, lambda r: queries.signer(r, keys.public.fingerprint))
    assert signer is Standing.REVOKED
    # the same card again does not bring it back
    do(opened, lambda work: actions.add_from_card(work, card(keys), organisation))
    assert one(opened).keys[0].state is KeyState.REVOKED


def test_who_is_no_longer_written_to_is_not_believed(opened: OpenedOffice) -> None:
    keys = make_keys()
    organisation = centre(opened)
    partner = do(opened, lambda work: actions.add_from_card(work, card(keys), organisation))
    key = one(opened).keys[0]
    do(opened, lambda work: actions.confirm(work, key.id, key.version, heard(keys)))
    do(opened, lambda work: actions.end(work, partner, one(opened).version, True))
    signer = ask(opened, lambda r: queries.signer(r, keys.public.fingerprint))
    assert signer is Standing.REVOKED


def test_an_own_card_and_a_card_of_another_kind_are_refused(opened_embedded: OpenedOffice) -> None:
    organisation = centre(opened_embedded)
    own = card(make_keys(), identity=opened_embedded.office.office_id)
    refused(
        lambda: do(opened_embedded, lambda work: actions.add_from_card(work, own, organisation)),
        card="自身のカード",
    )
    probation = card(make_keys(), kind=OfficeKind.PROBATION, center_no=None)
    refused(
        lambda: do(
            opened_embedded, lambda work: actions.add_from_card(work, probation, organisation)
        ),
        organisation_id="種別",
    )


def test_nobody_comes_with_the_key_of_another(opened_embedded: OpenedOffice) -> None:
    keys = make_keys()
    organisation = centre(opened_embedded)
    do(opened_embedded, lambda work: actions.add_from_card(work, card(keys), organisation))
    as_another = card(keys, identity="6" * 32)
    refused(
        lambda: do(
            opened_embedded, lambda work: actions.add_from_card(work, as_another, organisation)
        ),
        card="別の相手先の鍵",
    )


def test_an_office_without_the_program_is_kept_for_paper(opened: OpenedOffice) -> None:
    organisation = centre(opened)
    do(opened, lambda work: actions.add_on_paper(work, "centre", organisation, 32))
    assert one(opened).on_paper
    assert one(opened).name == SHIMANE


def test_who_only_reads_sees_partners_and_no_keys(opened: OpenedOffice) -> None:
    do(opened, actions.make_own_keys)
    auditor = as_role(opened, Role.AUDITOR)
    assert ask(opened, queries.partners, auditor) == ()
    with pytest.raises(NotAllowed):
        ask(opened, queries.own_keys, auditor)
