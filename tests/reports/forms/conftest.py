"""What the tests of forms share: the sample ledger's figures and the sample form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def sample(name: str) -> Any:
    """The contents of a sample JSON file."""
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def months() -> dict[str, Any]:
    """Figures of every month of the standard ledger."""
    found: dict[str, Any] = sample("ledger_standard_r6.expected.json")["months"]
    return found


@pytest.fixture(scope="session")
def every_period() -> list[dict[str, Any]]:
    """Figures of every month and year of both sample ledgers."""
    return [
        period
        for ledger in ("ledger_standard_r6", "ledger_messy_r5")
        for kind in ("months", "fiscal_years", "calendar_years")
        for period in sample(f"{ledger}.expected.json")[kind].values()
    ]


@pytest.fixture(scope="session")
def expected_fill() -> dict[str, dict[str, Any]]:
    """What stands in sample form A for three months."""
    found: dict[str, dict[str, Any]] = sample("prefecture_form_a.expected_fill.json")["months"]
    return found


@pytest.fixture(scope="session")
def form_maps() -> dict[str, Any]:
    """The sample forms' own lists of inputs."""
    names = ("prefecture_form_a", "prefecture_form_settlement")
    return {name: sample(f"{name}.map.json") for name in names}
