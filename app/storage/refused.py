"""What somebody tried and may not do, as it goes into the history."""

from __future__ import annotations

import re
from pathlib import PurePath
from types import TracebackType

from app.errors import NotAllowed
from app.history.viewing import Viewing
from app.staff.permissions import PERMISSION_LABELS

_ROOMS = frozenset({"actions.py", "queries.py", "figures.py"})
_ID = re.compile(r"[0-9a-f]{32}")


def refused_words(error: NotAllowed) -> str:
    """What was tried, in words of the permission that was missing."""
    label = next((words for key, words in PERMISSION_LABELS.items() if key == error.where), "")
    return f"役割にないこと{f'（{label}）' if label else ''}をしようとして、止められた"


def refused_act(error: NotAllowed, viewing: Viewing | None) -> tuple[str, str, str | None]:
    """Which action or query refused, and what it was about: act, kind and id of the subject."""
    act, subject = _where_refused(error.__traceback__)
    if viewing is not None:
        return act, viewing.subject_kind, viewing.subject_id
    return act, "record" if subject else "", subject


def _where_refused(trace: TracebackType | None) -> tuple[str, str | None]:
    """The outermost action or query on the way to the refusal, and the first id it was given."""
    while trace is not None:
        code = trace.tb_frame.f_code
        path = PurePath(code.co_filename)
        if path.name in _ROOMS:
            given = (trace.tb_frame.f_locals.get(name) for name in _arguments(code.co_varnames))
            ids = (one for one in given if isinstance(one, str) and _ID.fullmatch(one))
            room = ".".join(path.with_suffix("").parts[-3:])
            return f"{room}.{code.co_name}", next(ids, None)
        trace = trace.tb_next
    return "", None


def _arguments(names: tuple[str, ...]) -> tuple[str, ...]:
    return names[1:4]  # the first is the work or the reading
