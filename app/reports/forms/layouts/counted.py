"""The tables of figures that our own report forms share, in the words of their period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.reports.forms.figure_paths import REST
from app.reports.forms.form import PeriodKind
from app.reports.forms.layouts.layout import (
    Cell,
    Computed,
    Row,
    Table,
    sum_of_columns,
    sum_of_rows,
)

_WORKS = ("コーディネート", "フォローアップ", "相談支援", "被疑者等支援")
_SPECIAL = ("コーディネート", "フォローアップ")


@dataclass(frozen=True)
class EdgeWords:
    """What the period itself and its two edges are called."""

    period: str
    before: str
    end: str


EDGES: Mapping[PeriodKind, EdgeWords] = {
    PeriodKind.MONTH: EdgeWords("当月", "前月末", "月末"),
    PeriodKind.QUARTER: EdgeWords("当期", "前期末", "期末"),
    PeriodKind.HALF_YEAR: EdgeWords("当期", "前期末", "期末"),
    PeriodKind.FISCAL_YEAR: EdgeWords("当年度", "前年度末", "年度末"),
    PeriodKind.CALENDAR_YEAR: EdgeWords("当年", "前年末", "年末"),
}


def counting_notes(edge: EdgeWords) -> tuple[str, ...]:
    """How the numbers are counted, as the report says it."""
    last_day = f"{edge.end}日" if edge.end == "月末" else f"{edge.end}の日"
    return (
        "数え方",
        f"・{edge.before}＋新規－終了＝{edge.end}。{last_day}に終わった支援は終了に数える。",
        f"・取扱件数＝{edge.before}＋新規（件）。人員は同じ人を1人と数える。",
        "・２は取扱った実人員。高齢・身体・知的・精神は重複計上し、",
        "　発達・疑いは再掲（延べ計に含めない）。全体は業務間の重複を除く。",
        f"・５は移行日が{edge.period}の件。フォローアップはコーディネートの再掲。",
        f"・６は{edge.period}に終了した件の事由。",
    )


def handling(edge: EdgeWords, top: int) -> Table:
    """Cases and persons of each 業務."""
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
    total = tuple(sum_of_rows(4, column) for column in range(12))
    persons = tuple(f"total.{name}_persons" for name in ("supported", "new", "closed"))
    rows.append(Row("全体", (*total[:5], *persons, *total[8:]), total=True))
    columns = (
        *(edge.before, "新規", "終了", edge.end, "取扱件数", "実人員"),
        *("新規\n実人員", "終了\n実人員", "新規\n特別調整", "新規\n一般調整"),
        *(f"{edge.end}\n特別調整", f"{edge.end}\n一般調整"),
    )
    title = "１　業務別取扱状況（件、実人員は人）"
    return Table("取扱", title, top, 0, "業務", columns, tuple(rows))


def _month_end(row: int) -> tuple[Computed, Computed]:
    return Computed(((row, 0), (row, 1)), ((row, 2),)), Computed(((row, 0), (row, 1)))


def people(edge: EdgeWords, top: int) -> Table:
    """Persons by sex and disability."""
    rows = []
    for at, (label, base) in enumerate([*((w, f"works.{w}") for w in _WORKS), ("全体", "total")]):
        cells: tuple[Cell, ...] = (
            *(f"{base}.sex.{name}" for name in ("男", "女", "不明")),
            *(f"{base}.disability.{name}" for name in ("高齢", "身体", "知的", "精神")),
            sum_of_columns(at, 3, 6),
            *(f"{base}.disability.{name}" for name in ("発達", "疑い", "any4", "none4")),
        )
        rows.append(Row(label, cells, total=label == "全体"))
    columns = (
        *("男", "女", "不明", "高齢", "身体", "知的", "精神", "延べ計"),
        *("発達\n（再掲）", "疑い\n（再掲）", "いずれか\n該当", "該当\nなし"),
    )
    title = f"２　性別・障害別（{edge.period}に取扱った実人員、人）"
    return Table("内訳", title, top, 0, "業務", columns, tuple(rows))


def sources(top: int) -> Table:
    """New cases by who asked."""
    names = (
        *("保護観察所", "他県センター", "検察庁", "弁護士", "矯正施設", "市町村"),
        *("福祉関係機関", "医療機関", "自センター", "本人・家族"),
    )
    rows = []
    for at, work in enumerate(_WORKS):
        base = f"works.{work}.source_new"
        figures = (*(f"{base}.{name}" for name in names), f"{base}.{REST}")
        rows.append(Row(work, (*figures, sum_of_columns(at, 0, 10))))
    rows.append(Row("計", tuple(sum_of_rows(4, column) for column in range(12)), total=True))
    columns = (
        *("保護\n観察所", "他県\nセンター", "検察庁", "弁護士", "矯正施設", "市町村"),
        *("福祉関係\n機関", "医療機関", "自\nセンター", "本人・\n家族", "その他", "計"),
    )
    title = "３　新規の依頼元（件）"
    return Table("依頼元", title, top, 0, "業務", columns, tuple(rows))


def activities(top: int) -> Table:
    """Contacts by 業務 and means, with their time."""
    names = ("面接", "訪問", "電話", "同行", "会議", "文書・メール")
    rows = []
    for at, work in enumerate((*_WORKS, "その他")):
        base = f"activities.by_work.{work}"
        means = (*(f"{base}.by_means.{name}" for name in names), f"{base}.by_means.{REST}")
        rows.append(Row(work, (*means, sum_of_columns(at, 0, 6), f"{base}.minutes")))
    rows.append(Row("計", tuple(sum_of_rows(5, column) for column in range(9)), total=True))
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
    return Table("活動", title, top, 0, "業務", columns, tuple(rows))


def destinations(top: int, left: int, label_columns: int = 1) -> Table:
    """Where people moved."""
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
    rows.append(Row("計", tuple(sum_of_rows(18, column) for column in range(3)), total=True))
    columns = ("コーディ\nネート", "フォロー\nアップ", "被疑者等\n支援")
    title = "５　受入先種別（件）"
    return Table(
        "受入先", title, top, left, "受入先", columns, tuple(rows), label_columns=label_columns
    )


def training(top: int, left: int, label_columns: int = 1) -> Table:
    """研修・啓発: events and participants."""
    rows = [
        Row(kind, tuple(f"training.by_kind.{kind}.{what}" for what in ("events", "participants")))
        for kind in ("研修", "啓発", "会議")
    ]
    rows.append(Row("計", ("training.events", "training.participants"), total=True))
    title = "７　研修・啓発"
    return Table("研修", title, top, left, "種別", ("回数", "人数"), tuple(rows), 1, label_columns)


def end_reasons(tops: tuple[int, int, int, int], left: int, label_columns: int = 1) -> list[Table]:
    """One table per 業務 of why cases ended; the first carries the title."""
    return [
        _end_reason(work, reasons, (top, left, label_columns), first=at == 0)
        for at, ((work, reasons), top) in enumerate(zip(_REASONS.items(), tops, strict=True))
    ]


def _end_reason(
    work: str, reasons: tuple[str, ...], place: tuple[int, int, int], *, first: bool
) -> Table:
    base = f"works.{work}.end_reason"
    top, left, label_columns = place
    rows = [Row(reason, (f"{base}.{reason}",)) for reason in reasons]
    rows.append(Row("その他", (f"{base}.{REST}",)))
    rows.append(Row("計", (sum_of_rows(len(rows), 0),), total=True))
    title = "６　終了事由（件）" if first else ""
    return Table(f"終了_{work}", title, top, left, work, ("件",), tuple(rows), 1, label_columns)


_REASONS = {
    "コーディネート": ("受入先移行", "他県センターへ引継ぎ", "取下げ", "辞退", "死亡"),
    "フォローアップ": (
        *("安定・地域機関へ引継ぎ", "他センターへ移管", "死亡"),
        *("所在不明", "再犯・再収容", "本人辞退"),
    ),
    "相談支援": (
        *("助言・情報提供で終了", "関係機関へ引継ぎ", "支援終了（安定）"),
        *("本人辞退", "連絡途絶", "死亡"),
    ),
    "被疑者等支援": (*("地域機関へ引継ぎ", "実刑", "本人辞退", "連絡途絶", "再逮捕", "死亡"),),
}
