"""予定 for another calendar (iCalendar, RFC 5545): never with the name of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from app import codes
from app.clock import JST
from app.schedule.entry import Entry
from app.schedule.rules import CANCELLED, LEAVE, USUAL_MINUTES

LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545 §3.1)."""
_END = "\r\n"


def calendar(office: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """A file with the kind, the times and the 管理番号 of each entry, and the office's name.

    Title, place and note are left out: people write names into them. What was cancelled is
    told as cancelled, so that a calendar which took it before takes it back.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Teichaku//Schedule//JA"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(office)}"]
    for entry in entries:
        lines += _event(office, entry, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}{_END}" for line in lines for part in folded(line)).encode()


def escaped(text: str) -> str:
    """Text as a value: what has a meaning of its own is escaped, other control signs go."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        whole = whole.replace(sign, f"\\{sign}")
    whole = whole.replace("\n", "\\n")
    return "".join(char for char in whole if char == "\t" or (char >= " " and char != "\x7f"))


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, the later ones after a space; no sign is cut."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    yield piece


def summary(entry: Entry) -> str:
    """面接 R8-C-001: the kind, and the number unless somebody wrote the name into it."""
    parts = [codes.label("appointment_kind", entry.kind)]
    number = codes.squeezed(entry.number)
    named = any(codes.squeezed(word) in number for word in entry.name.split())
    if number and not named:
        parts.append(entry.number)
    return " ".join(parts)


def _event(office: str, entry: Entry, stamp: datetime) -> list[str]:
    whole = entry.start is None
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.id}@teichaku",
        f"DTSTAMP:{_moment(stamp)}",
        f"SEQUENCE:{max(0, entry.version - 1)}",
        *_times(entry),
        f"SUMMARY:{escaped(summary(entry))}",
        f"DESCRIPTION:{escaped(office)}",
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if entry.state == CANCELLED else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if whole and entry.kind != LEAVE else 'OPAQUE'}",
        "END:VEVENT",
    ]


def _times(entry: Entry) -> list[str]:
    if entry.start is None:
        after = entry.day + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    midnight = datetime.combine(entry.day, time(), JST)
    end = entry.start + USUAL_MINUTES if entry.end is None else entry.end
    return [
        f"DTSTART:{_moment(midnight + timedelta(minutes=entry.start))}",
        f"DTEND:{_moment(midnight + timedelta(minutes=end))}",
    ]


def _moment(moment: datetime) -> str:
    """In UTC: Japan has no summer time, so nothing is lost."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
