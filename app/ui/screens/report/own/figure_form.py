"""The form of an own figure: what is chosen is said as a sentence while it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from app.calendar import wareki
from app.calendar.fiscal import Period, fiscal_year, fiscal_year_of
from app.calendar.typing import read_date
from app.codes import CENTRE_SERVICES, Service, label
from app.errors import TeichakuError
from app.reports.counting.own import actions
from app.reports.counting.own.queries import OwnEdition
from app.reports.counting.own.rules import (
    Chosen,
    chosen_in,
    definition_text,
    read_own,
    sentence_of,
)
from app.reports.counting.vocabulary import (
    FIELDS,
    RULES,
    UNITS,
    UNITS_OF,
    Population,
    Unit,
    bases_of,
)
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import date_reader
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.report.own.condition_editor import NONE, ConditionEditor, offer_only
from app.ui.theme import lay
from app.ui.widgets.editors import ChecksEditor, ChoiceEditor
from app.ui.widgets.field_row import (
    FieldRow,
    checks_field,
    choice_field,
    date_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.page import Scrolled
from app.ui.widgets.paragraph import Paragraph, ReasonLine

KIND = "own_figure"
NEW = "new"
_POPULATIONS = (
    ("cases", "支援（人・件）"),
    ("activities", "支援経過"),
    ("events", "研修・啓発"),
)
_SERVICES = tuple(
    (code.value, label("service", code)) for code in (*CENTRE_SERVICES, Service.OTHER)
)
_CONDITIONS = ("where1", "where2", "where3")
MOST_CONDITIONS = len(_CONDITIONS)
_DAY = (("day", "日付が期間にある"),)
_EXAMPLE_DAY = date(2000, 1, 1)


class FigureForm(SavedForm):
    """A new figure, or a new edition of one."""

    def __init__(self, desk: Desk, period: Period, edition: OwnEdition | None = None) -> None:
        super().__init__(desk)
        self.period, self.edition = period, edition
        self._today = desk.office.clock.today()
        form = Form(2)
        form.add(text_field("label", "呼び名", placeholder="例 住まいが決まった人"))
        self._population = form.add(choice_field("population", "対象", _POPULATIONS))
        services = checks_field("services", "業務（選ばなければ、すべて）", _SERVICES)
        self._services = form.add(services, wide=True)
        self._rule = form.add(choice_field("period", "数える件", _DAY))
        self._unit = form.add(choice_field("unit", "数え方", ()))
        for at, key in enumerate(_CONDITIONS):
            words = "条件" if at == 0 else "さらに条件"
            form.add(FieldRow(key, words, ConditionEditor(self._codes_of, words)), wide=True)
        self._split = form.add(choice_field("split", "内訳（区分ごとにも数える）", [NONE]))
        form.add(text_field("edition", "版", placeholder="例 令和8年度版"))
        form.add(date_field("valid_from", "いつの期間から数えるか", date_reader(self._today)))
        self.said = Paragraph()
        column = QVBoxLayout(self)
        lay(column, gap=2)
        scrolled = Scrolled(gap=2)
        scrolled.add(self.add_form(form))
        scrolled.add(self.newer)
        scrolled.end()
        for part in (self.notice, ReasonLine(_about_edition(edition)), self.said):
            column.addWidget(part)
        column.addWidget(scrolled, 1)
        column.addLayout(self.foot())
        self.save_button.set_words("新しい版として保存" if edition else "足す")
        self.leave_button.set_words("閉じる")
        self._population.changed.connect(self._offer)
        self._services.changed.connect(self._offer)
        form.changed.connect(self._say)
        self._fill(_values(edition, period))

    def about(self) -> tuple[str, str, str]:
        """This figure, or a new one."""
        return (KIND, self.edition.figure_id if self.edition else NEW, "")

    def action(self) -> Callable[[Work], str]:
        """Keep it."""
        chosen = self.chosen()
        edition_of = self.edition.figure_id if self.edition else ""
        return lambda work: actions.define(work, chosen, edition_of)

    def chosen(self) -> Chosen:
        """What stands in the form, as far as it fits together."""
        population = Population(str(self._population.value()))
        fields = {key for key, words in FIELDS.items() if words.population is population}
        where: dict[str, tuple[str, ...]] = {}
        for key in _CONDITIONS:
            field, *codes = self.rows[key].value() or ("",)
            if field in fields and codes:
                where[field] = tuple(codes)
        unit = str(self._unit.value())
        if unit == Unit.MARKS:
            where["flags"] = ("any4",)
        split = str(self._split.value())
        return Chosen(
            label=str(self.rows["label"].value()),
            population=population.value,
            period=str(self._rule.value()),
            unit=unit,
            services=self._services_chosen(population),
            where=where,
            split=split if split in fields else "",
            edition=str(self.rows["edition"].value()),
            valid_from=self._day(),
        )

    def reread(self) -> None:
        """Editions are only ever added: nothing of this one can be newer."""
        self.merge({}, self.versions)

    def _fill(self, values: Mapping[str, Any]) -> None:
        self.rows["population"].set_value(values["population"])
        self.rows["services"].set_value(values["services"])
        self._offer()
        self.start_from(values)
        self._say()

    def _offer(self) -> None:
        """Offer what fits the population and the 業務; what is chosen and fits is kept."""
        population = Population(str(self._population.value()))
        cases = population is Population.CASES
        rules = [(base.value, RULES[base].name) for base in bases_of(population)] if cases else _DAY
        _only(self._rule, rules)
        _only(self._unit, [(unit.value, UNITS[unit]) for unit in UNITS_OF[population]])
        fields = [(key, one.name) for key, one in FIELDS.items() if one.population is population]
        for key in _CONDITIONS:
            editor = self.rows[key].editor
            if isinstance(editor, ConditionEditor):
                editor.offer(fields)
        tables = [(key, words) for key, words in fields if FIELDS[key].table]
        _only(self._split, [NONE, *tables])
        self._services.setVisible(population is not Population.EVENTS)
        boxes = self._services.editor
        if isinstance(boxes, ChecksEditor):
            boxes.boxes[Service.OTHER.value].setVisible(not cases)
        self._say()

    def _codes_of(self, field: str) -> Sequence[tuple[str, str]]:
        """Every code of a field, for all 業務 that are chosen."""
        chosen = self._services.value() or tuple(code.value for code in CENTRE_SERVICES)
        found: dict[str, str] = {}
        for service in chosen:
            for code, word in FIELDS[field].choices(str(service)):
                found.setdefault(code, word)
        beside = {code: _short(words) for code, words in FIELDS[field].codes}
        return list((found | beside).items())

    def _services_chosen(self, population: Population) -> tuple[str, ...]:
        chosen = tuple(map(str, self._services.value()))
        if population is Population.EVENTS:
            return ()
        if population is Population.CASES:
            return tuple(code for code in chosen if code != Service.OTHER)
        return chosen

    def _day(self) -> date | None:
        value = read_date(str(self.rows["valid_from"].value()), today=self._today).value
        return value.first if value is not None else None

    def _say(self) -> None:
        chosen = self.chosen()
        filled = replace(
            chosen,
            label=chosen.label.strip() or "（呼び名）",
            edition=chosen.edition.strip() or "（版）",
            valid_from=chosen.valid_from or _EXAMPLE_DAY,
        )
        try:
            words = sentence_of(read_own(definition_text(filled, "x")), self.period)
        except TeichakuError as refused:
            words = refused.message
        self.said.set_words(words)


def _only(row: FieldRow, choices: Sequence[tuple[str, str]]) -> None:
    if isinstance(row.editor, ChoiceEditor):
        offer_only(row.editor, choices)


def _short(words: str) -> str:
    return words.removesuffix("人") if words.endswith("がある人") else words


def _about_edition(edition: OwnEdition | None) -> str:
    if edition is None:
        return "選ぶと、何を数えるかが下に文で出ます。氏名は数えた件の一覧だけに出ます。"
    since = wareki.short(edition.definition.valid_from)
    return (
        f"いまは「{edition.definition.edition}」（{since} から）です。変えて保存すると、"
        "新しい版になります。前の版で数えた期間は変わりません。"
    )


def _values(edition: OwnEdition | None, period: Period) -> dict[str, Any]:
    start = fiscal_year(fiscal_year_of(period.first))
    chosen = chosen_in(edition.definition) if edition else Chosen("", edition=f"{start.label}版")
    since = edition.definition.valid_from if edition else start.first
    conditions = [(field, *codes) for field, codes in chosen.where.items()]
    if chosen.unit == Unit.MARKS:
        conditions = [one for one in conditions if one[0] != "flags"]
    conditions += [()] * len(_CONDITIONS)
    return {
        "label": chosen.label,
        "population": chosen.population,
        "services": chosen.services,
        "period": chosen.period,
        "unit": chosen.unit,
        **dict(zip(_CONDITIONS, conditions, strict=False)),
        "split": chosen.split,
        "edition": chosen.edition,
        "valid_from": wareki.short(since),
    }
