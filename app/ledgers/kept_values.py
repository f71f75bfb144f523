"""Values of records as JSON and back, for what 「取り込みを戻す」 puts back (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.calendar.partial import PartialDate


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dates become {"day": ISO}; everything else stays."""
    return {
        name: {"day": value.iso} if isinstance(value, PartialDate) else value
        for name, value in values.items()
    }


def from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `as_json` wrote."""
    return {
        name: PartialDate.from_iso(value["day"])
        if isinstance(value, dict) and set(value) == {"day"}
        else value
        for name, value in values.items()
    }
