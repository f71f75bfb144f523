"""The layout of our own 月次実績報告: one A4 landscape page for the workbook and for the PDF.

Pure data: a grid of columns (mm) and equal rows, tables placed on it, and which figure stands where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.reports.forms.figure_paths import REST, lookup

TITLE = "地域生活定着促進事業 月次実績報告"
OWN_FORM_LINE = "当センター独自の様式（公式の様式ではありません）"
PRACTICE_LINE = "練習用のデータです。実在の人や実績ではありません。"
NOT_APPLICABLE = "－"
REMARKS_TITLE = "８　特記事項"
NOTES = (
    "数え方",
    "・前月末＋新規－終了＝月末。月末日に終わった支援は終了に数える。",
    "・取扱件数＝前月末＋新規（件）。人員は同じ人を1人と数える。",
    "・２は取扱った実人員。高齢・身体・知的・精神は重複計上し、",
    "　発達・疑いは再掲（延べ計に含めない）。全体は業務間の重複を除く。",
    "・５は移行日が当月の件。フォローアップはコーディネートの再掲。",
    "・６は当月に終了した件の事由。",
)

COLUMNS_MM: tuple[float, ...] = (26.0, *[11.0] * 12, 3.0, 33.0, *[11.0] * 3, 3.0, 36.0, 10.0)
BODY_ROWS = 41
ROW_MM = 4.2
LEFT, MIDDLE, RIGHT = 0, 14, 19
REMARKS_TOP, NOTES_TOP = 37, 31
_WORKS = ("コーディネート", "フォローアップ", "相談支援", "被疑者等支援")
_SPECIAL = ("コーディネート", "フォローアップ")


@dataclass(frozen=True)
class Computed:
    """A total of other cells of the same table, each (row, column) from 0."""

    plus: tuple[tuple[int, int], ...]
    minus: tuple[tuple[int, int], ...] = ()


Cell = str | Computed | None
"""A figure path, a total, or nothing to report (－)."""


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    label: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose title (or header, without a title) stands in grid row `top`."""

    key: str
    title: str
    top: int
    left: int
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_rows: int = 2

    @property
    def header_top(self) -> int:
        """Grid row of the header."""
        return self.top + bool(self.title)

    @property
    def body_top(self) -> int:
        """Grid row of the first line."""
        return self.header_top + self.header_rows

    def number(self, row: int, column: int, figures: Mapping[str, object]) -> int | None:
        """The number in a cell, or None where there is nothing to report."""
        cell = self.rows[row].cells[column]
        if cell is None:
            return None
        if isinstance(cell, Computed):
            plus = sum(self.number(*at, figures) or 0 for at in cell.plus)
            return plus - sum(self.number(*at, figures) or 0 for at in cell.minus)
        return lookup(figures, cell, claimed=_claimed())


def tables() -> tuple[Table, ...]:
    """All tables of the page."""
    return _TABLES


def _claimed() -> frozenset[str]:
    return _CLAIMED


def _sum_rows(count: int, column: int) -> Computed:
    return Computed(tuple((row, column) for row in range(count)))


def _sum_columns(row: int, first: int, last: int) -> Computed:
    return Computed(tuple((row, column) for column in range(first, last + 1)))


def _handling() -> Table:
    rows = []
    for at, work in enumerate(_WORKS):
        base = f"works.{work}"
        split: tuple[Cell, ...] = (None,) * 4
        if work in _SPECIAL:
            split = (
                f"{base}.kubun_new.特別調整",
                f"{base}.kubun_new.一般調整",
                f"{base}.by_kubun.特別調整.open",
                f"{base}.by_kubun.一般調整.open",
            )
        counts = (f"{base}.carried", f"{base}.new", f"{base}.closed", *_month_end(at))
        persons = tuple(f"{base}.{name}_persons" for name in ("supported", "new", "closed"))
        rows.append(Row(work, (*counts, *persons, *split)))
    total = tuple(_sum_rows(4, column) for column in range(12))
    persons = tuple(f"total.{name}_persons" for name in ("supported", "new", "closed"))
    rows.append(Row("全体", (*total[:5], *persons, *total[8:]), total=True))
    columns = (
        *("前月末", "新規", "終了", "月末", "取扱件数", "実人員", "新規\n実人員", "終了\n実人員"),
        *("新規\n特別調整", "新規\n一般調整", "月末\n特別調整", "月末\n一般調整"),
    )
    title = "１　業務別取扱状況（件、実人員は人）"
    return Table("取扱", title, 0, LEFT, "業務", columns, tuple(rows))


def _month_end(row: int) -> tuple[Computed, Computed]:
    return Computed(((row, 0), (row, 1)), ((row, 2),)), Computed(((row, 0), (row, 1)))


def _people() -> Table:
    rows = []
    for at, (label, base) in enumerate([*((w, f"works.{w}") for w in _WORKS), ("全体", "total")]):
        cells: tuple[Cell, ...] = (
            *(f"{base}.sex.{name}" for name in ("男", "女", "不明")),
            *(f"{base}.disability.{name}" for name in ("高齢", "身体", "知的", "精神")),
            _sum_columns(at, 3, 6),
            *(f"{base}.disability.{name}" for name in ("発達", "疑い", "any4", "none4")),
        )
        rows.append(Row(label, cells, total=label == "全体"))
    columns = (
        *("男", "女", "不明", "高齢", "身体", "知的", "精神", "延べ計"),
        *("発達\n（再掲）", "疑い\n（再掲）", "いずれか\n該当", "該当\nなし"),
    )
    title = "２　性別・障害別（当月に取扱った実人員、人）"
    return Table("内訳", title, 9, LEFT, "業務", columns, tuple(rows))


