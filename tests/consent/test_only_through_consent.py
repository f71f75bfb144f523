"""Nothing hands on who somebody is but through app/consent: read from the sources.

What is told to another office is put on record by one action, which asks for the basis. A command,
a paper or a place that writes a file is named here with whom it is for; a new one is looked at
before it is added.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from app.commands.line import COMMANDS
from tests.test_house import ROOT, Source

RECORD = "app.consent.disclosures.actions"
ITEMS = "app.reports.papers.handed_over"
"""What each item of information means on paper and in a letter."""

DISCLOSING = {
    "app.handoff.writing.actions": "a letter to another office",
    "app.meetings.sharing.actions": "what is said in a meeting",
    "app.network.referrals.actions": "a step of a つなぎ",
    "app.reports.lists.named.actions": "a list with names for another office",
    "app.ui.screens.cases.sections.disclosure_forms": "the form 情報提供を記録",
    "app.practice.consents": "made-up cases",
}
COMMAND_FOR = {
    "demo": "made-up people",
    "init": "made-up people",
    "import": "the own office",
    "figures": "",
    "funding": "",
    "report": "",
    "submissions": "",
    "daily-report": "the own office",
    "travel": "the own office",
    "export-ledger": "the own office",
    "list": "",
    "letter": "another office",
    "office": "the own office",
    "staff": "the own office",
    "verify": "",
    "backup": "",
    "restore": "",
    "retention": "",
    "self-check": "made-up people",
    "wipe": "",
}
"""Whom it writes about people for: '' for numbers alone."""
PAPER_FOR = {
    "access_review": "no persons",
    "history_head": "no persons",
    "assessment_sheet": "own",
    "centre_request": "another",
    "consent_sheet": "the person",
    "contact_list": "no persons",
    "daily_report": "own",
    "drill_sheet": "no persons",
    "emergency_sheet": "own",
    "exchange_papers": "another",
    "face_sheet": "own",
    "holders_sheet": "the person",
    "information_sheet": "another",
    "interview_sheet": "own",
    "meeting_sheets": "members",
    "partner_card": "no persons",
    "plan_sheet": "own",
    "progress_record": "own",
    "removal_record": "own",
    "replacement_note": "no persons",
    "subject_records": "the person",
    "taken_out": "own",
    "travel_sheet": "own",
    "week_sheet": "own",
    "wipe_certificate": "no persons",
    "withdrawal_notice": "another",
}
NOTHING_CHOSEN = ("exchange_papers", "withdrawal_notice")
"""What is said in a letter was chosen and checked when the letter was written; a notice says none."""
FILES = {
    "app.attachments.": "a file of the own office, taken out by hand and told to the history",
    "app.commands.letter.": "sealed letters and cards",
    "app.commands.office.": "an invitation",
    "app.commands.self_check": "made-up people, in a folder that it takes away again",
    "app.commands.verify": "the last mark of the history, which is nobody's data",
    "app.handoff.carrying.": "sealed letters",
    "app.ledgers.": "the own ledger",
    "app.practice.neighbours": "which made-up centre its made-up neighbours know",
    "app.reports.": "papers and figures",
    "app.subject_access.releasing.": "what the person asked for, released by two",
    "app.ui.": "the window saves what the rooms below made",
}
WRITERS = {"write_bytes", "write_text", "write_whole", "write_atomically"}


@cache
def sources() -> dict[str, Source]:
    """Every module of the program by its dotted name."""
    found = {}
    for path in (ROOT / "app").rglob("*.py"):
        place = path.relative_to(ROOT).as_posix()
        name = place[:-3].replace("/", ".").removesuffix(".__init__")
        found[name] = Source(place, path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """What was read of the sources is much; no later test needs it."""
    yield
    sources.cache_clear()


def imported(module: str) -> Iterator[str]:
    """The modules of the program that a module imports."""
    for _, name in sources()[module].imports:
        while name and name not in sources():
            name = name.rpartition(".")[0]
        if name:
            yield name


@cache
def reached(module: str) -> frozenset[str]:
    """Every module that is loaded with this one."""
    seen, waiting = {module}, [module]
    while waiting:
        for name in imported(waiting.pop()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return frozenset(seen)


def calls(module: str) -> set[str]:
    """The last names of what a module calls."""
    return {call.rpartition(".")[2] for _, call in sources()[module].calls}


def papers() -> dict[str, str]:
    """Module → what it makes, for every module that makes a paper."""
    found = {}
    for module, source in sources().items():
        if not module.startswith("app.reports.papers."):
            continue
        for function in source.functions():
            made = ast.unparse(function.returns) if function.returns is not None else ""
            if "Paper" in made.split("["):
                found[module.rpartition(".")[2]] = module
    return {key: module for key, module in found.items() if key not in ("about", "all")}


def test_one_action_puts_a_disclosure_on_record() -> None:
    makers = [module for module in sources() if "Disclosure" in calls(module)]
    assert makers == [RECORD]
    checks = [
        node
        for node in sources()[RECORD].functions()
        if node.name == "record" and "rules.check" in ast.unparse(node)
    ]
    assert checks, "it no longer asks whether a basis holds"


def test_whoever_discloses_is_known() -> None:
    found = {
        module
        for module, source in sources().items()
        if module != RECORD
        and RECORD in set(imported(module))
        and any(call.split(".")[-1] == "record" for _, call in source.calls)
    }
    assert found == set(DISCLOSING)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_discloses_only_by_a_letter(command: str) -> None:
    assert command in COMMAND_FOR, "whom does it write about people for?"
    module = COMMANDS[command][0]
    discloses = {RECORD, ITEMS} & reached(module)
    assert bool(discloses) == (COMMAND_FOR[command] in ("another office", "made-up people"))


@pytest.mark.parametrize("paper", sorted(papers()))
def test_a_paper_for_another_office_holds_what_consent_says(paper: str) -> None:
    assert paper in PAPER_FOR, "whom is it for?"
    asks = any(name.startswith("app.consent.") for name in reached(papers()[paper]))
    if PAPER_FOR[paper] == "another":
        assert asks
    tells = ITEMS in set(imported(papers()[paper]))
    assert tells == (PAPER_FOR[paper] == "another" and paper not in NOTHING_CHOSEN)


def test_files_are_written_in_few_rooms() -> None:
    writers = [
        module
        for module in sources()
        if not module.startswith("app.storage") and WRITERS & calls(module)
    ]
    assert writers
    strangers = [m for m in writers if not any(m.startswith(room) for room in FILES)]
    assert strangers == []


def test_every_name_in_the_tables_is_there() -> None:
    assert set(COMMAND_FOR) == set(COMMANDS)
    assert set(PAPER_FOR) == set(papers())
