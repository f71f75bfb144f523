"""The tables of the report: which figure stands where, with last year's beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.codes import CENTRE_SERVICES, Service, label
from app.reports.counting.definition import OWN
from app.reports.counting.figure import Branch, Figure
from app.reports.counting.figure_set import FigureSet, Numbers
from app.ui.theme import Tone
from app.ui.words import service_tag

NUMBER = "number"
LAST = "last"


@dataclass(frozen=True)
class Spot:
    """One number on the screen: the path of its figure, this year's and last year's number."""

    path: str
    title: str
    number: int
    last: int | None
    """None where last year's was not counted: the office did not have that figure yet."""
    shows_last: bool = False
    """Whether the cell shows last year's number instead of this year's."""


@dataclass(frozen=True)
class Head:
    """One column of numbers."""

    key: str
    title: str
    strong: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Line:
    """One row: its name (with a 業務's tag when it is one) and its numbers by column."""

    name: str
    spots: Mapping[str, Spot]
    tag: tuple[str, Tone] | None = None
    strong: bool = False


@dataclass(frozen=True)
class Sheet:
    """One card of the report."""

    title: str
    name_head: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    note: str = ""
    sound: bool = True
    """Whether the note's check holds."""
    empty: str = ""
    """What to say when there is no line."""


@dataclass(frozen=True)
class PeriodWords:
    """What the edges of a period are called."""

    title: str
    before: str
    end: str
    last_year: str


WORDS = {
    "month": PeriodWords("月次実績報告", "前月末", "月末", "前年同月"),
    "quarter": PeriodWords("四半期実績報告", "前期末", "期末", "前年同期"),
    "half_year": PeriodWords("半期実績報告", "前期末", "期末", "前年同期"),
    "fiscal_year": PeriodWords("年度実績報告", "前年度末", "年度末", "前年度"),
    "calendar_year": PeriodWords("暦年実績報告", "前年末", "年末", "前年"),
}
_SERVICES = tuple(label("service", service) for service in CENTRE_SERVICES)


@dataclass(frozen=True)
class _Years:
    """The period's figures and those of one year before."""

    now: FigureSet
    last: Numbers
    words: PeriodWords = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", WORDS[self.now.period.kind])

    def spot(self, path: str, title: str, *, shows_last: bool = False) -> Spot | None:
        """The figure at a path; nothing when this 業務 has no such figure."""
        if self.kind(path) is not Figure:
            return None
        # a category that only this year's records know was counted and found nowhere
        last = self.last.of.get(path, None if path.startswith(f"{OWN}.") else 0)
        return Spot(path, title, self.now.number(path), last, shows_last)

    def kind(self, path: str) -> type[Figure] | type[Branch] | None:
        """Whether a figure or a branch stands at a path."""
        node: Figure | Branch | None = self.now.tree
        for step in path.split("."):
            node = node.nodes.get(step) if isinstance(node, Branch) else None
        return None if node is None else type(node)

    def names(self, path: str) -> list[str]:
        """The categories of a branch, in order."""
        node: Figure | Branch | None = self.now.tree
        for step in path.split("."):
            node = node.nodes.get(step) if isinstance(node, Branch) else None
        return list(node.nodes) if isinstance(node, Branch) else []


def sheets(now: FigureSet, last: Numbers) -> tuple[Sheet, ...]:
    """Every card of the report, in order."""
    years = _Years(now, last)
    found = (
        _handled(years),
        _people(years),
        _by_kubun(years),
        _by_area(years),
        _by_category(
            years, "source_new", "依頼元", "new", "新規",
            "新規の依頼元（件）", "この期間の新規はありません。",
        ),
        _by_category(
            years, "destination", "受入先種別", "destination_total", "移行",
            "受入先種別（移行日が期間内の件）", "この期間に移行した人はいません。",
        ),
        _by_category(
            years, "end_reason", "終了事由", "closed", "終了",
            "終了事由（件）", "この期間に終了したものはありません。",
        ),
        *_of_detained(years),
        _activities(years),
        _training(years),
        *_own(years),
    )  # fmt: skip
    return tuple(
        replace(sheet, title=f"{number}　{sheet.title}") for number, sheet in enumerate(found, 1)
    )


def _line(
    years: _Years,
    name: str,
    heads: Iterable[Head],
    path_of: Callable[[Head], str],
    *,
    tag: tuple[str, Tone] | None = None,
    strong: bool = False,
) -> Line:
    spots = {}
    whose = "全体" if name.startswith("計") else name
    for head in heads:
        title = f"{whose}・{head.title}"
        spot = years.spot(path_of(head), title, shows_last=head.key == LAST)
        if spot is not None:
            spots[head.key] = spot
    return Line(name, spots, tag, strong)


