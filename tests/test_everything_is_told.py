"""Every query, action, paper, command and screen either asks and tells, or stands here with a reason.

Queries and papers are called as somebody who may see nothing; actions, commands, files and screens
are read with `ast`. Whoever adds one must say here what the history keeps of it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.calendar.fiscal import Period, month
from app.errors import NotAllowed
from app.history.kinds import Sort, sort_of
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from app.ui.screens.record_pane import RecordPane
from tests.conftest import OpenedOffice
from tests.house import dotted

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
Function = ast.FunctionDef | ast.AsyncFunctionDef

OPEN_QUERIES = {
    "app.attachments.queries.to_remove": "which permission is missing, nobody's data",
    "app.backups.queries.made": "files and numbers of rows, nobody's data",
    "app.backups.queries.plan": "a setting, which everybody's window follows",
    "app.backups.queries.standing": "when 控え were made, nobody's data",
    "app.consent.queries.provider": "what the own office is",
    "app.history.queries.follow_chain": "numbers of entries only; verify shows no entry",
    "app.reports.counting.figures.coverage": "years only",
    "app.reports.papers.centre_request.referral_title": "the title of a form",
    "app.reports.papers.drill_sheet.drill_sheet": "files and numbers of cases",
    "app.reports.papers.about.seals_of": "the boxes of 決裁 on a form",
    "app.reports.papers.access_review.access_review": "who handles the keys sees the staff",
    "app.reports.titles.queries.title_of": "the title of a form",
    "app.reports.titles.queries.titles": "the titles of forms",
    "app.staff.guard.queries.guard": "after how long a desk locks",
    "app.staff.queries.office_kind": "everybody who signed in may know whose office it is",
    "app.staff.queries.office_facts": "everybody who signed in may know whose office it is",
    "app.staff.queries.staff_names": "colleagues know each other's names",
    "app.staff.accounts.queries.people": "who handles the keys sees the staff; nobody supported",
    "app.staff.second.queries.able": "names of colleagues",
    "app.staff.second.queries.standing_of": "how far a request is",
    "app.staff.second.queries.asked_of": "a request of a colleague, about an act and nobody",
    "app.staff.second.queries.waiting_for_me": "only what one may answer oneself",
    "app.subject_access.requests.queries.open_requests": "none for who may not answer them",
}
"""Queries that may be asked by anybody who signed in."""

QUIET_ACTIONS = {
    "app.attachments.actions.follow_owner": "part of an act that tells",
    "app.cases.moving.actions.require_scope": "asks only",
    "app.handoff.letters.actions.mark": "part of acts that tell",
    "app.meetings.actions.refuse_unheld": "asks only",
    "app.network.organisations.actions.add_known": "the list that is taken tells how many",
    "app.network.organisations.actions.refresh_search_key": "the spelling to search by",
    "app.network.signals.actions.settle_state": "part of an act that tells",
    "app.reports.forms.actions.filled_values": "part of acts that tell",
    "app.people.actions.refresh_search_key": "the spelling to search by",
    "app.retention.actions.refuse_others": "asks only",
}
"""Actions that write no entry of their own."""

QUIET_READINGS = {
    # what belongs to something that was opened with a view
    "ui/attachments/attachment_list.py": "files of the case that is open",
    "ui/consent/basis_choice.py": "a form on the page that is open",
    "ui/consent/saving_notices.py": "saved at once, and told as paper.left",
    "ui/network/referral_forms.py": "the つなぎ of the page that is open, saved elsewhere",
    "ui/frame/presenting_bar.py": "what is to be hidden; none of it is shown",
    "ui/lock/desk_guard.py": "after how long the desk locks, nobody's data",
    "ui/screens/cases/activity_form.py": "the page that is open, saved elsewhere",
    "ui/screens/cases/fields_form.py": "the page that is open, saved elsewhere",
    "ui/screens/cases/move_dialog.py": "the page that is open, saved elsewhere",
    "ui/screens/cases/withdraw_form.py": "the page that is open, saved elsewhere",
    "ui/screens/cases/taking_up.py": "a draft of the case that is open",
    "ui/screens/cases/sections/form.py": "the page that is open, saved elsewhere",
    "ui/screens/cases/sections/section.py": "a section of the case that is open",
    "ui/screens/cases/sections/steps.py": "the page that is open, saved elsewhere",
    "ui/screens/cases/sections/together.py": "the sections of the case that is open",
    "ui/screens/cases/sections/what_if.py": "the case that is open",
    "ui/screens/record_form.py": "the record that is open, saved elsewhere",
    "ui/screens/meetings/head.py": "a file without names, told as paper.left",
    "ui/screens/meetings/outcome_forms.py": "the meeting that is open",
    "ui/screens/report/own_forms/form_pane.py": "a form and its sheet, nobody's data",
    "ui/screens/report/own_forms/forms_screen.py": "the list of forms, nobody's data",
    "ui/screens/report/writing.py": "the list of forms, nobody's data",
    "ui/screens/network/pane_form.py": "the record that is open; names in a note are warned of",
    "ui/screens/schedule/form.py": "an entry of the 予定表 that is open",
    "ui/screens/schedule/forms.py": "an entry of the 予定表 that is open",
    "ui/screens/schedule/small_forms.py": "an entry of the 予定表 that is open",
    "ui/screens/schedule/leaving.py": "a file without names, told as paper.left",
    # searches, told by Searches
    "ui/found_by_typing.py": "CaseChoice tells the search; a chosen case was seen before",
    "ui/palette/palette.py": "the search is told",
    "ui/screens/cases/merge_search.py": "the search is told",
    "ui/screens/cases/new_case.py": "the search for the same person is told; a number",
    # names of cases in one's own drafts
    "ui/draft_bar.py": "whose the drafts are that one typed oneself",
    "ui/drafts.py": "which of them are of a case that is hidden now",
    # nothing of a person
    "backups/drills.py": "numbers of rows; the drill itself is told",
    "backups/making.py": "settings; what is made is told",
    "ui/backups/reminder.py": "when 控え were made",
    "ui/backups/watch.py": "when 控え were made",
    "ui/screens/backups/screen.py": "files and numbers of rows",
    "commands/figures.py": "numbers",
    "commands/import_ledger.py": "compares only; taking in tells",
    "commands/letter/files.py": "which letters wait; sealing one tells",
    "commands/letter/partners.py": "other offices",
    "handoff/carrying/rounds.py": "which letters wait; sealing and taking in tell",
    "commands/office/people.py": "the staff and the server",
    "commands/staff/people.py": "the staff",
    "commands/submissions.py": "numbers of figures and of cases",
    "commands/verify.py": "numbers of entries",
    "storage/moving.py": "the office as a whole; each side tells",
    "ui/consent/settings_dialog.py": "settings",
    "ui/network/registering.py": "関係機関",
    "ui/papers/staff_papers.py": "names of the staff",
    "ui/lock/standing.py": "whether one may still see, nobody's data",
    "ui/program.py": "whose office it is",
    "ui/screens/cases/beside.py": "names of the staff",
    "ui/screens/cases/list.py": "how many; the list itself is told",
    "ui/screens/cases/phrase_menu.py": "定型文",
    "ui/screens/cases/phrases_dialog.py": "定型文",
    "ui/screens/exchange/exchange_pane.py": "offices for a case that is open",
    "ui/screens/exchange/exchanges.py": "titles of forms, and which letters wait; the list is told",
    "ui/screens/exchange/accepting_forms.py": "the request that is open; a number",
    "ui/screens/exchange/own_card.py": "one's own office",
    "practice/neighbours.py": "partners of the practice office",
    "ui/screens/exchange/pace_dialog.py": "days of the office",
    "ui/screens/exchange/paper_titles.py": "titles of forms",
    "ui/screens/exchange/partners.py": "other offices",
    "ui/screens/history.py": "names of the staff; the list itself is told",
    "ui/screens/retention/lists_screen.py": "numbers of cases and of rows, nobody's name",
    "ui/screens/retention/periods_screen.py": "what the office decided, nobody's data",
    "ui/screens/ledger_import/screen.py": "compares only; taking in and saving the result tell",
    "ui/screens/network/organisation_forms.py": "関係機関",
    "ui/screens/network/organisation_list.py": "関係機関",
    "ui/screens/network/organisations.py": "関係機関; printing tells; 資源 for a case that is open",
    "ui/screens/network/signals.py": "names of municipalities; the list itself is told",
    "ui/screens/report/figures_screen.py": "numbers; the cases behind one are told",
    "ui/screens/report/lists/screen.py": "names of kept lists, staff and places; the rows are told",
    "ui/screens/report/seeing_screen.py": "numbers; the cases behind a mark are told",
    "ui/screens/report/funding/entries_card.py": "the money of the 年度 that is open",
    "ui/screens/report/own/dialog.py": "definitions and numbers",
    "ui/screens/report/submissions/hand_in_form.py": "numbers; the case that is mended is told",
    "ui/screens/report/submissions/pane.py": "the report that is open",
    "ui/screens/report/submissions/screen.py": "numbers; forms",
    "ui/screens/rules_dialog.py": "rules",
    "ui/second/dialog.py": "how far a request is",
    "ui/screens/staff/inviting.py": "where the server is, and digests of names",
    "ui/screens/staff/people_screen.py": "the staff; the list of what left is told",
    "ui/screens/staff/roles_screen.py": "what the roles may do",
    "ui/window.py": "how many",
    # pictures for the manual, of the practice office
    "ui/pictures/camera.py": "practice",
    "ui/pictures/contacts.py": "practice",
    "ui/pictures/exchange.py": "practice",
    "ui/pictures/meetings.py": "practice",
    "ui/pictures/network.py": "practice",
    "ui/pictures/practice.py": "practice",
    "ui/pictures/probation.py": "practice",
    "ui/pictures/staff.py": "practice",
    "ui/pictures/subject_access.py": "practice",
}
"""Files whose `desk.read` and `office.reading` without `viewing` are no views of their own."""

NOBODYS_PANES = {
    "EventPane": "研修・啓発",
    "FormPane": "様式",
    "LetterPane": "which letter waits for which office, never what it says",
    "MunicipalityPane": "市町村",
    "PartnerPane": "other offices",
}

WRITTEN_FILES = {
    "app/commands/letter/files.py": "letter.sealed",
    "app/commands/letter/partners.py": "one's own card, nobody's data",
    "app/commands/verify.py": "a head of the history, nobody's data",
    "app/ledgers/result_sheet.py": "ledger.result_saved",
    "app/ledgers/writing/actions.py": "ledger.exported",
    "app/reports/forms/excel.py": "report.written, report.submitted",
    "app/reports/forms/bundle.py": "form.exported",
    "app/reports/forms/pdf.py": "report.written",
    "app/reports/manual/book.py": "the manual, nobody's data",
    "app/reports/papers/actions.py": "paper.left",
    "app/reports/papers/drill_sheet.py": "paper.left",
    "app/reports/papers/wipe_certificate.py": "nothing is left that could tell; the act itself is told before",
    "app/reports/seeing/actions.py": "paper.left",
    "app/reports/submissions/actions.py": "report.submitted, report.again",
    "app/reports/lists/actions.py": "list.written",
    "app/reports/lists/named/actions.py": "list.written",
    "app/reports/travel/actions.py": "paper.left",
    "app/subject_access/releasing/actions.py": "subject.released, subject.again",
    "app/ui/attachments/taking_out.py": "attachment.saved",
    "app/ui/consent/saving_notices.py": "paper.left",
    "app/ui/papers/preview.py": "paper.left",
    "app/ui/screens/exchange/giving.py": "letter.sealed",
    "app/ui/screens/exchange/own_card.py": "one's own card, nobody's data",
    "app/ui/screens/meetings/head.py": "paper.left",
    "app/ui/screens/schedule/leaving.py": "paper.left",
    "app/ui/screens/staff/inviting.py": "an invitation, nobody's data",
}
"""Where files leave the program or are printed, and the kind of entry that tells of it."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls_in(path: Path, *names: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a file that says one of these words at all, each with what is called."""
    if any(name in path.read_text(encoding="utf-8") for name in names):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield dotted(node.func), node


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def public(path: Path, first: tuple[str, ...]) -> Iterator[Function]:
    """The functions of a file whose first argument is a reading or a work."""
    for node in tree(path).body:
        if isinstance(node, Function) and not node.name.startswith("_") and node.args.args:
            annotation = node.args.args[0].annotation
            if annotation is not None and ast.unparse(annotation) in first:
                yield node


