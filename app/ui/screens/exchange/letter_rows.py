"""The rows of a letter's form, as the table of kinds says which parts a letter of a kind has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import codes
from app.attachments.queries import AttachmentFacts
from app.consent.laws import Ask
from app.consent.register.rules import ITEMS
from app.handoff.letters.body import Share
from app.handoff.letters.kinds import KINDS, LetterKind
from app.handoff.writing.rules import BasisInput, WriteInput
from app.ui.consent.basis_choice import BasisChoice, Planned
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.exchange.shares_editor import SharesEditor
from app.ui.widgets.field_row import (
    FieldRow,
    checks_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.grouped_checks import GroupedChecks

K = LetterKind
DAYS = {
    K.END: {"day": "いつで終わるか"},
    K.CONSENT_WITHDRAWN: {"day": "撤回の日"},
    K.OFFER_LEAD: {"day": "いつから相手が主担当か", "until": "いつまで（空欄はずっと）"},
}
_DAY_WORDS = {"day": "日", "until": "いつまで", "answer_by": "返事がほしい日"}
_PROSECUTOR = ("prosecutor_view", "prosecutor_asked_on")
_WITH_FILES = (K.REQUEST, K.QUESTION, K.ANSWER, K.PROGRESS, K.PLAN)
_TEXT_LABELS = {
    K.QUESTION: "質問",
    K.ANSWER: "回答",
    K.PROGRESS: "経過",
    K.PLAN: "計画",
    K.ACCEPT: "伝えること（受け方・条件など）",
}
_REASONED = "相手に伝わり、あとからも読めます。"
_NEEDED = "本人のことを伝える文なので、一つ以上選びます。"
_NEEDED_OR_SHARES = (
    "本人のことを伝えるときは、一つ以上選びます。"
    "分担だけを知らせるときは選びません（本文も空にします）。"
)
_ITEMS_NOTE = "選んだ項目だけが、いまの記録から文に入ります。選ばない項目は渡りません。"


def add_rows(
    form: Form,
    desk: Desk,
    kind: LetterKind,
    files: Sequence[AttachmentFacts],
    *,
    told: bool = False,
) -> None:
    """Put the rows of a kind into a form, in the order in which one thinks of them.

    `told`: the other side's, written down here; nothing is handed on with it.
    """
    rule = KINDS[kind]
    if "title" in rule.parts:
        form.add(text_field("title", "件名", placeholder="空欄なら、依頼の種類の名前"), wide=True)
    if "asked" in rule.parts:
        form.add(lines_field("asked", "お願いすること", lines=3), wide=True)
    if rule.reason:
        form.add(lines_field("reason", "理由", lines=2, note=_REASONED), wide=True)
    reader = date_reader(desk.office.clock.today())
    if kind is K.QUESTION:  # what is asked comes before until when
        _add_text(form, kind)
    for name in (*rule.needs, *rule.may):
        if name in _DAY_WORDS:
            words = DAYS.get(kind, {}).get(name, _DAY_WORDS[name])
            form.add(date_field(name, words, reader, placeholder=DATE_EXAMPLE))
    if "text" in rule.parts and kind is not K.QUESTION:
        _add_text(form, kind)
    if "next" in rule.parts:
        form.add(text_field("next", "次に相手がすること" if told else "次にこちらがすること"))
        if "next_by" in rule.may:
            form.add(date_field("next_by", "次に知らせる日", reader, placeholder=DATE_EXAMPLE))
    if rule.carries and not told:
        _add_items(
            form, desk, _NEEDED_OR_SHARES if rule.alone else _NEEDED if rule.items_needed else ""
        )
    if "shares" in rule.parts:
        whose = "分担（相手の欄）" if told else "分担（こちらの欄だけ書きます）"
        form.add(FieldRow("shares", whose, SharesEditor()), wide=True)
    if kind in _WITH_FILES and files:
        choices = [(one.id, one.name) for one in files]
        form.add(checks_field("attachments", "一緒に渡す添付", choices), wide=True)


def _add_text(form: Form, kind: LetterKind) -> None:
    label = _TEXT_LABELS.get(kind, "そのほかに伝えること")
    form.add(lines_field("text", label, lines=3 if kind in _TEXT_LABELS else 2), wide=True)


def _add_items(form: Form, desk: Desk, needed: str) -> None:
    checks = GroupedChecks(codes.table(ITEMS))
    form.add(
        FieldRow("items", "渡す情報", checks, note=f"{needed}{_ITEMS_NOTE}"),
        wide=True,
    )
    form.add(FieldRow("basis", "渡す根拠", BasisChoice(desk)), wide=True)
    form.add(lines_field("why", "根拠の理由", lines=2), wide=True)
    views = codes.table("prosecutor_view").choices()
    form.add(choice_field("prosecutor_view", "検察官の意見", (("", "未記入"), *views)))
    past = date_reader(desk.office.clock.today(), past=True)
    form.add(date_field("prosecutor_asked_on", "意見を聴いた日", past, placeholder=DATE_EXAMPLE))
    form.add(text_field("to_whom", "宛先の担当（分かれば）"), wide=True)


def fit_basis(
    rows: dict[str, FieldRow], desk: Desk, person_id: str | None, organisation_id: str
) -> None:
    """Ask how every basis stands for what is chosen; show only what the chosen one needs."""
    if "basis" not in rows:
        return
    basis = rows["basis"].editor
    if not isinstance(basis, BasisChoice):
        raise TypeError("the bases are chosen in a BasisChoice")
    items = tuple(rows["items"].value())
    today = desk.office.clock.today()
    basis.ask(Planned(person_id, organisation_id, items, today, "letter"))
    option = basis.option
    asks = option.basis.asks if option is not None else ()
    rows["basis"].setVisible(bool(items))
    rows["to_whom"].setVisible(bool(items))
    rows["why"].setVisible(bool(items) and Ask.WHY in asks)
    for key in _PROSECUTOR:
        rows[key].setVisible(bool(items) and Ask.PROSECUTOR in asks)
    if option is not None and option.basis.why:
        rows["why"].set_note(f"{option.basis.why}　{option.basis.why_hint}")


def typed_letter(values: dict[str, Any]) -> WriteInput:
    """What was typed, as writing takes it."""
    names = WriteInput.__dataclass_fields__
    plain = {
        name: value
        for name, value in values.items()
        if name in names and name not in ("basis", "items", "shares", "attachments")
    }
    items = tuple(values.get("items", ()))
    basis = BasisInput(
        basis=str(values.get("basis", "")),
        why=str(values.get("why", "")),
        prosecutor_view=values.get("prosecutor_view") or None,
        prosecutor_asked_on=str(values.get("prosecutor_asked_on", "")),
    )
    return WriteInput(
        **plain,
        items=items,
        basis=basis if items else BasisInput(),
        shares=tuple(Share(*row) for row in values.get("shares", ())),
        attachments=tuple(values.get("attachments", ())),
    )
