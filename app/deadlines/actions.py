"""Settling due dates, and setting the rules as the centre works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.deadlines.known.queries import SETTING
from app.deadlines.rulebook import LEAD, BadRule, otherwise, rulebook
from app.errors import FieldProblem, InvalidInput
from app.staff.permissions import Permission
from app.storage.records import Episode, Setting, SettledDeadline
from app.storage.work import Work

STATES = {"done": "済みに", "not_applicable": "該当しないと", "open": "元に戻"}


def settle(
    work: Work, episode_id: str, rule_id: str, due: date, state: str, *, note: str = ""
) -> str:
    """Mark a due date: 'done', 'not_applicable' or 'open' again; the last two need a reason.

    It holds for this due date only: when a date of the case moves it, the new one is open.
    """
    work.require(Permission.PLAN_DAYS)
    episode = work.get(Episode, episode_id)
    rules = rulebook().versions(rule_id)
    if not rules or state not in STATES:
        raise InvalidInput(
            (FieldProblem("rule", "この期限は見つかりません。画面を読み直してください。"),)
        )
    if state != "done" and not note.strip():
        raise InvalidInput((FieldProblem("note", "理由を入力してください。あとから読めます。"),))
    settled = SettledDeadline(
        episode_id=episode.id,
        rule=rule_id,
        due=due,
        state=state,
        by=work.actor.staff_id,
        note=note.strip(),
    )
    work.add(settled)
    work.touch(episode)
    work.tell(
        f"deadline.{state}",
        f"期限「{rules[-1].name}」を{STATES[state]}した",
        subject_kind="episode",
        subject_id=episode.id,
        details={"rule": rule_id, "due": due.isoformat()},
    )
    return settled.id


def set_rule(work: Work, rule_id: str, values: Mapping[str, Any] | None) -> None:
    """Set a rule as the centre works: its counting where that is open, and when 今日 begins to
    name it; None: as it comes."""
    work.require(Permission.MANAGE_OFFICE)
    rules = rulebook().versions(rule_id)
    if not rules or (set(values or {}) - {LEAD} and not rules[-1].settable):
        raise InvalidInput((FieldProblem("rule", "この決まりは、センターでは変えられません。"),))
    try:
        for rule in rules:
            otherwise(rule, values or {})
    except (BadRule, ValueError) as error:
        raise InvalidInput(
            (FieldProblem("length", "この決まりは、そのようには変えられません。"),)
        ) from error
    name = f"{SETTING}{rule_id}"
    setting = work.session.scalar(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == name)
    )
    if setting is None:
        setting = Setting(name=name)
        work.add(setting)
    setting.value = dict(values or {})
    setting.changed_by = work.actor.staff_id
    work.touch(setting)
    work.tell(
        "deadline.rule_set",
        f"期限の決まり「{rules[-1].name}」を" + ("変更" if values else "元に戻した"),
        subject_kind="office",
        details={"rule": rule_id, "values": dict(values or {})},
    )
