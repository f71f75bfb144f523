"""What may be typed for a 端緒, where it stands, and what may be said back (pure).

What a water utility may notice and tell: notice of 令和3年3月29日 社援地発0329第12号, 2(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import codes
from app.cases.checking import Checking
from app.schedule.clock import read_clock

SOURCES, KINDS = "signal_source", "signal_kind"
STATES, WEIGHTS = "signal_state", "signal_weight"
RECEIVED, WEIGHED, PASSED, LINKED, CLOSED = "received", "weighed", "passed", "linked", "closed"
ANSWER_ADVICE = (
    "返事には、本人のことを書きません。知らせてくれたお礼と、受け止めて動いていることだけを伝えます。"
    "本人のことを伝える必要があるときは、支援会議で共有するか、同意を得て「情報提供」として記録します。"
)
"""What may be said to somebody who has no right to know: notice 第12号, 3(2)."""
WITHOUT_CONSENT = (
    "本人の同意がまだないときは、守秘義務のある支援会議（社会福祉法106条の6）で共有します。"
    "または、名前などを伝えずに多機関協働事業者へ相談します。"
)


@dataclass(frozen=True)
class SignalInput:
    """What was typed for one 端緒."""

    received_on: str
    source_kind: str
    received_time: str = ""
    organisation_id: str = ""
    source_name: str = ""
    source_phone: str = ""
    kinds: tuple[str, ...] = ()
    place: str = ""
    municipality: str = ""
    about: str = ""
    text: str = ""
    worker: str = ""


@dataclass(frozen=True)
class CheckedSignal:
    """A 端緒 ready to be kept."""

    received_on: date
    received_minute: int | None
    source_kind: str
    source_name: str
    source_phone: str
    kinds: tuple[str, ...]
    place: str
    municipality: str | None
    about: str
    text: str
    worker: str


@dataclass(frozen=True)
class WeighInput:
    """What was typed when a 端緒 was weighed."""

    weight: str
    day: str
    why: str = ""


def check_signal(typed: SignalInput, today: date) -> CheckedSignal:
    """Read what was typed for a 端緒; `InvalidInput` names a field."""
    checking = Checking(today)
    minute: int | None = None
    try:
        minute = read_clock(typed.received_time)
    except ValueError as problem:
        checking.wrong("received_time", str(problem))
    known = [row.code for row in codes.table(KINDS)]
    if any(kind not in known for kind in typed.kinds):
        checking.wrong("kinds", "気づいたことを一覧から選んでください。")
    day = past_day(checking, "received_on", "受けた日", typed.received_on)
    text = checking.text("text", "内容", typed.text)
    if not typed.kinds and not text:
        checking.wrong("text", "気づいたことを選ぶか、内容を一言入力してください。")
    texts = {
        name: checking.text(name, words, getattr(typed, name))
        for name, words in (
            ("source_name", "知らせた人"),
            ("source_phone", "電話"),
            ("place", "場所"),
            ("about", "だれのことか"),
            ("worker", "担当"),
        )
    }
    source = checking.code("source_kind", "知らせてくれたところ", SOURCES, typed.source_kind)
    checking.settle()
    assert day is not None  # settled
    return CheckedSignal(
        received_on=day,
        received_minute=minute,
        source_kind=source,
        kinds=tuple(code for code in known if code in typed.kinds),
        municipality=typed.municipality or None,
        text=text,
        **texts,
    )


def check_weighing(typed: WeighInput, received_on: date, today: date) -> date:
    """The day of the weighing; `InvalidInput` names a field."""
    checking = Checking(today)
    checking.code("weight", "見立て", WEIGHTS, typed.weight)
    day = past_day(checking, "day", "見立てた日", typed.day)
    _not_before(checking, day, received_on)
    checking.text("why", "見立ての理由", typed.why)
    checking.settle()
    assert day is not None  # settled
    return day


def check_day_and_words(
    day: str, words: str, label: str, received_on: date, today: date, *, forbidden: str = ""
) -> date:
    """The day of an answer or an ending and that something is said; `InvalidInput` names a field.

    `forbidden` is a name that must not stand in the words.
    """
    checking = Checking(today)
    found = past_day(checking, "day", "日付", day)
    _not_before(checking, found, received_on)
    if not checking.text("words", label, words):
        checking.wrong("words", f"{label}を入力してください。")
    if forbidden and _bare(forbidden) in _bare(words):
        checking.wrong("words", f"本人の氏名が入っています。{ANSWER_ADVICE}")
    checking.settle()
    assert found is not None  # settled
    return found


def standing(*, closed: bool, linked: bool, passed: bool, weighed: bool) -> str:
    """The state that follows from what has happened."""
    if closed:
        return CLOSED
    if linked:
        return LINKED
    if passed:
        return PASSED
    return WEIGHED if weighed else RECEIVED


def past_day(checking: Checking, name: str, label: str, text: str) -> date | None:
    """A day that must be given, to the day, and does not lie ahead."""
    day = checking.full_day(name, label, checking.past_day(name, label, text))
    if day is None:
        checking.wrong(name, f"{label}を入力してください（例: 4/1）。")
    return day


def _not_before(checking: Checking, day: date | None, received_on: date) -> None:
    if day is not None and day < received_on:
        checking.wrong("day", "端緒を受けた日より前の日付です。どちらかの日付を直してください。")


def _bare(text: str) -> str:
    return codes.squeezed(text).casefold()