def _work_tag(service: Service) -> tuple[str, Tone]:
    return service_tag(service.value)


def _handled(years: _Years) -> Sheet:
    words = years.words
    heads = (
        Head("carried", words.before),
        Head("new", "新規", strong=True),
        Head("closed", "終了"),
        Head("open", words.end),
        Head("supported_persons", "実人員"),
        Head(LAST, words.last_year, quiet=True),
    )

    def path(parent: str) -> Callable[[Head], str]:
        return lambda head: f"{parent}.{'supported_persons' if head.key == LAST else head.key}"

    lines = [
        _line(years, name, heads, path(f"works.{name}"), tag=_work_tag(service))
        for service, name in zip(CENTRE_SERVICES, _SERVICES, strict=True)
    ]
    lines.append(_line(years, "計", heads, path("total"), strong=True))
    sound = all(_adds_up(years.now, line) for line in lines)
    check = f"{words.before}＋新規－終了＝{words.end} {'✓' if sound else '合いません'}"
    twice = sum(line.spots["supported_persons"].number for line in lines[:-1])
    twice -= lines[-1].spots["supported_persons"].number
    note = f"{check}　実人員の計は業務間の重複（{twice}人）を除く" if twice else check
    return Sheet("業務別取扱状況（件）", "業務", heads, tuple(lines), note, sound)


def _by_kubun(years: _Years) -> Sheet:
    words = years.words
    heads = (
        Head("carried", words.before),
        Head("new", "新規", strong=True),
        Head("closed", "終了"),
        Head("open", words.end),
    )
    lines = [
        _line(years, f"{work} {kubun}", heads, _below(f"works.{work}.by_kubun.{kubun}"))
        for work in _SERVICES
        for kubun in years.names(f"works.{work}.by_kubun")
    ]
    return Sheet("区分別（件）", "業務と区分", heads, tuple(lines))


def _by_area(years: _Years) -> Sheet:
    steps = (("area_new", "新規"), ("area_supported", "取扱"))
    heads = [
        Head(f"{branch}.{name}", f"{word} {name}")
        for branch, word in steps
        for name in years.names(f"works.{_SERVICES[0]}.{branch}")
    ]
    lines = [
        _line(years, name, heads, _below(f"works.{name}"), tag=_work_tag(service))
        for service, name in zip(CENTRE_SERVICES, _SERVICES, strict=True)
        if years.kind(f"works.{name}.area_new") is Branch
    ]
    return Sheet("広域（件）", "業務", tuple(heads), tuple(lines))


def _of_detained(years: _Years) -> Iterator[Sheet]:
    """What only 被疑者等支援 is asked for; no card where nothing is counted."""
    work = label("service", Service.SUSPECT_SUPPORT)
    steps = (
        ("disposition", "処分（処分日が期間内の件）"),
        ("focus_supported", "重点実施区分（件）"),
    )
    for branch, title in steps:
        names = [
            name
            for name in years.names(f"works.{work}.{branch}")
            if (spot := years.spot(f"works.{work}.{branch}.{name}", "")) is not None
            and (spot.number or spot.last)
        ]
        if names:
            heads = (Head(NUMBER, work), Head(LAST, years.words.last_year, quiet=True))
            lines = [
                _line(years, name, heads, lambda _, path=f"works.{work}.{branch}.{name}": path)  # type: ignore[misc]
                for name in names
            ]
            yield Sheet(title, title.partition("（")[0], heads, tuple(lines))


def _adds_up(figures: FigureSet, line: Line) -> bool:
    number = {key: spot.number for key, spot in line.spots.items()}
    return number["carried"] + number["new"] - number["closed"] == number["open"]


def _people(years: _Years) -> Sheet:
    sexes = [name for name in years.names("total.sex") if name != "不明"]
    if years.now.tree and _number(years, "total.sex.不明"):
        sexes.append("不明")
    heads = [Head(f"sex.{name}", name) for name in sexes]
    heads += [Head(f"disability.{name}", name) for name in ("高齢", "身体", "知的", "精神")]
    heads += [Head("disability.sum4", "延べ"), Head("disability.any4", "いずれか", strong=True)]
    heads += [Head(f"disability.{name}", name, quiet=True) for name in ("発達", "疑い")]
    lines = [
        _line(years, name, heads, _below(f"works.{name}"), tag=_work_tag(service))
        for service, name in zip(CENTRE_SERVICES, _SERVICES, strict=True)
    ]
    lines.append(_line(years, "計", heads, _below("total"), strong=True))
    note = "延べ・いずれかは高齢・身体・知的・精神の4区分。発達・疑いは別に数えます。"
    title = "性別・障害別（実人員、障害は重複計上）"
    return Sheet(title, "業務", tuple(heads), tuple(lines), note)


