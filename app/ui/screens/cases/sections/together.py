"""All sections of a page are read in one go: one transaction, and the same moment for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.cases.queries import CasePage
from app.errors import NotAllowed, NotFound, TeichakuError
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.portions import in_portions
from app.ui.screens.cases.sections.section import Section

_AT_ONCE = 4
"""So many sections are filled in one event."""


@dataclass(frozen=True)
class _Answer:
    section: Section[Any]
    asked: int
    data: Any = None
    error: TeichakuError | None = None


def read_together(
    desk: Desk, sections: Iterable[Section[Any]], page: CasePage, owner: QObject
) -> None:
    """Read these sections of a case on the database worker and show each."""
    asked = [(section, section.next_question()) for section in sections]

    def read(reading: Reading) -> list[_Answer]:
        # where something newer was asked meanwhile nobody waits for this answer
        wanted = [(section, number) for section, number in asked if section.waits_for(number)]
        return [_read(reading, section, number, page) for section, number in wanted]

    def show(answers: list[_Answer]) -> None:
        places = range(0, len(answers), _AT_ONCE)
        in_portions(
            [partial(_show, answers[at : at + _AT_ONCE], page) for at in places],
            lambda: None,
            desk.jobs,
            owner,
        )

    desk.read(read, show, failed=lambda error: _failed(desk, asked, error), owner=owner)


def _read(reading: Reading, section: Section[Any], number: int, page: CasePage) -> _Answer:
    try:
        return _Answer(section, number, section.read(reading, page))
    except (NotAllowed, NotFound) as error:
        return _Answer(section, number, error=error)


def _show(answers: list[_Answer], page: CasePage) -> None:
    for answer in answers:
        if answer.section.page is not page:
            continue  # another case was opened since the portion before
        if answer.error is not None:
            answer.section.not_read(answer.asked, answer.error)
        else:
            answer.section.arrived(answer.asked, answer.data)


def _failed(desk: Desk, asked: list[tuple[Section[Any], int]], error: TeichakuError) -> None:
    if any(section.waits_for(number) for section, number in asked):
        desk.explain(error)
