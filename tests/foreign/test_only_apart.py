"""Nobody reads a file from elsewhere in the program's own process."""

from __future__ import annotations

import pytest

from tests.test_house import ROOT, Finding, Source, only_in, places

READERS = (
    "app.ledgers.reading.own.read_workbook",
    "app.ledgers.reading.own.read_content",
    "app.reports.forms.taking_in.read_workbook",
    "app.reports.forms.taking_in.check_workbook",
    "app.reports.forms.unpacking.unpacked",
)
ALLOWED = (
    "app/foreign",
    "app/ledgers/reading",
    "app/reports/forms/carrying.py",
    "app/ledgers/writing/actions.py",  # reads back what it wrote itself
    "app/reports/forms/own/queries.py",  # of the forms that come with the program
    "app/ui/pictures",
)


def findings(path: str, text: str) -> list[Finding]:
    check = only_in(" ".join(READERS), places(*ALLOWED), "where files of others are read apart")
    return list(check(Source(path, text)))


@pytest.mark.parametrize("reader", READERS)
def test_the_rule_finds_whoever_does(reader: str) -> None:
    module, _, name = reader.rpartition(".")
    text = f"from {module} import {name}"
    assert findings("app/ui/x.py", text) and findings("app/commands/x.py", text)
    assert not findings("app/foreign/x.py", text)


def test_nobody_does() -> None:
    found = {
        path: findings(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in (ROOT / "app").rglob("*.py")
    }
    assert {path: lines for path, lines in found.items() if lines} == {}
