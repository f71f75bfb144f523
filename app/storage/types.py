"""Column types that behave the same on every engine."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

from app.calendar.partial import PartialDate
from app.errors import InvalidInput
from app.storage.text import refuse_unstorable


def new_id() -> str:
    """A new record id: 32 hex digits, roughly in order of time, made by the client."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def stored_day(day: PartialDate) -> str:
    """How a day is stored: `YYYY-MM-DD`, unknown parts as 00, so that text order is time order."""
    return f"{day.year:04d}-{day.month or 0:02d}-{day.day or 0:02d}"


@lru_cache(maxsize=50_000)  # the days of a century: a list reads the same ones again and again
def read_day(text: str) -> PartialDate:
    """The day behind `stored_day`."""
    year, month, day = (int(part) for part in text.split("-"))
    return PartialDate(year, month or None, day or None)


class PartialDay(TypeDecorator[PartialDate]):
    """A day that may lack its day or month; compares as text (see `stored_day`)."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """A `PartialDate`, or text already in the stored form."""
        if value is None or isinstance(value, str):
            return value
        return stored_day(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        """The stored text as a `PartialDate`."""
        return read_day(value) if value else None


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, stored as ISO text with microseconds."""

    impl = String(26)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Aware datetimes only."""
        if value is None:
            return None
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The stored text as an aware datetime."""
        # one call, not two: a page of contacts has hundreds of moments
        return datetime.fromisoformat(f"{value}+00:00") if value else None


class UnstorableText(InvalidInput, DontWrapMixin):
    """InvalidInput that passes through SQLAlchemy as it is, instead of inside a StatementError."""


class CleanText(TypeDecorator[str]):
    """Text that every engine can hold: NUL, lone surrogates and control characters are refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The same text, or `InvalidInput` naming the character."""
        try:
            return None if value is None else refuse_unstorable(value)
        except InvalidInput as refused:
            raise UnstorableText(refused.problems) from None
