"""The leaf of 研修・普及啓発・ネットワーク構築."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from app import codes
from app.calendar import wareki
from app.calendar.fiscal import fiscal_year_of
from app.network.events import actions
from app.network.events.queries import EventFilter, EventPage, EventRow, event, events
from app.network.events.rules import KINDS, ROLES, EventInput, people_words
from app.staff.permissions import Permission
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Where
from app.ui.network.several import SeveralOrganisations
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.municipalities import year_choices
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.network.parts import FactLines, LinkLine, RecordHead, allowed
from app.ui.screens.record_pane import NEW, RecordPane
from app.ui.tables import Align, Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipMenu
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine
from app.ui.words import long_day, near_day

EVENT = "event"
_YEARS = 10
_NOTHING = "まだ記録がありません。研修・普及啓発・ネットワーク会議を記録すると、月報に数えます。"
_NO_HIT = "この条件に合う記録はありません。年度や種別を変えてください。"


class EventList(FoundList):
    """Events of a 年度 by kind."""

    name, search_words, new_words = "events", "名称", "記録する"
    title = "研修・啓発"
    first_sort: ClassVar[Sort] = Sort("day", descending=True)
    narrow_hides = ("kind", "participants", "organisations")

    def __init__(self, desk: Desk) -> None:
        self._today = desk.office.clock.today()
        super().__init__(desk)
        this_year = fiscal_year_of(self._today)
        years = year_choices(range(this_year - _YEARS, this_year + 2))
        self.year = ChipMenu("年度", years, none_words="すべての年度")
        self.kind = ChipMenu("種別", codes.table(KINDS).choices())
        self.year.choose(str(this_year))
        self._shown = self.wanted()
        self._people = 0
        self.add_chips((self.year, self.kind))
        refusal = desk.actor.refusal(Permission.EDIT_NETWORK)
        if refusal:
            self.new.refuse(refusal)
        for menu in (self.year, self.kind):
            menu.chosen.connect(lambda _: self.ask())

    def columns(self) -> tuple[Column, ...]:
        """When, what, how many."""
        today = self._today
        return (
            Column("日付", "day", Kind.MUTED, width=66, cell=lambda row: near_day(row.day, today)),
            Column("種別", "kind", Kind.TAG, width=52, cell=_kind_cell),
            Column("名称", "name", width=150, stretch=True),
            Column("参加", "participants", width=56, align=Align.RIGHT, cell=_people_cell),
            Column("機関", "organisations", width=48, align=Align.RIGHT, cell=_offices_cell),
        )

    def wanted(self) -> EventFilter:
        """What the chips and the search line describe."""
        year = int(self.year.code) if self.year.code else 0
        return EventFilter(year, self.kind.code, self.search.text)

    def prepare(self) -> None:
        """Take down what the chips say."""
        self._shown = self.wanted()

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of events."""
        found = events(
            reading,
            self._shown,
            sort=sort.key or "day",
            descending=sort.descending,
            offset=offset,
            limit=limit,
        )
        self._people = found.participants
        return Page(found.rows, found.total)

    def hint(self) -> tuple[str, str]:
        """Nothing on record, or nothing that fits."""
        if self._shown == EventFilter():
            return _NOTHING, "" if self.new.reason else self.new_words
        return _NO_HIT, "すべて見る"

    def act_on_hint(self) -> None:
        """Begin one, or show all."""
        if self._shown == EventFilter():
            self.new_wanted.emit()
            return
        self.search.field.clear()
        self.kind.choose("")
        self.year.choose("")

    def _loaded(self) -> None:
        super()._loaded()
        self.count.setText(f"{self.model.rowCount():,}件・{self._people:,}人")


