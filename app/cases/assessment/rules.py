"""アセスメントシート: what may be typed, what a new sheet starts from, what changed (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app import codes
from app.calendar.partial import PartialDate
from app.cases.checking import Checking
from app.errors import InvalidInput

DOMAINS, STATUSES = "need_domain", "need_status"
FIRST_STATUS = "unknown"


@dataclass(frozen=True)
class NeedWords:
    """How one domain stands, and the text."""

    status: str
    text: str = ""


@dataclass(frozen=True)
class SheetInput:
    """What was typed for one sheet; a domain without status and text is left out."""

    day: str
    worker: str = ""
    wish: str = ""
    summary: str = ""
    needs: Mapping[str, NeedWords] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedSheet:
    """A sheet ready to be kept."""

    day: date
    worker: str
    wish: str
    summary: str
    needs: Mapping[str, NeedWords]


@dataclass(frozen=True)
class NeedChange:
    """One domain that stands differently on a later sheet; None where it was not written about."""

    domain: str
    before: NeedWords | None
    after: NeedWords | None


def domains() -> tuple[str, ...]:
    """Every domain in the order of the sheet."""
    return tuple(row.code for row in codes.table(DOMAINS))


def check(typed: SheetInput, today: date, birth: PartialDate | None = None) -> CheckedSheet:
    """Read what was typed; problems name a field, or `need.domain`."""
    checking = Checking(today)
    day = _day(checking, typed.day, birth)
    worker = checking.text("worker", "担当者", typed.worker)
    wish = checking.text("wish", "本人の希望", typed.wish)
    summary = checking.text("summary", "総合所見", typed.summary)
    needs = {}
    for domain, words in typed.needs.items():
        need = _need(checking, domain, words)
        if need is not None:
            needs[domain] = need
    if not needs and not wish and not summary:
        checking.wrong("wish", "本人の希望か、どれか一つの領域を入力してください。")
    if checking.problems or day is None:
        raise InvalidInput(tuple(checking.problems))
    return CheckedSheet(day, worker, wish, summary, needs)


def _day(checking: Checking, text: str, birth: PartialDate | None) -> date | None:
    if not text.strip():
        checking.wrong("day", "実施日を入力してください（例: R8.4.1）。")
    day = checking.full_day("day", "実施日", checking.past_day("day", "実施日", text))
    if day is not None and birth is not None and day < birth.first:
        checking.wrong("day", "実施日が生年月日より前です。日付を確かめてください。")
    return day


def _need(checking: Checking, domain: str, words: NeedWords) -> NeedWords | None:
    name = f"need.{domain}"
    label = codes.label(DOMAINS, domain)
    if domain not in domains():
        checking.wrong(name, "この領域はありません。画面を読み直してください。")
    text = checking.text(name, label, words.text)
    if not words.status:
        if text:
            checking.wrong(name, f"{label}の状態を選んでください。")
        return None
    return NeedWords(checking.code(name, f"{label}の状態", STATUSES, words.status), text)


def changes(
    before: Mapping[str, NeedWords], after: Mapping[str, NeedWords]
) -> tuple[NeedChange, ...]:
    """The domains that stand differently, in the order of the sheet."""
    return tuple(
        NeedChange(domain, before.get(domain), after.get(domain))
        for domain in domains()
        if before.get(domain) != after.get(domain)
    )


def change_words(change: NeedChange) -> str:
    """住まい 支援が必要→支援中; （記載の変更） where only the text is another."""
    label = codes.label(DOMAINS, change.domain)
    before, after = (
        codes.label(STATUSES, side.status) if side else "記載なし"
        for side in (change.before, change.after)
    )
    return f"{label}（記載の変更）" if before == after else f"{label} {before}→{after}"
