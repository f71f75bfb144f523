"""Counting: a period, definitions and slim rows in, a tree of figures out. Pure.

For one 業務: 前月末継続 started before the period and did not end before it; 新規 started in it;
終了 ended in it; 月末継続 started by its last day and did not end by it. So
前月末継続 + 新規 - 終了 = 月末継続 always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple, cast

from app.calendar.fiscal import Period
from app.codes import CENTRE_SERVICES, Service, label
from app.reports.counting.counted_rows import ActivityRow, CaseRow, EventRow
from app.reports.counting.definition import Definition, Step, in_force
from app.reports.counting.definition_file import standard
from app.reports.counting.effects import Effects
from app.reports.counting.figure import Base, Branch, Condition, Figure, Missing, Unit
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.gaps import gaps
from app.reports.counting.narrowing import Narrowed, Narrowing, Rows, marks
from app.reports.counting.standing import Bounds
from app.reports.counting.vocabulary import FIELDS, SERVICE, Population, of_person, population_of

_Nodes = dict[str, Figure | Branch]
_MARKS_BESIDE = frozenset({"any4", "none4"})


def count(
    period: Period,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow],
    events: Iterable[EventRow],
    *,
    covered: Period | None = None,
    activities_covered: Period | None = None,
    own: Iterable[Definition] = (),
) -> FigureSet:
    """Every figure of the period; rows outside of it do no harm.

    `covered` is the stretch for which all cases are known, `activities_covered` the one for
    activities; they decide only the two `complete` marks. `own` are the office's own definitions.
    """
    bounds = Bounds(period)
    looked_at = tuple(cases)
    contacts, held = tuple(activities), tuple(events)
    ours = tuple(one for one in own if one.holds(period.last))
    definitions = (*in_force(standard(), period.last), *in_force(ours, period.last))

    def missing() -> tuple[Missing, ...]:
        found = gaps(bounds, looked_at, contacts, held)
        counting = partial(_numbers, definitions, bounds)
        effects = Effects(period, looked_at, contacts, held, counting, found)
        return tuple(map(effects.of, found))

    return FigureSet(
        period=period,
        tree=_tree(definitions, Narrowing(bounds, looked_at, contacts, held)),
        complete=_covers(covered, period),
        activities_complete=_covers(activities_covered, period),
        after_records=covered is not None and covered.last < period.first,
        cases=looked_at,
        find_missing=missing,
    )


def _covers(covered: Period | None, period: Period) -> bool:
    return covered is not None and covered.first <= period.first and period.last <= covered.last


def _tree(definitions: Iterable[Definition], rows: Narrowing, *, sparse: bool = False) -> Branch:
    """The figures; a `sparse` tree has only those that count something."""
    top: _Nodes = {}
    for definition in definitions:
        grown = _Growing(definition, rows, sparse=sparse)
        for path in definition.paths:
            grown.grow(top, path, grown.start(path))
    return Branch(top)


class _At(NamedTuple):
    """Where a path has come to."""

    rows: Narrowed
    """The rows so far; where persons are counted, their cases."""
    service: Service | None = None
    where: tuple[Condition, ...] = ()
    late: tuple[Condition, ...] = ()
    """What is asked of the persons, once it is known which of their cases count."""
    words: tuple[str, ...] = ()
    """The words of the categories."""

    def by(self, condition: Condition, *, late: bool, word: str = "") -> _At:
        """With one more condition, and its word where it is a category."""
        rows, service, where, asked_late, words = self
        words = (*words, word) if word else words
        if late:
            return _At(rows, service, where, (*asked_late, condition), words)
        return _At(rows.by(condition), service, (*where, condition), asked_late, words)


class _Growing:
    """Puts the figures of one definition into the tree."""

    def __init__(self, definition: Definition, rows: Narrowing, *, sparse: bool) -> None:
        self._definition, self._rows, self._sparse = definition, rows, sparse
        self._of_persons = definition.unit in (Unit.PERSONS, Unit.MARKS)

    def start(self, path: Sequence[Step]) -> _At:
        """Before the first step: 業務 that the path does not name narrow from the start."""
        one, services = self._definition, self._definition.services
        if any(step.field == SERVICE for step in path):
            return _At(self._rows.of(one.base, None))
        alone = services[0] if len(services) == 1 else None
        at = _At(self._rows.of(one.base, alone), alone)
        if len(services) > 1:
            at = self._narrowed(at, (Condition(SERVICE, tuple(services)),))
        return self._narrowed(at, one.where)

    def grow(self, nodes: _Nodes, path: Sequence[Step], at: _At) -> None:
        """Add what lies below a node."""
        step, rest = path[0], path[1:]
        if not rest and self._grouped_at_once(step):
            self._grow_groups(nodes, step, at)
            return
        for name, inside in self._names(step, at):
            if self._sparse and not self._members(inside):
                continue
            if not rest:
                nodes[name] = self._figure(inside, optional=step.optional)
                continue
            branch = nodes.get(name)
            if not isinstance(branch, Branch):
                branch = nodes[name] = Branch({}, optional=step.optional)
            self.grow(cast(_Nodes, branch.nodes), rest, inside)

    def _names(self, step: Step, at: _At) -> Iterator[tuple[str, _At]]:
        if not step.field:
            yield step.name, at
        elif step.field == SERVICE:
            for service in self._services():
                inside = _At(self._rows.of(self._definition.base, service), service)
                yield label(SERVICE, service), self._narrowed(inside, self._definition.where)
        else:
            late = self._of_persons and FIELDS[step.field].of_person
            for condition, word in self._shown(step, at):
                yield word, at.by(condition, late=late, word=word)

    def _shown(self, step: Step, at: _At) -> Iterator[tuple[Condition, str]]:
        """The categories of a field: those that are known, and others that occur."""
        known, found = _categories(step.field, at.service), self._occurring(step, at)
        everywhere = found if step.optional else found | self._supported(step, at)
        strange = everywhere.difference(one.codes[0] for one, _ in known)
        beside = ((Condition(step.field, (code,)), code) for code in sorted(strange))
        for condition, word in (*known, *beside):
            if not self._sparse or condition.codes[0] in found:
                yield condition, word

    def _grouped_at_once(self, step: Step) -> bool:
        """Whether the groups by a field are the members of its categories as they are."""
        if step.field in ("", SERVICE) or self._definition.unit is Unit.MARKS:
            return False
        return not self._of_persons or FIELDS[step.field].of_person

    def _grow_groups(self, nodes: _Nodes, step: Step, at: _At) -> None:
        """The same as narrowing by each category in turn, in one go: these are most figures."""
        one, before = self._definition, (*at.where, *at.late)
        groups, name = self._counted(at).grouped(step.field), self._label(at)
        for condition, word in self._shown(step, at):
            nodes[word] = Figure(
                one.base,
                one.unit,
                at.service,
                groups.get(condition.codes[0], ()),
                (*before, condition),
                step.optional,
                f"{name}・{word}",
            )

    def _services(self) -> Iterable[Service]:
        one = self._definition
        known = one.services or CENTRE_SERVICES
        if population_of(one.base) is not Population.ACTIVITIES:
            return known
        found = self._rows.of(one.base, None).grouped(SERVICE)
        return sorted({*known, *map(Service, found)}, key=list(Service).index)

    def _narrowed(self, at: _At, conditions: Iterable[Condition]) -> _At:
        for condition in conditions:
            at = at.by(condition, late=self._of_persons and of_person(condition))
        return at

    def _counted(self, at: _At) -> Narrowed:
        if not self._of_persons:
            return at.rows
        rows = at.rows.persons()
        for condition in at.late:
            rows = rows.by(condition)
        return rows

    def _occurring(self, step: Step, at: _At) -> set[str]:
        late = self._of_persons and FIELDS[step.field].of_person
        rows = self._counted(at) if late else at.rows
        return set(rows.grouped(step.field)) - _MARKS_BESIDE

    def _supported(self, step: Step, at: _At) -> set[str]:
        """What occurs among all that was supported: such a category stands beside every rule."""
        rows = self._rows.of(Base.SUPPORTED, at.service)
        for condition in at.where:
            rows = rows.by(condition)
        return set(rows.grouped(step.field)) - _MARKS_BESIDE

    def _members(self, at: _At) -> Rows:
        rows = self._counted(at).rows
        return marks(rows) if self._definition.unit is Unit.MARKS else rows

    def _figure(self, at: _At, *, optional: bool) -> Figure:
        one = self._definition
        return Figure(
            one.base,
            one.unit,
            at.service,
            self._members(at),
            (*at.where, *at.late),
            optional=optional,
            label=self._label(at),
        )

    def _label(self, at: _At) -> str:
        work = (label(SERVICE, at.service),) if at.service else ()
        return "・".join((*work, self._definition.label, *at.words))


@cache
def _categories(field: str, service: Service | None) -> tuple[tuple[Condition, str], ...]:
    """Every code that is known for a field, with its word."""
    choices = FIELDS[field].choices(service.value if service else "")
    return tuple((Condition(field, (code,)), word) for code, word in choices)


def _numbers(
    definitions: Iterable[Definition],
    bounds: Bounds,
    cases: Iterable[CaseRow],
    activities: Iterable[ActivityRow],
    events: Iterable[EventRow],
) -> dict[str, int]:
    """The number of every figure that counts anything, by its path."""
    rows = Narrowing(bounds, cases, activities, events)
    return dict(_counting(_tree(definitions, rows, sparse=True), ""))


def _counting(branch: Branch, above: str) -> Iterator[tuple[str, int]]:
    for name, node in branch.nodes.items():
        if isinstance(node, Branch):
            yield from _counting(node, f"{above}{name}.")
        else:
            yield f"{above}{name}", node.number
