"""Everything that may go into a cell of a form, with its words: figures, fields, amounts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app import codes
from app.reports.counting.figure_set import FigureSet
from app.reports.forms.figure_paths import CATEGORY_MAPS, REST, split_sum
from app.reports.forms.own.rules import FIELD_WORDS, FIELDS
from app.reports.submissions.titles import title

_MONEY_WORDS = {
    "budget": "予算",
    "actual": "執行（対象経費）",
    "spent": "支出",
    "subsidy": "補助",
    "remark": "備考",
}
_MONEY_SENTENCES = {
    "budget": "その年度の予算額（円）。",
    "actual": "その年度に支払った額のうち、補助の対象になる額（円）。",
    "spent": "その年度に支払った額（円）。",
    "remark": "経費の画面に書いた備考と、対象にならない額の断り。",
}
_SUMS = (
    *("総事業費", "対象経費", "寄附金その他の収入額", "差引額", "選定額", "補助基準額"),
    *("国庫補助所要額", "国庫補助受入済額", "差引過不足額", "対象経費の自己負担額"),
)
_WHOLE = ("sex", "disability")
"""Breakdowns whose categories never grow: their rest is nothing one would report."""
_AGGREGATES = frozenset({"sum4", "any4", "none4"})


@dataclass(frozen=True)
class Offer:
    """One thing to put into a cell: how forms write it, its name, what it says in a sentence."""

    figure: str
    title: str
    sentence: str


def catalogue(found: FigureSet) -> tuple[Offer, ...]:
    """Fields first, then every figure in the order of 集計, then the amounts of 経費."""
    return (*_fields(), *_figures(found), *_amounts())


def figure_words(figure: str) -> str:
    """What stands in a form's definition, in words: 「コーディネート 新規 ＋ 相談支援 新規」."""
    if figure in FIELD_WORDS:
        return FIELD_WORDS[figure]
    if figure.startswith("$"):
        kind, _, name = figure[1:].partition(".")
        return f"{_MONEY_WORDS.get(kind, kind)} {name}"
    return " ＋ ".join(_path_words(path) for path in split_sum(figure))


def short_words(figure: str) -> str:
    """The last of its words, for a narrow cell whose row and column say the rest."""
    if figure.startswith("$"):
        return figure_words(figure)
    parts = split_sum(figure)
    return f"{_path_words(parts[0]).rpartition(' ')[2]}{' ＋…' if len(parts) > 1 else ''}"


def _path_words(path: str) -> str:
    if path.endswith(f".{REST}"):
        return f"{title(path.removesuffix(f'.{REST}'))} その他"
    return title(path)


def _fields() -> Iterator[Offer]:
    for figure, words in FIELDS:
        sentence = "報告を書き出すときに入ります。"
        if figure == "$free":
            sentence = "報告を提出するときに、担当者が文を書く欄になります。"
        yield Offer(figure, words, sentence)


def _figures(found: FigureSet) -> Iterator[Offer]:
    paths = found.paths()
    rests: set[str] = set()
    for at, path in enumerate(paths):
        yield Offer(path, title(path), found.sentence(path))
        parent = path.rpartition(".")[0]
        following = paths[at + 1].rpartition(".")[0] if at + 1 < len(paths) else ""
        last = path.rpartition(".")[2]
        name = parent.rpartition(".")[2]
        if name not in CATEGORY_MAPS or name.startswith(_WHOLE) or parent in rests:
            continue
        if following != parent and last not in _AGGREGATES:
            rests.add(parent)
            words = f"{title(parent)} その他"
            sentence = "この様式に欄のない区分の合計。区分を増やしても、様式の合計と合います。"
            yield Offer(f"{parent}.{REST}", words, sentence)


def _amounts() -> Iterator[Offer]:
    for kind, sentence in _MONEY_SENTENCES.items():
        for _, label in codes.table("expense").choices():
            figure = f"${kind}.{label}"
            yield Offer(figure, figure_words(figure), sentence)
    for name in _SUMS:
        figure = f"$subsidy.{name}"
        yield Offer(figure, figure_words(figure), "経費の精算で計算した額（円）。")
