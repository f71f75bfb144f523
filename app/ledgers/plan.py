"""`make_plan`: a ledger that was read, what is on record and what was chosen → what will happen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.calendar.partial import PartialDate
from app.ledgers.check import problem
from app.ledgers.existing import NO_CHOICES, Choices, Existing, ExistingEpisode, ExistingPerson
from app.ledgers.merging import Draft, Found, differences, merged_episodes
from app.ledgers.parse import FLAGS, ReadRow
from app.ledgers.plan_activities import plan_activities, plan_events
from app.ledgers.plan_rows import Outcome, plan_rows
from app.ledgers.planned import (
    FieldChange,
    Plan,
    PlanEpisode,
    PlanPerson,
    SuspectedPair,
    state_of,
)
from app.ledgers.read_ledger import ReadLedger, TableRows
from app.ledgers.recognising import recognise
from app.ledgers.remembering import planning
from app.ledgers.same_person import Group, Suspicion, grouped, suspicions
from app.people import names


def make_plan(ledger: ReadLedger, existing: Existing, choices: Choices = NO_CHOICES) -> Plan:
    """What taking this ledger in would do, row by row; nothing is changed.

    `existing` holds at least what `ledger.wanted` names.
    """
    with planning():
        return _made(ledger, existing, choices)


def _made(ledger: ReadLedger, existing: Existing, choices: Choices) -> Plan:
    tables = [_as_chosen(table, choices) for table in ledger.tables]
    found: Found = defaultdict(list)
    in_order = sorted(tables, key=lambda t: (t.year, t.sheet_index, t.table.first_row))
    cases = [row for t in in_order for row in t.read.values() if row.kind == "case"]
    taken = [row for row in cases if row.refused is None]
    drafts = merged_episodes(taken, found)
    recognise(drafts, existing)
    groups, pairs = _persons(drafts, existing, choices, found)
    _tell_double_numbers(groups, existing, found)
    persons = [_plan_person(group, existing) for group in groups]
    person_of = {draft.key: group.key for group in groups for draft in group.drafts}
    records = {episode.id: episode for episode in existing.episodes}
    episodes = [_plan_episode(draft, person_of[draft.key], records) for draft in drafts]
    others = [row for t in in_order for row in t.read.values() if row.refused is None]
    activities = plan_activities(
        [row for row in others if row.kind == "activity"],
        episodes,
        persons,
        groups,
        existing,
        found,
    )
    events = plan_events([row for row in others if row.kind == "event"], existing)
    outcome = Outcome(episodes, activities, events, found)
    rows = [row for t in tables for row in plan_rows(t.table.kind, t.raw, t.read, outcome)]
    return Plan(
        ledger.workbook.file_name, ledger.workbook.sha256, ledger.mapping, tuple(rows),
        tuple(persons), tuple(episodes), tuple(activities), tuple(events), tuple(pairs),
        ledger.wanted, existing.mark,
    )  # fmt: skip


def _as_chosen(table: TableRows, choices: Choices) -> TableRows:
    if not choices.rows:
        return table
    return replace(table, read={at: _chosen(row, choices) for at, row in table.read.items()})


def _chosen(row: ReadRow, choices: Choices) -> ReadRow:
    """The row with what was chosen for it: taken although struck through, or left out."""
    choice = choices.rows.get(row.key)
    if choice == "leave" and row.refused is None:
        return row.with_problems(problem("left_out"))
    if choice == "take":
        problems = (
            replace(p, severity="warn") if p.severity == "exclude" else p for p in row.problems
        )
        return row._replace(problems=tuple(problems))
    return row


def _persons(
    drafts: Sequence[Draft], existing: Existing, choices: Choices, found: Found
) -> tuple[list[Group], list[SuspectedPair]]:
    """The persons, with pairs that were confirmed joined, and every pair that was asked."""
    groups = grouped(drafts, existing)
    asked = suspicions(groups, existing)
    pairs = []
    joined: dict[str, Group] = {}
    for one in asked:
        choice = choices.pairs.get(_pair_key(one))
        first, second = _now(one.first, joined), _now(one.second, joined)
        if choice == "same" and first is not second and not (first.existing and second.existing):
            _join(first, second, joined)
        elif choice is None:
            later = max((g for g in (one.first, one.second) if g.drafts), key=_first_start)
            row = later.drafts[0].rows[0]
            found[row.key].append(problem("suspected_duplicate_person", detail=one.why))
        pairs.append((one, choice))
    kept = list({id(now): now for group in groups if (now := _now(group, joined))}.values())
    return kept, [
        SuspectedPair(
            _pair_key(one), _shown_key(one.first, joined), _shown_key(one.second, joined),
            (one.first.spellings[0], one.second.spellings[0]), one.why,
            tuple(row.key for g in (one.first, one.second) for d in g.drafts for row in d.rows),
            choice,
        )
        for one, choice in pairs
    ]  # fmt: skip


def _first_start(group: Group) -> PartialDate:
    return min(draft.start for draft in group.drafts)


def _now(group: Group, joined: Mapping[str, Group]) -> Group:
    while group.key in joined:
        group = joined[group.key]
    return group


def _join(first: Group, second: Group, joined: dict[str, Group]) -> None:
    keep, give = (second, first) if second.existing else (first, second)
    keep.drafts = keep.drafts + give.drafts
    joined[give.key] = keep


def _shown_key(group: Group, joined: Mapping[str, Group]) -> str:
    now = _now(group, joined)
    return now.key if now.drafts else (now.existing.id if now.existing else now.key)


def _pair_key(one: Suspicion) -> str:
    """A key that stays the same while rows are chosen: first rows or the record's id."""
    return " | ".join(sorted(_anchor(group) for group in (one.first, one.second)))


