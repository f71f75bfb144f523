"""When a report may be frozen, and how a 差替え explains itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.calendar import wareki
from app.reports.counting.figure import Member, Missing
from app.reports.submissions.difference import Moved

_FIGURES_NAMED = 3
_CASES_NAMED = 10
ROW_WORDS = {"activity": "支援経過", "event": "研修・啓発"}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a case counts otherwise now: a kind of `CAUSES`, when, and who."""

    kind: str
    at: datetime
    day: date
    by: str = ""

    @property
    def words(self) -> str:
        """The cause with its day, without anybody's name."""
        return f"{wareki.short(self.day)} {CAUSES[self.kind]}"


CAUSES = {
    "new": "新しく登録",
    "edited": "記録を訂正",
    "withdrawn": "取消し",
    "merged": "同じ人の記録を一つにした",
    "unmerged": "一つにした記録を元に戻した",
    "imported": "台帳から取込",
    "undone": "台帳の取込を戻した",
    "letter": "他の機関からの文を反映",
}


def refusal(blocking: Iterable[Missing]) -> str:
    """Why a report cannot be frozen yet, in Japanese; '' when nothing stands in the way."""
    stands = tuple(blocking)
    if not stands:
        return ""
    first = stands[0]
    what = first.number or ROW_WORDS.get(first.kind, "（番号なし）")
    more = f"ほか{len(stands) - 1}件も同じです。" if len(stands) > 1 else ""
    return f"{what}: {first.reason}{more}直すと確定できます。"


def effect_words(labels: Sequence[str]) -> str:
    """Which figures settling a gap would change: 「コーディネート・新規 ほか2」."""
    if not labels:
        return "数は変わりません"
    named = "、".join(labels[:_FIGURES_NAMED])
    more = len(labels) - _FIGURES_NAMED
    return f"{named} ほか{more}" if more > 0 else named


def explanation(
    label: str,
    submitted_on: date,
    moved: Iterable[Moved],
    numbers: Mapping[str, str],
    causes: Mapping[str, tuple[Cause, ...]],
) -> str:
    """The proposed 差替え explanation: every number that changed and its cases; '' without one.

    `numbers` has the number of each case, `causes` the causes by the id of a case or row.
    """
    lines = [
        f"{label}の報告は、{wareki.short(submitted_on)}に提出した後に記録が変わったため、"
        "次のとおり差し替えます。"
    ]
    lines += [_line(one, numbers, causes) for one in moved if one.before != one.after]
    return "\n".join(lines) if len(lines) > 1 else ""


def member_words(member: Member, numbers: Mapping[str, str]) -> str:
    """A member by the numbers of its cases; a row without one by what it is."""
    known = [numbers.get(case, "") for case in member.case_ids]
    return "・".join(one for one in known if one) or "番号のない記録"


def _line(one: Moved, numbers: Mapping[str, str], causes: Mapping[str, tuple[Cause, ...]]) -> str:
    groups = (
        ("加わった", one.entered),
        ("外れた", one.left),
        ("値が変わった", tuple(after for _, after in one.reweighed)),
    )
    parts = [f"{word}: {_named(members, numbers, causes)}" for word, members in groups if members]
    return f"・{one.label}　{one.before:,} → {one.after:,}（{'／'.join(parts)}）"


def _named(
    members: tuple[Member, ...],
    numbers: Mapping[str, str],
    causes: Mapping[str, tuple[Cause, ...]],
) -> str:
    named = [
        _with_cause(member_words(member, numbers), causes_of(member, causes))
        for member in members[:_CASES_NAMED]
    ]
    more = len(members) - _CASES_NAMED
    return "、".join(dict.fromkeys(named)) + (f" ほか{more}件" if more > 0 else "")


def _with_cause(words: str, causes: tuple[Cause, ...]) -> str:
    return f"{words}（{cause_words(causes)}）" if causes else words


def cause_words(causes: Iterable[Cause]) -> str:
    """Everything that was done, each kind once, by its last day."""
    last = {cause.kind: cause for cause in causes}
    return "、".join(cause.words for cause in sorted(last.values(), key=lambda one: one.at))


def causes_of(member: Member, causes: Mapping[str, tuple[Cause, ...]]) -> tuple[Cause, ...]:
    """The causes of a member: its own, else those of its cases, the oldest first."""
    found = causes.get(member.id, ())
    if not found:
        found = tuple(cause for case in member.case_ids for cause in causes.get(case, ()))
    return tuple(sorted(dict.fromkeys(found), key=lambda cause: cause.at))
