"""Which small numbers are hidden, and which others with them so that no sum gives them away. Pure.

A hidden number is given away when it follows from those that are shown and from what always holds
(前 + 新規 = 終了 + 末, the parts of a breakdown add up). Then the smallest number that helps to
find it is hidden too, until none follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.reports.forms.figure_paths import REST, split_sum
from app.reports.forms.form import Form

Row = dict[str, int]
"""A sum of figures: path → how often."""
_PRIME = (1 << 61) - 1
_HANDLED = ("carried", "new", "closed", "open", "supported_episodes")
_AGGREGATES = frozenset({"sum4", "any4", "none4"})
_FOUR = ("高齢", "身体", "知的", "精神")
_PERSONS = {"": "supported_persons", "_new": "new_persons", "_closed": "closed_persons"}
_TOTALS = {
    **{f"sex{end}": total for end, total in _PERSONS.items()},
    "source_new": "new",
    "source_supported": "supported_episodes",
    "destination": "destination_total",
    "end_reason": "closed",
    "focus_supported": "supported_episodes",
    **{
        f"{name}_{end}": {"supported": "supported_episodes"}.get(end, end)
        for name in ("kubun", "area")
        for end in ("new", "closed", "supported")
    },
}
"""Breakdown → the figure beside it that its parts add up to."""


def hidden(form: Form, values: Mapping[str, Any], below: int) -> frozenset[str]:
    """Names of the fields to hide: numbers from 1 up to, not with, `below`, and what they need."""
    cells = {
        entry.name: _row(entry.figure)
        for entry in form.inputs
        if not entry.figure.startswith("$") and isinstance(values.get(entry.name), int)
    }
    found = {name for name in cells if 0 < values[name] < below}
    if not found:
        return frozenset()
    always = tuple(_identities({path for row in cells.values() for path in row}))
    order = sorted(cells, key=lambda name: (values[name] == 0, values[name]))
    while given := _given_away(cells, found, always):
        found.add(_next(cells, found, always, given, order))
    return frozenset(found)


def _row(figure: str) -> Row:
    found: Row = {}
    for part in split_sum(figure):
        found[part] = found.get(part, 0) + 1
    return found


def _given_away(cells: Mapping[str, Row], masked: set[str], always: Iterable[Row]) -> str:
    """A hidden field that follows from the shown ones; '' when none does."""
    basis = _Basis()
    for row in always:
        basis.add(row)
    for name, row in cells.items():
        if name not in masked:
            basis.add(row)
    return next((name for name in cells if name in masked and basis.holds(cells[name])), "")


def _next(
    cells: Mapping[str, Row],
    masked: set[str],
    always: Iterable[Row],
    given: str,
    order: Iterable[str],
) -> str:
    """The smallest shown field that stands nearest to the one given away."""
    rows = (*always, *cells.values())
    near = set(cells[given])
    shown = [name for name in order if name not in masked]
    while True:
        found = next((name for name in shown if near & cells[name].keys()), "")
        wider = near | {path for row in rows if near & row.keys() for path in row}
        if found or wider == near:
            return found or shown[0]
        near = wider


class _Basis:
    """Rows reduced one by the other, modulo a large prime."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Take a row in; one that follows from the others changes nothing."""
        rest = self._reduced(row)
        if rest:
            lead = min(rest)
            factor = pow(rest[lead], -1, _PRIME)
            self._rows[lead] = {path: many * factor % _PRIME for path, many in rest.items()}

    def holds(self, row: Row) -> bool:
        """Whether a row follows from those taken in."""
        return not self._reduced(row)

    def _reduced(self, row: Row) -> Row:
        rest = {path: many % _PRIME for path, many in row.items()}
        while lead := min((path for path in rest if path in self._rows), default=""):
            factor = rest[lead]
            for path, many in self._rows[lead].items():
                left = (rest.get(path, 0) - factor * many) % _PRIME
                if left:
                    rest[path] = left
                else:
                    rest.pop(path, None)
        return rest


def _identities(paths: set[str]) -> Iterator[Row]:
    """What always holds among the figures of a form."""
    for above in sorted({path.rpartition(".")[0] for path in paths}):
        carried, new, closed, opened, supported = (f"{above}.{step}" for step in _HANDLED)
        yield from _known(paths, {carried: 1, new: 1, closed: -1, opened: -1})
        yield from _known(paths, {carried: 1, new: 1, supported: -1})
        yield from _known(paths, {closed: 1, opened: 1, supported: -1})
        yield from _parts(paths, above)
    for step in (*_HANDLED, "count", "minutes"):
        for base in {path.partition(".by_")[0] for path in paths if ".by_" in path}:
            total = {"count": "total_count", "minutes": "total_minutes"}.get(step, step)
            for kind in ("by_kubun", "by_means", "by_work"):
                parts = [
                    path
                    for path in paths
                    if path.startswith(f"{base}.{kind}.")
                    and path.endswith(f".{step}")
                    and path.count(".") == base.count(".") + 3
                ]
                yield from _known(paths, {f"{base}.{total}": -1, **dict.fromkeys(parts, 1)})
        works = [p for p in paths if p.startswith("works.") and p.endswith(f".{step}")]
        own = [path for path in works if path.count(".") == 2]
        yield from _known(paths, {f"total.{step}": -1, **dict.fromkeys(own, 1)})


def _parts(paths: set[str], above: str) -> Iterator[Row]:
    """The parts of one breakdown, with what the form has no field for."""
    base, _, name = above.rpartition(".")
    parts = [path for path in paths if path.rpartition(".")[0] == above]
    plain = [path for path in parts if path.rpartition(".")[2] not in _AGGREGATES]
    if name in _TOTALS:
        yield from _known(paths, {f"{base}.{_TOTALS[name]}": -1, **dict.fromkeys(plain, 1)})
    if name.startswith("disability"):
        total = f"{base}.{_PERSONS.get(name.removeprefix('disability'), '')}"
        yield from _known(paths, {f"{above}.any4": 1, f"{above}.none4": 1, total: -1})
        four = [f"{above}.{flag}" for flag in _FOUR if f"{above}.{flag}" in paths]
        rest = [f"{above}.{REST}"] if f"{above}.{REST}" in paths else []
        yield from _known(paths, {f"{above}.sum4": -1, **dict.fromkeys((*four, *rest), 1)})


def _known(paths: set[str], row: Row) -> Iterator[Row]:
    """An identity whose figures all stand on the form; one without parts says nothing."""
    if len(row) > 1 and row.keys() <= paths:
        yield row
