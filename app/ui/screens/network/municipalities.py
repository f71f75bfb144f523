"""The leaf of municipalities: what each does of 重層事業 in a 年度, and the years before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from PySide6.QtCore import Signal

from app import codes, places
from app.calendar.fiscal import fiscal_year, fiscal_year_of
from app.network.municipalities import actions
from app.network.municipalities.queries import (
    MunicipalityFilter,
    MunicipalityPage,
    MunicipalityRow,
    YearFacts,
    municipality,
    municipality_list,
)
from app.network.municipalities.rules import PROJECTS, RUNS, YearInput, years_open
from app.network.organisations.rules import KINDS
from app.staff.permissions import Permission
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Where
from app.ui.network.choice import OrganisationChoice
from app.ui.network.several import SeveralOrganisations
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.found_list import FoundList
from app.ui.screens.network.leaf import Leaf
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.network.parts import FactLines, LinkLine, RecordHead, allowed
from app.ui.screens.record_form import part_subject, parts_of
from app.ui.screens.record_pane import RecordPane
from app.ui.tables import Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipMenu
from app.ui.widgets.field_row import FieldRow, choice_field, lines_field
from app.ui.widgets.form import Form
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import ReasonLine

YEAR = "municipality_year"
TONES = {"yes": Tone.GOOD, "preparing": Tone.WARNING, "no": Tone.TEXT, "unknown": Tone.MUTED}
_NOTHING = "この条件に合う市区町村はありません。条件を外してください。"
_LAW = "重層的支援体制整備事業は、市町村が行うことができる事業です（社会福祉法106条の4）。"


class MunicipalityList(FoundList):
    """`year_changed` carries the 年度 that is listed."""

    name, search_words, first_sort = "municipalities", "市区町村・かな", Sort("code")
    title = "市区町村"
    unit: ClassVar[str] = "市区町村"
    narrow_hides = ("multi_agency",)
    year_changed = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.office.clock.today()
        self.year = ChipMenu("年度", year_choices(years_open(today)), none_words="今年度")
        self.prefecture = ChipMenu(
            "都道府県", [(one.code, one.name) for one in places.prefectures()], none_words="全国"
        )
        self.runs = ChipMenu("重層事業", codes.table(RUNS).choices())
        self.prefecture.choose(desk.prefecture)
        self._this_year = fiscal_year_of(today)
        self._shown = self.wanted()
        self._to_copy = 0
        self.copy = NoticeBar(parent=self)
        self.copy.acted.connect(self._copy_forward)
        self.add_bars((self.copy,))
        self.add_chips((self.year, self.prefecture, self.runs))
        for menu in (self.prefecture, self.runs):
            menu.chosen.connect(lambda _: self.ask())
        self.year.chosen.connect(self._choose_year)

    @property
    def fiscal_year(self) -> int:
        """The 年度 that is listed."""
        return int(self.year.code) if self.year.code else self._this_year

    def columns(self) -> tuple[Column, ...]:
        """Name, whether it runs, who does 多機関協働."""
        return (
            Column("市区町村", "name", width=112, cell=_name_cell),
            Column("重層事業", "runs", width=76, cell=_runs_cell),
            Column("多機関協働事業", "multi_agency", Kind.MUTED, width=140, stretch=True),
        )

    def wanted(self) -> MunicipalityFilter:
        """What the chips and the search line describe."""
        return MunicipalityFilter(
            self.fiscal_year, self.search.text, self.prefecture.code, self.runs.code
        )

    def prepare(self) -> None:
        """Take down what the chips say."""
        self._shown = self.wanted()

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of the municipalities of the country."""
        found = municipality_list(
            reading, self._shown, sort=sort.key or "code", descending=sort.descending
        )
        self._to_copy = found.to_copy
        return Page(found.rows[offset : offset + limit], len(found.rows))

    def hint(self) -> tuple[str, str]:
        """Nothing fits."""
        return _NOTHING, "条件を外す"

    def act_on_hint(self) -> None:
        """Every municipality of the country."""
        self.search.field.clear()
        for menu in (self.prefecture, self.runs):
            menu.choose("")

    def _loaded(self) -> None:
        super()._loaded()
        refusal = self.desk.actor.refusal(Permission.EDIT_NETWORK)
        label = fiscal_year(self.fiscal_year).label
        words = f"前年度に記録があり、{label}はまだの市区町村が{self._to_copy:,}か所あります。"
        offer = bool(self._to_copy) and not refusal
        self.copy.set_notice("", words if offer else "", "前年度から写す" if offer else "")

    def _copy_forward(self) -> None:
        year = self.fiscal_year
        self.desk.write(
            lambda work: actions.copy_forward(work, year), lambda _: self.ask(), owner=self
        )

    def _choose_year(self, _: str) -> None:
        self.year_changed.emit(self.fiscal_year)
        self.ask()


