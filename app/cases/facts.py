"""The values an episode record holds, by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.calendar.partial import PartialDate
from app.cases.fields import of_service
from app.cases.rules import Value
from app.codes import Service
from app.storage.records import Episode


def values_of(episode: Episode) -> dict[str, Value]:
    """The values an episode has now, by field."""
    service = Service(episode.service)
    return {field.name: getattr(episode, field.name) for field in of_service(service)}


def write_values(episode: Episode, values: Mapping[str, Value]) -> None:
    """Set fields; what a ledger said where one could not be read goes when it is filled."""
    kept: dict[str, Any] = dict(episode.kept_text or {})
    for name, value in values.items():
        setattr(episode, name, value)
        if isinstance(value, PartialDate) or value:
            kept.pop(name, None)
    if kept != (episode.kept_text or {}):
        episode.kept_text = kept
