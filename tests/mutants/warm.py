"""A pytest session that has collected everything and made its templates: each mutant is a fork of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import hypothesis
import hypothesis.strategies
import psycopg
import pytest

from tests.mutants.choosing import Choice
from tests.mutants.contexts import FIXTURE
from tests.mutants.covered import Covered
from tests.mutants.fresh import PLUGINS, QUIET
from tests.mutants.mutating import Mutant
from tests.mutants.new_pc import new_pc
from tests.mutants.one_server import OneServer, one_server
from tests.mutants.put_in import NotInPlace, WouldNotStart, look_through, put_in
from tests.mutants.trying import (
    ELSEWHERE,
    KILLED,
    NOT_RUN,
    SURVIVED,
    TIMED_OUT,
    Verdict,
    in_a_child,
    stop_after,
)

Fresh = tuple[list[str], bool, float]
"""Tests for a mutant that needs a new import, whether that is not all, and their seconds."""


class Warm:
    """The plugin that takes the place of pytest's loop: asked for a mutant, it answers."""

    def __init__(self, asked: Connection, covered: Covered, longest: float) -> None:
        self._asked = asked
        self._longest = longest
        self._covered = covered
        self._failed: str | None = None
        self._trusted: set[str] = set()
        self._unfit: set[str] = set()
        """Tests that fail without a mutant too, on this machine."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first that failed."""
        if report.failed and self._failed is None:
            self._failed = report.nodeid
            self._why = report.longreprtext[-400:]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer until there is no more question."""
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        self._choice = Choice(
            self._covered, {i.nodeid: _uses(i) for i in session.items}, self._longest
        )
        self._warm_up("_template", "practice_template", "_made_once", *self._dear())
        _try_text()
        with one_server() as server:
            self._server = server
            if any("server" in name for name in self._items):
                server.warm()
            look_through()
            self._asked.send(len(self._items))
            while (mutant := self._asked.recv()) is not None:
                self._asked.send(self._answer(mutant))
        return True

    def _warm_up(self, *fixtures: str) -> None:
        for name in fixtures:
            users = [i for i in self._items.values() if name in _uses(i) and not _is_served(i)]
            users.sort(key=lambda item: self._covered.took.get(item.nodeid, 9.0), reverse=True)
            quickest = {_definition(name, item): item for item in users}
            for item in quickest.values():
                item.ihook.pytest_runtest_protocol(item=item, nextitem=_other(item, self._items))
        # the templates are the session's and stay; folders and modules are entered anew
        self._session._setupstate.teardown_exact(self._session)  # type: ignore[arg-type]
        self._failed = None

    def _dear(self) -> list[str]:
        """What the whole session shares and takes long to make, but for what a fork cannot have."""
        names = (name for name in self._covered.took if name.startswith(FIXTURE))
        dear = (name.removeprefix(FIXTURE) for name in names if self._covered.took[name] > 0.2)
        return [name for name in dear if "serve" not in name and name != "qapp"]

    def _answer(self, mutant: Mutant) -> Verdict | Fresh:
        tests, cut = self._choice.tests(mutant)
        tests = [test for test in tests if test not in self._unfit]
        if not tests:
            return Verdict(NOT_RUN)
        verdict = self._try(mutant, tests)
        if verdict.what == ELSEWHERE:
            return tests, cut, self._choice.seconds(tests)
        if verdict.what == KILLED and verdict.by in self._items:
            if not self._holds_without(verdict.by):
                return self._answer(mutant)
            self._choice.killed(mutant, verdict.by)
        return replace(verdict, cut=cut and verdict.what == SURVIVED)

    def _holds_without(self, test: str) -> bool:
        """Whether the killer passes on the program as it is; asked once of each."""
        if test not in self._trusted:
            alone = self._try(None, [test])
            if alone.what != SURVIVED:
                self._unfit.add(test)
                print(f"left out, it fails without a mutant: {test}\n{alone.why}", file=sys.stderr)
                return False
            self._trusted.add(test)
        return True

    def _try(self, mutant: Mutant | None, tests: list[str]) -> Verdict:
        anew = self._choice.fixtures(mutant) if mutant else set()

        def judge(folder: Path) -> Verdict:
            factory = self._session.config._tmp_path_factory  # type: ignore[attr-defined]
            factory._basetemp = folder / "tmp"
            factory._basetemp.mkdir()
            if mutant:
                try:
                    put_in(mutant, folder / "text")
                except NotInPlace:
                    return Verdict(ELSEWHERE)
                except WouldNotStart:
                    return Verdict(KILLED, "the import")
            self._forget(anew, self._items)
            new_pc(folder)
            return self._run(tests)

        verdict = in_a_child(judge, self._choice.seconds(tests))
        if any("server" in test for test in tests) or verdict.what == TIMED_OUT:
            self._tidy(self._server)
        return verdict

    def _run(self, tests: Iterable[str]) -> Verdict:
        items = [self._items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            stop_after(10 + 4 * self._choice.seconds([item.nodeid]))
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed is not None:
                return Verdict(KILLED, self._failed, why=self._why)
        return Verdict(SURVIVED)

    def _forget(self, fixtures: set[str], tests: Iterable[str]) -> None:
        for test in tests if fixtures else ():
            known = self._items[test]._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
            for name in fixtures:
                for definition in known.get(name, ()):
                    definition.cached_result = None
                    definition._finalizers.clear()

    def _tidy(self, server: OneServer) -> None:
        if not any("server" in name for name in self._items):
            return
        try:
            server.tidy()
        except psycopg.Error:  # a mutant left it in no state to be tidied: a new one
            server.stop()
            server.warm()


def _uses(item: pytest.Item) -> set[str]:
    names = set(getattr(item, "fixturenames", ()))
    if "opened" in names:
        names.add("_template" if "embedded" in item.nodeid else "_served")
    if "opened_embedded" in names:
        names.add("_template")
    return names


@hypothesis.given(hypothesis.strategies.text(max_size=5))
def _try_text(text: str) -> None:
    """Hypothesis makes its tables of characters at first use."""
    assert len(text) <= 5


def _is_served(item: pytest.Item) -> bool:
    """Whether it starts a server, which a fork would stop under the others."""
    return "server" in item.nodeid or any("serve" in name for name in _uses(item))


def _definition(name: str, item: pytest.Item) -> object:
    """Which of several fixtures of this name the test uses."""
    known = item._fixtureinfo.name2fixturedefs.get(name, ())  # type: ignore[attr-defined]
    return known[-1] if known else None


def _other(item: pytest.Item, items: dict[str, pytest.Item]) -> pytest.Item:
    return next((other for other in items.values() if other.path != item.path), item)


def serve(asked: Connection, covered: Covered, tests: Iterable[str], longest: float) -> None:
    """Collect the tests and answer; ends the process."""
    log = os.open(os.devnull, os.O_WRONLY)
    os.dup2(log, 1)
    arguments = [*QUIET, "-p", "no:terminal", *PLUGINS, *tests]
    status = pytest.main(arguments, plugins=[Warm(asked, covered, longest)])
    os._exit(int(status))
