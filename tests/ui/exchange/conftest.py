"""A desk on a real office with 島根's centre among the 関係機関."""

from __future__ import annotations

from tests.ui.network.conftest import Sitting, sitting

__all__ = ["Sitting", "sitting"]
