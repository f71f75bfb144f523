"""`teichaku import`: take a ledger in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, TextIO

from app.commands.access import opened
from app.errors import LedgerRefused
from app.ledgers import actions, queries
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.planned import Plan
from app.ledgers.read_ledger import read_ledger
from app.ledgers.reading.apart import read_apart


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The ledger, and whether only to look."""
    parser.add_argument("ledger", type=Path, metavar="LEDGER.xlsx", help="台帳のファイル")
    parser.add_argument("--dry-run", action="store_true", help="確かめるだけで取り込まない")


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Read, plan with the defaults of the preview, apply in one transaction."""
    try:
        workbook = read_apart(args.ledger)
    except LedgerRefused as refusal:
        if args.ledger.is_file():
            with opened(args) as (office, actor), office.work(actor) as work:
                actions.note_refused(work, refusal.where)
        raise
    with opened(args) as (office, actor):
        with office.reading(actor) as reading:
            mapping = find_mapping(workbook, queries.saved_mappings(reading))
            ledger = read_ledger(workbook, mapping, today=office.clock.today())
            known = existing(reading, ledger.wanted)
        plan = make_plan(ledger, known)
        batch = ""
        if not args.dry_run:
            with office.work(actor) as work:
                batch = actions.apply(work, plan).batch_id
    report = _report(plan, batch, dry_run=args.dry_run)
    if args.json:
        out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    else:
        _say(report, out)
    return 0


def _report(plan: Plan, batch: str, *, dry_run: bool) -> dict[str, Any]:
    told = [row for row in plan.rows if row.reason or row.warnings]
    return {
        "file": plan.file_name,
        "dry_run": dry_run,
        "batch": batch or None,
        "changes_nothing": plan.changes_nothing,
        "rows": plan.counts(),
        "persons": len(plan.persons),
        "episodes": len(plan.episodes),
        "activities": len(plan.activities),
        "events": len(plan.events),
        "skipped_sheets": [
            {"sheet": skipped.sheet, "reason": skipped.reason} for skipped in plan.mapping.skipped
        ],
        "suspected_duplicates": [
            {"why": pair.why, "rows": [list(key) for key in pair.rows]} for pair in plan.pairs
        ],
        "findings": [
            {
                "sheet": row.sheet,
                "row": row.row,
                "disposition": row.disposition,
                "reason": row.reason or None,
                "warnings": list(row.warnings),
                "words": [problem.words for problem in row.problems],
            }
            for row in told
        ],
    }


def _say(report: dict[str, Any], out: TextIO) -> None:
    rows = report["rows"]
    if report["changes_nothing"]:
        out.write("この台帳の内容はすべて登録済みです。何も変えていません。\n")
        return
    head = (
        "取り込むと次のようになります（まだ何も変えていません）。"
        if report["dry_run"]
        else "取り込みました。"
    )
    out.write(
        f"{head}\n"
        f"  新しい業務 {rows.get('case:import', 0)}行、続き {rows.get('case:merge', 0)}行、"
        f"取り込めない {rows.get('case:reject', 0)}行、除く {rows.get('case:exclude', 0)}行\n"
        f"  支援経過 {report['activities']}件、研修・啓発 {report['events']}件、"
        f"同じ人かもしれない組 {len(report['suspected_duplicates'])}組\n"
    )
    for finding in report["findings"]:
        if finding["reason"]:
            out.write(f"  {finding['sheet']} {finding['row']}行: {' '.join(finding['words'])}\n")
