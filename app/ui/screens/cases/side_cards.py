"""The cards to the right of 支援経過: request, placement, state, the person's other 業務."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.cases.fields import CLOSING, group_words
from app.cases.queries import CasePage, CaseRow
from app.ui.screens.cases.facts import CARDS, Fact, group_facts
from app.ui.tables import Align, Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.paragraph import Paragraph
from app.ui.words import service_tag, short_day, stage_words

_LABEL_WIDTH = 92


def side_cards(
    page: CasePage, today: date, open_case: Callable[[str], None], begin: Callable[[], None]
) -> QWidget:
    """All cards of a case, one under another; empty ones are left out."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    lay(column, gap=2.5)
    for group, title in CARDS:
        facts = group_facts(page.episode, group, today)
        if facts:
            own = group_words(group, page.episode.service)
            column.addWidget(_facts_card(title if own == group else own, facts))
    closing = group_facts(page.episode, CLOSING, today)
    if page.person.note:
        closing += (Fact("本人の備考", page.person.note),)
    if closing:
        column.addWidget(_facts_card("終了・備考", closing))
    column.addWidget(_others_card(page, open_case, begin))
    column.addStretch(1)
    return holder


def _facts_card(title: str, facts: tuple[Fact, ...]) -> Card:
    card = Card(title)
    card.add(_FactGrid(facts))
    return card


class _FactGrid(QWidget):
    def __init__(self, facts: tuple[Fact, ...]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        lay(self._grid, gap=1)
        for line, fact in enumerate(facts):
            label = PlainLabel(fact.label, tone=Tone.MUTED, size="caption")
            self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            words = Paragraph(fact.words, tone=fact.tone, size=Size.CAPTION)
            self._grid.addWidget(words, line, 1)
        self._grid.setColumnStretch(1, 1)
        self._fit()
        theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme().px(_LABEL_WIDTH))


def _others_card(
    page: CasePage, open_case: Callable[[str], None], begin: Callable[[], None]
) -> Card:
    card = Card("ほかの業務")
    if page.others:
        columns = (
            Column("", "service", Kind.TAG, stretch=True, cell=_service_cell),
            Column("", "start", Kind.MUTED, width=84, align=Align.RIGHT, cell=_start_cell),
        )
        model = ListModel(columns)
        table = ListTable(model, edge=False, fit=True, header=False)
        model.show_rows(page.others)
        table.clicked.connect(lambda index: open_case(page.others[index.row()].id))
        table.row_opened.connect(lambda row: open_case(row.id))
        card.add(table)
    button = Button("業務を始める", kind="link", icon_name="plus")
    button.clicked.connect(begin)
    if page.edit_refusal:
        button.refuse(page.edit_refusal)
    card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _service_cell(row: CaseRow) -> Cell:
    return Cell(stage_words(row.service, row.stage), tags=(service_tag(row.service),))


def _start_cell(row: CaseRow) -> Cell:
    return Cell(f"{short_day(row.start)}〜")
