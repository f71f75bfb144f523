"""Measures of 更生緊急保護 whose last day is known and that were not ended before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app.staff.permissions import Permission
from app.storage.records import AftercareMeasure, Episode
from app.storage.work import Reading


def running_measures(
    reading: Reading,
    episodes: Sequence[ColumnElement[bool]],
    limits: Sequence[ColumnElement[bool]] = (),
) -> Sequence[Any]:
    """Rows (id, until, episode_id, open_id, start) of measures of these episodes."""
    reading.require(Permission.READ_CASES)
    wanted = (
        select(
            AftercareMeasure.id,
            AftercareMeasure.until,
            AftercareMeasure.episode_id,
            Episode.id.label("open_id"),
            Episode.start,
        )
        .join(Episode, Episode.id == AftercareMeasure.episode_id)
        .where(
            AftercareMeasure.office_id == reading.office_id,
            AftercareMeasure.until.is_not(None),
            AftercareMeasure.ended_on.is_(None),
            *episodes,
        )
    )
    return reading.session.execute(wanted.where(or_(*limits)) if limits else wanted).all()
