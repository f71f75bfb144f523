"""The rules of the house (docs/decisions/0001), read from the sources with `ast`.

Every rule is a function from one source file to its findings. Each is tried twice: on the
program, where it must find nothing, and on small violating sources, where it must find something.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from tests.house import (
    Example,
    Finding,
    Function,
    Rule,
    Source,
    dotted,
    inside,
    only_in,
    places,
)
from tests.plain_rules import PLAIN_RULES

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("app", "bench", "forms", "installer", "tests")
FIRST_LEVEL = """
__init__ __main__ wiring errors paths clock codes places practice calendar people cases deadlines consent meetings
schedule retention attachments network handoff subject_access funding reports ledgers foreign staff history backups
storage ui commands
"""
NO_SUBJECT = {"core", "common", "utils", "util", "helpers", "helper", "manager", "service"}
CLOCKS = {"now", "utcnow", "today", "time", "localtime"}
DATA_FILES = {"actions.py", "queries.py", "figures.py"}
LONGEST_FILE, LONGEST_FUNCTION, DOCUMENTED = 500, 60, 0.9


def keeps_data(source: Source) -> bool:
    return source.under("app/storage") or source.name in DATA_FILES


def pure_imports(source: Source) -> Iterator[Finding]:
    impure = (
        "app.storage app.clock app.paths app.wiring app.ui app.commands sqlalchemy os io time "
        "pathlib shutil tempfile subprocess socket random secrets logging"
    )
    for line, name in source.imports if source.pure else ():
        if any(inside(name, module) for module in impure.split()):
            yield line, f"a pure module takes values and returns values, but imports {name}"


def pure_calls(source: Source) -> Iterator[Finding]:
    ends = re.compile(
        r"^(open|print|input)$|\b(datetime\.(now|utcnow|today)|date\.today)$"
        r"|\.(open|read_text|read_bytes|write_text|write_bytes|unlink|mkdir)$"
    )
    for line, call in source.calls if source.pure else ():
        if ends.search(call):
            yield line, f"a pure module calls {call}()"


def own_clock(source: Source) -> Iterator[Finding]:
    ends = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|localtime))$")
    if source.under("app") and source.path != "app/clock.py":
        for node in source.nodes:
            clock = isinstance(node, ast.Attribute) and node.attr in CLOCKS
            if clock and ends.search(ast.unparse(node)):
                yield node.lineno, f"{ast.unparse(node)}: the time comes from app/clock.py"


def migrations_alone(source: Source) -> Iterator[Finding]:
    if source.under("app/storage/migrations"):
        for line, name in source.imports:
            if inside(name, "app"):
                yield line, f"a migration must work in ten years and so imports nothing: {name}"


def records_stay_inside(source: Source) -> Iterator[Finding]:
    records = "app.storage.records"
    taken = {name.rpartition(".")[2] for _, name in source.imports if inside(name, records)}
    if source.under("app") and source.name in DATA_FILES:
        for function in source.functions():
            given = ast.unparse(function.returns) if function.returns else ""
            leaking = taken & set(re.findall(r"\w+", given))
            if leaking and not function.name.startswith("_"):
                yield function.lineno, f"{function.name} gives a mapped record away: {leaking}"


def actions_require(source: Source) -> Iterator[Finding]:
    if source.under("app") and source.name == "actions.py":
        for function in source.tree.body:
            if isinstance(function, Function) and not function.name.startswith("_"):
                calls = {dotted(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
                if "work.require" not in calls:
                    yield function.lineno, f"{function.name} never calls work.require(...)"


def commits(source: Source) -> Iterator[Finding]:
    for line, call in source.calls if source.under("app") else ():
        if call.rpartition(".")[2] == "commit":
            yield line, "commit() is called once in the program, when Work is left"


def commits_elsewhere(source: Source) -> Iterator[Finding]:
    if not source.under("app/storage/work.py"):
        yield from commits(source)


def named_by_subject(source: Source) -> Iterator[Finding]:
    parts = PurePosixPath(source.path).with_suffix("").parts
    for part in set(parts) & NO_SUBJECT:
        yield 1, f"'{part}' says nothing about the subject"
    if parts[0] == "app" and parts[1] not in FIRST_LEVEL.split():
        yield 1, f"app/{parts[1]} is not a room of the house"


def short(source: Source) -> Iterator[Finding]:
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield LONGEST_FILE, f"{lines} lines, at most {LONGEST_FILE}"
    for function in source.functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield function.lineno, f"{function.name} has {length} lines, at most {LONGEST_FUNCTION}"


def no_print(source: Source) -> Iterator[Finding]:
    inner = source.under("app") and not source.under("app/commands")
    for line, call in source.calls if inner else ():
        if call == "print":
            yield line, "only app/commands prints"


def reasoned_ignores(source: Source) -> Iterator[Finding]:
    vague = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:\s*[A-Z])")
    written = source.text if vague.search(source.text) else ""
    for token in tokenize.generate_tokens(io.StringIO(written).readline):
        if token.type == tokenize.COMMENT and vague.search(token.string):
            yield token.start[0], f"{token.string}: name the code that is ignored"


def no_swallowing(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            body = [ast.unparse(statement) for statement in node.body]
            if set(body) <= {"pass", "...", "continue"}:
                yield node.lineno, "an error is swallowed: handle it, or say what it means"
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
            everything = {"Exception", "BaseException"}
            if everything & {ast.unparse(argument) for argument in node.args}:
                yield node.lineno, "suppress(Exception) swallows every error"


def module_docstring(source: Source) -> Iterator[Finding]:
    if source.under("app") and source.text.strip() and not ast.get_docstring(source.tree):
        yield 1, "no module docstring"


def engine_unknown(source: Source) -> Iterator[Finding]:
    if source.under("app") and not source.under("app/storage"):
        for number, line in enumerate(source.text.splitlines(), 1):
            if found := re.search("sqlite|sqlcipher|pragma|postgres|psycopg", line, re.IGNORECASE):
                yield number, f"only app/storage knows the engine, here is '{found[0]}'"


START_OR_COMMANDS = places("app/__main__.py", "app/commands")
EXCEL_AND_PDF = "openpyxl xlsxwriter python_calamine reportlab pypdfium2"
LONG = "def f():\n" + "    x = 1\n" * 60
BAD_CLOCK = "from datetime import datetime\nx = datetime.now()\n"
LEAK = "from app.storage.records.person import Person\n\ndef find() -> list[Person]: ...\n"

# name: the check, sources it must refuse, sources it must let pass
RULES: dict[str, Rule] = {
    "Qt stays in the window": (
        only_in("PySide6 shiboken6", places("app/ui", "app/__main__.py"), "under app/ui"),
        [
            ("app/cases/queries.py", "from PySide6.QtCore import Qt"),
            ("app/commands/demo.py", "def f():\n    import PySide6"),
        ],
        [("app/ui/x.py", "import PySide6"), ("app/cases/stage.py", "import PySide6extra")],
    ),
    "SQLAlchemy stays with the data": (
        only_in("sqlalchemy", keeps_data, "in app/storage, actions, queries and figures"),
        [
            ("app/ui/x.py", "from sqlalchemy import select"),
            ("app/cases/rules.py", "import sqlalchemy.orm"),
        ],
        [("app/cases/queries.py", "import sqlalchemy"), ("app/storage/x.py", "import sqlalchemy")],
    ),
    "Excel and PDF stay in reports and ledgers": (
        only_in(EXCEL_AND_PDF, places("app/reports", "app/ledgers"), "in reports and ledgers"),
        [("app/ui/x.py", f"import {name}") for name in EXCEL_AND_PDF.split()],
        [("app/ledgers/read.py", "import python_calamine")],
    ),
    "keyring, Alembic and the driver stay in storage": (
        only_in("keyring alembic sqlcipher3 psycopg", places("app/storage"), "in app/storage"),
        [
            ("app/ui/x.py", "import keyring"),
            ("app/staff/actions.py", "from alembic import command"),
            ("app/cases/queries.py", "import sqlcipher3.dbapi2"),
            ("app/cases/actions.py", "import psycopg"),
        ],
        [("app/storage/keys.py", "import keyring")],
    ),
    "no second copy of the engine": (
        only_in("sqlite3 apsw PySide6.QtSql", lambda source: False, "nowhere: it drops the locks"),
        [
            ("app/storage/x.py", "import sqlite3"),
            ("app/ui/x.py", "from PySide6 import QtSql"),
            ("app/ui/x.py", "from PySide6.QtSql import QSqlDatabase"),
        ],
        [("app/storage/x.py", "import sqlcipher3")],
    ),
    "nothing imports the wiring": (
        only_in("app.wiring", START_OR_COMMANDS, "in app/__main__.py and app/commands"),
        [
            ("app/ui/main.py", "from app import wiring"),
            ("app/cases/actions.py", "from ..wiring import Office"),
        ],
        [("app/__main__.py", "from app import wiring")],
    ),
    "screens and commands never hold a record": (
        only_in("app.storage.records", lambda s: not s.under("app/ui", "app/commands"), "below"),
        [("app/ui/x.py", "from app.storage.records.person import Person")],
        [("app/people/queries.py", "from app.storage.records.person import Person")],
    ),
    "records stay inside their work": (
        records_stay_inside,
        [("app/people/queries.py", LEAK), ("app/people/actions.py", LEAK)],
        [("app/people/queries.py", LEAK.replace("def find", "def _find"))],
    ),
    "pure modules import nothing impure": (
        pure_imports,
        [
            ("app/cases/rules.py", "from app.storage import Work"),
            ("app/cases/stages.py", "from pathlib import Path"),
            ("app/calendar/ages.py", "from app.clock import Clock"),
            ("app/calendar/ages.py", "from .. import clock"),
        ],
        [
            ("app/calendar/ages.py", "from datetime import date"),
            ("app/codes.py", "import os"),
            ("app/ui/widgets/stages.py", "from app.ui.theme import Size"),
        ],
    ),
    "pure modules call nothing impure": (
        pure_calls,
        [
            ("app/cases/rules.py", "open('x')"),
            ("app/calendar/x.py", "import datetime\ndatetime.date.today()"),
            ("app/cases/stage.py", "def f(path):\n    path.write_text('x')"),
        ],
        [("app/calendar/x.py", "def f(when):\n    return when.date()")],
    ),
    "one clock": (
        own_clock,
        [("app/ui/x.py", BAD_CLOCK), ("app/ui/y.py", "import time\nf = time.time")],
        [("app/clock.py", BAD_CLOCK), ("app/ui/x.py", "def f(clock): return clock.today()")],
    ),
    "migrations import nothing from app": (
        migrations_alone,
        [
            ("app/storage/migrations/versions/a.py", "from app.storage import records"),
            ("app/storage/migrations/env.py", "from ..records import base"),
        ],
        [("app/storage/migrations/env.py", "from alembic import context")],
    ),
    "every action asks for a permission": (
        actions_require,
        [
            ("app/cases/actions.py", "def move(work, case): work.tell('x')"),
            ("app/cases/actions.py", "def move(work): other.require(1)"),
        ],
        [("app/cases/actions.py", "def move(work): work.require(1)\ndef _load(work): ...")],
    ),
    "only Work commits": (
        commits_elsewhere,
        [("app/cases/actions.py", "def f(work): work.session.commit()")],
        [("app/storage/work.py", "def f(session): session.commit()")],
    ),
    "names come from the subject": (
        named_by_subject,
        [(f"app/cases/{name}.py", "") for name in sorted(NO_SUBJECT)]
        + [("app/helpers/x.py", ""), ("app/plugins/x.py", ""), ("app/things.py", "")],
        [("app/cases/stage.py", ""), ("app/clock.py", "")],
    ),
    "files and functions are short": (
        short,
        [("app/x.py", "\n" * (LONGEST_FILE + 1)), ("bench/x.py", LONG)],
        [("app/x.py", "\n" * LONGEST_FILE), ("app/x.py", LONG.replace("    x = 1\n", "", 1))],
    ),
    "only commands print": (
        no_print,
        [("app/cases/actions.py", "print('x')")],
        [("app/commands/figures.py", "print('x')"), ("app/x.py", "pprint('x')")],
    ),
    "ignored checks are named": (
        reasoned_ignores,
        [("app/x.py", "import x  # type: ignore\n"), ("app/x.py", "import x  # noqa\n")],
        [("app/x.py", "x = '# type: ignore'  # type: ignore[misc]  # noqa: E501\n")],
    ),
    "no error is swallowed": (
        no_swallowing,
        [
            ("app/x.py", "try:\n    f()\nexcept OSError:\n    pass"),
            (
                "app/x.py",
                "for x in y:\n    try:\n        f()\n    except OSError:\n        continue",
            ),
            ("app/x.py", "with contextlib.suppress(Exception):\n    f()"),
        ],
        [("app/x.py", "try:\n    f()\nexcept OSError:\n    return_code = 1")],
    ),
    "every module says what it is": (
        module_docstring,
        [("app/cases/x.py", "x = 1\n")],
        [("app/cases/__init__.py", ""), ("app/cases/x.py", '"""Cases."""\nx = 1\n')],
    ),
    "only storage knows the engine": (
        engine_unknown,
        [
            ("app/ui/x.py", "# as SQLite does"),
            ("app/cases/queries.py", "text('PRAGMA x')"),
            ("app/cases/queries.py", "if dialect == 'postgresql': ..."),
        ],
        [("app/storage/engine.py", "# SQLCipher")],
    ),
}
RULES |= PLAIN_RULES


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    """Every Python file of the project."""
    files = [ROOT / "dev.py"]
    for folder in FOLDERS:
        files += sorted((ROOT / folder).rglob("*.py"))
    return [Source(f.relative_to(ROOT).as_posix(), f.read_text(encoding="utf-8")) for f in files]


@pytest.mark.parametrize("rule", RULES)
def test_the_program_keeps_the_rule(rule: str, sources: list[Source]) -> None:
    check = RULES[rule][0]
    findings = [f"{s.path}:{line}: {message}" for s in sources for line, message in check(s)]
    assert not findings, f"{rule}:\n" + "\n".join(findings)


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, bad) for rule, (_, refused, _) in RULES.items() for bad in refused]
)
def test_the_rule_refuses(rule: str, example: Example) -> None:
    assert list(RULES[rule][0](Source(*example))), f"{rule} does not see\n{example[1]}"


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, good) for rule, (_, _, passed) in RULES.items() for good in passed]
)
def test_the_rule_lets_pass(rule: str, example: Example) -> None:
    assert not list(RULES[rule][0](Source(*example)))


def test_the_program_commits_in_one_place(sources: list[Source]) -> None:
    places = [f"{source.path}:{line}" for source in sources for line, _ in commits(source)]
    assert len(places) == 1, f"commit() must be called exactly once: {places}"


def test_nine_in_ten_public_things_are_described(sources: list[Source]) -> None:
    things = [thing for source in sources if source.under("app") for thing in described(source)]
    bare = [name for name, has_docstring in things if not has_docstring]
    assert len(bare) <= (1 - DOCUMENTED) * len(things), "no docstring:\n" + "\n".join(bare)


def test_described_tells_apart() -> None:
    text = '''class A:
    """A."""
    def b(self): ...
    def paintEvent(self, event): ...
    def _own(self): ...
def c():
    """C."""
    def inner(): ...
'''
    found = list(described(Source("app/x.py", text)))
    assert found == [("app/x.py:1 A", True), ("app/x.py:3 b", False), ("app/x.py:6 c", True)]


def described(source: Source) -> Iterator[tuple[str, bool]]:
    """Public functions, classes and methods with whether they have a docstring.

    Methods in Qt's own spelling (paintEvent) are described by Qt.
    """
    if source.under("app/storage/migrations"):
        return
    todo: list[ast.stmt] = list(source.tree.body)
    while todo:
        node = todo.pop(0)
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                todo = [*node.body, *todo]
            elif re.search("[a-z][A-Z]", node.name):
                continue
            yield f"{source.path}:{node.lineno} {node.name}", bool(ast.get_docstring(node))
