"""How the history is kept; entries themselves are only ever added."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import FieldProblem, InvalidInput
from app.history.viewing import WINDOW_SETTING, WINDOWS, window_words
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Work


def set_window(work: Work, minutes: int) -> None:
    """Within how many minutes the same opening is the same view; 0 keeps every one."""
    work.require(Permission.MANAGE_OFFICE)
    if minutes not in WINDOWS:
        known = "・".join(str(one) for one in WINDOWS)
        raise InvalidInput((FieldProblem("minutes", f"{known}分のどれかにしてください。"),))
    setting = work.session.scalar(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == WINDOW_SETTING)
    )
    if setting is None:
        setting = Setting(name=WINDOW_SETTING)
        work.add(setting)
    before = setting.value
    setting.value = minutes
    setting.changed_by = work.actor.staff_id
    work.touch(setting)
    work.tell(
        "history.window_set",
        f"閲覧の残し方を「{window_words(minutes)}」にした",
        subject_kind="office",
        details={"before": before, "minutes": minutes},
    )


def tell_checked(work: Work, last: int) -> None:
    """Keep that somebody followed the chain to its end and found it whole."""
    work.require(Permission.READ_HISTORY)
    words = f"履歴を確かめた（第{last}番まで、そろっている）"
    work.tell("history.verified", words, subject_kind="office")
