"""Records are made when they are asked for, each with all that its keys lead to."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage import records
from tests.house import Source

ROOT = Path(__file__).resolve().parents[2]
IN_A_FRESH_PROGRAM = """
from app.storage import records
from app.storage.records.base import Base

def tables():
    return set(Base.metadata.tables)

assert tables() == set(), tables()
from app.storage.records import Episode
assert tables() == {"person", "episode"}, tables()
from app.storage.records import StageMove
assert tables() == {"person", "episode", "stage_move", "case_date"}, tables()
assert records.Base is Base and len(tables()) > 80
from app.storage.records import Episode as same
assert same is Episode
"""


def home_of(record: type) -> str:
    return record.__module__.rpartition(".")[2]


def test_a_record_is_made_when_it_is_asked_for() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_FRESH_PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr


def test_every_record_is_found_by_its_name() -> None:
    made = {mapper.class_ for mapper in records.Base.registry.mappers}
    assert {getattr(records, name) for name in records.__all__} == made | {records.Base}
    modules = {path.stem for path in Path(records.__file__ or "").parent.glob("*.py")}
    assert modules - {"__init__", "base"} == {home_of(record) for record in made}


def test_what_keys_lead_to_is_made_too() -> None:
    mappers = tuple(records.Base.registry.mappers)
    home = {mapper.class_.__tablename__: home_of(mapper.class_) for mapper in mappers}
    for mapper in mappers:
        here = home_of(mapper.class_)
        for key in mapper.local_table.foreign_keys:
            there = home[key.column.table.name]
            assert there == here or there in read_by(here), f"{here} does not read {there}"


def test_there_is_no_record_of_another_name() -> None:
    with pytest.raises(ImportError):
        exec("from app.storage.records import Nobody")
    with pytest.raises(AttributeError):
        _ = records.nobody  # type: ignore[attr-defined]


def test_types_are_not_written_as_text() -> None:
    for name in {home_of(mapper.class_) for mapper in records.Base.registry.mappers}:
        module = importlib.import_module(f"app.storage.records.{name}")
        assert not hasattr(module, "annotations"), name


def read_by(module: str) -> set[str]:
    """The modules of records that this one reads."""
    path = f"app/storage/records/{module}.py"
    source = Source(path, (ROOT / path).read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "app.storage.records"
        for alias in node.names
    }
