"""Whether something may be handed to somebody on a day, on which basis, and if not, why (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import codes
from app.calendar import wareki
from app.consent.laws import Ask, Basis, Lawbook, Provider

SUPPORT_MEETING = "support106"
"""支援会議 (社会福祉法106条の6) among the kinds of meetings."""
CONSENT_MEETINGS = frozenset({"multi"})
"""重層的支援会議: people are discussed there only with their consent."""
NEVER_GIVEN = "この提供先への本人の同意がありません。"
REFUSED = "refused"
OBJECTION = "objection"


class State(StrEnum):
    """How a basis stands for what is asked."""

    HOLDS = "holds"
    NEEDS = "needs"
    """It holds once something more is written down."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Given:
    """A 同意 as far as it decides: `refused` when the person said no."""

    id: str
    given_on: date
    valid_from: date
    valid_to: date | None
    items: frozenset[str]
    organisation_id: str | None = None
    recipient_kind: str | None = None
    withdrawn_on: date | None = None
    refused: bool = False

    def is_for(self, recipient: Recipient) -> bool:
        """Whether it names the recipient or its kind."""
        if self.organisation_id is not None:
            return self.organisation_id == recipient.id
        return self.recipient_kind == recipient.kind

    def stands_on(self, day: date) -> bool:
        """Whether it was given, has not run out and is not withdrawn on `day`."""
        return (
            self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
            and (self.withdrawn_on is None or day < self.withdrawn_on)
        )


@dataclass(frozen=True)
class Recipient:
    """The organisation that receives."""

    id: str
    kind: str
    public: bool


@dataclass(frozen=True)
class Gathering:
    """A meeting as far as it decides: who of its members is bound to secrecy since when."""

    id: str
    kind: str
    day: date
    cancelled: bool = False
    bound: frozenset[str] = frozenset()
    """Ids of organisations that are members and whose secrecy is confirmed by that day."""
    members: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """What somebody wants to hand on."""

    day: date
    way: str
    items: frozenset[str]
    basis: str
    why: str = ""
    consent_id: str | None = None
    prosecutor_view: str | None = None
    prosecutor_asked_on: date | None = None


@dataclass(frozen=True)
class Situation:
    """Everything else that decides."""

    provider: Provider
    recipient: Recipient
    consents: tuple[Given, ...] = ()
    meeting: Gathering | None = None
    detained: bool = False
    """Whether the person is held as a suspect (勾留中の被疑者) on that day."""


@dataclass(frozen=True)
class Verdict:
    """Whether the basis holds; if not, the reason, the field it stands at and the ways open."""

    state: State
    reason: str = ""
    field: str = "basis"
    ways: tuple[str, ...] = ()
    law: str = ""
    """The clauses in force that day, as printed."""
    consent_id: str | None = None
    """The consent it stands on."""

    @property
    def allowed(self) -> bool:
        """Whether the disclosure may be recorded as it was asked."""
        return self.state is State.HOLDS

    @property
    def sentence(self) -> str:
        """The reason followed by the ways open."""
        return self.reason + "".join(self.ways)


def check(asked: Asked, situation: Situation, laws: Lawbook) -> Verdict:
    """Whether what is asked may be recorded; a refusal names every way that is open."""
    basis = laws.basis(asked.basis)
    if basis is None:
        verdict = Verdict(State.REFUSED, "根拠を選んでください。根拠のない提供は記録できません。")
    else:
        verdict = stands(basis, asked, situation, laws)
    if verdict.state is not State.REFUSED:
        return verdict
    return Verdict(
        State.REFUSED,
        verdict.reason,
        verdict.field,
        (*verdict.ways, *_ways_open(asked, situation, laws)),
        verdict.law,
    )


def stands(basis: Basis, asked: Asked, situation: Situation, laws: Lawbook) -> Verdict:
    """How one basis stands for what is asked, without looking at the others."""
    law = laws.printed(basis, situation.provider, asked.day)
    obstacle = (
        _not_in_force(basis, law, asked, situation, laws)
        or _wrong_way(basis, asked, situation)
        or _wrong_recipient(basis, situation)
        or (_no_meeting(asked, situation) if Ask.MEETING in basis.asks else None)
        or (_no_custody(situation) if Ask.PROSECUTOR in basis.asks else None)
    )
    if obstacle:
        return obstacle
    consent_id = None
    if Ask.CONSENT in basis.asks:
        found = _consent(basis, asked, situation)
        if isinstance(found, Verdict):
            return found
        consent_id = found
    needed = _needed(basis, asked)
    if needed is not None:
        return needed
    return Verdict(State.HOLDS, law=law, consent_id=consent_id)