def _anchor(group: Group) -> str:
    if group.existing:
        return group.existing.id
    sheet, number = group.drafts[0].rows[0].key
    return f"{sheet}!{number}"


def _tell_double_numbers(groups: Sequence[Group], existing: Existing, found: Found) -> None:
    """Warn where one 管理番号 stands for different people within one 業務."""
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    own = {group.existing.id: group.key for group in groups if group.existing}
    for group in groups:
        for draft in group.drafts:
            holders[draft.service, draft.number].add(group.key)
    for episode in existing.episodes:
        number = Draft("", episode.service, False, values={"number": episode.number}).number
        holder = own.get(episode.person_id, episode.person_id)
        holders[episode.service, number].add(holder)
    for group in groups:
        for draft in group.drafts:
            if draft.number and len(holders[draft.service, draft.number]) > 1:
                found[draft.rows[0].key].append(problem("duplicate_number"))


def _plan_person(group: Group, existing: Existing) -> PlanPerson:
    rows = [row for draft in group.drafts for row in draft.rows]
    told = {
        name: next((row.text(name) for row in reversed(rows) if row.text(name)), "")
        for name in ("name", "kana", "sex")
    }
    birth = group.birth
    kept = [d.kept["birth"] for d in group.drafts if "birth" in d.kept] if birth is None else []
    changes: list[FieldChange] = []
    record = group.existing
    if record is not None:
        changes = _person_changes(record, group, told)
    return PlanPerson(
        group.key, record.id if record else None,
        record.name if record else told["name"], told["kana"], told["sex"] or "unknown",
        birth, kept[-1] if kept else "", group.anonymous,
        "new" if record is None else state_of(changes), tuple(changes),
        tuple(row.key for row in rows),
    )  # fmt: skip


def _person_changes(
    record: ExistingPerson, group: Group, told: Mapping[str, str]
) -> list[FieldChange]:
    changes = []
    if told["kana"] and names.katakana(told["kana"]) != names.katakana(record.kana):
        changes.append(FieldChange("kana", record.kana, told["kana"]))
    if told["sex"] not in ("", "unknown", record.sex):
        changes.append(FieldChange("sex", record.sex, told["sex"]))
    if group.birth is not None and group.birth != record.birth:
        changes.append(FieldChange("birth", record.birth, group.birth))
    return changes


def _plan_episode(
    draft: Draft, person_key: str, records: Mapping[str, ExistingEpisode]
) -> PlanEpisode:
    values = draft.episode_values()
    kept = {name: text for name, text in draft.kept.items() if name != "birth"}
    rows = tuple(row.key for row in draft.rows)
    if draft.existing_id is None:
        whole = values | {flag: bool(values.get(flag)) for flag in FLAGS}
        return PlanEpisode(draft.key, person_key, None, draft.service, whole, kept, "new", (), rows)
    before = records[draft.existing_id].values
    told = {name: value for name, value in values.items() if name in draft.told}
    changes = [
        FieldChange(name, before.get(name), told[name]) for name in differences(before, told)
    ]
    return PlanEpisode(
        draft.key, person_key, draft.existing_id, draft.service, values, kept,
        state_of(changes), tuple(changes), rows,
    )  # fmt: skip
