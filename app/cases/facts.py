"""The values an episode record holds, by field."""

from __future__ import annotations

from collections.abc import Mapping

from app.cases.fields import of_service
from app.cases.rules import Value
from app.codes import Service
from app.storage.records import Episode


def values_of(episode: Episode) -> dict[str, Value]:
    """The values an episode has now, by field."""
    service = Service(episode.service)
    return {field.name: getattr(episode, field.name) for field in of_service(service)}


def filled(values: Mapping[str, Value]) -> frozenset[str]:
    """The names of the fields that hold something."""
    return frozenset(name for name, value in values.items() if value not in (None, "", False))
