"""Whether a move may be taken now, with the values the episode has, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.cases.fields import BY_NAME
from app.cases.stage_order import CLOSED
from app.cases.stages.closings import CLOSINGS, closing_refusal
from app.cases.stages.moves import Move, running
from app.codes import Service

_PRISON = "imprisonment"
_OBJECTION = "objection"
_AT_HOME = "在宅の事件を対象にするかは、センターで決めます（「身柄と日付」の「対象の範囲」）。"
_OBJECTED = (
    "検察官が「捜査に支障があり相当でない」と述べているため、調整は行えません"
    "（更生保護法83条の2）。意見が変わったときは「検察官の意見」を直してください。"
)
_IN_PRISON = (
    "処分が実刑のため、釈放のあとの段階へは進めません。"
    "終了事由「実刑」で終了にするか、処分を直してください。"
)


@dataclass(frozen=True)
class Scope:
    """What the centre takes on in 被疑者等支援 by its own choice."""

    at_home: bool = False
    """在宅事件."""
    petty: bool = False
    """微罪処分."""


def asked_by(move: Move, values: Mapping[str, object], scope: Scope) -> tuple[str, ...]:
    """The fields that the move needs in this case."""
    closing = CLOSINGS.get((move.service, str(values.get("end_reason") or "")))
    more = closing.requires if closing is not None and move.to_stage == CLOSED else ()
    at_home = scope.at_home and _never_held(move.service, values)
    return tuple(name for name in (*move.requires, *more) if not (at_home and name == "release"))


def _never_held(service: Service, values: Mapping[str, object]) -> bool:
    held = any(values.get(name) for name in ("arrest", "detention", "detention_end", "release"))
    return service is Service.SUSPECT_SUPPORT and not held


def missing(move: Move, filled: Iterable[str], asked: tuple[str, ...] | None = None) -> str:
    """What still has to be filled before the move, in Japanese; '' when nothing is missing."""
    have = set(filled)
    wanted = move.requires if asked is None else asked
    words = [BY_NAME[field].label(move.service) for field in wanted if field not in have]
    return f"{move.words}には、{'と'.join(words)}が要ります。" if words else ""


def refusal(
    move: Move, values: Mapping[str, object], today: date, scope: Scope | None = None
) -> tuple[str, str]:
    """The field that stands in the way and the sentence that says how; ('', '') when none does."""
    scope = scope or Scope()
    if move.to_stage in ("escort", "aid", "applied") and values.get("disposition") == _PRISON:
        return "disposition", _IN_PRISON
    if move.to_stage == "arranging" and values.get("prosecutor_view") == _OBJECTION:
        return "prosecutor_view", _OBJECTED
    asked = asked_by(move, values, scope)
    filled = {name for name, value in values.items() if value not in (None, "", False)}
    lacking = missing(move, filled, asked)
    if lacking:
        field = next(name for name in asked if name not in filled)
        at_home = field == "release" and not scope.at_home and _never_held(move.service, values)
        return field, f"{lacking}{_AT_HOME}" if at_home else lacking
    for name in move.reached:
        day = values.get(name)
        if isinstance(day, PartialDate) and day.first > today:
            return name, _ahead(move, name, day)
    if move.to_stage == CLOSED:
        words = closing_refusal(move.service, move.from_stage, str(values.get("end_reason") or ""))
        return ("end_reason", words) if words else ("", "")
    return "", ""


def _ahead(move: Move, name: str, day: PartialDate) -> str:
    word, shown = BY_NAME[name].label(move.service), wareki.short(day)
    if move.to_stage == CLOSED:
        return f"{word}（{shown}）が先の日付です。終了した日を入力してください。"
    stage = codes.label("stage", move.to_stage, move.service)
    return (
        f"{word}（{shown}）はまだ先です。その日になってから「{stage}」へ進めるか、"
        f"{word}を直してください。"
    )


def deadlines_at(service: Service, stage: str) -> tuple[str, ...]:
    """The 期限 that run while an episode is in this stage: ids of `resources/rules/`."""
    return running(service, stage)
