"""A page costs two readings, whatever the number of its sections; one that fails fails alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.errors import Busy, NotAllowed
from app.storage.work import Office

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for each reading of the office."""
    counted: list[int] = []
    plain = Office.reading

    @contextmanager
    def reading(office: Office, *given: Any) -> Iterator[Any]:
        counted.append(1)
        with plain(office, *given) as opened:
            yield opened

    monkeypatch.setattr(Office, "reading", reading)
    return counted


def of(place: Any, key: str) -> Any:
    return next(s for s in place.screen.pane.summary.sections if s.key == key)


def test_a_case_is_two_readings(place: Any, readings: list[int]) -> None:
    place.open("su")
    before = len(readings)
    place.screen.pane.open_case(place.ids["co"])
    assert len(readings) - before == 2
    shown = [s for s in place.screen.pane.summary.sections if not s.isHidden()]
    assert len(shown) > 10
    assert all(section.data is not None for section in shown)


def test_what_may_not_be_read_is_told_and_the_rest_is_shown(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise NotAllowed("この役割では読めません。")

    monkeypatch.setattr(type(of(place, "family")), "read", refused)
    place.open("co")
    assert of(place, "family").data is None and of(place, "health").data is not None
    assert [error.message for error in place.asking.errors] == ["この役割では読めません。"]


def test_a_failed_reading_is_told_once(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise Busy("いまは混み合っています。")

    monkeypatch.setattr(type(of(place, "family")), "read", busy)
    place.open("co")
    assert of(place, "health").data is None
    assert len(place.asking.errors) == 1
