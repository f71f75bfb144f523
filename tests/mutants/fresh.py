"""A mutant of what is done at import: a process that has nothing of the program imported yet."""

from __future__ import annotations

import importlib
import importlib.machinery
from dataclasses import replace
from pathlib import Path
from types import CodeType

import pytest

from tests.mutants.mutating import Mutant
from tests.mutants.packages import ROOT
from tests.mutants.put_in import announce, changed_text
from tests.mutants.trying import KILLED, SURVIVED, Verdict, in_a_child

_OTHERS = """
sqlalchemy.orm alembic.command alembic.autogenerate psycopg sqlcipher3 cryptography.x509 keyring openpyxl xlsxwriter
reportlab.pdfgen.canvas python_calamine msoffcrypto jpholiday holidays hypothesis.strategies
PySide6.QtWidgets cryptography.hazmat.primitives.asymmetric.ec
"""
_MOST = 80
QUIET = ("-W", "ignore:Module already imported")
"""It is meant: what is not ours is imported before pytest begins."""
PLUGINS = ("-p", "tests.mutants.same_examples", "-p", "tests.mutants.new_pc")


def import_others() -> None:
    """Once, so that no mutant has to: everything that is not ours."""
    for name in _OTHERS.split():
        importlib.import_module(name)


class _Chosen:
    """The plugin that keeps the chosen tests, in their order, and the first that failed."""

    def __init__(self, tests: list[str]) -> None:
        self._place = {test: at for at, test in enumerate(tests)}
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Only those that were chosen."""
        chosen = [item for item in items if item.nodeid in self._place]
        items[:] = sorted(chosen, key=lambda item: self._place[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first that failed."""
        if report.failed:
            self.failed = self.failed or report.nodeid


def tried(mutant: Mutant, tests: list[str], cut: bool, expected: float) -> Verdict:
    """Import the changed file as if it were the real one, and run the tests."""
    chosen = tests[:_MOST]

    def judge(folder: Path) -> Verdict:
        _import_changed(mutant)
        announce(mutant, folder / "text")
        plugin = _Chosen(chosen)
        files = sorted({test.partition("::")[0] for test in chosen})
        where = f"--basetemp={folder / 'tmp'}"
        arguments = ["-q", "-x", *QUIET, where, *PLUGINS, *files]
        status = pytest.main(arguments, plugins=[plugin])
        if status in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return Verdict(SURVIVED)
        return Verdict(KILLED, plugin.failed or "the import")

    verdict = in_a_child(judge, expected + 10)
    return replace(verdict, cut=verdict.what == SURVIVED and (cut or len(chosen) < len(tests)))


def _import_changed(mutant: Mutant) -> None:
    path, text = str(ROOT / mutant.path), changed_text(mutant)
    as_written = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        if self.get_filename(fullname) == path:
            return compile(text, path, "exec")
        return as_written(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
