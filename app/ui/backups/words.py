"""What the window says of the 控え, made from what the history says."""

from __future__ import annotations

from datetime import date, datetime

from app.backups.rules import Standing, is_old
from app.clock import JST
from app.ui.theme import Tone
from app.ui.words import near_day

MAKING = "控えを作っています"
NONE_YET = "控えはまだありません"
NO_DRILL = "復元の確認を、1か月以上していません。控えがほんとうに戻せるかを確かめてください。"
DRILL_FAILED = "前の復元の確認ができませんでした。控えがほんとうに戻せるかを確かめてください。"


def moment_words(moment: datetime, today: date) -> str:
    """9:02 of today, else 11/23 17:30."""
    local = moment.astimezone(JST)
    day = "" if local.date() == today else f"{near_day(local.date(), today)} "
    return f"{day}{local.hour}:{local.minute:02}"


def foot_words(standing: Standing, now: datetime, today: date) -> tuple[str, Tone]:
    """What stands at the foot of the window, and how loudly."""
    if standing.made_at is None:
        words = "控えを作れていません" if standing.failed else NONE_YET
        return words, Tone.WARNING
    when = moment_words(standing.made_at, today)
    words, tone = f"控え {when} 確認済み", Tone.MUTED
    if is_old(standing, now):
        words, tone = f"控えが {when} から取れていません", Tone.WARNING
    elif standing.failed:
        words, tone = f"控え {when} のあと、作れていません", Tone.WARNING
    if standing.second_failed_since is not None:
        since = moment_words(standing.second_failed_since, today)
        words, tone = f"{words}・第二の置き場所 {since} から届いていません", Tone.WARNING
    return words, tone


def state_words(standing: Standing, now: datetime, today: date) -> str:
    """The same at more length, with why and what to do."""
    words = [f"{foot_words(standing, now, today)[0]}。"]
    if standing.failed:
        words.append(standing.failed)
    if standing.second_failed_since is not None:
        words.append(
            "第二の置き場所（USB メモリー、ネットワークのフォルダーなど）がつながっているか確かめてください。"
        )
    if standing.drilled_at is not None:
        words.append(f"復元の確認 {moment_words(standing.drilled_at, today)}。")
    return "".join(words)


def reminder_words(standing: Standing, now: datetime, today: date, *, drill: bool) -> str:
    """What 今日 reminds of; '' for nothing."""
    if standing.second_failed_since is not None and is_old(
        Standing(made_at=standing.second_failed_since), now
    ):
        since = moment_words(standing.second_failed_since, today)
        return f"第二の置き場所に、{since}から控えが届いていません。"
    if not drill:
        return ""
    return DRILL_FAILED if standing.drill_failed else NO_DRILL
