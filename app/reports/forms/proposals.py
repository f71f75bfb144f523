"""Figures that the words around a cell name beyond doubt, to be looked through before saving. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from app.codes import CENTRE_SERVICES, label
from app.reports.forms.form import DATES, Input, ValueFormat, format_of
from app.reports.xlsx import cells
from app.reports.xlsx.cells import Place
from app.reports.xlsx.sheet_view import SheetView

_HEADERS = {
    "センター名": "$center",
    "センター": "$center",
    "受託者": "$operator",
    "受託法人": "$operator",
    "報告年月": "$ym",
    "報告月": "$ym",
    "年月": "$ym",
    "報告期間": "$period",
    "対象期間": "$period",
    "年度": "$fy",
    "報告年度": "$fy",
    "作成者": "$reporter",
    "記入者": "$reporter",
    "担当者": "$reporter",
    "作成日": "$today",
    "報告日": "$today",
    "特記事項": "$free",
    "備考": "$free",
}
_COUNTS = {
    **dict.fromkeys(
        ("前月末", "前月末継続", "前月継続", "前期末", "前年度末", "繰越", "前月からの継続"),
        "carried",
    ),
    **dict.fromkeys(("新規", "新規開始", "開始", "新規件数"), "new"),
    **dict.fromkeys(("終了", "終了件数", "終結"), "closed"),
    **dict.fromkeys(("月末", "月末継続", "期末継続", "年度末", "当月末継続"), "open"),
    **dict.fromkeys(("実人員", "支援実人員", "実人数", "実支援人員"), "supported_persons"),
}
_SERVICES = {"相談": "相談支援", "被疑者等": "被疑者等支援", "被疑者": "被疑者等支援"}
_TOTALS = frozenset({"計", "合計", "全体", "総数"})
_GROUPS = ("sex", "disability", "source_new", "destination", "end_reason", "disposition")
"""Breakdowns whose category one word names; those of 区分 and 広域 stand under several heads."""
_REMARKS = frozenset({"備考", "特記事項"})
_VAGUE = frozenset({"その他", "不明", "計"})
"""Words that stand in several tables of a form and mean another thing in each."""
_BRACKETS = re.compile(r"\([^)]*\)|[A-Z+\-]+$")


def proposals(
    view: SheetView, paths: Iterable[str], taken: Iterable[str] = ()
) -> tuple[Input, ...]:
    """An input for every free cell that the words left of it and above it name for certain."""
    known = frozenset(paths)
    held = set(taken)
    words = _category_words(known)
    found = []
    for spot in _open_cells(view):
        address = cells.address(spot)
        if address in held:
            continue
        left, above = view.labels(spot)
        figure = _figure(_plain(left), _plain(above), known, words)
        if figure:
            named = view.names.get(spot, "") or " ".join(filter(None, (left, above)))
            found.append(Input(named[:60], address, figure, _format(view, spot, figure)))
    return tuple(found)


def _open_cells(view: SheetView) -> Iterator[Place]:
    """Cells one would write into: drawn, empty, no formula; on a protected sheet the open ones."""
    for row in range(1, view.rows + 1):
        for column in range(1, view.columns + 1):
            spot = (row, column)
            look = view.look(spot)
            shut = view.protected and look.locked
            if shut or not look.drawn or view.texts.get(spot) or view.refusal(spot):
                continue
            if view.anchor(spot) == spot:
                yield spot


def _plain(words: str) -> str:
    """Words without spaces, numbering of columns and what stands in brackets."""
    folded = unicodedata.normalize("NFKC", words).replace(" ", "")
    return _BRACKETS.sub("", folded)


def _service(words: str) -> str:
    names = {label("service", service) for service in CENTRE_SERVICES}
    return words if words in names else _SERVICES.get(words, "")


def _figure(left: str, above: str, known: frozenset[str], words: Mapping[str, list[str]]) -> str:
    pairs = ((left, above), (above, left))
    for one, other in pairs:
        service = _service(one)
        if service and other:
            return _of_service(service, other, known, words)
    for one, other in pairs:
        if one in _TOTALS and other in _COUNTS:
            path = f"total.{_COUNTS[other]}"
            return path if path in known else ""
    return _HEADERS.get(left, "")


def _of_service(
    service: str, word: str, known: frozenset[str], words: Mapping[str, list[str]]
) -> str:
    if word in _COUNTS:
        path = f"works.{service}.{_COUNTS[word]}"
        return path if path in known else ""
    if word in _REMARKS:
        return "$free"
    fitting = [path for path in words.get(word, ()) if path.startswith(_bases(service))]
    return fitting[0] if len(fitting) == 1 and word not in _VAGUE else ""


def _bases(service: str) -> tuple[str, str]:
    return f"works.{service}.", f"activities.by_work.{service}."


def _category_words(known: frozenset[str]) -> dict[str, list[str]]:
    """Category → the paths it may mean, those of each 業務."""
    found: dict[str, list[str]] = {}
    for path in sorted(known):
        match path.split("."):
            case ["works", _, group, name] if group in _GROUPS:
                found.setdefault(_plain(name), []).append(path)
            case ["activities", "by_work", _, "by_means", name]:
                found.setdefault(_plain(name), []).append(path)
    return found


def _format(view: SheetView, spot: Place, figure: str) -> ValueFormat:
    if figure in DATES and not view.look(spot).day:
        return ValueFormat.TEXT
    return format_of(figure)