def _refused(reason: str, *ways: str, field: str = "basis") -> Verdict:
    return Verdict(State.REFUSED, reason, field, ways)


def _not_in_force(
    basis: Basis, law: str, asked: Asked, situation: Situation, laws: Lawbook
) -> Verdict | None:
    if law:
        return None
    begins = laws.begins(basis, situation.provider)
    if begins is None:
        article = "第69条" if situation.provider is Provider.PUBLIC else "第27条"
        who = "行政機関等" if situation.provider is Provider.PUBLIC else "民間の事業者"
        return _refused(
            f"「{basis.label}」は使えません。この事業所は{who}なので、個人情報保護法{article}によります。"
        )
    return _refused(
        f"「{basis.label}」は{wareki.long(begins)}からの制度です。{wareki.long(asked.day)}には使えません。"
    )


def _wrong_way(basis: Basis, asked: Asked, situation: Situation) -> Verdict | None:
    if basis.ways and asked.way not in basis.ways:
        words = "・".join(codes.label("disclosure_way", way) for way in basis.ways)
        return _refused(
            f"「{basis.label}」を根拠にできるのは「{words}」だけです。",
            "会議から資料を求められたときは「法令に基づく」に根拠の条を書いてください。",
        )
    meeting = situation.meeting
    at_it = meeting is not None and asked.way == "meeting" and meeting.kind in CONSENT_MEETINGS
    if at_it and Ask.CONSENT not in basis.asks:
        return _refused(
            "重層的支援会議では、本人の同意がある人だけを話し合います。",
            "同意がないときは、支援会議（社会福祉法第106条の6）で共有してください。",
        )
    return None


def _wrong_recipient(basis: Basis, situation: Situation) -> Verdict | None:
    recipient = situation.recipient
    if recipient.public or (
        Ask.PUBLIC_OR_ENTRUSTED in basis.asks and recipient.kind in basis.entrusted
    ):
        return None
    if Ask.PUBLIC in basis.asks:
        return _refused(f"「{basis.label}」は、提供先が行政機関等のときだけ使えます。")
    if Ask.PUBLIC_OR_ENTRUSTED in basis.asks:
        return _refused(
            f"「{basis.label}」は、提供先が国・自治体かその委託先のときだけ使えます。",
            "提供先が行政機関等なら、関係機関の「行政機関等」を入れてください。",
        )
    return None


def _no_meeting(asked: Asked, situation: Situation) -> Verdict | None:
    meeting = situation.meeting
    at = "meeting_id"
    if meeting is None:
        return _refused("どの支援会議かを選んでください。", field=at)
    if meeting.kind != SUPPORT_MEETING:
        return _refused("この会議は支援会議（社会福祉法第106条の6）ではありません。", field=at)
    if meeting.cancelled or meeting.day != asked.day:
        return _refused(
            "提供した日に開かれた支援会議ではありません。会議の日と提供した日を確かめてください。",
            field=at,
        )
    if situation.recipient.id not in meeting.members:
        return _refused(
            "提供先は、この支援会議の構成員ではありません。",
            "構成員でない機関には、本人の同意を得て提供してください。",
        )
    if situation.recipient.id not in meeting.bound:
        return _refused(
            "提供先の守秘義務を、まだ確かめていません。",
            "会議の構成員の欄で、守秘義務を確かめた日を入れてください。",
        )
    return None


def _no_custody(situation: Situation) -> Verdict | None:
    if situation.detained:
        return None
    return _refused("この日、本人は勾留中の被疑者ではありません（勾留日の記録によります）。")


def _consent(basis: Basis, asked: Asked, situation: Situation) -> Verdict | str:
    """The id of the consent that covers everything, or why none does."""
    recipient, day = situation.recipient, asked.day
    if basis.id == "consent" and situation.detained and recipient.kind not in basis.in_custody:
        return _refused(
            "本人は勾留中の被疑者です。外の機関への提供には、検察官の意見も要ります。",
            "「被疑者の生活環境の調整」（更生保護法第83条の2）を選んでください。",
        )
    mine = [one for one in situation.consents if one.is_for(recipient) and not one.refused]
    standing = [one for one in mine if one.stands_on(day)]
    if not standing:
        return _refused(_no_consent(mine, day), "本人の同意を「同意」に登録してください。")
    if asked.consent_id is not None:
        standing = [one for one in standing if one.id == asked.consent_id]
        if not standing:
            return _refused("選んだ同意は、この提供先とこの日には使えません。", field="consent_id")
    said_no = _said_no(situation, standing, asked.items, day)
    if said_no:
        return said_no
    covering = [one for one in standing if asked.items <= one.items]
    if not covering:
        return _items_beyond(asked.items, standing)
    longest = max(covering, key=lambda one: (one.valid_to or date.max, one.given_on, one.id))
    return longest.id


