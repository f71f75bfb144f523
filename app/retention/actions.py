"""Deciding how long a kind of record is kept."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import ChangedMeanwhile, NotAllowed, NotFound
from app.retention.rules import (
    Rule,
    RuleInput,
    checked_rule,
    kind_words,
    kinds,
    refusal,
    rule_words,
)
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import RetentionRule
from app.storage.work import CHANGED, Work


def refuse_others(work: Work) -> None:
    """Refuse unless the actor may set periods, hold back and delete."""
    work.require(Permission.MANAGE_OFFICE)
    if reason := refusal(work.actor):
        raise NotAllowed(reason, where=Permission.MANAGE_OFFICE)


def set_rule(work: Work, kind: str, typed: RuleInput, version: int) -> None:
    """Decide how long a kind of record is kept; `version` 0 where nothing was decided before."""
    work.require(Permission.MANAGE_OFFICE)
    refuse_others(work)
    if kind not in kinds(office_kind(work)):
        raise NotFound("この種類の記録は、この事業所にはありません。画面を読み直してください。")
    checked = checked_rule(typed)
    row = work.session.scalar(
        select(RetentionRule).where(
            RetentionRule.office_id == work.office_id, RetentionRule.kind == kind
        )
    )
    if row is None:
        if version:
            raise ChangedMeanwhile(CHANGED)
        row = RetentionRule(kind=kind, years=None, counted_from=checked.counted_from, source="")
        row.set_by = work.actor.staff_id
        work.add(row)
    else:
        work.check_version(row, version)
    before = {"years": row.years, "counted_from": row.counted_from, "source": row.source}
    row.years, row.counted_from = checked.years, checked.counted_from
    row.source, row.set_by = checked.source, work.actor.staff_id
    work.touch(row)
    rule = None if checked.years is None else Rule(checked.years, checked.counted_from)
    work.tell(
        "retention.rule",
        f"保存期間を設定（{kind_words(kind)}：{rule_words(rule)}）",
        subject_kind="office",
        details={
            "kind": kind,
            "before": before,
            "after": {
                "years": checked.years,
                "counted_from": str(checked.counted_from),
                "source": checked.source,
            },
        },
    )