QUERIES = [
    f"{module_of(path)}.{node.name}"
    for name in ("queries.py", "figures.py")
    for path in sorted(APP.rglob(name))
    for node in public(path, ("Reading", "Work"))
]
PAPERS = [
    f"{module_of(path)}.{node.name}"
    for path in sorted((APP / "reports" / "papers").glob("*.py"))
    if path.name != "actions.py"
    for node in public(path, ("Reading",))
]


def made_up(call: Callable[..., Any]) -> tuple[list[Any], dict[str, Any]]:
    """Values for the arguments that a call needs beside its reading, by place and by name."""
    known: dict[str, Any] = {
        "str": "0" * 32, "str | None": "0" * 32, "date": date(2026, 11, 24),
        "Period": month(2026, 11), "Collection[str]": (), "Sequence[str]": (), "Iterable[str]": (),
    }  # fmt: skip
    needed = list(inspect.signature(call).parameters.values())[1:]
    needed = [one for one in needed if one.default is one.empty]
    values = {one.name: known.get(str(one.annotation)) for one in needed}
    by_name = {one.name for one in needed if one.kind is one.KEYWORD_ONLY}
    return (
        [value for name, value in values.items() if name not in by_name],
        {name: value for name, value in values.items() if name in by_name},
    )


def asked(name: str) -> Callable[..., Any]:
    room, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(room), function)
    return found


