"""A pytest plugin: hypothesis tries the same examples each time, however slow the machine is."""

from __future__ import annotations

import hypothesis


def pytest_configure() -> None:
    """Before the tests are imported, whose settings build upon it."""
    hypothesis.settings.register_profile(
        "mutants",
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),  # any failure is enough
    )
    hypothesis.settings.load_profile("mutants")
