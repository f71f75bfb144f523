"""One case to read: who, where it stands, what was done, which days matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.cases.moving.queries import MoveOffer
from app.cases.queries import CasePage
from app.reports.papers.all import papers_of
from app.ui.desk import Desk
from app.ui.portions import in_portions
from app.ui.screens.cases.activity_card import ActivityCard
from app.ui.screens.cases.facts import birth_words, more_words, reason_runs, stage_bars
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.cases.sections.anchors import AnchorBar
from app.ui.screens.cases.sections.section import Section
from app.ui.screens.cases.side_cards import side_cards
from app.ui.theme import Size, Tone, lay, theme
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.card import Card
from app.ui.widgets.labels import as_tooltip
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.person_header import PersonHeader
from app.ui.widgets.stages import StageStrip
from app.ui.widgets.still import Still
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import service_tag

_TWO_COLUMNS_FROM = 600
_FACT_WIDTH = 160
_BEGIN = "begin"
NOT_FILLED = "このケースを画面に出せませんでした。データはそのままです。もう一度開いてください。"
_ABOUT = (
    ("same_person", "同じ人の記録とまとめる"),
    ("family", "関係者・連絡先を見る"),
    ("health", "医療・緊急時を見る"),
    (_BEGIN, "この人の業務を始める"),
)
"""Key of a section, or `_BEGIN`, and the words of the person's menu."""


