"""Now and today, replaceable for tests and practice folders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """Tells the time; `read` returns an aware datetime."""

    read: Callable[[], datetime] = _system_now

    def now(self) -> datetime:
        """The current moment in UTC."""
        return self.read().astimezone(UTC)

    def local(self) -> datetime:
        """The current moment in Japan."""
        return self.read().astimezone(JST)

    def today(self) -> date:
        """The current day in Japan."""
        return self.local().date()


def fixed(moment: datetime) -> Clock:
    """A clock that stands at `moment` (naive means Japan time)."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=JST)
    return Clock(lambda: aware)
