"""A pytest plugin: tells coverage which test is running, and keeps how long each took.

What session-wide fixtures do is put down to the fixture, not to the test that came first.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage
import pytest

FIXTURE = "fixture:"
took: dict[str, float] = {}


def _spent() -> float:
    """Seconds of the processor, those of ended processes it started too: the machine may be busy."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


def _switch(context: str) -> None:
    running = coverage.Coverage.current()
    if running is None:
        raise RuntimeError("this plugin is for `dev.py mutants`, which starts coverage")
    running.switch_context(context)
    os.environ["COVERAGE_CONTEXT"] = context  # for the processes that the test starts


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """The test with all that is made for it alone."""
    _switch(item.nodeid)
    begun = _spent()
    try:
        return (yield)
    finally:
        took[item.nodeid] = _spent() - begun
        _switch("")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """A fixture of the whole session."""
    if fixturedef.scope == "function":
        return (yield)
    before = os.environ.get("COVERAGE_CONTEXT", "")
    _switch(f"{FIXTURE}{fixturedef.argname}")
    begun = _spent()
    try:
        return (yield)
    finally:
        took[f"{FIXTURE}{fixturedef.argname}"] = _spent() - begun
        _switch(before)


def pytest_sessionfinish() -> None:
    """Keep the times."""
    to = os.environ.get("MUTANTS_TOOK")
    if to:
        Path(to).write_text(json.dumps(took), encoding="utf-8")
