"""What a screen is called where the kinds of office call it differently."""

from __future__ import annotations

from app.staff.office_kind import OfficeKind

_WORDS: dict[str, dict[OfficeKind, str]] = {
    "cases": {OfficeKind.CENTRE: "ケース", OfficeKind.PROBATION: "対象者"},
    "handoff": {OfficeKind.CENTRE: "広域", OfficeKind.PROBATION: "やりとり"},
    "no_exchange": {
        OfficeKind.CENTRE: (
            "広域のやりとりはありません。ほかの都道府県のセンターに頼むときは「協力を頼む」から。"
        ),
        OfficeKind.PROBATION: (
            "まだやりとりはありません。このプログラムを使うセンターには「協力を頼む」から、"
            "紙で頼むときは「つなぎ」から送ります。"
        ),
    },
    "whole": {OfficeKind.CENTRE: "センター全体", OfficeKind.PROBATION: "庁全体"},
    "practice": {
        OfficeKind.CENTRE: "練習用センター（架空の人物）",
        OfficeKind.PROBATION: "練習用の保護観察所（架空の人物）",
    },
    "no_case": {
        OfficeKind.CENTRE: "まだケースがありません。管理の「台帳取込」から始められます。",
        OfficeKind.PROBATION: "まだ対象者がいません。対象者の「新しい人」から始められます。",
    },
    "begin": {OfficeKind.CENTRE: "台帳取込を開く", OfficeKind.PROBATION: "対象者を開く"},
    "begin_place": {OfficeKind.CENTRE: "admin", OfficeKind.PROBATION: "cases"},
    "no_row": {
        OfficeKind.CENTRE: (
            "まだケースがありません。「＋ 新しい人」から登録するか、管理で台帳を取り込みます。"
        ),
        OfficeKind.PROBATION: "まだ対象者がいません。「＋ 新しい人」から登録してください。",
    },
    "releases": {
        OfficeKind.CENTRE: "釈放・移行まで（90日）",
        OfficeKind.PROBATION: "釈放まで（90日）",
    },
    "no_release": {
        OfficeKind.CENTRE: "90日以内に釈放・移行の日が決まっている人はいません。",
        OfficeKind.PROBATION: "90日以内に釈放の日が来る人はいません。",
    },
    "service_card": {OfficeKind.CENTRE: "業務と依頼", OfficeKind.PROBATION: "業務"},
    "waiting": {
        OfficeKind.CENTRE: "返事を待っているもの",
        OfficeKind.PROBATION: "センターなどの返事を待っているもの",
    },
    "no_waiting": {
        OfficeKind.CENTRE: "申請の決定や、受入先の返事を待っているものはありません。",
        OfficeKind.PROBATION: "センターへの依頼などで、返事を待っているものはありません。",
    },
}


def office_word(kind: OfficeKind, key: str) -> str:
    """The word of this kind of office."""
    return _WORDS[key][kind]
