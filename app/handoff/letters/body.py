"""The personal part of a letter: kept apart from the header, and dropped when it may not be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.calendar.partial import PartialDate
from app.handoff.letters.kinds import KINDS, LetterKind

ITEM_OF = {
    "name": "identity",
    "kana": "identity",
    "birth": "identity",
    "sex": "identity",
    "facility": "custody",
    "offence": "offence",
    "sentence": "custody",
    "term_end": "custody",
    "release": "custody",
    "release_reason": "custody",
    "hope_place": "housing",
    "flags": "disability",
    "certificates": "certificate",
}
"""To which item of information (`info_item`) each field of a person belongs."""
_VIEW_ITEMS = {"release": "custody", "destination": "housing"}


@dataclass(frozen=True)
class Certificate:
    """A 手帳: its kind (code), its grade and until when it is good."""

    kind: str
    grade: str = ""
    valid_to: PartialDate | None = None


@dataclass(frozen=True)
class Person:
    """What makes a case of somebody at the other office."""

    name: str = ""
    kana: str = ""
    birth: PartialDate | None = None
    sex: str = ""
    facility: str = ""
    offence: str = ""
    sentence: str = ""
    term_end: PartialDate | None = None
    release: PartialDate | None = None
    release_reason: str = ""
    hope_place: str = ""
    flags: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True)
class Section:
    """One item of information: short facts beside their names, and what is told at length."""

    item: str
    rows: tuple[tuple[str, str], ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Share:
    """One row of 分担 as its writer does it: what (code), how far (code), and how.

    It says what an office does; what it tells of the person belongs in a section.
    """

    task: str
    state: str
    words: str = ""


@dataclass(frozen=True)
class View:
    """What the writer takes for true: to be laid beside what the reader thinks."""

    phase: str = ""
    lead: str = ""
    """The office that leads on the day of writing."""
    release: PartialDate | None = None
    destination: str = ""


@dataclass(frozen=True)
class Copy:
    """A letter going back to its writer, who no longer has it: the header and its signature."""

    header: bytes
    signature: bytes = b""


@dataclass(frozen=True)
class Body:
    """Everything a letter may say; which parts a kind has stands in the table of kinds."""

    title: str = ""
    asked: str = ""
    text: str = ""
    reason: str = ""
    next: str = ""
    """What the writer does next (the day is the term `next_by`)."""
    person: Person | None = None
    sections: tuple[Section, ...] = ()
    shares: tuple[Share, ...] = ()
    view: View | None = None
    copy: Copy | None = None
    files: tuple[str, ...] = ()
    """What the attachments are called: the header, which stays, only numbers them."""

    def parts(self) -> frozenset[str]:
        """Which parts say something."""
        return frozenset(name for name in vars(self) if getattr(self, name))


def outside(body: Body, items: frozenset[str]) -> tuple[str, ...]:
    """The items of information that a body hands on although its header does not name them."""
    return tuple(sorted(set(_told(body)) - items))


def _told(body: Body) -> Iterator[str]:
    yield from (section.item for section in body.sections)
    for name, item in ITEM_OF.items():
        if body.person is not None and getattr(body.person, name):
            yield item
    for name, item in _VIEW_ITEMS.items():
        if body.view is not None and getattr(body.view, name):
            yield item


def misplaced(kind: LetterKind, body: Body) -> frozenset[str]:
    """The parts that a letter of this kind does not have."""
    return body.parts() - KINDS[kind].parts


def beside_alone(kind: LetterKind, body: Body) -> frozenset[str]:
    """The parts for which a letter that may be without items needs them after all."""
    rule = KINDS[kind]
    return body.parts() - rule.alone if rule.items_needed else frozenset()


def missing(kind: LetterKind, body: Body) -> str:
    """What has to be written before a letter of this kind goes out, in Japanese; '' for nothing."""
    if KINDS[kind].reason and not body.reason.strip():
        return "理由を入力してください。"
    if kind in (LetterKind.QUESTION, LetterKind.ANSWER) and not body.text.strip():
        return f"{kind.words}を入力してください。"
    if kind is LetterKind.REQUEST and not body.asked.strip():
        return "お願いすることを入力してください。"
    if kind in (LetterKind.PROGRESS, LetterKind.PLAN) and not body.parts() - {"next"}:
        return f"{kind.words}として伝えることを入力してください。"
    return ""
