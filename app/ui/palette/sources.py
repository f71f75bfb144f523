"""Where Ctrl+K looks: each source finds hits in the office and says where one of them leads.

A place that has something to be found adds its `Source` here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import codes
from app.cases.notes.queries import LEAST, NoteHit, notes_holding
from app.cases.queries import CaseRow, cases_named
from app.codes import Service
from app.network.organisations.queries import OrganisationRow, search
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.frame.search_results import Hit
from app.ui.words import service_tag, short_day, stage_words

GoOn = Callable[[], bool]
Find = Callable[[Reading, str, GoOn], Sequence[Hit]]

MOST_CASES = 12
_MOST_ORGANISATIONS = 4
_MOST_AGAIN = 4
_WITH_CONTACT = "続けて支援経過を記録"
_NEW = service_tag(Service.CONSULTATION)


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


def _cases(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    return [_case_hit(row) for row in cases_named(reading, text, MOST_CASES)]


def _organisations(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    return [_organisation_hit(row) for row in search(reading, text, limit=_MOST_ORGANISATIONS)]


def _notes(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    return [_note_hit(hit) for hit in notes_holding(reading, text, go_on=go_on).hits]


def _again(reading: Reading, text: str, go_on: GoOn) -> list[Hit]:
    """Somebody known who comes again, and somebody new: a consultation begins with the contact."""
    people: dict[str, CaseRow] = {}
    for row in cases_named(reading, text, MOST_CASES):
        people.setdefault(row.person_id, row)
    known = list(people.items())[:_MOST_AGAIN]
    hits = [Hit(key, f"{row.name}の相談を新しく始める", _WITH_CONTACT, *_NEW) for key, row in known]
    return [*hits, Hit("", "新しい人の相談を始める", _WITH_CONTACT, *_NEW)]


def _to_new(key: str) -> Where:
    return Where("cases", {"new": True, "person": key, "service": str(Service.CONSULTATION)})


def _to_case(key: str) -> Where:
    return Where("cases", {"episode": key.partition(":")[0]})


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
        "note", "cases", Permission.READ_CASES, _notes, _to_case, least=LEAST, after_pause=True
    ),
)


def _case_hit(row: CaseRow) -> Hit:
    word, tone = service_tag(row.service)
    caption = " ".join(part for part in (row.number, stage_words(row.service, row.stage)) if part)
    return Hit(row.id, row.name, caption, word, tone)


def _organisation_hit(row: OrganisationRow) -> Hit:
    kind = codes.label("organisation_kind", row.kind)
    return Hit(row.id, row.name, "関係機関", kind)


def _note_hit(hit: NoteHit) -> Hit:
    word, tone = service_tag(hit.service)
    caption = f"{short_day(hit.day)} 支援経過" if hit.kind == "activity" else "備考"
    return Hit(
        f"{hit.episode_id}:{hit.id}", f"{hit.person_name}：{hit.snippet}", caption, word, tone
    )