def _below(parent: str) -> Callable[[Head], str]:
    return lambda head: f"{parent}.{head.key}"


def _by_category(
    years: _Years, branch: str, name_head: str, total: str, total_word: str, title: str, empty: str
) -> Sheet:
    heads = [Head(name, name) for name in _SERVICES]
    found: dict[str, None] = {}
    for service in _SERVICES:
        for name in years.names(f"works.{service}.{branch}"):
            spot = years.spot(f"works.{service}.{branch}.{name}", "")
            if spot is not None and (spot.number or spot.last):
                found.setdefault(name)
    lines = [
        _line(years, name, heads, lambda head, name=name: f"works.{head.key}.{branch}.{name}")  # type: ignore[misc]
        for name in found
    ]
    if not lines:
        return Sheet(title, name_head, tuple(heads), (), empty=empty)
    lines.append(
        _line(years, f"計（{total_word}）", heads, lambda h: f"works.{h.key}.{total}", strong=True)
    )
    return Sheet(title, name_head, tuple(heads), tuple(lines))


def _activities(years: _Years) -> Sheet:
    root = "activities"
    works = [Head(name, name) for name in years.names(f"{root}.by_work")]
    heads = [*works, Head("count", "件"), Head("minutes", "分")]

    def of_means(name: str) -> Callable[[Head], str]:
        def path(head: Head) -> str:
            if head.key in ("count", "minutes"):
                return f"{root}.by_means.{name}.{head.key}"
            return f"{root}.by_work.{head.key}.by_means.{name}"

        return path

    def of_all(unit: str) -> Callable[[Head], str]:
        def path(head: Head) -> str:
            if head.key in ("count", "minutes"):
                return f"{root}.total_{unit}" if head.key == unit else ""
            return f"{root}.by_work.{head.key}.{unit}"

        return path

    title = "支援経過（手段×業務）"
    names = [
        name
        for name in years.names(f"{root}.by_means")
        if _number(years, f"{root}.by_means.{name}.count")
    ]
    if not names:
        hint = "この期間の支援経過はまだありません。ケースの「支援経過」から記録できます。"
        return Sheet(title, "手段", tuple(heads), (), empty=hint)
    lines = [_line(years, name, heads, of_means(name)) for name in names]
    lines.append(_line(years, "計（件）", heads, of_all("count"), strong=True))
    lines.append(_line(years, "計（分）", heads, of_all("minutes"), strong=True))
    vague = _number(years, f"{root}.minutes_unreadable")
    note = f"所要時間を読み取れないもの {vague}件は0分として数えています。" if vague else ""
    return Sheet(title, "手段", tuple(heads), tuple(lines), note)


def _training(years: _Years) -> Sheet:
    heads = (
        Head("events", "件"),
        Head("participants", "参加人数"),
        Head("organizations", "参加機関"),
    )
    title = "研修・啓発"
    names = [
        name
        for name in years.names("training.by_kind")
        if _number(years, f"training.by_kind.{name}.events")
    ]
    if not names:
        hint = "この期間の研修・啓発はまだありません。台帳取込で一緒に入れられます。"
        return Sheet(title, "区分", heads, (), empty=hint)
    lines = [_line(years, name, heads, _below(f"training.by_kind.{name}")) for name in names]
    lines.append(_line(years, "計", heads, _below("training"), strong=True))
    return Sheet(title, "区分", heads, tuple(lines))


def _own(years: _Years) -> tuple[Sheet, ...]:
    """What the office defined for itself; no card without any."""
    lines = []
    for path in years.now.paths():
        if not path.startswith(f"{OWN}."):
            continue
        name = years.now.figure(path).label
        spots = {
            NUMBER: years.spot(path, name),
            LAST: years.spot(path, f"{name}・{years.words.last_year}", shows_last=True),
        }
        lines.append(Line(name, {key: spot for key, spot in spots.items() if spot is not None}))
    if not lines:
        return ()
    heads = (Head(NUMBER, "数", strong=True), Head(LAST, years.words.last_year, quiet=True))
    return (Sheet("独自の集計", "呼び名", heads, tuple(lines)),)


def _number(years: _Years, path: str) -> int:
    spot = years.spot(path, "")
    return 0 if spot is None else spot.number
