"""Decisions about items, and what is left of a text once its parts are blackened (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

BAR = "■■■■■■"
"""Stands for whatever was blackened: always as long, so that its length tells nothing."""


class State(StrEnum):
    """How an item was decided; OPEN has no row."""

    OPEN = ""
    GIVE = "give"
    PART = "part"
    WITHHOLD = "withhold"


STATE_WORDS = {
    State.OPEN: "要判断",
    State.GIVE: "開示",
    State.PART: "一部不開示",
    State.WITHHOLD: "不開示",
}


@dataclass(frozen=True, order=True)
class Span:
    """A part of an item's text, from `start` up to, not with, `end`, and why it is blackened."""

    start: int
    end: int
    ground: str = ""


@dataclass(frozen=True)
class MarkInput:
    """A decision about one item: `seen` is the digest of the text it is about.

    `version` is that of the decision it replaces, 0 where there is none. OPEN takes it back.
    """

    item: str
    seen: str
    state: State
    ground: str = ""
    spans: tuple[Span, ...] = ()
    note: str = ""
    version: int = 0


def as_kept(spans: Iterable[Span]) -> list[list[int | str]]:
    """The spans as JSON holds them."""
    return [[span.start, span.end, span.ground] for span in spans]


def read_spans(kept: Iterable[Sequence[int | str]]) -> tuple[Span, ...]:
    """The way back from `as_kept`."""
    return tuple(Span(int(one[0]), int(one[1]), str(one[2])) for one in kept)


def settled(spans: Iterable[Span], length: int) -> tuple[Span, ...]:
    """The spans in order, within the text; those of one ground that touch are one.

    Where two overlap, the part that both hold stays with the first.
    """
    found: list[Span] = []
    for span in sorted(spans):
        start, end = max(0, span.start), min(span.end, length)
        if found:
            start = max(start, found[-1].end)
        if start >= end:
            continue
        last = found[-1] if found else None
        if last is not None and last.end == start and last.ground == span.ground:
            found[-1] = Span(last.start, end, span.ground)
        else:
            found.append(Span(start, end, span.ground))
    return tuple(found)


def without(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans without what they have in common with a part of the text."""
    left = []
    for span in spans:
        left.append(Span(span.start, min(span.end, start), span.ground))
        left.append(Span(max(span.start, end), span.end, span.ground))
    return tuple(sorted(one for one in left if one.start < one.end))


def blackened(text: str, spans: Iterable[Span]) -> str:
    """The text with a bar in place of every span; spans that touch share one bar."""
    parts, at = [], 0
    for span in settled((Span(one.start, one.end) for one in spans), len(text)):
        parts += [text[at : span.start], BAR]
        at = span.end
    return "".join([*parts, text[at:]])


def refusal(mark: MarkInput, length: int, grounds: Iterable[str], *, file: bool) -> str:
    """Why this decision cannot be kept, in Japanese; '' when it can.

    `file`: an attachment, whose parts are blackened on paper and not here.
    """
    known = set(grounds)
    match mark.state:
        case State.WITHHOLD if mark.ground not in known:
            return "不開示にする根拠を選んでください。"
        case State.PART if file and mark.ground not in known:
            return "一部を見えなくする根拠を選んでください。"
        case State.PART if not file and not settled(mark.spans, length):
            return "黒塗りするところを、本文で選んでください。"
        case State.PART if any(span.ground not in known for span in mark.spans):
            return "黒塗りした部分の根拠を選んでください。"
    return ""


def grounds_of(state: State, ground: str, spans: Iterable[Span]) -> tuple[str, ...]:
    """The grounds a decision stands on, each once, in order."""
    if state is State.GIVE or state is State.OPEN:
        return ()
    own = [ground] if ground else []
    return tuple(dict.fromkeys([*own, *(span.ground for span in spans)]))
