"""The stage that the columns of a ledger show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.calendar.partial import PartialDate
from app.cases.stage_order import CLOSED, ORDER
from app.cases.stages.moves import first
from app.codes import Service


def from_ledger(service: Service, values: Mapping[str, object], today: date) -> str:
    """The stage that a ledger row shows by the columns it has filled; a 移行日 ahead is a plan."""
    if values.get("end"):
        return CLOSED
    if service is Service.COORDINATION:
        moved = values.get("move")
        if isinstance(moved, PartialDate) and moved.first <= today:
            return "moved"
        if values.get("dest_kind"):
            return "decided"
    if service is Service.SUSPECT_SUPPORT:
        if values.get("release"):
            return "aid"
        if values.get("disposition"):
            return "disposed"
    if service is Service.CONSULTATION:
        return "continuing" if values.get("continuing") == "continuing" else "received"
    if service is Service.ADJUSTMENT and values.get("dest_kind"):
        return "decided"
    if service is Service.AFTERCARE and values.get("release"):
        return "measures"
    if service is Service.DETAINED and values.get("disposition"):
        return "disposed"
    return (
        "assessment" if values.get("consent") and "assessment" in ORDER[service] else first(service)
    )
