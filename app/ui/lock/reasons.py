"""Why a desk locks, and which messages of Windows say so (pure)."""

from __future__ import annotations

from enum import StrEnum

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND = 0x0004
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 2, 4, 6, 7


class Reason(StrEnum):
    """Why a desk locks."""

    AWAY = "away"
    IDLE = "idle"
    SCREEN_LOCK = "screen_lock"
    SLEEP = "sleep"
    OTHER_USER = "other_user"
    SIGHT = "sight"


_SESSION = {
    WTS_SESSION_LOCK: Reason.SCREEN_LOCK,
    WTS_SESSION_LOGOFF: Reason.OTHER_USER,
    WTS_CONSOLE_DISCONNECT: Reason.OTHER_USER,
    WTS_REMOTE_DISCONNECT: Reason.OTHER_USER,
}
_WORDS = {
    Reason.AWAY: "鍵をかけました。",
    Reason.IDLE: "しばらくさわらなかったため、鍵をかけました。",
    Reason.SCREEN_LOCK: "PC の画面がロックされたため、鍵をかけました。",
    Reason.SLEEP: "PC がスリープに入るため、鍵をかけました。",
    Reason.OTHER_USER: "PC の使う人が切り替わったため、鍵をかけました。",
    Reason.SIGHT: "役割か、見られるケースが変わったため、鍵をかけました。",
}


def reason_of(message: int, wparam: int) -> Reason | None:
    """What a message of Windows means for the desk; None for all that are none of its business."""
    if message == WM_WTSSESSION_CHANGE:
        return _SESSION.get(wparam)
    if message == WM_POWERBROADCAST and wparam == PBT_APMSUSPEND:
        return Reason.SLEEP
    return None


def words_of(reason: str) -> str:
    """Why, in a sentence for the person who comes back."""
    return _WORDS[Reason(reason)]
