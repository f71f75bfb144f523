"""Sorts of entries: seen, done, taken out, tried in vain (pure); every kind falls into one."""

from __future__ import annotations

from enum import StrEnum


class Sort(StrEnum):
    """What an entry of the history tells."""

    SEEN = "seen"
    DONE = "done"
    OUT = "out"
    FAILED = "failed"


ALL = ""
SORT_LABELS = {
    Sort.SEEN: "見た",
    Sort.DONE: "した",
    Sort.OUT: "印刷・書き出し",
    Sort.FAILED: "できなかった",
}
_BEGINS: dict[Sort, tuple[str, ...]] = {
    Sort.SEEN: ("view.", "attachment.viewed"),
    Sort.OUT: (
        "paper.left",
        "report.written",
        "report.submitted",
        "report.again",
        "form.exported",
        "ledger.exported",
        "letter.sealed",
        "card.given",
        "ledger.result_saved",
        "attachment.opened",
        "attachment.saved",
        "network.print",
        "schedule.exported",
        "list.written",
        "list.copied",
        "office.exported",
        *("subject.released", "subject.again"),
    ),
    Sort.FAILED: (
        *("refused", "sign_in.failed", "letter.refused", "ledger.refused"),
        *("backup.failed", "backup.second_failed", "backup.drill_failed"),
    ),
}


def sort_of(kind: str) -> Sort:
    """The sort of an entry of this kind."""
    return next((sort for sort, begins in _BEGINS.items() if kind.startswith(begins)), Sort.DONE)


def patterns(sort: str) -> tuple[tuple[str, ...], bool]:
    """How the kinds of a sort begin, as patterns of SQL; False: how all others begin."""
    wanted = Sort(sort)
    own = _BEGINS.get(wanted)
    begins = own or tuple(one for several in _BEGINS.values() for one in several)
    return tuple(f"{one}%" for one in begins), own is not None
