"""Who may write which letter when: one table, with the reason for every refusal.

Buttons, commands and the check on writing ask it. What arrives is judged more mildly
(`course.py`), and whatever may be written here has an effect there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.handoff.exchange.course import Handover, Stage
from app.handoff.exchange.state import Phase, State
from app.handoff.letters.kinds import KINDS, LetterKind, Side
from app.handoff.letters.letter import Letter

K = LetterKind


@dataclass(frozen=True)
class Seen:
    """What decides: the state, who asks, on which day, and whether it was put back from a backup."""

    state: State
    side: Side
    today: date
    doubt: bool = False
    """The own letters may not all be here: `knowing.in_doubt`."""

    @property
    def asked_of_us(self) -> tuple[Letter, ...]:
        """Questions of the other side without an answer."""
        return tuple(one for one in self.state.questions if one.side is not self.side)

    def handovers(self, *stages: Stage, ours: bool) -> tuple[Handover, ...]:
        """Handovers under way that we (or the other side) offered."""
        return tuple(
            one
            for one in self.state.pending
            if one.stage in stages and (one.offer.side is self.side) is ours
        )

    @property
    def leads_from_now_on(self) -> bool:
        """Whether today and every day to come is ours."""
        return self.state.lead.holds_all(self.side, self.today)


@dataclass(frozen=True)
class Condition:
    """One thing that must hold, and what is said when it does not."""

    holds: Callable[[Seen], bool]
    words: str


@dataclass(frozen=True)
class Availability:
    """Whether a letter of a kind may be written now; if not, why."""

    kind: LetterKind
    reason: str = ""
    targets: tuple[Letter, ...] = ()
    """Which letters it may name (`of`, `reply_to`)."""

    @property
    def allowed(self) -> bool:
        """Whether it may be written."""
        return not self.reason


def _phase(*phases: Phase) -> Callable[[Seen], bool]:
    return lambda seen: seen.state.phase in phases


def _not_phase(*phases: Phase) -> Callable[[Seen], bool]:
    return lambda seen: seen.state.phase not in phases


_OPEN = Condition(
    _not_phase(Phase.CLOSED),
    "このやりとりは「{end}」で終わっています。続けるときは、新しいやりとりで依頼してください。",
)
_SURE = Condition(
    lambda seen: not seen.doubt,
    "控えから戻したあと、こちらの文がそろっていません。「質問」か「経過」を送り、相手の受領を取り込むと書けます。",
)
_REQUEST_HERE = Condition(
    _not_phase(Phase.NOTHING),
    "依頼の文がまだ届いていません。相手に、もう一度送ってもらってください。",
)
_REQUEST_STANDS = Condition(
    _not_phase(Phase.LAPSED),
    "依頼の文は、期限が切れてから届きました。もう一度送られた依頼が届くと書けます。",
)
_ASKED_FOR = (_OPEN, _REQUEST_HERE, _REQUEST_STANDS)
_ACCEPTED = Condition(_phase(Phase.ACCEPTED), "まだ受諾されていません。受諾のあとに書けます。")
_OURS_AFTER_ACCEPTING = Condition(
    lambda seen: seen.side is Side.ASKING or seen.state.phase is Phase.ACCEPTED,
    "先に「受諾」を書いてください。受けるか決めかねるときは「質問」を使えます。",
)
_LEAD_PASSES = Condition(
    lambda seen: seen.state.kind.passes_lead,
    "「{kind}」では、主担当は移りません。",
)
_LEAD = (_LEAD_PASSES, *_ASKED_FOR, _ACCEPTED, _SURE)


def _only(side: Side, words: str) -> Condition:
    return Condition(lambda seen: seen.side is side, words)


def _theirs(*stages: Stage) -> Callable[[Seen], bool]:
    return lambda seen: bool(seen.handovers(*stages, ours=False))


def _ours(*stages: Stage) -> Callable[[Seen], bool]:
    return lambda seen: bool(seen.handovers(*stages, ours=True))


TABLE: Mapping[LetterKind, tuple[Condition, ...]] = MappingProxyType(
    {
        K.REQUEST: (
            _only(Side.ASKING, "依頼を書くのは、頼む側です。"),
            _OPEN,
            Condition(_phase(Phase.NOTHING, Phase.LAPSED), "依頼はもう書いてあります。"),
        ),
        K.ACCEPT: (
            _only(Side.ASKED, "受諾するのは、依頼を受けた側です。"),
            *_ASKED_FOR,
            Condition(_phase(Phase.ASKED), "もう受諾しています。"),
            _SURE,
        ),
        K.DECLINE: (
            _only(
                Side.ASKED,
                "不受諾を書くのは、依頼を受けた側です。やめるときは「取下げ」を使ってください。",
            ),
            _OPEN,
            _REQUEST_HERE,
            _REQUEST_STANDS,
            Condition(
                _phase(Phase.ASKED), "受諾したあとです。返すときは「差戻し」を使ってください。"
            ),
        ),
        K.QUESTION: _ASKED_FOR,
        K.ANSWER: (
            Condition(
                lambda seen: bool(seen.asked_of_us),
                "相手からの質問で、答えていないものはありません。",
            ),
        ),
        K.PROGRESS: (*_ASKED_FOR, _OURS_AFTER_ACCEPTING),
        K.PLAN: (*_ASKED_FOR, _OURS_AFTER_ACCEPTING),
        K.OFFER_LEAD: (
            *_LEAD,
            Condition(
                lambda seen: seen.state.lead.holds_any(seen.side, seen.today),
                "きょうから先の主担当は相手です。受けたいときは、相手に打診を頼んでください。",
            ),
            Condition(
                lambda seen: not seen.handovers(Stage.TAKEN, ours=True),
                "前の打診を相手が承諾しています。先に「主担当の引渡し」か「打診の取消し」を書いてください。",
            ),
        ),
        K.RETRACT_OFFER: (
            *_LEAD,
            Condition(_ours(Stage.OFFERED, Stage.TAKEN), "取り消せる打診はありません。"),
        ),
        K.TAKE_LEAD: (
            *_LEAD,
            Condition(
                _theirs(Stage.OFFERED), "相手からの主担当の打診で、答えていないものはありません。"
            ),
        ),
        K.REFUSE_LEAD: (
            _LEAD_PASSES,
            *_ASKED_FOR,
            _ACCEPTED,
            Condition(
                _theirs(Stage.OFFERED, Stage.TAKEN),
                "断れる打診はありません。受け取った主担当を返すときは、打診してください。",
            ),
        ),
        K.PASS_LEAD: (
            *_LEAD,
            Condition(
                _ours(Stage.TAKEN),
                "相手の承諾がまだありません。先に「主担当の打診」を書き、承諾が届くと引き渡せます。",
            ),
        ),
        K.WITHDRAW: (
            _only(
                Side.ASKING,
                "取下げを書くのは、依頼した側です。返すときは「不受諾」か「差戻し」を使ってください。",
            ),
            _OPEN,
            _REQUEST_HERE,
            Condition(
                lambda seen: seen.state.lead.on(seen.today) is seen.side,
                "きょうの主担当は相手に移っています。やめるときは、相手に「差戻し」か「終了」を頼んでください。",
            ),
        ),
        K.RETURN: (
            _only(
                Side.ASKED,
                "差戻しを書くのは、依頼を受けた側です。やめるときは「取下げ」を使ってください。",
            ),
            *_ASKED_FOR,
            Condition(
                _phase(Phase.ACCEPTED),
                "まだ受諾していません。受けないときは「不受諾」を使ってください。",
            ),
        ),
        K.END: (
            *_ASKED_FOR,
            Condition(
                _phase(Phase.ACCEPTED),
                "まだ受諾されていません。やめるときは「取下げ」か「不受諾」を使ってください。",
            ),
            _SURE,
            Condition(
                lambda seen: not seen.state.kind.passes_lead or seen.leads_from_now_on,
                "終えられるのは、きょうから先ずっと主担当である側です。",
            ),
        ),
        K.CONSENT_WITHDRAWN: (
            Condition(
                lambda seen: any(
                    one.side is seen.side and one.consent_id and one.id not in seen.state.void
                    for one in seen.state.letters
                ),
                "同意にもとづいてこの相手に渡した情報がないため、知らせる必要はありません。",
            ),
        ),
        K.RECEIPT: (),
    }
)
"""Per kind what must hold, in the order in which it is said."""


def availability(kind: LetterKind, seen: Seen) -> Availability:
    """Whether a letter of this kind may be written, on what, and if not, why."""
    for condition in TABLE[kind]:
        if not condition.holds(seen):
            end = seen.state.ended
            words = condition.words.format(
                end=end.kind.words if end else "", kind=seen.state.kind.words
            )
            return Availability(kind, words)
    return Availability(kind, targets=_targets(kind, seen))


def moves(seen: Seen) -> Mapping[LetterKind, Availability]:
    """Every kind with whether it may be written now."""
    return MappingProxyType({kind: availability(kind, seen) for kind in KINDS})


def refusal(kind: LetterKind, seen: Seen, target: str = "") -> str:
    """Why this letter may not be written, in Japanese; '' when it may: the check on writing."""
    found = availability(kind, seen)
    if found.reason:
        return found.reason
    if found.targets and target not in {letter.id for letter in found.targets}:
        return "指した文は、もう済んでいるか、ありません。画面を読み直してください。"
    return ""


def offer_refusal(seen: Seen, first: date, last: date | None) -> str:
    """Why the lead of these days may not be offered, in Japanese; '' when it may."""
    if first < seen.today:
        return "過ぎた日の主担当は移せません。きょうから先の日付を入力してください。"
    if last is not None and last < first:
        return "終わりの日が、始まりの日より前です。"
    if not seen.state.lead.holds_any(seen.side, first, last or date.max):
        return "その期間の主担当は相手です。こちらが主担当の日を入力してください。"
    return ""


def _targets(kind: LetterKind, seen: Seen) -> tuple[Letter, ...]:
    request = seen.state.request
    if kind in (K.ACCEPT, K.DECLINE):
        return (request,) if request else ()
    if kind is K.ANSWER:
        return seen.asked_of_us
    if kind is K.TAKE_LEAD:
        return tuple(one.offer for one in seen.handovers(Stage.OFFERED, ours=False))
    if kind in (K.REFUSE_LEAD, K.RETRACT_OFFER):
        ours = kind is K.RETRACT_OFFER
        found = seen.handovers(Stage.OFFERED, Stage.TAKEN, ours=ours)
        return tuple(one.offer for one in found)
    if kind is K.PASS_LEAD:
        found = seen.handovers(Stage.TAKEN, ours=True)
        return tuple(one.take for one in found if one.take is not None)
    return ()
