"""The words for a case's days in sentences about figures."""

from __future__ import annotations

from app.codes import Service

END_DAY = "終了日"

_ANY_START = "開始日（依頼日・受付日）"
_START_DAYS = {
    Service.COORDINATION: "依頼日",
    Service.FOLLOW_UP: "開始日",
    Service.CONSULTATION: "受付日",
    Service.SUSPECT_SUPPORT: "依頼日",
}


def start_day(service: str | None) -> str:
    """What the start of a 業務 is called; one word for all of them where there is no 業務."""
    return _START_DAYS.get(Service(service), _ANY_START) if service else _ANY_START
