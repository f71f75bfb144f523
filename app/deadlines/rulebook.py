"""The rules of `resources/rules/`, read and checked strictly, and how a centre set them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any

from app import codes, paths
from app.cases import stages
from app.cases.fields import BY_NAME, Kind
from app.codes import CASE_SERVICES
from app.deadlines.rule import PAPERS, After, Closed, ClosedDays, Nature, Rule, Shows, Unit

LONGEST = {Unit.HOURS: 24 * 31, Unit.DAYS: 3660, Unit.MONTHS: 120, Unit.YEARS: 10, Unit.THIRDS: 2}
SETTABLE = ("length", "first_day_counts", "closed", "enabled")
"""What a centre may set otherwise, where a rule may be set at all."""
MOST_LEAD = 400
LEAD = "lead"
"""When 今日 begins to name a due date is the centre's own matter with every rule."""
_OTHER_KEYS = {"contact.last", "plan.review_on", "plan.made_on"}
_PAPER_DATES = {
    "application": ("submitted_on", "decided_on", "valid_until"),
    "certificate": ("renewal",),
    "consent": ("valid_to",),
    "referral": ("sent_on", "answer_by"),
    "measure": ("until",),
}
_TABLES = {"application": "application_kind", "certificate": "certificate"}
_ONE_KIND = {"consent": ("given",), "referral": ("out",), "measure": ("given",)}
_ENUMS: dict[str, Any] = {
    "kind": Nature,
    "unit": Unit,
    "closed": Closed,
    "closed_days": ClosedDays,
    "shows": Shows,
    "after": After,
}
_TUPLES = (
    "services",
    "starts",
    "only_when",
    "not_when",
    "superseded_by",
    "done_when",
    "done_stages",
)
_PLAIN = {"id": str, "name": str, "source": str, "means": str, "unverified": str, "until": str,
          "version": int, "length": int, "lead": int, "first_day_counts": bool, "enabled": bool,
          "valid_from": date, "valid_to": date}  # fmt: skip


class BadRule(ValueError):
    """A rule file says something that the program does not understand; names file and rule."""


@dataclass(frozen=True)
class Rulebook:
    """Every version of every rule, as it holds in this centre."""

    rules: tuple[Rule, ...]
    left_out: tuple[str, ...] = ()
    """Ids of rules that the centre had set otherwise in a way that is not possible any more."""

    def for_service(self, service: str) -> tuple[Rule, ...]:
        """The enabled rules of a 業務."""
        return tuple(rule for rule in self.rules if rule.enabled and service in rule.services)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """All versions of one rule, the oldest first; () when there is no such rule."""
        return tuple(rule for rule in self.rules if rule.id == rule_id)

    def with_settings(self, settings: Mapping[str, Mapping[str, Any]]) -> Rulebook:
        """The same rules as a centre set them: rule id → what is otherwise.

        What was set for a rule that has changed since, and may not be set so any more, is named
        in `left_out` and does not count.
        """
        found: list[Rule] = []
        left_out = sorted(set(settings) - {rule.id for rule in self.rules})
        for rule in self.rules:
            try:
                found.append(otherwise(rule, settings.get(rule.id, {})))
            except ValueError:
                found.append(rule)
                left_out.append(rule.id)
        return Rulebook(tuple(found), tuple(dict.fromkeys(left_out)))


@cache
def rulebook() -> Rulebook:
    """The rules that come with the program."""
    files = sorted(paths.resource("rules").glob("*.toml"))
    found: list[Rule] = []
    for file in files:
        found += read_rules(file.read_text(encoding="utf-8"), file.name)
    check_together(found)
    return Rulebook(tuple(found))


def read_rules(text: str, file_name: str) -> list[Rule]:
    """The rules of one file; `BadRule` names what is wrong and where."""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"{file_name}: {error}") from error
    if set(entries) != {"rule"} or not isinstance(entries["rule"], list):
        raise BadRule(f"{file_name}: holds something besides [[rule]]")
    found = []
    for place, entry in enumerate(entries["rule"], 1):
        try:
            rule = _read(entry)
            check(rule)
        except (ValueError, TypeError) as error:
            raise BadRule(f"{file_name}, rule {place} ({entry.get('id', '?')}): {error}") from error
        found.append(rule)
    return found


