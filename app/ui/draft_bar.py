"""The bar that offers what was typed before a crash or a lock: open it, or throw it away."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.cases.queries import CaseFilter, CaseList, case_list
from app.clock import JST
from app.storage.drafts import OLD_AFTER, Draft
from app.storage.work import Office
from app.ui.desk import Desk
from app.ui.widgets.buttons import Button
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.words import near_day

_KINDS = {
    "form_cells": "様式の設定",
    "activity": "支援経過",
    "entry": "支援経過の訂正",
    "withdraw": "支援経過の取り消し",
    "phrase": "定型文",
    "fields": "訂正",
    "new": "新しいケース",
    "task": "課題",
    "own_task": "課題",
    "deadline": "期限の理由",
    "case_date": "身柄と日付",
    "stay": "所在",
    "life_event": "できごと",
    "requirements": "要件",
    "selection": "選定",
    "measure": "措置",
    "received": "届いた書類",
    "sheet": "アセスメント",
    "plan": "計画",
    "placement": "帰住先の候補",
    "release": "釈放当日の予定",
    "application": "申請",
    "related": "関係者",
    "contact": "連絡先",
    "health": "医療・緊急時",
    "restriction": "担当限定",
    "take_back": "段階の取消し",
    "move": "段階を進める入力",
    "signal": "端緒",
    "signal_weigh": "端緒の見立て",
    "signal_person": "端緒と本人の結びつけ",
    "signal_answer": "端緒の返事",
    "signal_close": "端緒の終了",
    "signal_unlink": "端緒の結びつきの取消し",
    "consent": "同意",
    "withdrawal": "同意の撤回",
    "consent_restore": "撤回の取消し",
    "disclosure": "情報提供",
    "disclosure_end": "情報提供の結果",
    "disclosure_told": "撤回の連絡",
    "referral": "つなぎ",
    "organisation": "関係機関",
    "organisation_close": "関係機関の閉鎖",
    "organisation_offer": "社会資源",
    "organisation_contact": "関係機関の担当者",
    "organisation_note": "関係機関の覚え書き",
    "municipality_year": "市町村の重層事業",
    "event": "研修・啓発",
    "appointment": "予定",
    "appointment_cancel": "予定の取消し",
    "planned_contact": "予定の支援経過",
    "letter_takeover": "文の内容を記録に入れる選択",
    "partner_card": "相手先カードの登録",
    "partner_paper": "紙でやりとりする相手先",
    "partner_heard": "電話での鍵の確かめ",
    "partner_revoke": "鍵の使用停止",
    "own_figure": "独自の集計",
    "funding_year": "契約",
    "funding_subsidy": "補助の条件",
    "funding_budget": "予算",
    "funding_line": "費目の見込みと備考",
    "funding_spending": "支出",
    "funding_withdraw": "支出の取消し",
    "funding_staff": "職員名簿",
    "funding_hours": "勤務時間",
    "meeting": "会議",
    "meeting_hold": "会議の開催の記録",
    "meeting_cancel": "会議の中止",
    "meeting_next": "次回の会議",
    "meeting_person": "会議で話し合う人",
    "meeting_signal": "会議で話し合う端緒",
    "meeting_member": "会議の出席者",
    "meeting_staff": "会議の出席者",
    "meeting_family": "会議の出席者",
    "meeting_secrecy": "守秘の確認",
    "meeting_minutes": "議事録",
    "meeting_share": "会議で共有したこと",
    "meeting_decision": "会議で決まったこと",
    "meeting_contacts": "会議の支援経過",
    "submission": "報告の提出",
    "subject_request": "開示などの請求",
}
_PLACES = {
    "form_cells": "report",
    "organisation": "network",
    "organisation_close": "network",
    "organisation_offer": "network",
    "organisation_contact": "network",
    "organisation_note": "network",
    "municipality_year": "network",
    "event": "network",
    "signal": "network",
    "signal_weigh": "network",
    "signal_person": "network",
    "signal_answer": "network",
    "signal_close": "network",
    "signal_unlink": "network",
    "appointment": "schedule",
    "appointment_cancel": "schedule",
    "planned_contact": "schedule",
    "submission": "report",
    "own_figure": "report",
    "own_task": "today",
    "subject_request": "subject_access",
}
"""Where drafts are opened that belong to no case: kind → place."""


class DraftBar(NoticeBar):
    """Offers the newest of the waiting drafts that `mine` chooses; `wanted` carries it.

    `named` says whose it is, where more than one person is shown; `whole` also what was unreadable.
    """

    wanted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        mine: Callable[[Draft], bool] = lambda _: True,
        *,
        whole: bool = False,
        named: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.desk, self._mine, self._whole = desk, mine, whole
        self._tells_whose = whole or named
        self.drafts: tuple[Draft, ...] = ()
        self._names: dict[str, str] = {}
        self.discard_button = Button("捨てる")
        self.discard_button.clicked.connect(self.discard)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.discard_button)
        self.acted.connect(self.open_newest)
        desk.drafts.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show how many drafts wait; without any the bar goes away."""
        shelf = self.desk.drafts
        self.drafts = tuple(draft for draft in shelf.waiting if self._mine(draft))
        self.discard_button.setVisible(bool(self.drafts))
        unread = shelf.ignored if self._whole else 0
        if self.drafts:
            self.set_notice(f"書きかけが{len(self.drafts)}件あります", self._words(unread), "開く")
        elif unread:
            self.set_notice("", f"読めない書きかけの控えが{unread}件あり、そのまま残しています。")
        else:
            self.set_notice("", "")
        if self._tells_whose:
            self._ask_names()

    def open_newest(self) -> None:
        """Ask for the newest draft to be opened."""
        if self.drafts:
            self.wanted.emit(self.drafts[0])

    def discard(self) -> None:
        """Throw the newest draft away, once that is confirmed."""
        if not self.drafts:
            return
        draft = self.drafts[0]
        if self.desk.asking.confirm(
            f"{self._what(draft)}の書きかけを捨てます。元に戻せません。",
            yes="捨てる",
            no="残しておく",
            danger=True,
        ):
            self.desk.drafts.remove(draft.name)

    def _words(self, unread: int) -> str:
        draft, now = self.drafts[0], self.desk.office.clock.now()
        first = "いちばん新しいものは、" if len(self.drafts) > 1 else ""
        words = f"{first}{self._what(draft)}です。"
        old = sum(draft.old(now) for draft in self.drafts)
        if old:
            words += f"{OLD_AFTER.days}日より前のものが{old}件あります。"
        return words + (f"読めない控えが{unread}件あります。" if unread else "")

    def _what(self, draft: Draft) -> str:
        name = self._names.get(draft.episode_id, "")
        whose = f"{name}さんの" if name else ""
        return f"{whose}{kind_words(draft)}（{when_words(draft, self.desk.office)}）"

    def _ask_names(self) -> None:
        wanted = {draft.episode_id for draft in self.drafts if draft.episode_id}
        missing = tuple(sorted(wanted - self._names.keys()))
        if missing:
            self.desk.read(
                lambda reading: case_list(reading, CaseFilter(ids=missing)),
                lambda found: self._named(missing, found),
                owner=self,
                title="",
            )

    def _named(self, asked: tuple[str, ...], found: CaseList) -> None:
        self._names |= dict.fromkeys(asked, "") | {row.id: row.name for row in found.rows}
        self.refresh()