class EventPane(RecordPane[EventPage]):
    """One event with those who took part."""

    shows = ("event", "eventattendance", "organisation")
    draft_kinds = (EVENT,)
    empty = "左の一覧から選ぶか、「記録する」で研修・啓発・会議を記録します。"

    def read(self, reading: Reading, record_id: str) -> EventPage:
        """The event."""
        return event(reading, record_id)

    def record_ids(self, data: EventPage) -> frozenset[str]:
        """The 関係機関 that took part."""
        return frozenset(row.id for row, _ in data.attending)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of an event."""
        form = EventForm(self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def show_data(self, data: EventPage) -> None:
        """What it was and who took part."""
        facts = data.facts
        edit = allowed(Button("訂正"), data.edit_refusal)
        edit.clicked.connect(lambda: self.edit(EVENT))
        tags = [(codes.label(KINDS, facts.kind), Tone.ACCENT)]
        if facts.role:
            tags.append((codes.label(ROLES, facts.role), Tone.MUTED))
        self.content.addWidget(RecordHead(facts.name, long_day(data.day), tags, (edit,)))
        card = Card("内容")
        card.add(
            FactLines(
                (
                    ("会場", facts.venue),
                    ("参加者", f"{facts.participants}人" if facts.participants else "未記入"),
                    ("機関の数", facts.organisations or "未記入"),
                    ("担当", facts.worker),
                    ("備考", facts.note),
                )
            )
        )
        self.content.addWidget(card)
        attending = Card("参加した関係機関")
        for row, people in data.attending:
            line = LinkLine(row.name, "" if people is None else f"{people}人")
            line.button.clicked.connect(
                lambda _=False, found=row.id: self.desk.go(
                    Where("network", {"organisation": found})
                )
            )
            attending.add(line)
        if not data.attending:
            attending.add(ReasonLine("名前を挙げた機関はありません。「訂正」で加えられます。"))
        self.content.addWidget(attending)


class EventForm(PaneForm[EventPage]):
    """An event, new or corrected."""

    title, watched, remove_words = "研修・啓発・会議", ("note",), "この記録を消す"

    def rows_form(self) -> Form:
        """When, what, who."""
        form = Form(self.columns_in(self.pane.width()))
        today = self.desk.office.clock.today()
        form.add(date_field("day", "日付", date_reader(today, past=True), placeholder=DATE_EXAMPLE))
        kinds = (("", "選んでください"), *codes.table(KINDS).choices())
        form.add(
            choice_field("kind", "種別", kinds, note="ネットワーク会議・連絡会は「会議」です。")
        )
        form.add(text_field("name", "名称"), wide=True)
        form.add(choice_field("role", "立場", (("", "未記入"), *codes.table(ROLES).choices())))
        form.add(text_field("venue", "会場"))
        form.add(text_field("participants", "参加者の数", placeholder="例 25、約50"))
        form.add(text_field("organisations", "機関の数", placeholder="空なら下の機関を数えます"))
        several = SeveralOrganisations(self.desk, counted=True)
        form.add(FieldRow("attending", "参加した関係機関", several), wide=True)
        form.add(text_field("worker", "担当"))
        form.add(lines_field("note", "備考", lines=2), wide=True)
        return form

    def newest(self, data: EventPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The event on record; a new one is of today."""
        if self.subject == NEW:
            today = wareki.short(self.desk.office.clock.today())
            return asdict(EventInput(today, "", "", worker=self.desk.worker)), ()
        if data is None or data.edit_refusal:
            return None
        return asdict(data.facts), (data.version,)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key in ("kind", "role"):
            return codes.label(KINDS if key == "kind" else ROLES, value or None)
        if key != "attending":
            return str(value)
        rows = self.pane.data.attending if self.pane.data is not None else ()
        names = {row.id: row.name for row, _ in rows}
        return "・".join(names.get(one, str(one)) for one, _ in value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the event."""
        values = {key: row.value() for key, row in self.rows.items()}
        typed = EventInput(**values)
        record, versions = self.record_id, self.versions
        if not versions:
            return lambda work: actions.add(work, typed)
        return lambda work: actions.change(work, record, versions[0], typed)

    def removal(self) -> tuple[str, Callable[[Work], Any]] | None:
        """Asked before an event is taken away."""
        if not self.record_id or not self.versions:
            return None
        record, version = self.record_id, self.versions[0]
        words = "この記録を消します。月報の回数と人数からも減ります。元には戻せません。"
        return words, lambda work: actions.remove(work, record, version)


class EventsLeaf(Leaf):
    """Facts: event."""

    key, title, fact, new_kind = "events", "研修・啓発", "event", EVENT
    kinds = (EVENT,)
    shows = ("event",)

    def make_list(self) -> EventList:
        """The events."""
        return EventList(self.desk)

    def make_pane(self) -> EventPane:
        """One of them."""
        return EventPane(self.desk)


def _kind_cell(row: EventRow) -> Cell:
    return Cell(codes.label(KINDS, row.kind))


def _people_cell(row: EventRow) -> Cell:
    return Cell(people_words(row.participants, approximate=row.approximate))


def _offices_cell(row: EventRow) -> Cell:
    return Cell("" if row.organisations is None else str(row.organisations))
