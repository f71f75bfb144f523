"""Which rows are the same person without asking, and which pairs must be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from app.calendar.partial import PartialDate, compatible
from app.ledgers.cells import folded_name
from app.ledgers.existing import Existing, ExistingPerson
from app.ledgers.merging import Draft, newer
from app.ledgers.values import number_key
from app.people import names
from app.people.merging.rules import Known, why_same


@dataclass
class Group:
    """One person: drafts of a ledger, at most one record of the office."""

    key: str
    drafts: list[Draft] = field(default_factory=list)
    existing: ExistingPerson | None = None

    @property
    def anonymous(self) -> bool:
        """Whether the caller gave no name."""
        return self.existing.anonymous if self.existing else self.drafts[0].anonymous

    @property
    def spellings(self) -> list[str]:
        """Every spelling of the name, the record's first."""
        own = [self.existing.name] if self.existing else []
        told = [row.text("name") for draft in self.drafts for row in draft.rows]
        return list(dict.fromkeys(names.plain(name) for name in [*own, *told]))

    @property
    def folded(self) -> set[str]:
        """The spellings with 異体字 folded."""
        return {folded_name(name) for name in self.spellings}

    @property
    def kana(self) -> set[str]:
        """Every furigana that was told."""
        own = [self.existing.kana] if self.existing else []
        told = [row.text("kana") for draft in self.drafts for row in draft.rows]
        return {names.katakana(kana) for kana in [*own, *told] if kana}

    @property
    def birth(self) -> PartialDate | None:
        """The most exact birth, the later one where two contradict."""
        birth = self.existing.birth if self.existing else None
        for draft in self.drafts:
            if draft.birth is not None:
                later = draft.birth if birth is None else newer(birth, draft.birth)
                birth = later if isinstance(later, PartialDate) else birth
        return birth


def grouped(drafts: Sequence[Draft], existing: Existing) -> list[Group]:
    """Persons by the two rules that need no question, with the records they belong to."""
    union = _Union(len(drafts), len(existing.persons))
    person_at = {person.id: len(drafts) + at for at, person in enumerate(existing.persons)}
    person_of = {episode.id: episode.person_id for episode in existing.episodes}
    for at, draft in enumerate(drafts):
        if draft.existing_id is not None:
            union.join(person_at[person_of[draft.existing_id]], at)
    seen: dict[tuple[str, ...], int] = {}
    for key, at in _record_keys(existing, person_at):
        seen.setdefault(key, at)
    for at, draft in enumerate(drafts):
        if draft.anonymous:
            continue
        for key in _draft_keys(draft):
            other = seen.setdefault(key, at)
            if other != at and _agree(key, other, draft, drafts, existing):
                union.join(other, at)
    return _groups(union, drafts, existing)


def _record_keys(
    existing: Existing, person_at: dict[str, int]
) -> Iterable[tuple[tuple[str, ...], int]]:
    by_id = {person.id: person for person in existing.persons if not person.anonymous}
    for episode in existing.episodes:
        person = by_id.get(episode.person_id)
        if person is not None and episode.number:
            yield ("number", number_key(episode.number), person.name_folded), person_at[person.id]
    for person in by_id.values():
        if person.birth is not None and person.birth.is_full:
            yield ("birth", person.name_plain, person.birth.iso), person_at[person.id]


def _draft_keys(draft: Draft) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = []
    for row in draft.rows:
        name, birth = row.text("name"), row.day("birth")
        if number := number_key(row.text("number")):
            keys.append(("number", number, folded_name(name)))
        if birth is not None and birth.is_full:
            keys.append(("birth", names.plain(name), birth.iso))
    return list(dict.fromkeys(keys))


def _agree(
    key: tuple[str, ...], other: int, draft: Draft, drafts: Sequence[Draft], existing: Existing
) -> bool:
    """A bare number (1, 2 …) that every sheet counts anew proves nothing against two births."""
    if key[0] != "number" or not key[1].isdigit():
        return True
    known = (
        drafts[other].birth if other < len(drafts) else existing.persons[other - len(drafts)].birth
    )
    return known is None or draft.birth is None or compatible(known, draft.birth)


class _Union:
    """Sets that are joined; two records of the office never become one here."""

    def __init__(self, drafts: int, records: int) -> None:
        self.parent = list(range(drafts + records))
        self.first_record = drafts

    def root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        first, second = self.root(one), self.root(other)
        if first == second or (first >= self.first_record and second >= self.first_record):
            return
        # A record stays the root of its set, else the earlier draft does.
        keep, give = (first, second) if first >= self.first_record else (second, first)
        if give >= self.first_record or (keep < self.first_record and give < keep):
            keep, give = give, keep
        self.parent[give] = keep


def _groups(union: _Union, drafts: Sequence[Draft], existing: Existing) -> list[Group]:
    groups: dict[int, Group] = {}
    for at, draft in enumerate(drafts):
        root = union.root(at)
        if root not in groups:
            record = existing.persons[root - len(drafts)] if root >= len(drafts) else None
            groups[root] = Group(f"p{len(groups) + 1}", existing=record)
        groups[root].drafts.append(draft)
    return list(groups.values())


@dataclass(frozen=True)
class Suspicion:
    """Two persons who may be one, and why."""

    first: Group
    second: Group
    why: str


def suspicions(groups: Sequence[Group], existing: Existing) -> list[Suspicion]:
    """The pairs that must be asked, each once; pairs of two records are not asked here."""
    own = {group.existing.id for group in groups if group.existing}
    others = [Group(person.id, existing=person) for person in existing.persons
              if person.id not in own and not person.anonymous]  # fmt: skip
    buckets: dict[str, list[Group]] = {}
    for group in [*(g for g in groups if not g.anonymous), *others]:
        for key in {*(f"n{name}" for name in group.folded), *(f"k{kana}" for kana in group.kana)}:
            buckets.setdefault(key, []).append(group)
    found: dict[tuple[str, str], Suspicion] = {}
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2):
            why = _why(one, other)
            if why and (one.key, other.key) not in found:
                found[one.key, other.key] = Suspicion(one, other, why)
    return list(found.values())


def _why(one: Group, other: Group) -> str:
    if one.existing and other.existing:
        return ""
    return why_same(_known(one), _known(other))


def _known(group: Group) -> Known:
    return Known(
        tuple(group.spellings), frozenset(group.folded), frozenset(group.kana), group.birth
    )


def may_be_record(draft: Draft, person: ExistingPerson) -> bool:
    """Whether a row of a known case may be this person under another spelling."""
    return bool(_why(Group("", [draft]), Group("", existing=person)))