class MunicipalityPane(RecordPane[MunicipalityPage]):
    """One municipality: the 年度 that is listed, the years before, and who is there."""

    shows = ("municipalityyear", "organisation")
    draft_kinds = (YEAR,)
    empty = "左の一覧から市区町村を選ぶと、年度ごとの重層事業が出ます。"

    def __init__(self, desk: Desk) -> None:
        self.year = fiscal_year_of(desk.office.clock.today())
        super().__init__(desk)

    def show_year(self, year: int) -> None:
        """Show another 年度."""
        if year != self.year and not self.being_saved():
            self.put_away()
            self.year = year
            self.reload(self.take_up)

    def read(self, reading: Reading, record_id: str) -> MunicipalityPage:
        """What is known of the municipality."""
        return municipality(reading, record_id, self.year)

    def record_ids(self, data: MunicipalityPage) -> frozenset[str]:
        """The years, the 関係機関 they name, and the subject of a draft."""
        years = {year.id for year in data.years}
        subject = part_subject(data.municipality.code, str(data.shown.fiscal_year))
        return frozenset(years | set(data.named) | {subject})

    def owner_of(self, waiting: Waiting) -> str:
        """The municipality of a draft; its 年度 is shown too."""
        code, year = parts_of(waiting.subject)
        self.year = int(year)
        return code

    def heard(self, notice: Any) -> None:
        """A 年度 that is written for the first time has no id that is known here."""
        if self.record_id and notice.touches("municipalityyear"):
            self.reload()
        else:
            super().heard(notice)

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of the 年度."""
        form = YearForm(self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def show_data(self, data: MunicipalityPage) -> None:
        """The 年度, the years before, who is there."""
        one, shown = data.municipality, data.shown
        edit = allowed(Button("記録する"), data.edit_refusal)
        subject = part_subject(one.code, str(shown.fiscal_year))
        edit.clicked.connect(lambda: self.edit(YEAR, subject))
        tags = [(codes.label(RUNS, shown.facts.runs), TONES[shown.facts.runs])]
        label = fiscal_year(shown.fiscal_year).label
        prefecture = places.prefecture_name(one.prefecture)
        caption = f"{prefecture}　{one.kana}　{one.code}"
        self.content.addWidget(RecordHead(f"{one.name}　{label}", caption, tags, (edit,)))
        card = Card("重層的支援体制整備事業")
        card.add(FactLines(_project_lines(shown, data)))
        card.add(ReasonLine(_LAW if shown.version else f"{label}はまだ記録がありません。{_LAW}"))
        self.content.addWidget(card)
        earlier = [year for year in data.years if year.fiscal_year != shown.fiscal_year]
        if earlier:
            history = Card("ほかの年度")
            history.add(FactLines([(_year_label(year), _in_short(year, data)) for year in earlier]))
            self.content.addWidget(history)
        here = Card("この市区町村の関係機関", caption=f"{len(data.here)}件" if data.here else "")
        for row in data.here:
            line = LinkLine(row.name, codes.label(KINDS, row.kind))
            line.button.clicked.connect(
                lambda _=False, found=row.id: self.desk.go(
                    Where("network", {"organisation": found})
                )
            )
            here.add(line)
        if not data.here:
            here.add(ReasonLine("機関の「訂正」で市区町村を選ぶと、ここに出ます。"))
        self.content.addWidget(here)


class YearForm(PaneForm[MunicipalityPage]):
    """What a municipality does in a 年度."""

    title, watched = "重層事業の記録", ("note",)

    def rows_form(self) -> Form:
        """Whether it runs, and who does what."""
        form = Form()
        form.add(choice_field("runs", "実施の状況", codes.table(RUNS).choices()))
        for key, words in PROJECTS.items():
            if key == "consultation":
                form.add(FieldRow(key, words, SeveralOrganisations(self.desk)))
            else:
                form.add(FieldRow(key, words, OrganisationChoice(self.desk)))
        form.add(lines_field("note", "備考", lines=2))
        return form

    def newest(
        self, data: MunicipalityPage | None
    ) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The 年度 on record, or an empty one."""
        if data is None or data.edit_refusal or str(data.shown.fiscal_year) != self.part_id:
            return None
        label = fiscal_year(data.shown.fiscal_year).label
        self.card.set_title(f"{data.municipality.name}　{label}の重層事業")
        return asdict(data.shown.facts), (data.shown.version,)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        named = self.pane.data.named if self.pane.data is not None else {}
        if key == "runs":
            return codes.label(RUNS, value)
        ids = value if isinstance(value, (tuple, list)) else (value,)
        return "・".join(named[one].name if one in named else str(one) for one in ids)

    def action(self) -> Callable[[Work], Any]:
        """Keep the 年度."""
        typed = YearInput(**{key: row.value() for key, row in self.rows.items()})
        code, year, version = self.record_id, int(self.part_id), self.versions[0]
        return lambda work: actions.write(work, code, year, version, typed)


