"""What the page of a case says, as plain words made from the values (no widgets)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.ages import age_range
from app.calendar.partial import PartialDate
from app.cases import stages
from app.cases.fields import BY_NAME, CUSTODY, ORIGIN, PLACED, STATE, Kind, of_service
from app.cases.queries import CasePage, EpisodeFacts, PersonFacts
from app.codes import Service
from app.deadlines import rules
from app.ui.screens.cases.field_rows import mark_fields
from app.ui.theme import Tone
from app.ui.widgets.paragraph import Run
from app.ui.widgets.stages import Stage, Standing
from app.ui.words import near_day, stage_words

CARDS = ((ORIGIN, "依頼"), (PLACED, "受入先"), (STATE, "障害・手帳"), (CUSTODY, "矯正施設・身柄"))
"""Group and title of a card, where the 業務 has no word of its own for it."""
_OTHER_LABELS = {"birth": "生年月日", "sex": "性別", "name": "氏名", "kana": "フリガナ"}
_STAGE_DAYS = {
    "requested": "start",
    "received": "start",
    "following": "start",
    "moved": "move",
    "disposed": "disposition_date",
    "aid": "release",
    "closed": "end",
    "heard": "start",
    "released": "release",
    "extended": "extension",
}
_OWN_STAGE_DAYS = {("aftercare", "applied"): "start", ("detained", "applied"): "applied"}


_FREE = ("moved", "released", "measures", "extended", "applied", "closed")
"""Stages in which the release lies behind."""


@dataclass(frozen=True)
class Fact:
    """One line of a card: label, words, and the colour of the words."""

    label: str
    words: str
    tone: Tone = Tone.TEXT


def birth_words(person: PersonFacts, today: date) -> str:
    """昭和28年4月5日生 73歳; a range of ages where the birth is only partly known."""
    if person.birth is None:
        return "生年月日 未記入" if not person.birth_text else "生年月日 読み取れず"
    ages = age_range(person.birth, today)
    if ages is None:
        return f"{wareki.long(person.birth)}生"
    age = f"{ages[0]}歳" if ages[0] == ages[1] else f"{ages[0]}〜{ages[1]}歳"
    return f"{wareki.long(person.birth)}生 {age}"


def more_words(page: CasePage) -> str:
    """男・高齢・知的(疑い)・療育手帳: sex, marks, certificates."""
    values = page.episode.values
    marks = [f.words for f in mark_fields(page.episode.service) if values.get(f.name)]
    if "疑い" in marks:
        marks.remove("疑い")
        marks = [*marks[:-1], f"{marks[-1]}(疑い)"] if marks else ["疑い"]
    words = [codes.label("sex", page.person.sex), *marks, str(values.get("certificates") or "")]
    return "・".join(word for word in words if word)


def stage_bars(episode: EpisodeFacts, today: date) -> tuple[Stage, ...]:
    """The stages of the 業務 with the days on which they were reached or are expected."""
    order = stages.ORDER[episode.service]
    here = order.index(episode.stage) if episode.stage in order else 0
    undone = {step.corrects_id for step in episode.steps}
    stood = [s for s in episode.steps if s.id not in undone and not s.corrects_id]
    reached = {step.to_stage: step.day for step in stood}
    bars = []
    for place, stage in enumerate(order):
        standing = (
            Standing.CURRENT if place == here else Standing.DONE if place < here else Standing.AHEAD
        )
        day = _stage_day(episode, stage)
        if day is None and standing is not Standing.AHEAD:
            day = reached.get(stage)
        words = near_day(day, today)
        if standing is Standing.AHEAD:
            words = f"{words} 予定" if day is not None and day.last >= today else ""
        bars.append(Stage(stage_words(episode.service, stage), words, standing))
    return tuple(bars)


def _stage_day(episode: EpisodeFacts, stage: str) -> PartialDate | None:
    known = _OWN_STAGE_DAYS.get((episode.service, stage)) or _STAGE_DAYS.get(stage, "")
    value = episode.values.get(known)
    return value if isinstance(value, PartialDate) else None


def reason_runs(page: CasePage, today: date) -> tuple[Run, ...]:
    """What the next step needs, or why nothing may be changed; and what is special on the day."""
    if page.edit_refusal:
        return (Run(page.edit_refusal),)
    runs: list[Run] = []
    if page.moves and page.episode.stage != stages.CLOSED:
        runs += _needs(page)
    runs += [Run(hint, Tone.WARNING) for hint in page.hints]
    due = release_of(page.episode)
    if due is not None and due.day >= today and page.episode.stage not in _FREE:
        weekday = wareki.WEEKDAYS[due.day.weekday()]
        note = rules.open_note(due.day, today)
        runs.append(Run(f"{due.words}は{near_day(due.day, today)}({weekday})。{note}。"))
    return tuple(runs)


def closed_words(page: CasePage) -> str:
    """That a case is closed, said before something is recorded for it; '' for an open one."""
    if page.episode.stage != stages.CLOSED:
        return ""
    end = _day(page.episode, "end")
    since = f"{wareki.short(end)}に" if end is not None else ""
    return f"{since}終了したケースです。終了後の連絡として、このまま記録できます。"


def _needs(page: CasePage) -> list[Run]:
    offer, service = page.moves[0], page.episode.service
    if page.episode.stage == "moved":
        return [Run("移行を記録しました。次は「終了にする」です。")]
    if offer.to_stage == stages.CLOSED:
        return []
    word = stage_words(service, offer.to_stage)
    if not offer.lacking:
        return [Run(offer.refusal or f"次は「{word}」です。")]
    runs = [Run(f"次「{word}」には ")]
    for place, name in enumerate(offer.lacking):
        if place:
            runs.append(Run(" と "))
        runs.append(Run(BY_NAME[name].label(service), Tone.WARNING, strong=True))
    return [*runs, Run(" が要ります。")]


def release_of(episode: EpisodeFacts) -> rules.Due | None:
    """The day of release or move of an episode."""
    release, term_end, moved = (_day(episode, name) for name in ("release", "term_end", "move"))
    return rules.release_day(release, term_end, moved)


def _day(episode: EpisodeFacts, name: str) -> PartialDate | None:
    value = episode.values.get(name)
    return value if isinstance(value, PartialDate) else None


def group_facts(episode: EpisodeFacts, group: str, today: date) -> tuple[Fact, ...]:
    """The filled fields of a group, and in warning what a ledger said that could not be read."""
    found: list[Fact] = []
    marks = [f.words for f in mark_fields(episode.service) if episode.values.get(f.name)]
    if group == STATE and marks:
        found.append(Fact("区分", "・".join(marks)))
    for field in of_service(episode.service):
        if field.group != group:
            continue
        words = "" if field.kind is Kind.MARK else field_words(episode, field.name, today)
        if words:
            found.append(Fact(field.label(episode.service), words))
        found += _kept(episode, (field.name,))
    if group == ORIGIN:
        own = {field.name for field in of_service(episode.service)}
        found += _kept(episode, (name for name in episode.kept_text if name not in own))
    return tuple(found)


def _kept(episode: EpisodeFacts, names: Iterable[str]) -> list[Fact]:
    return [
        Fact(
            kept_label(episode.service, name),
            f"読み取れなかった元の記載: {episode.kept_text[name]}",
            Tone.WARNING,
        )
        for name in names
        if episode.kept_text.get(name)
    ]


def kept_label(service: Service, name: str) -> str:
    """What the column was called from which a text was kept."""
    if name in BY_NAME:
        return BY_NAME[name].label(service)
    return _OTHER_LABELS.get(name, "")


def field_words(episode: EpisodeFacts, name: str, today: date) -> str:
    """The value of a field as the page says it."""
    value = episode.values.get(name)
    if isinstance(value, PartialDate):
        return wareki.short(value, weekday=True)
    field = BY_NAME[name]
    if field.kind is Kind.CODE:
        return codes.table(field.table).full(str(value) if value else None, str(episode.service))
    return str(value or "")


def minutes_words(minutes: int) -> str:
    """22時間15分, 45分, 2時間."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}時間" * bool(hours) + f"{rest}分" * bool(rest or not hours)
