"""独自の集計 in rules: what was chosen becomes a definition, and a definition a text. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.calendar.fiscal import Period
from app.errors import FieldProblem, FileProblem, InvalidInput
from app.reports.counting.definition import OWN, Definition
from app.reports.counting.definition_file import read_definitions
from app.reports.counting.figure import Figure
from app.reports.counting.sentences import sentence
from app.reports.counting.vocabulary import FIELDS, SERVICE, Condition, Population, population_of

_LONGEST = 60
_SIGNS = str.maketrans(".+@{}$\"'\\", "．＋＠（）＄”’￥")
_WHOSE = "独自の集計"


@dataclass(frozen=True)
class Chosen:
    """What a person chose in the form, in codes."""

    label: str
    population: str = "cases"
    period: str = "new"
    unit: str = "cases"
    services: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split: str = ""
    """The field whose codes are counted each for itself."""
    edition: str = ""
    valid_from: date | None = None


def check_chosen(chosen: Chosen, figure_id: str) -> str:
    """The definition as a text, read once on trial; what is missing is said at its field."""
    problems = []
    label = chosen.label.strip()
    if not label:
        problems.append(FieldProblem("label", "呼び名を入力してください。"))
    elif len(label) > _LONGEST:
        problems.append(FieldProblem("label", f"呼び名は{_LONGEST}字までにしてください。"))
    if not chosen.edition.strip():
        problems.append(FieldProblem("edition", "版を入力してください（例: 令和8年度版）。"))
    if chosen.valid_from is None:
        problems.append(FieldProblem("valid_from", "いつから数えるかを入力してください。"))
    if problems:
        raise InvalidInput(tuple(problems))
    text = definition_text(chosen, figure_id)
    read_own(text)
    return text


def definition_text(chosen: Chosen, figure_id: str) -> str:
    """What was chosen as a .toml file says it."""
    categories = f".{{{chosen.split}}}" if chosen.split else ""
    lines = ["[[figure]]", f"id = {_quoted(f'{OWN}.{figure_id}{categories}')}"]
    for key in ("label", "edition", "population", "period", "unit"):
        lines.append(f"{key} = {_quoted(str(getattr(chosen, key)).strip())}")
    lines.append(f"valid_from = {chosen.valid_from:%Y-%m-%d}")
    if chosen.services:
        lines.append(f"services = [{_list(chosen.services)}]")
    where = [f"{name} = [{_list(codes)}]" for name, codes in chosen.where.items() if codes]
    if where:
        lines.append(f"where = {{ {', '.join(where)} }}")
    return "\n".join(lines) + "\n"


def read_own(text: str) -> Definition:
    """The definition in a kept text."""
    return read_definitions(text.encode(), _WHOSE)[0]


def from_file(data: bytes, name: str) -> tuple[Definition, ...]:
    """The definitions of a file that an office takes in; each must be its own."""
    found = read_definitions(data, name)
    for one in found:
        if not _is_own(one):
            raise FileProblem(
                f"数え方の定義「{name}」に誤りがあり、使えません。id「{one.ids[0]}」は "
                f"「{OWN}.名前」の形にしてください（後ろに .{{項目}} を1つ付けられます）。"
                "何も変えていません。",
                where=name,
            )
    return found


def chosen_in(definition: Definition) -> Chosen:
    """What a definition chooses, as the form has it."""
    path = definition.paths[0]
    population = population_of(definition.base)
    cases = population is Population.CASES
    return Chosen(
        label=definition.label,
        population=population.value,
        period=definition.base.value if cases else "day",
        unit=definition.unit.value,
        services=tuple(service.value for service in definition.services),
        where={one.field: one.codes for one in definition.where},
        split=path[2].field if len(path) > 2 else "",
        edition=definition.edition,
        valid_from=definition.valid_from,
    )


def name_for(label: str) -> str:
    """What a new figure is called in paths: its label, without the signs that paths have."""
    return "".join(label.translate(_SIGNS).split())


def figure_id(definition: Definition) -> str:
    """What follows `own.` in the path of an own figure."""
    return definition.paths[0][1].name


def sentence_of(definition: Definition, period: Period) -> str:
    """What a definition counts in a period, as one sentence."""
    alone = definition.services[0] if len(definition.services) == 1 else None
    several = () if alone or not definition.services else definition.services
    where = (Condition(SERVICE, tuple(several)),) if several else ()
    figure = Figure(definition.base, definition.unit, alone, (), (*where, *definition.where))
    step = definition.paths[0][-1]
    each = f"{FIELDS[step.field].name}ごとに数えます。" if step.field else ""
    return sentence(figure, period) + each


def _is_own(definition: Definition) -> bool:
    path = definition.paths[0]
    if len(definition.paths) > 1 or not 1 < len(path) < 4 or path[0].name != OWN:
        return False
    return bool(path[1].name) and all(step.field not in ("", SERVICE) for step in path[2:])


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON writes the same escapes, but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, codes))