def otherwise(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """A rule with what a centre set otherwise; `BadRule` when it may not be set so."""
    if not values:
        return rule
    counting = set(values) - {LEAD}
    if strange := counting - set(SETTABLE if rule.settable else ()):
        raise BadRule(f"{rule.id}: {sorted(strange)} cannot be set")
    changed = replace(rule, **_typed(values), changed_here=bool(counting))
    check(changed)
    return changed


def check_together(rules: Iterable[Rule]) -> None:
    """Versions of one rule follow each other without holding for the same day twice."""
    last: dict[str, Rule] = {}
    for rule in rules:
        before = last.get(rule.id)
        if before is not None:
            if rule.version != before.version + 1:
                raise BadRule(f"{rule.id}: version {rule.version} after {before.version}")
            if before.valid_to is None or rule.valid_from is None:
                raise BadRule(f"{rule.id}: two versions hold without a limit")
            if (rule.valid_from - before.valid_to).days != 1:
                raise BadRule(f"{rule.id}: versions overlap or leave days out")
        elif rule.version != 1:
            raise BadRule(f"{rule.id}: the first version is 1")
        last[rule.id] = rule


def _read(entry: Mapping[str, Any]) -> Rule:
    known = {field.name for field in fields(Rule)} - {"changed_here"}
    needed = {field.name for field in fields(Rule) if field.default is MISSING}
    if strange := set(entry) - known:
        raise BadRule(f"unknown {sorted(strange)}")
    if missing := needed - set(entry):
        raise BadRule(f"without {sorted(missing)}")
    return Rule(**_typed(entry))


def _typed(entry: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name in _ENUMS:
            values[name] = _ENUMS[name](value)
        elif name in _TUPLES:
            if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
                raise BadRule(f"{name} is no list of words")
            values[name] = tuple(value)
        elif type(value) is not _PLAIN[name]:
            raise BadRule(f"{name} = {value!r}")
        else:
            values[name] = value
    return values


def check(rule: Rule) -> None:
    """Refuse a rule that cannot be meant."""
    wrong = [words for words, bad in _faults(rule) if bad]
    if wrong:
        raise BadRule("; ".join(wrong))


def _faults(rule: Rule) -> Iterable[tuple[str, bool]]:
    services = {str(service) for service in CASE_SERVICES}
    known_stages = {stage for order in stages.ORDER.values() for stage in order}
    keys = (*rule.starts, *rule.superseded_by, *rule.done_when, *filter(None, (rule.until,)))
    conditions = (*rule.only_when, *rule.not_when)
    yield "id", not rule.id.replace("_", "").isalnum() or not rule.id.isascii()
    yield "words are missing", not (rule.name and rule.source and rule.means)
    yield "means is no sentence", not rule.means.endswith("。")
    yield "no start", not rule.starts
    yield "services", not rule.services or not set(rule.services) <= services
    yield "length", not 0 <= rule.length <= LONGEST[rule.unit]
    yield "a counted length", rule.length == 0 and rule.kind is not Nature.RECORDED
    yield "lead", not 0 <= rule.lead <= MOST_LEAD
    yield "valid", bool(rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from)
    yield "until", (rule.unit is Unit.THIRDS) != bool(rule.until)
    yield "thirds never move", rule.unit is Unit.THIRDS and rule.closed is Closed.MOVES
    yield "hours never move", rule.unit is Unit.HOURS and rule.closed is not Closed.STAYS
    yield "stages", not set(rule.done_stages) <= known_stages
    yield "one paper at a time", len({_scope(key) for key in rule.starts}) > 1
    for key in keys:
        yield f"key {key}", not _is_date(key)
    for condition in conditions:
        yield f"condition {condition}", not _is_condition(condition)
    for key in (*keys, *conditions):
        yield f"{key} of another paper", _scope(key) not in ("", rule.scope)


def _scope(key: str) -> str:
    group, _, rest = key.partition(".")
    return f"{group}.{rest.partition('.')[0]}" if group in PAPERS else ""


def _is_date(key: str) -> bool:
    group, _, name = key.partition(".")
    if group == "episode":
        return name in BY_NAME and BY_NAME[name].kind is Kind.DATE
    if group == "case_date":
        return name in dict(codes.table("case_date").choices())
    if group in PAPERS:
        kind, _, day = name.partition(".")
        return kind in _kinds(group) and day in _PAPER_DATES[group]
    return key in _OTHER_KEYS


def _kinds(group: str) -> Iterable[str]:
    if group in _ONE_KIND:
        return _ONE_KIND[group]
    return dict(codes.table(_TABLES[group]).choices())


def _is_condition(text: str) -> bool:
    key, equals, words = text.partition("=")
    if not equals:
        return _is_date(key)
    wanted = set(words.split("|"))
    group, _, name = key.partition(".")
    if key == "service":
        return wanted <= {str(service) for service in CASE_SERVICES}
    if group == "episode" and name in BY_NAME and BY_NAME[name].kind is Kind.CODE:
        return wanted <= set(dict(codes.table(BY_NAME[name].table).choices()))
    if group == "application" and name.endswith(".result"):
        return wanted <= set(dict(codes.table("application_result").choices()))
    return False