def _no_consent(mine: Iterable[Given], day: date) -> str:
    """Why no consent for this recipient stands: the last one that was given, and its end."""
    last = max(mine, key=lambda one: (one.given_on, one.id), default=None)
    if last is None:
        return NEVER_GIVEN
    if last.withdrawn_on is not None and last.withdrawn_on <= day:
        return f"この提供先への同意は、{wareki.long(last.withdrawn_on)}に撤回されています。"
    if day < last.valid_from:
        return f"この提供先への同意は、{wareki.long(last.valid_from)}からです。"
    ended = wareki.long(last.valid_to) if last.valid_to else ""
    return f"この提供先への同意は、{ended}で期間が終わっています。"


def _said_no(
    situation: Situation, standing: Iterable[Given], items: frozenset[str], day: date
) -> Verdict | None:
    """A refusal that came after the consent counts: it is the person's last word."""
    newest = max(one.given_on for one in standing)
    for one in situation.consents:
        if not one.refused or not one.is_for(situation.recipient) or not one.items & items:
            continue
        if newest <= one.given_on <= day:
            words = item_words(one.items & items)
            return _refused(
                f"本人は{wareki.long(one.given_on)}に「{words}」の提供を断っています。",
                field="items",
            )
    return None


def _items_beyond(items: frozenset[str], standing: Iterable[Given]) -> Verdict:
    every = frozenset().union(*(one.items for one in standing))
    if items <= every:
        return _refused(
            "一つの同意では足りません。",
            "同意ごとに項目を分けて、二つの提供として記録してください。",
            field="items",
        )
    return _refused(
        f"同意に含まれていない項目があります（{item_words(items - every)}）。",
        "項目を減らすか、その項目の同意を登録してください。",
        field="items",
    )


def _needed(basis: Basis, asked: Asked) -> Verdict | None:
    if Ask.PROSECUTOR in basis.asks:
        if asked.prosecutor_view == OBJECTION:
            return _refused(
                "検察官が、捜査に支障があり相当でないと述べています。調整のための提供はできません。",
                "釈放や処分のあとに、改めて提供してください。",
                field="prosecutor_view",
            )
        if not asked.prosecutor_view:
            return _needs(
                "検察官の意見を選んでください（更生保護法第83条の2第2項）。", "prosecutor_view"
            )
        heard = asked.prosecutor_asked_on
        if heard is None:
            return _needs("検察官の意見を聴いた日を入力してください。", "prosecutor_asked_on")
        if heard > asked.day:
            return _refused(
                "検察官の意見を聴いたのが、提供した日よりあとです。", field="prosecutor_asked_on"
            )
    if Ask.WHY in basis.asks and not asked.why.strip():
        return _needs(f"「{basis.why}」を書いてください（{basis.why_hint}）。", "why")
    return None


def _needs(reason: str, field: str) -> Verdict:
    return Verdict(State.NEEDS, reason, field)


def _ways_open(asked: Asked, situation: Situation, laws: Lawbook) -> tuple[str, ...]:
    """The other bases that would hold now, or would with something more written down."""
    found = []
    for basis in laws.bases:
        if basis.id == asked.basis:
            continue
        state = stands(basis, asked, situation, laws).state
        if state is State.HOLDS:
            found.append(f"「{basis.label}」なら提供できます。")
        elif state is State.NEEDS and Ask.CONSENT in basis.asks:
            found.append(f"「{basis.label}」なら、検察官の意見を聴いて提供できます。")
        elif state is State.NEEDS:
            found.append(f"当てはまるときは「{basis.label}」（{basis.why}を書きます）。")
    return tuple(found)


def item_words(items: Iterable[str]) -> str:
    """The words of the items in the order of their table: 氏名・生年月日・性別／手帳・受給者証."""
    wanted = set(items)
    known = [row.label for row in codes.table("info_item") if row.code in wanted]
    return "／".join(known)
