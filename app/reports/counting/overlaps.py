"""重複計上: why the sum of the marks is more than the persons, in numbers. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.codes import label
from app.reports.counting.counted_rows import FLAG_BITS, STATISTICAL_FLAGS, PersonCases
from app.reports.counting.figure import Figure
from app.reports.counting.vocabulary import ANY4

_FLAGS = "flags"


def explained(figure: Figure) -> str:
    """The sum of the four marks taken apart; '' for figures that are not about all four."""
    people = distinct(figure) if about_marks(figure) else ()
    if not people:
        return ""
    by_mark = Counter(name for person in people for name in marks_of(person))
    total = sum(by_mark.values())
    names = (label("flag", flag) for flag in STATISTICAL_FLAGS)
    parts = "＋".join(f"{name}{by_mark[name]:,}" for name in names)
    return f"延べ{total:,}＝{parts}。{_why(people, total)}"


def about_marks(figure: Figure) -> bool:
    """Whether a figure counts who has any of the four marks, or the marks."""
    return any(one.field == _FLAGS and one.codes == (ANY4,) for one in figure.where)


def distinct(figure: Figure) -> tuple[PersonCases, ...]:
    """The different persons a figure counts, those in most categories first."""
    found = {row.person_id: row for row in figure.members if isinstance(row, PersonCases)}
    return tuple(sorted(found.values(), key=lambda person: -len(marks_of(person))))


def marks_of(person: PersonCases) -> tuple[str, ...]:
    """The words of the four marks that a person has."""
    return tuple(
        label("flag", flag) for flag in STATISTICAL_FLAGS if person.flags & FLAG_BITS[flag]
    )


def _why(people: Iterable[PersonCases], total: int) -> str:
    in_so_many = Counter(len(marks_of(person)) for person in people)
    distinct_people = sum(in_so_many.values())
    several = [
        f"{places}つに入る人が{in_so_many[places]:,}人"
        for places in sorted(in_so_many)
        if places > 1
    ]
    if not several:
        return f"2つ以上に入る人はいないため、実人員{distinct_people:,}人と同じです。"
    more = total - distinct_people
    return (
        f"実人員{distinct_people:,}人のうち、{'、'.join(several)}いるため、"
        f"延べは実人員より{more:,}多くなります。"
    )
