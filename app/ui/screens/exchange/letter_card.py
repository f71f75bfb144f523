"""One letter as it was written or came in, and what it would change here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import codes
from app.attachments.rules import Owner, OwnerKind
from app.calendar import wareki
from app.cases.fields import BY_NAME
from app.clock import JST
from app.handoff.accepting.queries import Preview
from app.handoff.letters.body import Body, Person
from app.handoff.letters.queries import EXPIRED, RECEIVED, TOLD, Kept
from app.people.queries import SimilarPerson
from app.reports.papers.exchange_papers import person_pairs
from app.ui.attachments.attachment_list import AttachmentList
from app.ui.desk import Desk, Where
from app.ui.screens.exchange.side_cards import Lines
from app.ui.screens.network.parts import FactLines
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph, ReasonLine
from app.ui.words import long_day, short_day

_GONE = (
    "中身は残っていません（断った・取り下げられた・期限が過ぎた文は、届いたことだけを残します）。"
)
_NOBODY = "似た人は見つかりません。受諾すると、新しい人として登録します。"
_CAME = {RECEIVED: "届いた文", EXPIRED: "期限が過ぎて届いた文", TOLD: "書き取った返事"}


def letter_card(desk: Desk, kept: Kept, files: int, buttons: tuple[Button, ...]) -> Card:
    """Everything a letter says, with its attachments."""
    letter = kept.letter
    day = long_day(letter.written.astimezone(JST).date())
    card = Card(
        f"「{letter.kind.words}」の文", caption=f"{day}　{_CAME.get(kept.arrived_as, 'こちらの文')}"
    )
    if buttons:
        row = QHBoxLayout()
        lay(row, gap=2)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        card.add(row)
    if kept.body is None:
        card.add(Paragraph(_GONE, tone=Tone.MUTED, size=Size.CAPTION))
    else:
        add_body(card, kept.body)
    terms = letter.terms
    days = (
        ("返事がほしい日", "answer_by"),
        ("日", "day"),
        ("いつまで", "until"),
        ("次に知らせる日", "next_by"),
    )
    card.add(
        FactLines(
            [
                (label, short_day(date.fromisoformat(terms[name])))
                for label, name in days
                if name in terms
            ]
        )
    )
    if letter.items:
        names = "、".join(codes.label("info_item", item) for item in letter.items)
        card.add(FactLines((("渡した情報", names), ("期限", short_day(letter.expires)))))
    if files:
        attached = AttachmentList(desk)
        attached.show_owner(Owner(OwnerKind.LETTER, kept.id))
        attached.add_button.hide()
        card.add(attached)
    return card


def add_body(card: Card, body: Body) -> None:
    """What a letter says, as far as it says something."""
    said = (
        ("件名", body.title),
        ("お願いすること", body.asked),
        ("理由", body.reason),
        ("本文", body.text),
        ("次にすること", body.next),
    )
    card.add(FactLines(said))
    if body.person is not None:
        card.add(FactLines(person_pairs(body.person)))
    for section in body.sections:
        card.add(PlainLabel(codes.label("info_item", section.item), tone=Tone.MUTED, strong=True))
        if section.rows:
            card.add(FactLines(section.rows))
        if section.words:
            card.add(Paragraph(section.words))
    if body.shares:
        shares = [
            (
                codes.label("handoff_task", one.task),
                "　".join(
                    part
                    for part in (codes.label("share_state", one.state or None), one.words)
                    if part
                ),
            )
            for one in body.shares
        ]
        card.add(PlainLabel("分担（書いた側）", tone=Tone.MUTED, strong=True))
        card.add(FactLines(shares))


def preview_card(desk: Desk, seen: Preview, buttons: tuple[Button, ...]) -> Card:
    """A request nobody took up yet: who asks what for whom, and who may be the same person."""
    answer = (
        f"　返事がほしい日 {short_day(date.fromisoformat(seen.answer_by))}"
        if seen.answer_by
        else ""
    )
    card = Card(
        f"{seen.partner}から「{seen.kind.words}」", caption=f"{long_day(seen.written)}{answer}"
    )
    row = QHBoxLayout()
    lay(row, gap=2)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    card.add(row)
    card.add(
        ReasonLine(
            "受諾するまで、対象者もケースもできません。断ると、依頼があったことだけが残ります。"
        )
    )
    if seen.refusal:
        card.add(Paragraph(seen.refusal, tone=Tone.WARNING))
    card.add(FactLines((("お願いすること", seen.body.asked), ("理由", seen.body.reason))))
    card.add(FactLines((("受諾すると", _begins(seen)),)))
    if seen.similar:
        card.add(
            PlainLabel("似た人がいます（自動では同じ人にしません）", tone=Tone.WARNING, strong=True)
        )
        for one in seen.similar:
            card.add(_beside(desk, seen.body.person, one))
    else:
        card.add(ReasonLine(_NOBODY))
    add_body(card, replace(seen.body, asked="", reason=""))
    if seen.files:
        attached = AttachmentList(desk)
        attached.show_owner(Owner(OwnerKind.LETTER, seen.letter_id))
        attached.add_button.hide()
        card.add(attached)
    return card


def _begins(seen: Preview) -> str:
    """Which case would begin, and which of its fields the letter fills."""
    service = codes.label("service", seen.service)
    labels = [
        BY_NAME[name].label(seen.service) if name in BY_NAME else codes.label("flag", name)
        for name in seen.fields
    ]
    filled = f"文から入る項目: {'・'.join(labels)}" if labels else "文から入る項目はありません"
    return f"「{service}」のケースができます。{filled}"


def _beside(desk: Desk, told: Person | None, known: SimilarPerson) -> QWidget:
    """The person of the letter beside one on record."""
    lines = Lines(("", "届いた文", "登録してある人"), (2, 4, 4))
    birth = wareki.short(told.birth) if told is not None and told.birth else ""
    rows = (
        ("氏名", told.name if told is not None else "", known.name),
        ("フリガナ", told.kana if told is not None else "", known.kana),
        ("生年月日", birth, short_day(known.birth)),
        ("業務", "", "・".join(codes.label("service", one) for one in known.services)),
    )
    for label, theirs, ours in rows:
        same = bool(theirs) and theirs == ours
        tone = Tone.GOOD if same else Tone.TEXT
        words = [Paragraph(said or "—", tone=tone) for said in (theirs, ours)]
        lines.add((PlainLabel(label, tone=Tone.MUTED), *words))
    if known.cases:
        episode = known.cases[0]
        button = Button(f"{known.name}のケースを見る", kind="link")
        button.clicked.connect(lambda: desk.go(Where("cases", {"episode": episode})))
        lines.grid.addWidget(button, 99, 2)
    return lines