def _sources() -> Table:
    names = (
        *("保護観察所", "他県センター", "検察庁", "弁護士", "矯正施設", "市町村"),
        *("福祉関係機関", "医療機関", "自センター", "本人・家族"),
    )
    rows = []
    for at, work in enumerate(_WORKS):
        base = f"works.{work}.source_new"
        figures = (*(f"{base}.{name}" for name in names), f"{base}.{REST}")
        rows.append(Row(work, (*figures, _sum_columns(at, 0, 10))))
    rows.append(Row("計", tuple(_sum_rows(4, column) for column in range(12)), total=True))
    columns = (
        *("保護\n観察所", "他県\nセンター", "検察庁", "弁護士", "矯正施設", "市町村"),
        *("福祉関係\n機関", "医療機関", "自\nセンター", "本人・\n家族", "その他", "計"),
    )
    title = "３　新規の依頼元（件）"
    return Table("依頼元", title, 18, LEFT, "業務", columns, tuple(rows))


def _activities() -> Table:
    names = ("面接", "訪問", "電話", "同行", "会議", "文書・メール")
    rows = []
    for at, work in enumerate((*_WORKS, "その他")):
        base = f"activities.by_work.{work}"
        means = (*(f"{base}.by_means.{name}" for name in names), f"{base}.by_means.{REST}")
        rows.append(Row(work, (*means, _sum_columns(at, 0, 6), f"{base}.minutes")))
    rows.append(Row("計", tuple(_sum_rows(5, column) for column in range(9)), total=True))
    columns = (
        "面接",
        "訪問",
        "電話",
        "同行",
        "会議",
        "文書・\nメール",
        "その他",
        "計",
        "時間\n（分）",
    )
    title = "４　活動（延べ回数と時間）"
    return Table("活動", title, 27, LEFT, "業務", columns, tuple(rows))


def _destinations() -> Table:
    names = (
        *("更生保護施設", "自立準備ホーム", "アパート", "公営住宅", "救護施設", "更生施設"),
        *("養護老人ホーム", "特別養護老人ホーム", "軽費老人ホーム", "有料老人ホーム"),
        *("サービス付き高齢者向け住宅", "グループホーム", "障害者支援施設", "宿泊型自立訓練"),
        *("病院", "親族等", "無料低額宿泊所"),
    )
    works = ("コーディネート", "フォローアップ", "被疑者等支援")
    rows = [
        Row(label, tuple(f"works.{work}.destination.{step}" for work in works))
        for label, step in (*((name, name) for name in names), ("その他", REST))
    ]
    rows.append(Row("計", tuple(_sum_rows(18, column) for column in range(3)), total=True))
    columns = ("コーディ\nネート", "フォロー\nアップ", "被疑者等\n支援")
    title = "５　受入先種別（件）"
    return Table("受入先", title, 0, MIDDLE, "受入先", columns, tuple(rows))


def _training() -> Table:
    rows = [
        Row(kind, tuple(f"training.by_kind.{kind}.{what}" for what in ("events", "participants")))
        for kind in ("研修", "啓発", "会議")
    ]
    rows.append(Row("計", ("training.events", "training.participants"), total=True))
    title = "７　研修・啓発"
    return Table("研修", title, 23, MIDDLE, "種別", ("回数", "人数"), tuple(rows), 1)


def _end_reasons(work: str, top: int, title: str, reasons: tuple[str, ...]) -> Table:
    base = f"works.{work}.end_reason"
    rows = [Row(reason, (f"{base}.{reason}",)) for reason in reasons]
    rows.append(Row("その他", (f"{base}.{REST}",)))
    rows.append(Row("計", (_sum_rows(len(rows), 0),), total=True))
    return Table(f"終了_{work}", title, top, RIGHT, work, ("件",), tuple(rows), 1)


_TABLES = (
    _handling(),
    _people(),
    _sources(),
    _activities(),
    _destinations(),
    _training(),
    _end_reasons(
        "コーディネート",
        0,
        "６　終了事由（件）",
        ("受入先移行", "他県センターへ引継ぎ", "取下げ", "辞退", "死亡"),
    ),
    _end_reasons(
        "フォローアップ",
        9,
        "",
        (
            *("安定・地域機関へ引継ぎ", "他センターへ移管", "死亡"),
            *("所在不明", "再犯・再収容", "本人辞退"),
        ),
    ),
    _end_reasons(
        "相談支援",
        18,
        "",
        (
            *("助言・情報提供で終了", "関係機関へ引継ぎ", "支援終了（安定）"),
            *("本人辞退", "連絡途絶", "死亡"),
        ),
    ),
    _end_reasons(
        "被疑者等支援",
        27,
        "",
        ("地域機関へ引継ぎ", "実刑", "本人辞退", "連絡途絶", "再逮捕", "死亡"),
    ),
)
_CLAIMED = frozenset(
    cell for table in _TABLES for row in table.rows for cell in row.cells if isinstance(cell, str)
)