def test_who_may_see_nothing_is_refused_by_every_query_and_paper(
    opened_embedded: OpenedOffice,
) -> None:
    office = opened_embedded.office
    nobody = Actor(opened_embedded.actor.staff_id, "例示 樹", Role.ADMIN)
    let_in, kept_out = [], []
    for name in (*QUERIES, *PAPERS):
        call = asked(name)
        try:
            with office.reading(nobody) as reading:
                values, named = made_up(call)
                answer = call(reading, *values, **named)
                if inspect.isgenerator(answer):
                    next(answer, None)
        except NotAllowed:
            kept_out.append(name)
        except Exception as error:  # noqa: BLE001 - any other answer came before the refusal
            let_in.append(f"{name}: {type(error).__name__}")
        else:
            let_in.append(name)
    strangers = [one for one in let_in if one.partition(":")[0] not in OPEN_QUERIES]
    assert not strangers, "ask a permission, or say in OPEN_QUERIES why not:\n" + "\n".join(
        strangers
    )
    assert not set(kept_out) & set(OPEN_QUERIES), "listed as open, but refused"
    assert not set(OPEN_QUERIES) - set(QUERIES) - set(PAPERS), "listed, but not there"
    with office.reading(opened_embedded.actor) as reading:
        told = reading.session.query(HistoryEntry).filter_by(kind="refused").count()
    assert told == len(kept_out) > 100  # every refusal is in the history


