"""The choice of a case: found by typing the person's name, kana or number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app import codes
from app.cases.queries import CaseFilter, CaseRow, case_list
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.found_by_typing import FoundByTyping
from app.ui.words import stage_words

_OFFERED = 12


def case_words(row: CaseRow) -> str:
    """A case in a choice: who, which 業務, where it stands, its number."""
    service = codes.label("service", row.service)
    stage = "終了" if row.end else stage_words(row.service, row.stage)
    return "　".join(part for part in (row.name, service, stage, row.number) if part)


class CaseChoice(FoundByTyping[CaseRow]):
    """One case; the value is the id of its episode.

    Without typing the newest cases are offered; `fits` leaves some out; ended ones too where
    `ended_too`.
    """

    named = "ケースを選ぶ欄"
    placeholder = "氏名・かな・番号の一部を入力"
    not_chosen = "一覧からケースを選んでください。見つからないときは、空欄のままにできます。"

    def __init__(
        self,
        desk: Desk,
        *,
        ended_too: bool = False,
        fits: Callable[[CaseRow], bool] = lambda _: True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, parent)
        self.ended_too, self.fits = ended_too, fits

    def look_up(self, reading: Reading, text: str) -> tuple[CaseRow, ...]:
        """What the typed words find."""
        wanted = CaseFilter(text=text, ended_too=self.ended_too)
        rows = case_list(reading, wanted, limit=_OFFERED).rows
        return tuple(row for row in rows if self.fits(row))

    def read_one(self, reading: Reading, record_id: str) -> CaseRow | None:
        """The case with this id, ended or not."""
        rows = case_list(reading, CaseFilter(ids=(record_id,), ended_too=True), limit=1).rows
        return rows[0] if rows else None

    def id_of(self, row: CaseRow) -> str:
        """The id of its episode."""
        return row.id

    def name_of(self, row: CaseRow) -> str:
        """Who, and which 業務."""
        return f"{row.name}　{codes.label('service', row.service)}"

    def words_of(self, row: CaseRow) -> str:
        """With where it stands and its number."""
        return case_words(row)
