"""The commands that can be given from anywhere: every place, and the main actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from app.calendar.fiscal import month_of
from app.staff.office_kind import not_offered
from app.staff.permissions import Permission
from app.ui.desk import Desk, Where
from app.ui.frame.places import Place
from app.ui.office_words import office_word
from app.ui.palette.commands import Command
from app.ui.theme import theme

_READINGS = {
    "today": "きょう ホーム",
    "cases": "けーす 一覧 いちらん 対象者",
    "schedule": "よていひょう カレンダー 予定",
    "meetings": "かいぎ 合同支援会議 支援会議",
    "handoff": "こういき 他県 依頼",
    "network": "かんけいきかん 社会資源 しゃかいしげん つなぎ 端緒 市町村 研修",
    "report": "ほうこく 月報 集計 統計",
    "admin": "かんり 設定",
}
_PAPERS = (
    ("daily", "業務日報", "ぎょうむにっぽう 日報 印刷 PDF"),
    ("travel", "旅費・移動一覧", "りょひ いどう 交通費 精算 excel エクセル 印刷"),
)
_LEAVES = (
    ("organisations", "関係機関の一覧", "かんけいきかん 社会資源 しゃかいしげん 資源を探す"),
    ("referrals", "つなぎの一覧", "返事待ち へんじまち 送付 受理 紹介"),
    ("signals", "端緒の一覧", "たんしょ 見立て 水道 滞納 異臭"),
    ("municipalities", "市町村の一覧", "しちょうそん 重層事業 多機関協働 アウトリーチ 参加支援"),
    ("events", "研修・啓発の一覧", "けんしゅう けいはつ ネットワーク会議"),
)
_HANDOFF = (
    ("exchanges", "やりとりの一覧", "こういき 協力依頼 きょうりょくいらい 広域調整"),
    ("letters", "文の出し入れ", "ふみ 封をして保存 文を受け取る 受領 じゅりょう"),
    ("partners", "相手先の一覧", "あいてさき 鍵 かぎ カード 確かめの言葉 登録"),
)
_FILES_THAT_CAME = (
    ("letters", "文を受け取る", "ふみ 取り込む ファイル"),
    ("partners", "相手先カードを読み込む", "かーど 登録 鍵"),
)
_TO_PLACE, _ACTION = "画面へ移る", "操作"


class Hands(Protocol):
    """What the window does when it is told to."""

    def record(self) -> None:
        """Record a 支援経過."""
        ...

    def show_manual(self) -> None:
        """Open the 手引き at the page for what is shown."""
        ...

    def show_keys(self) -> None:
        """Say which keys there are."""
        ...

    def lock(self) -> None:
        """離席."""
        ...

    def present(self) -> None:
        """Hide what names people, or show it again."""
        ...

    def quit(self) -> None:
        """Close the window."""
        ...


def ways(
    desk: Desk, places: Iterable[Place], refused: Callable[[str], str], hands: Hands
) -> Iterator[Command]:
    """The places, and the window itself; `refused` says why a place is closed to this person."""
    for number, place in enumerate(places, 1):
        yield Command(
            place.key,
            place.title,
            f"{_TO_PLACE}（Ctrl {number}）",
            _goes(desk, Where(place.key)),
            _READINGS.get(place.key, ""),
            refused(place.key),
        )
    dark = theme().dark
    yield Command(
        "light" if dark else "dark",
        "明るい表示にする" if dark else "暗い表示にする",
        _ACTION,
        lambda: theme().set_dark(not dark),
        "ダーク ライト 画面の色",
    )
    yield Command("larger", "文字を大きく", "Ctrl ＋", lambda: theme().step(1), "もじ 拡大")
    yield Command("smaller", "文字を小さく", "Ctrl －", lambda: theme().step(-1), "もじ 縮小")
    yield Command(
        "staff",
        "職員・役割・担当の引継ぎ",
        _TO_PLACE,
        _goes(desk, Where("staff", {"leaf": "people"})),
        "しょくいん たいしょく やくわり ひきつぎ 利用者 権限",
    )
    yield Command(
        "subject_access",
        "開示請求",
        _TO_PLACE,
        _goes(desk, Where("subject_access")),
        "かいじ せいきゅう 訂正 利用停止 個人情報 本人",
        desk.actor.refusal(Permission.ANSWER_REQUESTS),
    )
    yield Command(
        "own_passphrase",
        "自分の合言葉を替える",
        _ACTION,
        _goes(desk, Where("staff", {"leaf": "people", "own": True})),
        "あいことば パスワード 変更",
    )
    yield Command("manual", "手引き", "F1", hands.show_manual, "てびき ヘルプ 使い方 マニュアル")
    yield Command("keys", "キーの使い方", _ACTION, hands.show_keys, "きー キーボード てびき")
    yield Command(
        "present",
        "発表モード（氏名などを隠す）",
        "Ctrl Shift P",
        hands.present,
        "はっぴょう 画面共有 プロジェクター 投影 伏せる かくす",
        desk.actor.refusal(Permission.READ_CASES),
    )
    yield Command("lock", "離席（鍵をかける）", _ACTION, hands.lock, "りせき かぎ ロック")
    yield Command("quit", "定着を終了する", _ACTION, hands.quit, "しゅうりょう 閉じる")


def actions(desk: Desk, hands: Hands) -> Iterator[Command]:
    """The main actions."""
    actor = desk.actor
    yield Command(
        "new",
        "新しいケースを始める",
        "新しい人・業務",
        _goes(desk, Where("cases", {"new": True})),
        "あたらしい 業務を始める ぎょうむ しんき 新規 登録 依頼",
        actor.refusal(Permission.EDIT_CASES),
    )
    yield Command(
        "record",
        "支援経過を記録",
        "Ctrl N",
        hands.record,
        "しえんけいか きろく 面接 電話 訪問 ケース記録",
        actor.refusal(Permission.RECORD_ACTIVITY),
    )
    yield Command(
        "appointment",
        "予定を入れる",
        "予定表",
        _goes(desk, Where("schedule", {"new": True})),
        "よてい 面接 訪問 同行 カレンダー",
        actor.refusal(Permission.PLAN_DAYS),
    )
    yield Command(
        "task",
        "課題を加える",
        "今日",
        _goes(desk, Where("today", {"task": True})),
        "かだい すること タスク",
        actor.refusal(Permission.PLAN_DAYS),
    )
    yield from _of_handoff(desk)
    yield from _of_network(desk)
    yield from _of_the_office(desk)


def _of_handoff(desk: Desk) -> Iterator[Command]:
    """The lists of 広域, a new request, and files that came."""
    place = office_word(desk.kind, "handoff")
    yield _ask_for_help(desk)
    for leaf, words, also in _FILES_THAT_CAME:
        yield Command(
            f"handoff.{leaf}.new",
            words,
            place,
            _goes(desk, Where("handoff", {"leaf": leaf, "new": True})),
            also,
            desk.actor.refusal(Permission.DISCLOSE),
        )
    for key, words, also in _HANDOFF:
        yield Command(
            f"handoff.{key}",
            words,
            place,
            _goes(desk, Where("handoff", {"leaf": key})),
            also,
            desk.actor.refusal(Permission.READ_CASES),
        )
    yield Command(
        "handoff.settings",
        f"{place}の設定",
        place,
        _goes(desk, Where("handoff", {"leaf": "letters", "settings": True})),
        "共有フォルダー 日数 期限 書面の題名",
    )


def _ask_for_help(desk: Desk) -> Command:
    return Command(
        "handoff.new",
        "協力を頼む",
        office_word(desk.kind, "handoff"),
        _goes(desk, Where("handoff", {"leaf": "exchanges", "new": True})),
        "きょうりょく 依頼 広域調整 こういき",
        desk.actor.refusal(Permission.DISCLOSE),
    )


def _of_the_office(desk: Desk) -> Iterator[Command]:
    """Ledgers, reports, rules."""
    actor = desk.actor
    yield Command(
        "meeting",
        "会議を入れる",
        "会議",
        _goes(desk, Where("meetings", {"new": True})),
        "かいぎ 合同支援会議 ケース会議 重層的支援会議 支援会議 新しい会議",
        actor.refusal(Permission.HOLD_MEETINGS),
    )
    if not not_offered(desk.kind, "admin"):
        yield Command(
            "import",
            "台帳取込",
            "管理",
            _goes(desk, Where("admin")),
            "だいちょうとりこみ excel エクセル 取り込み",
            actor.refusal(Permission.IMPORT_LEDGER),
        )
    if not not_offered(desk.kind, "report"):
        yield from _reports(desk)
    yield Command(
        "history",
        "履歴（だれが見たか・何をしたか）",
        "管理",
        _goes(desk, Where("history")),
        "りれき 閲覧 操作 ログ 監査",
        actor.refusal(Permission.READ_HISTORY),
    )
    yield Command(
        "backups",
        "控えと復元",
        "管理",
        _goes(desk, Where("backups")),
        "ひかえ ふくげん バックアップ 復元の確認 第二の置き場所",
    )
    yield Command(
        "retention",
        "保存期間と削除",
        "管理",
        _goes(desk, Where("retention")),
        "ほぞんきかん さくじょ 廃棄 保留 年限 保存の期限 期間の決まり 削除の案と記録",
        actor.refusal(Permission.READ_CASES),
    )
    yield Command(
        "rules",
        "期限の決まり",
        "今日",
        _goes(desk, Where("today", {"rules": True})),
        "きげん きまり 勾留 更生緊急保護 根拠",
        actor.refusal(Permission.READ_CASES),
    )


def _of_network(desk: Desk) -> Iterator[Command]:
    """The lists of the place 関係機関, and what is written down there."""
    for key, words, also in _LEAVES:
        yield Command(
            f"network.{key}",
            words,
            "関係機関",
            _goes(desk, Where("network", {"leaf": key})),
            also,
            desk.actor.refusal(Permission.READ_CASES),
        )
    yield Command(
        "signal.new",
        "端緒を受ける",
        "関係機関",
        _goes(desk, Where("network", {"leaf": "signals", "new": True})),
        "たんしょ うける 水道 滞納 異臭 通報 知らせ",
        desk.actor.refusal(Permission.EDIT_CASES),
    )
    network = desk.actor.refusal(Permission.EDIT_NETWORK)
    yield Command(
        "organisation.new",
        "関係機関を登録",
        "関係機関",
        _goes(desk, Where("network", {"leaf": "organisations", "new": True})),
        "かんけいきかん とうろく 社会資源 連絡先",
        network,
    )
    yield Command(
        "event.new",
        "研修・啓発を記録",
        "関係機関",
        _goes(desk, Where("network", {"leaf": "events", "new": True})),
        "けんしゅう けいはつ ネットワーク会議 きろく",
        network,
    )


_REPORT_PARTS: tuple[tuple[str, str, str, dict[str, Any], str, Permission], ...] = (
    (
        "report.own", "独自の集計", "報告", {"leaf": "figures", "own": True},
        "どくじ しゅうけい 数え方 定義 県独自", Permission.MAKE_REPORT,
    ),
    (
        "report.submissions", "提出した報告", "報告", {"leaf": "submissions"},
        "ていしゅつ 差替え 確定 根拠", Permission.MAKE_REPORT,
    ),
    (
        "report.submit", "報告を提出する", "報告", {"leaf": "submissions", "new": True},
        "ていしゅつ かくてい 県に出す", Permission.SUBMIT_REPORT,
    ),
    (
        "report.forms", "様式（シートと入れるセル）", "報告", {"leaf": "forms"},
        "ようしき 都道府県 エクセル excel 登録 版 見本", Permission.MAKE_REPORT,
    ),
    (
        "report.funding", "経費（予算と執行）", "報告", {"leaf": "funding"},
        "けいひ よさん しっこう 契約 委託 補助 費目 名簿 精算", Permission.READ_FUNDING,
    ),
    (
        "report.spending", "支出を記録", "経費", {"leaf": "funding", "new": True},
        "ししゅつ 領収書 証憑 しょうひょう 支払", Permission.EDIT_FUNDING,
    ),
    (
        "report.lists", "一覧表をつくる", "報告", {"leaf": "lists"},
        "いちらんひょう リスト 条件 絞り込み 列 excel エクセル 書き出し", Permission.MAKE_REPORT,
    ),
    (
        "report.seeing", "動き（24か月の図）", "報告", {"leaf": "seeing"},
        "うごき グラフ 図 推移 担当ごと 受入先 期限", Permission.MAKE_REPORT,
    ),
)  # fmt: skip
"""Key, words, group, what is opened, other words, the permission that is asked for."""


def _reports(desk: Desk) -> Iterator[Command]:
    month = month_of(desk.office.clock.today()).previous()
    yield Command(
        "last_month",
        f"{month.label}の報告",
        "先月の報告",
        _goes(desk, Where("report", {"period": month})),
        "先月 せんげつ ほうこく 月報 集計",
        desk.actor.refusal(Permission.MAKE_REPORT),
    )
    for key, words, group, facts, also, asks in _REPORT_PARTS:
        go = _goes(desk, Where("report", facts))
        yield Command(key, words, group, go, also, desk.actor.refusal(asks))
    for key, words, also in _PAPERS:
        yield Command(
            key,
            words,
            "報告の帳票",
            _goes(desk, Where("report", {"paper": key})),
            also,
            desk.actor.refusal(Permission.MAKE_REPORT),
        )


def _goes(desk: Desk, where: Where) -> Callable[[], None]:
    return lambda: desk.go(where)