class MunicipalitiesLeaf(Leaf):
    """Facts: municipality."""

    key, title, fact = "municipalities", "市町村", "municipality"
    kinds = (YEAR,)
    shows = ("municipalityyear", "organisation")

    def make_list(self) -> MunicipalityList:
        """The municipalities."""
        return MunicipalityList(self.desk)

    def make_pane(self) -> MunicipalityPane:
        """One of them."""
        return MunicipalityPane(self.desk)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        found, pane = self.found, self.pane
        if isinstance(found, MunicipalityList) and isinstance(pane, MunicipalityPane):
            found.year_changed.connect(pane.show_year)


def year_choices(years: range) -> tuple[tuple[str, str], ...]:
    """年度 to choose from, the newest first."""
    return tuple((str(year), fiscal_year(year).label) for year in reversed(years))


def _name_cell(row: MunicipalityRow) -> Cell:
    return Cell(row.name, hint=f"{places.prefecture_name(row.prefecture)}　{row.kana}")


def _runs_cell(row: MunicipalityRow) -> Cell:
    return Cell(codes.label(RUNS, row.runs), tone=TONES[row.runs])


def _year_label(year: YearFacts) -> str:
    return fiscal_year(year.fiscal_year).label


def _project_lines(year: YearFacts, data: MunicipalityPage) -> list[tuple[str, str]]:
    facts = year.facts
    lines = [("実施", codes.label(RUNS, facts.runs))]
    for key, words in PROJECTS.items():
        value = getattr(facts, key)
        ids = value if isinstance(value, tuple) else (value,)
        names = "・".join(data.named[one].name for one in ids if one in data.named)
        lines.append((words.split("等を")[0].removesuffix("事業"), names or "未記入"))
    return [*lines, ("備考", facts.note)]


def _in_short(year: YearFacts, data: MunicipalityPage) -> str:
    names = "・".join(data.named[one].name for one in year.facts.named if one in data.named)
    runs = codes.label(RUNS, year.facts.runs)
    return f"{runs}　{names}" if names else runs