class Summary(QWidget):
    """The page of a case in one scroll; shows what it is given and tells what is wanted."""

    edit_wanted = Signal()
    move_wanted = Signal(object)
    case_wanted = Signal(str)
    begin_wanted = Signal()
    paper_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sections: tuple[Section[Any], ...] = ()
        self.page: CasePage | None = None
        self._filled: CasePage | None = None
        self.header = PersonHeader()
        self.edit = Button("訂正")
        self.prints = MenuButton("印刷", ())
        self.forward = MenuButton("段階を進める", (), kind="primary")
        self.about = MenuButton("この人", _ABOUT)
        self.unread = Paragraph(tone=Tone.WARNING, size=Size.CAPTION)
        self.anchors = AnchorBar(self)
        self.anchors.add("activities", "支援経過")
        self.scrolled = Scrolled(parent=self)
        self.strip = StageStrip()
        self.activities = ActivityCard(self.scrolled.inner)
        self._side = QWidget()
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons = QHBoxLayout()
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._arrange()
        self._still = Still(self.scrolled, self._in_hand)
        self.edit.clicked.connect(self.edit_wanted)
        self.prints.chosen.connect(self.paper_wanted)
        self.anchors.wanted.connect(self.go_to)
        self.about.chosen.connect(self._chosen)

    def add_section(self, section: Section[Any]) -> None:
        """Put a section below the others, and its anchor behind theirs.

        Made below the part that is scrolled, it is dressed here and not when the page is shown.
        """
        self.sections = (*self.sections, section)
        self.anchors.add(section.key, section.anchor)
        self.scrolled.column.addWidget(section)
        section.changing.connect(self._still.hold)
        section.told.connect(lambda words: self.anchors.tell(section.key, words))
        section.ensurePolished()

    @property
    def open_form(self) -> SavedForm | None:
        """The form that is open in 支援経過 or in a section."""
        forms = (self.activities.form, *(section.form for section in self.sections))
        return next((form for form in forms if form is not None), None)

    def order_tabs(self) -> None:
        """Tab goes through 支援経過 with its form and the cards beside it before the sections."""
        follow_eye(self.anchors, self.activities, self._side)

    def close_forms(self) -> None:
        """Take away the form that is open."""
        self.activities.set_form(None)
        for section in self.sections:
            section.set_form(None)

    def go_to(self, key: str) -> None:
        """Bring a section to the top of the page and put the keyboard there."""
        part: QWidget = self.activities
        for section in self.sections:
            if section.key == key:
                part = section
        inner = self.scrolled.widget()
        if inner is not None:
            self.scrolled.verticalScrollBar().setValue(part.mapTo(inner, QPoint()).y())
        if part is self.activities:
            self.activities.take_keyboard()
        else:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entry(self, activity_id: str) -> None:
        """Put the keyboard on an entry of 支援経過, and that into sight."""
        self.activities.focus_entry(activity_id)
        entry = self.activities.entries.get(activity_id)
        if entry is not None:
            self._still.seek(entry)

    def go_to_top(self) -> None:
        """Show where the case stands now, with the keyboard on the next step."""
        self.scrolled.verticalScrollBar().setValue(0)
        self.forward.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, key: str) -> None:
        """What the menu of the person leads to."""
        if key == _BEGIN:
            self.begin_wanted.emit()
            return
        self.go_to(key)
        for section in self.sections:
            if section.key == key:
                section.start()

    def show_page(self, page: CasePage, today: date) -> None:
        """Show this case as it is now."""
        for fill in self.portions(page, today):
            fill()

    def portions(self, page: CasePage, today: date) -> tuple[Callable[[], None], ...]:
        """What to call in this order to show this case as it is now.

        Until the last is called, what was painted of another case stays in sight as a whole.
        """
        other = self.page is None or self.page.episode.id != page.episode.id
        return (
            partial(self._show_person, page, today, other),
            partial(self._show_beside, page, today, other),
        )

    def fill(
        self,
        page: CasePage,
        desk: Desk,
        seen: Callable[[], object],
        whole: Callable[[], object],
        *,
        broken: Callable[[], object],
    ) -> None:
        """Show this case part by part; `seen` is called once it may be, `whole` at the end.

        Where another page comes meanwhile, that one fills everything. After a fault nothing of a
        case is filled, and what comes is painted again.
        """

        def part(fill: Callable[[], object]) -> None:
            if self._filled is page:
                fill()

        def give_up() -> None:
            self.page = None
            self.setUpdatesEnabled(True)
            broken()

        self._filled = page
        portions = (*self.portions(page, desk.office.clock.today()), seen)
        in_portions([partial(part, one) for one in portions], whole, desk.jobs, self, give_up)

    def _show_person(self, page: CasePage, today: date, other: bool) -> None:
        """Who it is, where the case stands, and its 支援経過."""
        if other:
            self.setUpdatesEnabled(False)
        else:
            self._still.hold()
        self.page = page
        person = page.person
        self.header.set_person(
            kana=person.kana,
            name=person.name,
            fact=birth_words(person, today),
            more=more_words(page),
        )
        unread = f"生年月日の読み取れなかった元の記載: {person.birth_text}"
        self.unread.set_words(unread if person.birth_text else "")
        self.unread.setVisible(bool(person.birth_text))
        self._show_buttons(page)
        service = str(page.episode.service)
        bars = stage_bars(page.episode, today)
        self.strip.set_stages(bars, tone=service_tag(service)[1], reason=reason_runs(page, today))
        self.activities.show_page(page, today)

    def _show_beside(self, page: CasePage, today: date, other: bool) -> None:
        """The cards beside, and the sections made ready to be read."""
        old, self._side = (
            self._side,
            side_cards(page, today, self.case_wanted.emit, self.begin_wanted.emit),
        )
        self._lower.replaceWidget(old, self._side)
        self._lower.setStretchFactor(self._side, 2)
        old.hide()
        old.deleteLater()
        self.order_tabs()
        for section in self.sections:
            self.anchors.show_anchor(section.key, section.applies(page))
            section.show_case(page)
        self._turn()
        QTimer.singleShot(0, self, self._turn)  # a new name has its width in the next pass
        if other:
            self.scrolled.verticalScrollBar().setValue(0)
        self.setUpdatesEnabled(True)

    def _in_hand(self) -> QWidget | None:
        """What must not move: the form that is open and in sight, else the part that is read."""
        form = self.open_form
        if form is not None and not form.visibleRegion().isEmpty():
            return form
        if not self.scrolled.verticalScrollBar().value():
            return None
        top = self.scrolled.mapTo(self, QPoint()).y()
        parts = (part for part in (self.activities, *self.sections) if part.isVisible())
        return next((p for p in parts if p.mapTo(self, QPoint(0, p.height())).y() > top), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards beside 支援経過 while there is room, else below."""
        super().resizeEvent(event)
        self._turn()

    def showEvent(self, event: QShowEvent) -> None:
        """The first case is shown only when it is whole: its name has its width in the next pass."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._turn)

    def _turn(self) -> None:
        wide = self.width() >= theme().px(_TWO_COLUMNS_FROM)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._lower.setDirection(beside if wide else below)
        words = self.header.minimumSizeHint().width() + theme().px(_FACT_WIDTH)
        room = self.width() - self._buttons.sizeHint().width() - theme().gap(2)
        self._head.setDirection(beside if wide and words <= room else below)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        lay(column, gap=3)
        lay(self._head, gap=2)
        self._head.addWidget(self.header, 1)
        lay(self._buttons, gap=3)
        for button in (self.about, self.prints, self.edit, self.forward):
            self._buttons.addWidget(button)
        self._buttons.addStretch(0)
        self._head.addLayout(self._buttons)
        column.addLayout(self._head)
        column.addWidget(self.unread)
        column.addWidget(self.anchors)
        card = Card(parent=self.scrolled.inner)
        card.add(self.strip)
        lay(self.scrolled.column, gap=3, margins=(0, 0, 2, 0))
        self.scrolled.add(card)
        lay(self._lower, gap=3)
        self._lower.addWidget(self.activities, 3)
        self._lower.addWidget(self._side, 2)
        self.scrolled.column.addLayout(self._lower, 1)
        column.addWidget(self.scrolled, 1)
        theme().changed.connect(self._turn)

    def _show_buttons(self, page: CasePage) -> None:
        for button, refusal in (
            (self.edit, page.edit_refusal),
            (self.forward, page.edit_refusal),
        ):
            if refusal:
                button.refuse(refusal)
            else:
                button.allow()
        papers = papers_of(page.episode.service)
        self.prints.set_entries([(one.key, one.title) for one in papers])
        self.forward.set_entries([(offer.to_stage, offer.words) for offer in page.moves])
        menu = self.forward.menu()
        if isinstance(menu, QMenu):
            self._dress(menu, page.moves)

    def _dress(self, menu: QMenu, offers: tuple[MoveOffer, ...]) -> None:
        menu.setToolTipsVisible(True)
        for action, offer in zip(menu.actions(), offers, strict=True):
            asked = "欄の入力が要ります。押すと入力できます。"
            lacking = bool(offer.refusal) and bool(offer.requires)
            action.setToolTip(as_tooltip(f"{offer.refusal}{asked}" if lacking else offer.refusal))
            action.setEnabled(not offer.refusal or lacking)
        menu.triggered.connect(
            lambda action: self.move_wanted.emit(offers[menu.actions().index(action)])
        )
