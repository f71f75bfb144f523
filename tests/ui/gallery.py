"""Draws the parts with made-up words, light and dark: `python tests/ui/gallery.py FOLDER [SCALE]`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.ui.asking import confirm_dialog
from app.ui.frame.main_frame import MainFrame
from app.ui.frame.places import Place
from app.ui.frame.search_results import Hit
from app.ui.tables import Align, Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay, theme
from app.ui.widgets.buttons import MenuButton, danger_button, primary_button, secondary_button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import ChipChoice, ChipFilter, ChipMenu
from app.ui.widgets.counter import Counter
from app.ui.widgets.due_line import DueLine
from app.ui.widgets.field_row import (
    checks_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.paragraph import ReasonLine, Run
from app.ui.widgets.person_header import PersonHeader
from app.ui.widgets.plot import Plot, PlotAxis, PlotBand, PlotRow, PlotTick
from app.ui.widgets.stages import Stage, StageStrip, Standing
from app.ui.widgets.tag import Tag
from app.ui.widgets.timeline import TimelineEntry

PLACES = (
    Place("today", "今日", "today"),
    Place("cases", "ケース", "cases"),
    Place("schedule", "予定表", "schedule"),
    Place("meetings", "会議", "meetings"),
    Place("wide", "広域", "wide-area"),
    Place("network", "関係機関", "network"),
    Place("reports", "報告", "reports"),
    Place("admin", "管理", "admin"),
)
TONES = {
    "コーディネート": Tone.COORDINATION,
    "フォローアップ": Tone.FOLLOW_UP,
    "相談支援": Tone.CONSULTATION,
    "被疑者等支援": Tone.SUSPECT,
}


@dataclass(frozen=True)
class CaseRow:
    """A made-up case."""

    number: str
    name: str
    kind: str
    stage: str
    due: str


CASES = tuple(
    CaseRow(f"R8-{letter}-{number:03}", name, kind, stage, due)
    for letter, number, name, kind, stage, due in (
        ("C", 14, "見本 一郎", "コーディネート", "受入決定", "12/2"),
        ("C", 19, "例示 花子", "コーディネート", "受入先調整", "12/11"),
        ("S", 7, "仮名 三郎", "被疑者等支援", "調整", "11/24"),
        ("F", 33, "試作 四子", "フォローアップ", "継続", ""),
        ("K", 58, "模擬 五郎", "相談支援", "継続", ""),
        ("C", 21, "架空 六子", "コーディネート", "広域 島根", "12/24"),
        ("K", 61, "（匿名）", "相談支援", "単発", ""),
    )
)


def case_table() -> ListTable:
    """The list of cases."""
    columns = (
        Column("番号", "number", Kind.MUTED, width=104),
        Column("氏名", "name", width=74),
        Column(
            "業務・段階",
            "kind",
            Kind.TAG,
            stretch=True,
            cell=lambda row: Cell(row.stage, tags=((row.kind, TONES[row.kind]),)),
        ),
        Column("次", "due", Kind.DATE, width=72, align=Align.RIGHT),
    )
    model = ListModel(columns)
    model.show_rows(CASES)
    table = ListTable(model, type_ahead="name")
    model.sort(3)
    table.choose_row(0)
    return table


def case_page() -> QWidget:
    """A page like the one of a case."""
    page = Page()
    row = QHBoxLayout()
    lay(row, gap=3.5)
    left = Card(flush=True)
    left.setFixedWidth(theme().px(408))
    chips = QHBoxLayout()
    lay(chips, gap=1.5, margins=(3, 0, 3, 0))
    chips.addWidget(ChipFilter("自分の担当 13", checked=True))
    chips.addWidget(ChipMenu("業務", tuple((key, key) for key in TONES)))
    chips.addWidget(ChipMenu("段階", (("a", "調整計画"),)))
    chips.addWidget(ChipFilter("終了も"))
    chips.addStretch(1)
    left.add(chips)
    left.add(case_table(), 1)
    row.addWidget(left)
    row.addLayout(person_side(), 1)
    page.add(row, 1)
    return page


def person_side() -> QVBoxLayout:
    """Everything about one person."""
    column = QVBoxLayout()
    lay(column, gap=3)
    head = PersonHeader()
    head.set_person(
        kana="みほん いちろう",
        name="見本 一郎",
        fact="昭和28年4月5日生 73歳",
        more="男・高齢・知的(疑い)・療育手帳 申請中",
    )
    head.add_button(MenuButton("印刷", (("a", "票"),)))
    head.add_button(MenuButton("つなぐ", (("a", "票"),)))
    head.add_button(primary_button("段階を進める"))
    column.addWidget(head)
    strip = Card()
    strip.add(stage_strip())
    column.addWidget(strip)
    lower = QHBoxLayout()
    lay(lower, gap=3)
    lower.addWidget(timeline_card(), 3)
    right = QVBoxLayout()
    lay(right, gap=2.5)
    due = Card("期限")
    due.add(DueLine("11/25", "同行者を決める", "釈放 12/2 の5開庁日前(規則 v2)", tone=Tone.WARNING))
    due.add(DueLine("12/2", "釈放", "刑期終了日 12/1 の翌日", beside=True))
    right.addWidget(due)
    right.addWidget(consent_card())
    right.addStretch(1)
    lower.addLayout(right, 2)
    column.addLayout(lower, 1)
    return column


def stage_strip() -> StageStrip:
    """The strip of a コーディネート."""
    done, now = Standing.DONE, Standing.CURRENT
    stages = (
        Stage("依頼受理", "R8.6.9", done),
        Stage("面接", "6/18", done),
        Stage("調整計画", "7/30", done),
        Stage("受入先調整", "8/3", done),
        Stage("受入決定", "10/22", now),
        Stage("釈放・移行", "12/2 予定"),
        Stage("フォローアップ"),
    )
    mark = {"tone": Tone.WARNING, "strong": True}
    reason = (
        Run("次「釈放・移行」には "),
        Run("同行者", **mark),
        Run(" と "),
        Run("受入先の到着時刻", **mark),
        Run(" が要ります。釈放は12月2日(水)午前。福祉事務所は開庁日です。"),
    )
    return StageStrip(stages, reason=reason)


def timeline_card() -> Card:
    """Some made-up contacts."""
    card = Card("支援経過", caption="今回 31件・延べ 22時間15分")
    scrolled = Scrolled(gap=0)
    texts = (
        (
            "11/20",
            "電話",
            "見本ホーム・25分・試作",
            "入居前日の持ち物と受け渡しを確認。12/2 10時着で了解。",
        ),
        (
            "11/17",
            "会議",
            "見本刑務所ほか5機関・90分",
            "合同の会議。<b>太字にならない</b>。午後に予約。",
        ),
        (
            "11/12",
            "面接",
            "見本刑務所・60分・例示",
            "帰住先の写真を見せて説明。「部屋に鍵があるのがいい」。",
        ),
    )
    for entry in texts:
        scrolled.add(TimelineEntry(*entry))
    scrolled.end()
    card.add(scrolled, 1)
    return card


def consent_card() -> Card:
    """A small fitted table."""
    card = Card("同意と提供先")
    columns = (
        Column("相手", "name", stretch=True),
        Column("同意", "stage", width=110, cell=lambda row: Cell("同意 R9.3まで", tone=Tone.GOOD)),
    )
    model = ListModel(columns)
    table = ListTable(model, edge=False, fit=True, header=False)
    model.show_rows(CASES[:3])
    card.add(table)
    return card


def today_page() -> QWidget:
    """A page like 今日."""
    page = Page("今日", "令和8年11月23日(月)")
    page.add_to_head(ChipChoice((("mine", "自分の担当"), ("all", "センター全体")), "mine"))
    row = QHBoxLayout()
    lay(row, gap=3.5)
    left = Card("遅れ")
    columns = (
        Column("", "due", width=92, cell=lambda r: Cell("3日超過", tone=Tone.ERROR, strong=True)),
        Column(
            "", "name", stretch=True, cell=lambda r: Cell("調整計画の提出", "依頼 9/21 から60日")
        ),
        Column("", "stage", width=160, cell=lambda r: r.name),
        Column(
            "",
            "kind",
            Kind.TAG,
            width=130,
            align=Align.RIGHT,
            cell=lambda r: Cell(tags=((r.kind, TONES[r.kind]),)),
        ),
    )
    model = ListModel(columns)
    table = ListTable(model, edge=False, fit=True, header=False, two_lines=True)
    model.show_rows(CASES[:5])
    left.add(table)
    left.body.addStretch(1)
    row.addWidget(left, 3)
    plot = Card("釈放・移行まで(90日)", caption="色の帯は官庁の閉庁日")
    plot.add(PlotAxis(sample_plot()))
    plot.body.addStretch(1)
    row.addWidget(plot, 2)
    page.add(row, 1)
    return page


def sample_plot() -> Plot:
    """Six made-up people."""
    rows = (
        PlotRow("見本 一郎", 9, "決定 グループホーム見本", True),
        PlotRow("例示 花子", 18, "面接済み 2件打診中"),
        PlotRow("架空 六子", 31, "広域 島根 調整中"),
        PlotRow("仮名 三郎", 37, "未定"),
        PlotRow("試作 四子", 52, "広域 長野 回答待ち"),
        PlotRow("模擬 五郎", 74, "アセスメント中"),
    )
    ticks = (PlotTick(0, "今日"), PlotTick(30, "12/23"), PlotTick(60, "1/22"), PlotTick(90, "2/21"))
    return Plot(90, rows, (PlotBand(36, 41, "年末年始"),), ticks)


def forms_page() -> QWidget:
    """Counters, a notice and a form with every kind of field."""
    page = Page("部品と入力", "入力とお知らせ")
    refused = secondary_button("主担当を移す")
    refused.refuse("受入先が決まると押せます。")
    for button in (
        secondary_button("結果を保存", icon_name="check"),
        danger_button("取り下げる"),
        refused,
        primary_button("書き出す"),
    ):
        page.add_to_head(button)
    page.add(NoticeBar("足りないもの 2件", "R5-C-024 受入先種別がない → 表3に出ません", "順に直す"))
    counters = QHBoxLayout()
    lay(counters, gap=3)
    for name, number, tone in (
        ("新しく入る", "197", Tone.GOOD),
        ("確かめる", "31", Tone.WARNING),
        ("同じ人かも", "5組", Tone.WARNING),
        ("取り込めない", "5", Tone.ERROR),
    ):
        counters.addWidget(Counter(name, number, tone, opens=True))
    page.add(counters)
    tags = QHBoxLayout()
    lay(tags, gap=2)
    for word, tone in (
        *TONES.items(),
        ("新規", Tone.GOOD),
        ("確認", Tone.WARNING),
        ("不可", Tone.ERROR),
        ("除く", Tone.MUTED),
    ):
        tags.addWidget(Tag(word, tone))
    tags.addStretch(1)
    page.add(tags)
    row = QHBoxLayout()
    lay(row, gap=3)
    row.addWidget(form_card(False), 1)
    row.addWidget(form_card(True), 1)
    holder = QWidget()
    holder.setLayout(row)
    scrolled = Scrolled()
    scrolled.add(holder)
    page.add(scrolled, 1)
    return page


def form_card(beside: bool) -> Card:
    """A form with one wrong date."""
    card = Card("基本")
    form = Form(1)
    looks = {"beside": beside}
    form.add(text_field("name", "氏名", **looks)).set_value("見本 一郎 & <i>例</i>")
    form.add(choice_field("sex", "性別", (("", "未記入"), ("m", "男"), ("f", "女")), **looks))
    form.add(date_field("birth", "生年月日", read_date, **looks)).set_value("S28.4.5")
    wrong = form.add(date_field("end", "終了日", read_date, **looks))
    wrong.set_value("H31.5.1")
    wrong.check()
    flags = tuple((word, word) for word in ("高齢", "身体", "知的", "精神", "発達", "疑い"))
    form.add(checks_field("flags", "障害", flags, **looks)).set_value(("高齢", "知的"))
    form.add(lines_field("note", "備考", lines=2, note="対応の理由も書きます。", **looks))
    card.add(form)
    card.add(ReasonLine("必須の欄は、段階を進めるときに求めます。"))
    card.body.addStretch(1)
    return card


def read_date(text: str) -> tuple[bool, str]:
    """A made-up reader of dates."""
    if text == "H31.5.1":
        return False, "平成は31年4月30日までです。R1.5.1 と入力してください。"
    return True, "1953年4月5日(日)"


def build() -> MainFrame:
    """The window with all pages."""
    frame = MainFrame()
    frame.set_places(PLACES)
    frame.top.set_office("見本県地域生活定着支援センター")
    frame.top.set_staff("試作 澪江", (("lock", "鍵をかける"), ("settings", "設定")))
    frame.status.set_saved("保存済み 9:42:18")
    frame.status.set_encryption("暗号化")
    frame.status.set_backup("控え 今朝 8:30 確認済み")
    frame.status.set_practice("練習用センター(架空の人物)")
    frame.set_count("today", 8, late=3)
    frame.set_count("cases", 107)
    frame.set_count("wide", 2)
    frame.add_page("today", today_page())
    frame.add_page("cases", case_page())
    frame.add_page("admin", forms_page())
    frame.resize(1366, 768)
    return frame


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv)
    if len(sys.argv) > 2:
        theme().set_scale(float(sys.argv[2]))
    theme().apply(app)
    frame = build()
    frame.show()
    for dark in (False, True):
        theme().set_dark(dark)
        for key in ("today", "cases", "admin"):
            frame.go(key)
            app.processEvents()
            frame.grab().save(str(folder / f"{key}{'-dark' if dark else ''}.png"))
    theme().set_dark(False)
    frame.top.search.field.setText("みほん")
    frame.show_hits([Hit(r.number, r.name, r.number, r.kind, TONES[r.kind]) for r in CASES[:4]])
    app.processEvents()
    frame.grab().save(str(folder / "search.png"))
    dialog = confirm_dialog(
        "この取込を取り消します。取り込んだ271行が消えます。元のファイルはそのままです。",
        yes="取り消す",
        danger=True,
        parent=frame,
    )
    dialog.show()
    app.processEvents()
    dialog.grab().save(str(folder / "dialog.png"))


if __name__ == "__main__":
    main()
