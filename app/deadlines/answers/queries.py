"""つなぎ that went out and wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.deadlines.rulebook import otherwise, rulebook
from app.network.referrals.steps import OUT, UNANSWERED
from app.staff.permissions import Permission
from app.storage.records import Episode, Referral, Setting
from app.storage.work import Reading

MEASURE = "referral_answer"
"""The centre's own rule for answers without a day."""
AWAITED = (
    Referral.direction == OUT,
    Referral.state.in_(UNANSWERED),
    Referral.sent_on.is_not(None),
)


def answer_measure(reading: Reading) -> int | None:
    """After how many days the centre looks for an answer; None where it has switched that off."""
    reading.require(Permission.READ_CASES)
    rule = rulebook().versions(MEASURE)[-1]
    own = reading.session.scalar(
        select(Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name == f"deadline.{MEASURE}"
        )
    )
    rule = otherwise(rule, own or {})
    return rule.length if rule.enabled else None


def unanswered_referrals(
    reading: Reading,
    episodes: Sequence[ColumnElement[bool]],
    limits: Sequence[ColumnElement[bool]] = (),
) -> Sequence[Any]:
    """Rows (id, sent_on, answer_by, episode_id, open_id, start) for the persons of open episodes."""
    reading.require(Permission.READ_CASES)
    wanted = (
        select(
            Referral.id,
            Referral.sent_on,
            Referral.answer_by,
            Referral.episode_id,
            Episode.id.label("open_id"),
            Episode.start,
        )
        .join(Episode, Episode.person_id == Referral.person_id)
        .where(
            Referral.office_id == reading.office_id,
            Episode.office_id == reading.office_id,
            *AWAITED,
            *episodes,
        )
    )
    return reading.session.execute(wanted.where(or_(*limits)) if limits else wanted).all()
