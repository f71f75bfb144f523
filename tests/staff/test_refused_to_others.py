"""Whoever their role keeps from it gets nothing: every reading and every act of 職員 and 担当限定, asked directly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.restriction import actions as restricting
from app.cases.restriction import queries as restrictions
from app.cases.restriction.rules import RestrictionInput
from app.errors import NotAllowed
from app.staff.accounts import actions as accounts
from app.staff.accounts import queries as people
from app.staff.accounts.rules import KeyStanding
from app.staff.handover import actions as handing
from app.staff.handover import queries as handovers
from app.staff.office_kind import OfficeKind
from app.staff.permissions import USUAL, Permission, Role
from app.staff.second import actions as second
from app.staff.second.rules import NEEDS, Act
from app.storage.staff_keys import KeysHere
from tests.conftest import OpenedOffice

NOBODY, TODAY = "0" * 32, date(2026, 11, 24)
Asked = Callable[[Any], object]

CASES: dict[str, Asked] = {
    "担当限定を見る": lambda r: restrictions.restriction(r, NOBODY),
    "担当限定があるか": lambda r: restrictions.in_force(r, NOBODY),
    "だれが見られるか": lambda r: restrictions.named(r, NOBODY),
    "選べる職員": lambda r: restrictions.colleagues(r),
    "担当者": lambda r: restrictions.workers_of(r, NOBODY),
    "引き継げるケース": lambda r: handovers.open_cases_of(r, "見本"),
    "読む引継ぎ": lambda r: handovers.to_read(r),
    "引き継げる人": lambda r: handovers.receivers(r),
    "引継ぎを読んだ": lambda w: handing.read(w, NOBODY, 1),
    "引き継ぐ": lambda w: handing.hand_over(w, "見本", NOBODY, ()),
    "担当限定にする": lambda w: restricting.restrict(w, NOBODY, RestrictionInput((), "希望")),
    "担当限定を変える": lambda w: restricting.change(w, NOBODY, 1, RestrictionInput((), "希望")),
    "担当限定をやめる": lambda w: restricting.lift(w, NOBODY, 1, "終わった"),
}
KEYS: dict[str, Asked] = {
    "職員の一覧": lambda r: people.people(r, KeysHere({}, False)),
    "持ち出したもの": lambda r: people.taken_out(r, NOBODY, TODAY),
    "登録": lambda w: accounts.add(w, "例示 霧子", Role.CLERK),
    "役割": lambda w: accounts.change_role(w, NOBODY, 1, Role.CLERK),
    "鍵を渡した": lambda w: accounts.tell_key(w, NOBODY, again=False),
    "回復コード": lambda w: accounts.renew_recovery(w, NOBODY),
    "合言葉の長さ": lambda w: accounts.set_shortest(w, 20),
    "退職": lambda w: accounts.leave(w, NOBODY, 1, TODAY, lambda: None),
    **{f"二人目に頼む {act}": lambda w, act=act: second.ask(w, act) for act in Act},
    **{f"二人で行う {act}": lambda w, act=act: second.use(w, act, NOBODY) for act in Act},
}


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        *(pytest.param(Role.ADMIN, ask, id=f"システム管理 {name}") for name, ask in CASES.items()),
        *(pytest.param(Role.COUNSELLOR, ask, id=f"相談員 {name}") for name, ask in KEYS.items()),
    ],
)
def test_the_role_is_asked_for_before_anything_is_looked_up(
    opened_embedded: OpenedOffice, role: Role, asked: Asked
) -> None:
    """Not even whether a record is there is answered; the refusal names who may."""
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        reading.actor = replace(opened_embedded.actor, role=role)
        with pytest.raises(NotAllowed, match="役割ではできません。できるのは"):
            asked(reading)


def test_what_is_kept_of_roles_and_permissions_keeps_its_meaning() -> None:
    """The words stand in every office's data, its 役割でできること and its servers' groups."""
    assert {str(role) for role in Role} == {"director", "counsellor", "clerk", "auditor", "admin"}
    kept = """
    read_cases edit_cases record_activity plan_days approve_plan merge_persons edit_network disclose hold_meetings
    import_ledger export_ledger make_report edit_forms edit_figures read_funding edit_funding submit_report
    export_names read_history manage_office manage_keys answer_requests
    """
    assert {str(permission) for permission in Permission} == set(kept.split())
    acts = "whole_export wipe new_recovery own_keys release_records retention"
    assert {str(act) for act in Act} == set(acts.split())
    assert {str(kind) for kind in OfficeKind} == {"centre", "probation"}
    assert {one.value for one in KeyStanding} == {"here", "alone", "elsewhere", "none", "left"}


def test_what_takes_two_takes_two_who_may() -> None:
    assert set(NEEDS) == set(Act)
    for act in Act:
        able = [role for role in Role if USUAL.allows(role, NEEDS[act])]
        assert Role.DIRECTOR in able and Role.COUNSELLOR not in able, act
