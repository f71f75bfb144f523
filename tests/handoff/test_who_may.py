"""Who may see what offices write to each other, and who may write: asked before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.errors import NotAllowed
from app.handoff.accepting import actions as accepting
from app.handoff.accepting import queries as accepted
from app.handoff.arriving import actions as arriving
from app.handoff.carrying import queries as carrying
from app.handoff.exchange import queries as exchanges
from app.handoff.letters import actions as letters
from app.handoff.letters import queries as kept
from app.handoff.overview import queries as overview
from app.handoff.pace import actions as pace_actions
from app.handoff.pace import queries as pace
from app.handoff.partners import actions as partners
from app.handoff.partners import queries as known
from app.handoff.told import actions as told
from app.handoff.writing import actions as writing
from app.handoff.writing import queries as written
from app.staff.permissions import ALLOWED, ROLE_LABELS, Permission, Role
from tests.cases.one_case import as_role, ask, do
from tests.conftest import OpenedOffice

P = Permission
SOME: Any = object()
READ: dict[str, tuple[Callable[[Any], Any], Permission]] = {
    "preview": (lambda r: accepted.preview(r, "x"), P.READ_CASES),
    "changes": (lambda r: accepted.changes(r, "x"), P.READ_CASES),
    "outbox": (carrying.outbox, P.READ_CASES),
    "undelivered": (carrying.undelivered, P.READ_CASES),
    "here_already": (lambda r: carrying.here_already(r, "x"), P.READ_CASES),
    "our_own": (lambda r: carrying.our_own(r, "x"), P.READ_CASES),
    "standing": (lambda r: exchanges.standing(r, "x"), P.READ_CASES),
    "standings": (exchanges.standings, P.READ_CASES),
    "floor": (exchanges.floor, P.READ_CASES),
    "letters_of": (lambda r: kept.letters_of(r, "x"), P.READ_CASES),
    "letters_by_exchange": (kept.letters_by_exchange, P.READ_CASES),
    "one_letter": (lambda r: kept.one_letter(r, "x"), P.READ_CASES),
    "exchange_of": (lambda r: kept.exchange_of(r, "x"), P.READ_CASES),
    "exchange_list": (overview.exchange_list, P.READ_CASES),
    "exchanges_of": (lambda r: overview.exchanges_of(r, "x"), P.READ_CASES),
    "asked_by_letter": (lambda r: overview.asked_by_letter(r, "x", "y"), P.READ_CASES),
    "exchange_page": (lambda r: overview.exchange_page(r, "x"), P.READ_CASES),
    "waiting_count": (overview.waiting_count, P.READ_CASES),
    "pace": (pace.pace, P.READ_CASES),
    "own_keys": (known.own_keys, P.DISCLOSE),
    "own_card": (known.own_card, P.DISCLOSE),
    "has_keys": (known.has_keys, P.DISCLOSE),
    "partners": (known.partners, P.READ_CASES),
    "partner": (lambda r: known.partner(r, "x"), P.READ_CASES),
    "same_centre": (lambda r: known.same_centre(r, "x"), P.READ_CASES),
    "organisation_of": (lambda r: known.organisation_of(r, SOME), P.READ_CASES),
    "signer": (lambda r: known.signer(r, "x"), P.DISCLOSE),
    "exchanges_to_tell": (lambda r: written.exchanges_to_tell(r, "x"), P.READ_CASES),
    "still_holds": (lambda r: written.still_holds(r, "x"), P.DISCLOSE),
}
ACTS: dict[str, tuple[Callable[[Any], Any], Permission]] = {
    "accept": (lambda w: accepting.accept(w, "x", SOME), P.DISCLOSE),
    "take_over": (lambda w: accepting.take_over(w, "x", 1, ()), P.DISCLOSE),
    "take_in": (lambda w: arriving.take_in(w, b""), P.DISCLOSE),
    "refuse": (lambda w: arriving.refuse(w, SOME), P.DISCLOSE),
    "keep": (lambda w: letters.keep(w, SOME, SOME, b"", (), "own"), P.DISCLOSE),
    "mark": (lambda w: letters.mark(w, "x", "read"), P.DISCLOSE),
    "drop": (lambda w: letters.drop(w, "x", "y"), P.DISCLOSE),
    "tell": (lambda w: letters.tell(w, "x", None, "y", "z"), P.DISCLOSE),
    "set_pace": (lambda w: pace_actions.set_pace(w, SOME), P.MANAGE_OFFICE),
    "make_own_keys": (partners.make_own_keys, P.MANAGE_KEYS),
    "renew_own_keys": (lambda w: partners.renew_own_keys(w, "x"), P.MANAGE_KEYS),
    "give_card": (partners.give_card, P.DISCLOSE),
    "add_from_card": (lambda w: partners.add_from_card(w, SOME, "x"), P.DISCLOSE),
    "add_on_paper": (lambda w: partners.add_on_paper(w, "centre", "x", None), P.DISCLOSE),
    "confirm": (lambda w: partners.confirm(w, "x", 1, SOME), P.DISCLOSE),
    "agree": (lambda w: partners.agree(w, "x", 1), P.DISCLOSE),
    "agree_alone": (lambda w: partners.agree_alone(w, "x", 1, lambda: True), P.DISCLOSE),
    "revoke": (lambda w: partners.revoke(w, "x", 1, "y"), P.DISCLOSE),
    "end": (lambda w: partners.end(w, "x", 1, True), P.DISCLOSE),
    "note_down": (lambda w: told.note_down(w, "x", SOME, SOME, SOME), P.DISCLOSE),
    "hand_over": (lambda w: told.hand_over(w, "x", "post"), P.DISCLOSE),
    "begin": (lambda w: writing.begin(w, "x", "y", SOME, SOME), P.DISCLOSE),
    "write": (lambda w: writing.write(w, "x", SOME, SOME), P.DISCLOSE),
    "seal": (lambda w: writing.seal(w, "x"), P.DISCLOSE),
}


def without(permission: Permission) -> Role:
    """A role that may all the same do as much as possible."""
    roles = [role for role in Role if permission not in ALLOWED[role]]
    return max(roles, key=lambda role: len(ALLOWED[role]))


def says_who(message: str, permission: Permission) -> bool:
    return all(
        (ROLE_LABELS[role] in message.partition("できるのは")[2]) is (permission in ALLOWED[role])
        for role in Role
    )


@pytest.mark.parametrize("name", READ)
def test_who_may_not_see_it_is_told_so(opened_embedded: OpenedOffice, name: str) -> None:
    query, permission = READ[name]
    with pytest.raises(NotAllowed) as caught:
        ask(opened_embedded, query, as_role(opened_embedded, without(permission)))
    assert says_who(caught.value.message, permission)


@pytest.mark.parametrize("name", ACTS)
def test_who_may_not_do_it_is_told_so(opened_embedded: OpenedOffice, name: str) -> None:
    act, permission = ACTS[name]
    with pytest.raises(NotAllowed) as caught:
        do(opened_embedded, act, as_role(opened_embedded, without(permission)))
    assert says_who(caught.value.message, permission)


def test_who_agrees_alone_to_a_changed_key_must_be_trusted_with_keys(
    opened_embedded: OpenedOffice,
) -> None:
    with pytest.raises(NotAllowed) as caught:
        do(opened_embedded, ACTS["agree_alone"][0], as_role(opened_embedded, Role.COUNSELLOR))
    assert says_who(caught.value.message, P.MANAGE_KEYS)