def tells(module: ast.Module, function: Function, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function writes an entry, itself or through functions given its work."""
    own = {node.name: node for node in module.body if isinstance(node, Function)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = dotted(node.func)
        if called == "work.tell":
            return True
        if called in own and called not in seen | {function.name}:
            if tells(module, own[called], seen | {function.name}):
                return True
        elif _leads_to_telling(module, called, node):
            return True
    return False


def _leads_to_telling(module: ast.Module, called: str, call: ast.Call) -> bool:
    """Whether another room's function, given the work, tells."""
    if not call.args or ast.unparse(call.args[0]) != "work":
        return False
    head, _, name = called.rpartition(".")
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("app."):
            for alias in node.names:
                if (alias.asname or alias.name) == (head or called):
                    room = f"{node.module}.{alias.name}" if head else node.module
                    path = ROOT / f"{room.replace('.', '/')}.py"
                    wanted = name if head else alias.name
                    if path.exists() and path.name != "queries.py":
                        there = tree(path)
                        for found in there.body:
                            if isinstance(found, Function) and found.name == wanted:
                                return tells(there, found)
    return False


def test_every_action_tells() -> None:
    actions = {
        f"{module_of(path)}.{node.name}": tells(tree(path), node)
        for path in sorted(APP.rglob("actions.py"))
        for node in public(path, ("Work",))
    }
    assert len(actions) > 100
    silent = {name for name, told in actions.items() if not told}
    assert not silent - set(QUIET_ACTIONS), silent - set(QUIET_ACTIONS)
    assert not set(QUIET_ACTIONS) - set(actions), "listed, but not there"


def readings() -> Iterator[tuple[str, bool]]:
    """Every place that reads on somebody's behalf: its file, and whether a view is told."""
    for path in sorted(APP.rglob("*.py")):
        for called, node in calls_in(path, ".read(", ".reading("):
            told = any(word.arg == "viewing" for word in node.keywords)
            if called.endswith(("desk.read", "_desk.read")):
                yield path.relative_to(APP).as_posix(), told
            elif called.endswith("office.reading"):
                yield path.relative_to(APP).as_posix(), told or len(node.args) > 1


def test_every_reading_of_a_screen_or_command_is_a_view_or_says_why_not() -> None:
    found = list(readings())
    quiet = {path for path, told in found if not told}
    assert sum(told for _, told in found) > 10
    unsaid = quiet - set(QUIET_READINGS)
    assert not unsaid, f"give `viewing`, or say in QUIET_READINGS why not: {sorted(unsaid)}"
    gone = [path for path in QUIET_READINGS if not (APP / path).exists()]
    assert not gone, f"listed, but not there: {gone}"


def test_every_record_that_opens_beside_a_list_is_a_view_or_nobodys() -> None:
    for path in (APP / "ui").rglob("*.py"):
        if "RecordPane[" in path.read_text(encoding="utf-8"):
            importlib.import_module(module_of(path))
    panes = {kind.__name__: kind for kind in RecordPane.__subclasses__()}
    assert len(panes) > 5
    untold = {name for name, kind in panes.items() if kind.viewing is RecordPane.viewing}
    assert untold <= set(NOBODYS_PANES) <= set(panes), untold


def test_every_file_that_leaves_is_told() -> None:
    leaving = ("write_whole", "print_pages")
    places = {
        path.relative_to(ROOT).as_posix()
        for path in APP.rglob("*.py")
        for called, _ in calls_in(path, *leaving)
        if called in leaving
    }
    assert places <= set(WRITTEN_FILES), places - set(WRITTEN_FILES)
    for kind in WRITTEN_FILES.values():
        if "." in kind:
            assert sort_of(kind) is Sort.OUT, kind


@pytest.mark.parametrize("period", [month(2026, 11)])
def test_made_up_values_fit(period: Period) -> None:
    def call(
        reading: Any, one: str, when: date, span: Period, more: int = 0, *, rest: int
    ) -> None: ...

    assert made_up(call) == (["0" * 32, date(2026, 11, 24), period], {"rest": None})
