"""`teichaku retention`: what is due, what becomes due, and the lists there are; numbers, never a name."""

from __future__ import annotations

import argparse
import json
from typing import Any, TextIO

from app.calendar import wareki
from app.calendar.fiscal import parse_year
from app.commands.access import opened
from app.history.viewing import of_list
from app.retention.proposals.queries import Proposal, proposals
from app.retention.proposals.rules import STATE_WORDS
from app.retention.queries import Calendar, Due, RuleLine, calendar
from app.retention.rules import kind_words, rule_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is to be shown."""
    parser.add_argument("what", choices=("list", "proposals"), help="期限の一覧か、削除の案と記録")
    parser.add_argument("--fiscal-year", metavar="2030", help="この年度に期間が過ぎるものだけ")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Show it; nothing is deleted without a window."""
    year = parse_year(args.fiscal_year) if args.fiscal_year else None
    with opened(args) as (office, actor), office.reading(actor, of_list("保存期間")) as reading:
        if args.what == "proposals":
            made = proposals(reading)
            _say(args, out, [_proposal(one) for one in made], map(_proposal_words, made))
            return 0
        found = calendar(reading, every=True)
    due = [one for one in found.due if year is None or one.fiscal_year == year]
    words = (*map(_rule_words, found.rules), *(_due_words(one, found) for one in due))
    _say(args, out, _calendar(found, due), words)
    return 0


def _say(args: argparse.Namespace, out: TextIO, facts: Any, words: Any) -> None:
    if args.json:
        out.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    else:
        out.writelines(f"{line}\n" for line in words)


def _calendar(found: Calendar, due: list[Due]) -> dict[str, Any]:
    return {
        "today": found.today.isoformat(),
        "rules": [_rule(line) for line in found.rules],
        "without_rule": found.unruled,
        "due": [
            {
                "kind": one.kind,
                "number": one.number,
                "ended": one.ended.iso,
                "due": one.due.isoformat(),
                "fiscal_year": one.fiscal_year,
                "passed": one.is_due(found.today),
                "blocks": list(one.blocks),
            }
            for one in due
        ],
    }


def _rule(line: RuleLine) -> dict[str, Any]:
    rule = line.rule
    return {
        "kind": line.kind,
        "years": rule.years if rule else None,
        "counted_from": str(rule.counted_from) if rule else None,
        "source": line.source,
    }


def _proposal(made: Proposal) -> dict[str, Any]:
    return {
        "id": made.id,
        "state": made.state,
        "as_of": made.as_of.isoformat(),
        "cases": made.cases,
        "persons": made.persons,
        "counts": dict(made.counts),
    }


def _rule_words(line: RuleLine) -> str:
    return f"{kind_words(line.kind)}: {rule_words(line.rule)}"


def _due_words(one: Due, found: Calendar) -> str:
    standing = "過ぎています" if one.is_due(found.today) else "まだ"
    why = f"（{'／'.join(one.blocks)}）" if one.blocks else ""
    number = one.number or "（番号なし）"
    return f"{wareki.short(one.due)} {number} {kind_words(one.kind)} {standing}{why}"


def _proposal_words(made: Proposal) -> str:
    state = STATE_WORDS[made.state]
    return f"{wareki.short(made.as_of)} {state} ケース{made.cases:,}件 対象者{made.persons:,}人"
