"""The generator of hostile files, loaded by path: test folders are no packages."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.workbook import Workbook

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"


def _hostile() -> ModuleType:
    name = "ledger_reading_hostile"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "hostile.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def make() -> ModuleType:
    """`hostile.py`: small books of any shape."""
    return _hostile()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Workbook]:
    """Reads bytes as a ledger file."""

    def read_bytes(data: bytes) -> Workbook:
        path = tmp_path / "台帳.xlsx"
        path.write_bytes(data)
        return read_workbook(path)

    return read_bytes


@pytest.fixture(scope="session")
def messy() -> Workbook:
    return read_workbook(SAMPLES / "ledger_messy_r5.xlsx")


@pytest.fixture(scope="session")
def standard() -> Workbook:
    return read_workbook(SAMPLES / "ledger_standard_r6.xlsx")