def kind_words(draft: Draft) -> str:
    """What kind of form a draft belongs to, as a word."""
    kinds = _KINDS | _kinds_of_codes()
    return kinds.get(draft.kind) or kinds.get(draft.kind.partition(".")[0], "入力")


@cache
def _kinds_of_codes() -> dict[str, str]:
    """The kinds that end with a code; most days begin without a draft."""
    from app.handoff.letters.kinds import LetterKind
    from app.network.referrals.steps import Step

    return {
        **{f"referral_{step}": "つなぎの動き" for step in Step},
        **{f"letter_{kind}": f"「{kind.words}」の文" for kind in LetterKind},
        **{f"told_{kind}": f"「{kind.words}」の書き取り" for kind in LetterKind},
    }


def place_of(draft: Draft) -> str:
    """The place where a draft is opened; a つなぎ without a case is one of a 端緒."""
    if draft.kind.startswith("referral") and not draft.episode_id:
        return "network"
    if draft.kind.partition("_")[0] == "meeting":
        return "meetings"
    if draft.kind.partition("_")[0] == "funding":
        return "report"
    if draft.kind.partition("_")[0] in ("partner", "letter", "told"):
        return "handoff"
    return _PLACES.get(draft.kind, "cases")


def when_words(draft: Draft, office: Office) -> str:
    """11/24 9:12 in Japan."""
    local = draft.when.astimezone(JST)
    return f"{near_day(local.date(), office.clock.today())} {local.hour}:{local.minute:02}"
