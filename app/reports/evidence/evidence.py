"""根拠: what the office keeps beside the file it hands in, by case number and never by name. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.restriction.rules import HIDDEN_NUMBER, hidden_words
from app.reports.counting.figure import Member, Missing, Unit
from app.reports.forms.figure_paths import REST, split_sum
from app.reports.submissions.rules import ROW_WORDS, effect_words
from app.reports.submissions.snapshot import Kept, Late, Snapshot

NO_NUMBER = "（番号なし）"
NO_CASE = "（ケースなし）"
_UNITS = {Unit.MINUTES: "分", Unit.PARTICIPANTS: "人", Unit.ORGANISATIONS: "機関"}
_AGGREGATES = frozenset({"sum4", "any4", "none4"})


@dataclass(frozen=True, slots=True)
class Entered:
    """What stood in one field of the form; a day as ISO text, an empty one as ''."""

    name: str
    cell: str
    figure: str
    value: int | str


@dataclass(frozen=True, slots=True)
class Ground:
    """One figure of the form: its rule, the cases counted, and those left out with the reason."""

    path: str
    title: str
    number: int
    sentence: str
    counted: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Evidence:
    """Everything that the office's workbook shows."""

    office: str
    period: str
    form: str
    note: str
    explanation: str
    fields: tuple[Entered, ...]
    grounds: tuple[Ground, ...]
    missing: tuple[tuple[str, str, str], ...]
    """Number, what is missing, which figures it would change."""
    late: tuple[tuple[str, str, str, str], ...]
    """Number, what it is, its day, the day it was recorded."""
    practice: bool = False


def named_paths(figures: Iterable[str], taken: Iterable[str]) -> tuple[str, ...]:
    """The paths of all single figures that the fields of a form are made of, in their order."""
    known = tuple(taken)
    parts = [part for figure in figures if not figure.startswith("$") for part in split_sum(figure)]
    found: dict[str, None] = {}
    for part in parts:
        found |= dict.fromkeys(_single(part, parts, known))
    return tuple(found)


def evidence(
    taken: Snapshot,
    entered: Iterable[Entered],
    *,
    office: str,
    form: str,
    note: str = "",
    explanation: str = "",
    practice: bool = False,
) -> Evidence:
    """The grounds of every figure the form names."""
    fields = tuple(entered)
    paths = named_paths((one.figure for one in fields), taken.figures)
    return Evidence(
        office=office,
        period=taken.period.label,
        form=form,
        note=note,
        explanation=explanation,
        fields=fields,
        grounds=tuple(
            _ground(path, taken.figures[path], taken.contact_numbers)
            for path in paths
            if path in taken.figures
        ),
        missing=tuple(_missing(gap, taken) for gap in taken.missing),
        late=tuple(_late(one) for one in taken.late),
        practice=practice,
    )


def as_kept(value: int | str | date | None) -> int | str:
    """A value of a form as it is kept in JSON."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def _single(part: str, parts: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    parent, _, last = part.rpartition(".")
    if last != REST:
        yield part
        return
    named = set(parts)
    for path in known:
        above, _, step = path.rpartition(".")
        if above == parent and step not in _AGGREGATES and path not in named:
            yield path


def _ground(path: str, kept: Kept, contacts: Mapping[str, str]) -> Ground:
    return Ground(
        path,
        kept.label,
        kept.number,
        kept.sentence,
        tuple(_counted(kept, contacts)),
        tuple((number or NO_NUMBER, reason) for number, reason in kept.beside),
    )


def _counted(kept: Kept, contacts: Mapping[str, str]) -> Iterator[str]:
    """Cases by number; rows of a case together, with how many or how much they are."""
    if kept.unit in (Unit.CASES, Unit.PERSONS, Unit.MARKS):
        hidden = [member for member in kept.members if HIDDEN_NUMBER in member.numbers]
        for member in kept.members:
            if HIDDEN_NUMBER not in member.numbers:
                yield "・".join(number or NO_NUMBER for number in member.numbers)
        if hidden:
            yield hidden_words(len(hidden))
        return
    together: Counter[str] = Counter()
    for member in kept.members:
        together[_of_contact(member, contacts)] += member.amount
    for number, amount in sorted(together.items()):
        yield f"{number} {amount:,}{_UNITS.get(kept.unit, '件')}"


def _of_contact(member: Member, contacts: Mapping[str, str]) -> str:
    if member.unit in (Unit.EVENTS, Unit.PARTICIPANTS, Unit.ORGANISATIONS):
        return ROW_WORDS["event"]
    if not member.case_ids:
        return NO_CASE
    return contacts.get(member.case_ids[0], "") or NO_NUMBER


def _missing(gap: Missing, taken: Snapshot) -> tuple[str, str, str]:
    effect = effect_words(tuple(map(taken.label, gap.paths)))
    return gap.number or ROW_WORDS.get(gap.kind, NO_NUMBER), gap.reason, effect


def _late(one: Late) -> tuple[str, str, str, str]:
    return one.number or NO_NUMBER, ROW_WORDS.get(one.kind, "ケース"), one.day, one.recorded
