"""Statements that the engines of a run compile once: each test has an engine of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache


class _Compiled(LRUCache[Any, Any]):
    """Compiled statements of all engines of one kind, which otherwise each test compiles anew."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self._without_engine(key))

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._without_engine(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._without_engine(key), value)

    @staticmethod
    def _without_engine(key: Any) -> Any:
        dialect, *rest = key
        return (type(dialect), *rest)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Engines of one kind share what they compiled: they differ only in where they connect to."""
    shared: dict[str, _Compiled] = {}

    def share(connection: Connection) -> None:
        kept = shared.setdefault(connection.dialect.name, _Compiled(3_000))
        connection.engine._compiled_cache = kept

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)
