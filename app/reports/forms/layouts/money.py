"""Our sample papers of money: 事業計画書, 所要額調書 and 収支精算書; nothing official was found."""

from __future__ import annotations

from app import codes
from app.reports.forms.form import PeriodKind
from app.reports.forms.layouts.layout import (
    Box,
    Computed,
    Heading,
    Layout,
    Note,
    Row,
    Table,
    sum_of_rows,
)

_PROGRAMME = "地域生活定着促進事業"
_LINE = "見本（公式の様式は見つかっていません）"
_EDITION = "2026年版"
_EXPENSES = tuple(label for _, label in codes.table("expense").choices())
_SPENT = (26.0, 14.0, 27.0, 27.0, 27.0, 27.0, 42.0)
_PLANNED = (26.0, 34.0, 36.0, 94.0)
_RULES = (
    "計算について",
    "・補助率、端数の扱い、補助基準額は、経費の画面の「補助の条件」で定めたもの。交付要綱で確かめること。",
    "・対象経費は、単価の高い備品と、専任でない職員が従事していない時間の分を除いた額。",
    "・出口支援と被疑者等支援を分けて精算する年度は、それぞれを計算して足した額。",
)


def settlement() -> Layout:
    """収支精算書: what was spent of the budget, and what the subsidy comes to."""
    lines = [
        Row(
            label,
            (
                f"$budget.{label}",
                f"$spent.{label}",
                Computed(((at, 0),), ((at, 1),)),
                f"$actual.{label}",
                f"$remark.{label}",
            ),
        )
        for at, label in enumerate(_EXPENSES)
    ]
    count = len(_EXPENSES)
    lines.append(Row("合計", (*(sum_of_rows(count, at) for at in range(4)), None), total=True))
    columns = ("予算額\nA", "執行額\nB", "差引\nA－B", "うち\n対象経費", "備考（積算・按分）")
    names = (
        ("ア　総事業費（執行額の合計）", "総事業費"),
        ("イ　対象経費", "対象経費"),
        ("ウ　寄附金その他の収入額", "寄附金その他の収入額"),
        ("エ　差引額（イ－ウ）", "差引額"),
        ("オ　補助基準額", "補助基準額"),
        ("カ　選定額（エとオの少ない額）", "選定額"),
        ("キ　国庫補助所要額（カ×補助率）", "国庫補助所要額"),
        ("ク　国庫補助受入済額", "国庫補助受入済額"),
        ("ケ　差引過不足額（キ－ク）", "差引過不足額"),
        ("コ　対象経費の自己負担額（イ－キ）", "対象経費の自己負担額"),
    )
    return _sheet(
        "settlement_report",
        "収支精算書",
        _SPENT,
        (
            Table("支出", "１　支出の部（円）", 0, 0, "費目", columns, tuple(lines), 2, 2),
            _amounts("精算", "２　補助金の精算（円）", 17, names, 3),
        ),
        (
            Box("補助の条件", "補助率と端数", 31, 0, 7, 2, "$remark.補助の条件"),
            Box("特記事項", "特記事項", 35, 0, 7, 5),
        ),
        (Note(42, 0, 7, _RULES),),
        47,
    )


def required_amount() -> Layout:
    """所要額調書: what the subsidy would come to if the budget were spent."""
    lines = [Row(label, (f"$budget.{label}", f"$remark.積算_{label}")) for label in _EXPENSES]
    lines.append(Row("合計", (sum_of_rows(len(_EXPENSES), 0), None), total=True))
    names = (
        ("ア　総事業費（予定額の合計）", "計画総事業費"),
        ("イ　寄附金その他の収入額", "寄附金その他の収入額"),
        ("ウ　差引額（ア－イ）", "計画差引額"),
        ("エ　補助基準額", "補助基準額"),
        ("オ　選定額（ウとエの少ない額）", "計画選定額"),
        ("カ　国庫補助所要額（オ×補助率）", "計画所要額"),
        ("キ　自己負担額（ア－カ）", "計画自己負担額"),
    )
    columns = ("予定額", "備考（積算）")
    return _sheet(
        "required_amount_report",
        "所要額調書",
        _PLANNED,
        (
            Table("支出", "１　支出予定額（円）", 0, 0, "費目", columns, tuple(lines), 1, 2),
            _amounts("所要額", "２　所要額（円）", 16, names, 2),
        ),
        (
            Box("補助の条件", "補助率と端数", 26, 0, 4, 2, "$remark.補助の条件"),
            Box("特記事項", "特記事項", 30, 0, 4, 5),
        ),
        (Note(37, 0, 4, _RULES),),
        42,
    )


def business_plan() -> Layout:
    """事業計画書: the contract, the plan in words, who works, the budget."""
    contract = (
        Row("契約額（円、税込）", ("$budget.契約額",)),
        Row("契約期間", ("$remark.契約期間",)),
        Row("契約の方法", ("$remark.契約の方法",)),
        Row("計画の職員数（人）", ("$budget.職員数",)),
    )
    budget = [Row(label, (f"$budget.{label}",)) for label in _EXPENSES]
    budget.append(Row("合計", (sum_of_rows(len(_EXPENSES), 0),), total=True))
    return _sheet(
        "business_plan_report",
        "事業計画書",
        _PLANNED,
        (
            Table("契約", "１　契約", 0, 0, "項目", ("内容",), contract, 1, 3),
            Table("予算", "４　予算（円）", 28, 0, "費目", ("予算額",), tuple(budget), 1, 3),
        ),
        (
            Box("事業計画", "２　事業計画", 7, 0, 4, 8, "$remark.事業計画"),
            Box("職員", "３　職員", 17, 0, 4, 9, "$remark.職員"),
            Box("重点", "５　力を入れること", 44, 0, 4, 5),
        ),
        (),
        50,
    )


def _amounts(
    key: str, title: str, top: int, names: tuple[tuple[str, str], ...], label_columns: int
) -> Table:
    """Amounts that were computed on the screen 経費, one under another."""
    rows = tuple(Row(label, (f"$subsidy.{name}",)) for label, name in names)
    return Table(key, title, top, 0, "項目", ("金額",), rows, 1, label_columns)


def _sheet(
    form_id: str,
    words: str,
    columns: tuple[float, ...],
    tables: tuple[Table, ...],
    boxes: tuple[Box, ...],
    notes: tuple[Note, ...],
    body_rows: int,
) -> Layout:
    """One portrait A4 page of a 年度."""
    title = f"{_PROGRAMME} {words}"
    last = len(columns)
    return Layout(
        id=form_id,
        title=title,
        listed=f"{title}（見本）",
        edition=_EDITION,
        period=PeriodKind.FISCAL_YEAR,
        sheet=words,
        columns_mm=columns,
        body_rows=body_rows,
        tables=tables,
        headings=(
            Heading("年度", "$fy", 0, 1, 1),
            Heading("受託者", "$operator", 2, 1, last - 3),
        ),
        boxes=boxes,
        notes=notes,
        line=_LINE,
        row_mm=5.0,
        landscape=False,
        practice_left=last - 1,
    )


MONEY_PAPERS: tuple[Layout, ...] = (business_plan(), required_amount(), settlement())
