"""How an exchange is said on the screen: the lane diagram of its letters, its steps, its buttons."""

from __future__ import annotations

from datetime import date

from app.handoff.exchange.next_steps import Step, What
from app.handoff.letters.kinds import ENDS, LetterKind, Side
from app.handoff.overview.queries import ExchangeLine, ExchangePage, LaneEntry
from app.ui.theme import Tone
from app.ui.widgets.lanes import LaneRow, Lanes, Line
from app.ui.words import near_day

K = LetterKind
ACTS = {
    K.REQUEST: "もう一度依頼する",
    K.ACCEPT: "受諾する",
    K.DECLINE: "受けない",
    K.ANSWER: "回答する",
    K.PASS_LEAD: "主担当を引き渡す",
    K.TAKE_LEAD: "主担当を引き受ける",
    K.REFUSE_LEAD: "主担当を断る",
    K.PROGRESS: "経過を送る",
    K.QUESTION: "質問する",
    K.OFFER_LEAD: "主担当を移す",
    K.RETRACT_OFFER: "打診を取り消す",
    K.WITHDRAW: "取り下げる",
    K.PLAN: "計画を送る",
    K.RETURN: "差し戻す",
    K.END: "終了する",
    K.CONSENT_WITHDRAWN: "同意の撤回を知らせる",
}
"""What a button says, those that answer something first."""
_SHORTENED = (
    ("地域生活定着支援センター", ""),
    ("地域生活定着支援", ""),
    ("保護観察所", "観察所"),
)
_ENDING = "終わり"


def short_name(office: str) -> str:
    """島根県地域生活定着支援センター → 島根県: for places where there is little room."""
    for long, short in _SHORTENED:
        found = office.replace(long, short).strip()
        if found != office and found:
            return found
    return office


def step_words(step: Step, side: Side, partner: str, today: date) -> str:
    """What is waited for, from whom, until when: 「島根県から 12/1 まで」."""
    who = "こちら" if step.of is side else f"{short_name(partner)}から"
    return f"{step.what.words}（{who} {near_day(step.due, today)} まで）"


def lanes_of(page: ExchangePage, today: date) -> Lanes:
    """The letters of an exchange, what is missing between them, and what is waited for."""
    partner = short_name(page.partner.name)
    gaps = {gap.before: _gap_row(gap.count, partner) for gap in page.gaps}
    rows = []
    for entry in page.lanes:
        if entry.digest in gaps:
            rows.append(gaps.pop(entry.digest))
        rows.append(_row(entry, partner, today, page.partner.on_paper))
    rows += gaps.values()
    for step in page.steps:
        if step.what in (What.RECEIPT, What.MISSING):
            continue
        late = step.late(today)
        words = step_words(step, page.line.side, page.partner.name, today)
        rows.append(
            LaneRow(
                "",
                "",
                "次:",
                f"{words}{'　遅れ' if late else ''}",
                from_left=step.of is page.line.side,
                tone=Tone.ERROR if late else Tone.WARNING,
                line=Line.WAITS,
            )
        )
    lead = "left" if page.line.we_lead else "right"
    shown = page.line.open and page.line.kind.passes_lead and not page.line.doubt
    own = f"{short_name(page.office)}（こちら）"
    return Lanes(own, partner, tuple(rows), lead if shown else "")


def _gap_row(count: int, partner: str) -> LaneRow:
    words = f"{partner}の文が {count}通 届いていません。もう一度送ってもらってください"
    return LaneRow("", "", "", words, from_left=False, tone=Tone.WARNING, line=Line.GAP)


def _row(entry: LaneEntry, partner: str, today: date, on_paper: bool) -> LaneRow:
    files = f"（添付 {entry.files}）" if entry.files else ""
    told = "（書き取り）" if entry.told else ""
    below, tone = _below(entry, partner, today, on_paper)
    return LaneRow(
        entry.id,
        near_day(entry.day, today),
        entry.kind.words,
        f"{entry.words}{files}{told}",
        below,
        from_left=entry.own,
        tone=_tone(entry),
        below_tone=tone,
    )


def _tone(entry: LaneEntry) -> Tone:
    if entry.note:
        return Tone.MUTED
    if entry.kind in ENDS or entry.kind in (K.CONSENT_WITHDRAWN, K.REFUSE_LEAD):
        return Tone.ERROR
    return Tone.COORDINATION if entry.own else Tone.FOLLOW_UP


def _below(entry: LaneEntry, partner: str, today: date, on_paper: bool) -> tuple[str, Tone]:
    """What became of a letter, under its arrow."""
    if entry.note:
        return entry.note, Tone.WARNING
    if not entry.own:
        return ("未読", Tone.WARNING) if entry.unread else ("受領済み", Tone.MUTED)
    if entry.arrived_on is not None:
        return f"受領 {near_day(entry.arrived_on, today)}", Tone.MUTED
    if entry.arrived:
        return "受領済み", Tone.MUTED
    if entry.sealed and on_paper:
        return "渡した・返事を待っている", Tone.MUTED
    if entry.sealed:
        return f"封をした・{partner}の受領はまだ", Tone.WARNING
    return "まだ渡していない", Tone.WARNING


def state_words(line: ExchangeLine) -> str:
    """How far it is; over is said so."""
    return line.phase if line.open else f"{_ENDING}（{line.phase}）"


def lead_words(line: ExchangeLine) -> str:
    """Who leads today; '' of what is over, and where nobody can take the lead over."""
    who = "確認待ち" if line.doubt else "こちら" if line.we_lead else "あちら"
    return f"主担当 {who}" if line.open and line.kind.passes_lead else ""


def about_whom(line: ExchangeLine) -> str:
    """Whom an exchange is about, as far as this office has them."""
    if line.person or line.case_gone:
        return line.person or "記録を消した人"
    return "受諾前の依頼" if line.open else "記録に入れなかった依頼"
