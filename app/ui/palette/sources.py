"""Where Ctrl+K looks: each source finds hits in the office and says where one of them leads.

A place that has something to be found adds its `Source` here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import codes
from app.cases.notes.snippets import LEAST
from app.cases.queries import CaseRow, cases_named
from app.codes import Service
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.frame.search_results import Hit
from app.ui.words import service_tag, short_day, stage_words

if TYPE_CHECKING:
    from app.cases.notes.queries import NoteHit
    from app.network.organisations.queries import OrganisationRow

GoOn = Callable[[], bool]
Find = Callable[[Reading, str, GoOn], Sequence[Hit]]

MOST_CASES = 12
_MOST_ORGANISATIONS = 4
_MOST_AGAIN = 4
_MOST_RECENT = 6
_WITH_CONTACT = "続けて支援経過を記録"
_BEGUN = {Service.CONSULTATION: "相談", Service.AFTERCARE: "更生緊急保護"}


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    `find` runs on the database worker and may be given up when `go_on()` says no; the key of a
    hit is what `leads` is asked with. Sources that read much wait for a pause in the typing.
    """

    key: str
    place: str
    """The place of the window where it is shown; a source whose place is not there is left out."""
    permission: Permission
    find: Find
    leads: Callable[[str], Where]
    least: int = 1
    """Characters of a search, folded, from which it is worth looking."""
    after_pause: bool = False
    whose: bool = False
    """Whether its hits answer whose 支援経過 is to be recorded."""
    only_whose: bool = False
    """Whether they answer nothing else."""
    unasked: bool = False
    """Whether it offers what it has while nothing is typed, and only then."""


def _cases(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    return [_case_hit(row) for row in cases_named(reading, text, MOST_CASES)]


def _recent(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    from app.cases.recent.queries import recently_opened

    hits = map(_case_hit, recently_opened(reading, _MOST_RECENT))
    return [replace(hit, caption=f"最近開いた　{hit.caption}") for hit in hits]


def _organisations(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    from app.network.organisations.queries import search

    return [_organisation_hit(row) for row in search(reading, text, limit=_MOST_ORGANISATIONS)]


def _notes(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    from app.cases.notes.queries import notes_holding

    return [_note_hit(hit) for hit in notes_holding(reading, text, go_on=go_on).hits]


def _again(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    """Somebody known who comes again, and somebody new: a consultation begins with the contact."""
    people: dict[str, CaseRow] = {}
    for row in cases_named(reading, text, MOST_CASES):
        people.setdefault(row.person_id, row)
    known = list(people.items())[:_MOST_AGAIN]
    service = _first_service(reading)
    tag, what = service_tag(service), _BEGUN[service]
    hits = [
        Hit(f"{service}:{key}", f"{row.name}の{what}を新しく始める", _WITH_CONTACT, *tag)
        for key, row in known
    ]
    return [*hits, Hit(f"{service}:", f"新しい人の{what}を始める", _WITH_CONTACT, *tag)]


def _first_service(reading: Reading) -> Service:
    """What begins with somebody who calls or comes."""
    probation = office_kind(reading) is OfficeKind.PROBATION
    return Service.AFTERCARE if probation else Service.CONSULTATION


def _to_new(key: str) -> Where:
    service, _, person = key.partition(":")
    return Where("cases", {"new": True, "person": person, "service": service})


def _to_case(key: str) -> Where:
    return Where("cases", {"episode": key.partition(":")[0]})


def _to_note(key: str) -> Where:
    """The case the note belongs to; one of a 会議 has none."""
    episode, _, note = key.partition(":")
    return _to_case(key) if episode else Where("meetings", {"meeting": note})


def _to_organisation(key: str) -> Where:
    return Where("network", {"organisation": key})


SOURCES: tuple[Source, ...] = (
    Source("case", "cases", Permission.READ_CASES, _cases, _to_case, whose=True),
    Source(
        "again",
        "cases",
        Permission.EDIT_CASES,
        _again,
        _to_new,
        whose=True,
        only_whose=True,
    ),
    Source(
        "organisation",
        "network",
        Permission.READ_CASES,
        _organisations,
        _to_organisation,
        least=2,
    ),
    Source(
        "recent",
        "cases",
        Permission.READ_CASES,
        _recent,
        _to_case,
        whose=True,
        unasked=True,
    ),
    Source("note", "cases", Permission.READ_CASES, _notes, _to_note, least=LEAST, after_pause=True),
)


def _case_hit(row: CaseRow) -> Hit:
    word, tone = service_tag(row.service)
    caption = " ".join(part for part in (row.number, stage_words(row.service, row.stage)) if part)
    return Hit(row.id, row.name, caption, word, tone)


def _organisation_hit(row: OrganisationRow) -> Hit:
    kind = codes.label("organisation_kind", row.kind)
    return Hit(row.id, row.name, "関係機関", kind)


def _note_hit(hit: NoteHit) -> Hit:
    if hit.kind == "meeting":
        words = f"{hit.person_name}：{hit.snippet}"
        return Hit(f":{hit.id}", words, f"{short_day(hit.day)} 議事録", "会議")
    word, tone = service_tag(hit.service)
    caption = f"{short_day(hit.day)} 支援経過" if hit.kind == "activity" else "備考"
    return Hit(
        f"{hit.episode_id}:{hit.id}", f"{hit.person_name}：{hit.snippet}", caption, word, tone
    )
