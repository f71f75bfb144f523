"""What is proposed for an item: names of others in its words, criminal matters, days outside (pure).

Nothing here decides: an item stays 要判断 until somebody has read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.subject_access.catalogue.shown import Hint
from app.subject_access.grounds.rules import EXECUTION, THIRD
from app.subject_access.items.item import Item, Proposal
from app.subject_access.marking.rules import Span, settled

OUT = "out"
SHORTEST = 2
"""A name of one character would be found everywhere."""
_EXECUTION = re.compile(
    "受刑|服役|刑務所|拘置所|少年院|刑事施設|矯正施設|留置|逮捕|勾留|拘留|起訴|公訴|公判|裁判|判決|"
    "執行猶予|懲役|禁錮|拘禁刑|罰金|仮釈放|満期釈放|刑期|保護観察|更生緊急保護|検察|罪名|被疑者|被告人|"
    "前科|前歴|累犯|再犯|特別調整|恩赦"
)
_SPLIT = re.compile(r"[\s　・]+")
_EXECUTION_WHY = "刑事事件や刑の執行にかかわる言葉があります"
_THIRD_WHY = "本人以外の人の名前があります"
_WHY = {
    Hint.EXECUTION: "刑事事件や刑の執行にかかわる欄です",
    Hint.THIRD: "本人以外の人についての欄です",
}
_GROUND = {Hint.EXECUTION: EXECUTION, Hint.THIRD: THIRD}


@dataclass(frozen=True)
class Names:
    """Names of others, by their first two characters, so that a text is read once."""

    by_start: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def found(self, text: str) -> tuple[Span, ...]:
        """Where such a name stands; the longest counts."""
        found, at = [], 0
        while at < len(text) - 1:
            names = self.by_start.get(text[at : at + SHORTEST], ())
            name = next((one for one in names if text.startswith(one, at)), "")
            if name:
                found.append(Span(at, at + len(name)))
            at += len(name) or 1
        return tuple(found)


def names_of_others(near: Iterable[str], far: Iterable[str], own: Iterable[str]) -> Names:
    """Names to look for. Of people `near` the person family and given names count by themselves;
    of `far` ones, of whom there are many, only whole names. `own` names are nobody else's."""
    own_parts = {part for name in own for part in (*_SPLIT.split(name), *_spelled(name))}
    wanted = {part for name in near for part in (*_spelled(name), *_SPLIT.split(name))}
    wanted |= {part for name in far for part in _spelled(name)}
    kept: dict[str, list[str]] = {}
    for name in sorted(wanted - own_parts, key=lambda one: (-len(one), one)):
        if len(name) >= SHORTEST:
            kept.setdefault(name[:SHORTEST], []).append(name)
    return Names({start: tuple(names) for start, names in kept.items()})


def proposals(
    item: Item, names: Names, since: date | None = None, until: date | None = None
) -> tuple[Proposal, ...]:
    """Everything that is proposed for an item, the whole item first."""
    found = []
    day = item.day
    if day is not None and ((since and day < since) or (until and day > until)):
        found.append(Proposal(OUT, "求められた期間の外の記録です"))
    if item.hint is not Hint.NONE:
        found.append(Proposal(_GROUND[item.hint], item.why))
    for hint, ground in _GROUND.items():
        spans = tuple(span for span, own in item.hinted if own is hint)
        if spans:
            found.append(Proposal(ground, _WHY[hint], _with(ground, spans)))
    named = settled(names.found(item.text), len(item.text))
    if named:
        words = dict.fromkeys(item.text[one.start : one.end] for one in named)
        found.append(Proposal(THIRD, f"{_THIRD_WHY}（{'、'.join(words)}）", _with(THIRD, named)))
    told = dict.fromkeys(_EXECUTION.findall(item.text))
    if told and item.hint is not Hint.EXECUTION:
        found.append(Proposal(EXECUTION, f"{_EXECUTION_WHY}（{'、'.join(told)}）"))
    return tuple(found)


def _with(ground: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(Span(one.start, one.end, ground) for one in spans)


def _spelled(name: str) -> tuple[str, ...]:
    """As it is written, without the space, and with either kind of it."""
    parts = [part for part in _SPLIT.split(name.strip()) if part]
    return tuple(dict.fromkeys(mark.join(parts) for mark in ("", " ", "　"))) if parts else ()
