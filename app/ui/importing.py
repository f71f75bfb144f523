"""`import` as Python means it, though Qt is loaded.

Qt's binding puts a function of its own in the place of `import`, which reads the source text of every
module that comes after it: one that says `from __feature__ import …` may call Qt by other names.
Nothing here does, and an installed program has no source text.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # from here on `import` is Qt's


def take_back() -> None:
    """Put back what Qt found; where Qt left `import` alone, nothing changes."""
    found = getattr(builtins, "__orig_import__", None)
    if found is not None:
        builtins.__import__ = found
