"""Found by every Python that a measured test starts: it measures there too, or runs the mutant.

MUTANT_FILE is the changed file, MUTANT_TEXT holds its changed text, MUTANTS_COVERAGE the settings.
"""

from __future__ import annotations

import importlib.machinery
import os
from pathlib import Path
from types import CodeType

_changed = os.environ.get("MUTANT_FILE")
if _changed:
    _text = Path(os.environ["MUTANT_TEXT"]).read_text(encoding="utf-8")
    _as_written = importlib.machinery.SourceFileLoader.get_code

    def _get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        if self.get_filename(fullname) == _changed:
            return compile(_text, str(_changed), "exec")
        return _as_written(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = _get_code  # type: ignore[method-assign]

_settings = os.environ.get("MUTANTS_COVERAGE")
if _settings and os.environ.get("COVERAGE_CONTEXT"):
    import coverage

    coverage.Coverage(
        config_file=_settings, context=os.environ["COVERAGE_CONTEXT"], data_suffix=True
    ).start()
