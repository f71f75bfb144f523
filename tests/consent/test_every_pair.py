"""Every pair of way and basis: allowed, or refused with the reason and the ways open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app import codes
from app.consent.laws import Provider, lawbook
from app.consent.rules import Asked, Gathering, Given, Recipient, Situation, State, check, stands

DAY = date(2026, 11, 20)
ITEMS = frozenset({"identity", "certificate"})
CITY = Recipient("city", "welfare_office", public=True)
HOME = Recipient("home", "disability_facility", public=False)
PRIVATE, PUBLIC = Provider.PRIVATE, Provider.PUBLIC
WAYS = tuple(code for code, _ in codes.table("disclosure_way").choices())
BASES = tuple(basis.id for basis in lawbook().bases)


def consent(recipient: Recipient, **otherwise: object) -> Given:
    given = Given("c1", date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31), ITEMS, recipient.id)
    return replace(given, **otherwise)  # type: ignore[arg-type]


def meeting(recipient: Recipient, **otherwise: object) -> Gathering:
    both = frozenset({recipient.id})
    held = Gathering("m1", "support106", DAY, bound=both, members=both)
    return replace(held, **otherwise)  # type: ignore[arg-type]


def everything(provider: Provider, recipient: Recipient) -> Situation:
    """Nothing is missing: a consent, a 支援会議; the person is held as a suspect only if asked."""
    return Situation(provider, recipient, (consent(recipient),), meeting(recipient))


def asked(way: str, basis: str, **otherwise: object) -> Asked:
    full = Asked(DAY, way, ITEMS, basis, "理由がある", None, "no_objection", date(2026, 11, 19))
    return replace(full, **otherwise)  # type: ignore[arg-type]


ONLY = {PRIVATE: {"life", "health_child", "public_task"},
        PUBLIC: {"within_purpose", "other_public_body", "benefit"}}  # fmt: skip
"""Bases that only an office of that nature has."""
PUBLIC_RECIPIENT = {"public_task", "other_public_body"}


def why_not(provider: Provider, recipient: Recipient, way: str, basis: str) -> str:
    """The reason that is expected; '' for allowed. Written apart from the program's own rule."""
    other = PUBLIC if provider is PRIVATE else PRIVATE
    if basis in ONLY[other]:
        return "民間の事業者" if provider is PRIVATE else "行政機関等なので"
    if basis == "support_meeting" and way != "meeting":
        return "「会議で共有」だけ"
    if basis in PUBLIC_RECIPIENT and not recipient.public:
        return "提供先が"
    if basis == "suspect_adjustment":
        return "勾留中の被疑者ではありません"
    return ""


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("recipient", [CITY, HOME], ids=["to-public", "to-private"])
@pytest.mark.parametrize("provider", [PRIVATE, PUBLIC])
def test_every_way_with_every_basis(
    provider: Provider, recipient: Recipient, way: str, basis: str
) -> None:
    verdict = check(asked(way, basis), everything(provider, recipient), lawbook())
    reason = why_not(provider, recipient, way, basis)
    assert verdict.allowed == (reason == ""), verdict
    if reason:
        assert reason in verdict.reason
        assert "「本人の同意」なら提供できます。" in verdict.ways or basis == "consent"
    else:
        assert verdict.law


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_with_every_basis_while_held_as_a_suspect(way: str, basis: str) -> None:
    """A consent alone does not do then, but for those who take part in the proceedings."""
    at = replace(everything(PRIVATE, HOME), detained=True)
    verdict = check(asked(way, basis), at, lawbook())
    if basis == "suspect_adjustment":
        assert verdict.allowed
        assert verdict.consent_id == "c1"
        assert "更生保護法第83条の2" in verdict.law
    elif basis == "consent":
        assert "検察官の意見も要ります" in verdict.reason
        lawyer = Recipient("lawyer", "lawyer", public=False)
        assert check(
            asked(way, basis), replace(at, recipient=lawyer, consents=(consent(lawyer),)), lawbook()
        ).allowed
    else:
        wanted = why_not(PRIVATE, HOME, way, basis)
        assert verdict.allowed == (wanted == "")
        assert wanted in verdict.reason


@pytest.mark.parametrize("basis", BASES)
def test_at_a_multilayer_meeting_only_a_consent_counts(basis: str) -> None:
    at = replace(everything(PRIVATE, CITY), meeting=meeting(CITY, kind="multi"))
    verdict = check(asked("meeting", basis), at, lawbook())
    assert verdict.allowed == (basis == "consent")
    if basis in ("law", "life", "health_child", "public_task"):
        assert "重層的支援会議" in verdict.reason
        assert "「本人の同意」なら提供できます。" in verdict.ways


@pytest.mark.parametrize(
    ("consents", "reason", "field"),
    [
        ((), "本人の同意がありません", "basis"),
        ((consent(CITY),), "本人の同意がありません", "basis"),
        ((consent(HOME, valid_from=date(2026, 12, 1)),), "令和8年12月1日からです", "basis"),
        ((consent(HOME, valid_to=date(2026, 11, 19)),), "令和8年11月19日で期間", "basis"),
        ((consent(HOME, withdrawn_on=DAY),), "令和8年11月20日に撤回", "basis"),
        ((consent(HOME, items=frozenset({"identity"})),), "（手帳・受給者証）", "items"),
        (
            (
                consent(HOME, items=frozenset({"identity"})),
                consent(HOME, id="c2", items=frozenset({"certificate"})),
            ),
            "一つの同意では足りません",
            "items",
        ),
        (
            (consent(HOME), consent(HOME, id="no", given_on=date(2026, 11, 1), refused=True)),
            "令和8年11月1日に「氏名・生年月日・性別／手帳・受給者証」の提供を断っています",
            "items",
        ),
    ],
)
def test_why_a_consent_does_not_hold(consents: tuple[Given, ...], reason: str, field: str) -> None:
    at = replace(everything(PRIVATE, HOME), consents=consents)
    verdict = check(asked("letter", "consent"), at, lawbook())
    assert not verdict.allowed
    assert reason in verdict.reason
    assert verdict.field == field
    assert any("「生命・身体・財産の保護」" in way for way in verdict.ways)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        (consent(HOME, valid_to=DAY), DAY),
        (consent(HOME, valid_from=DAY), DAY),
        (consent(HOME, valid_to=None), DAY),
        (consent(HOME, withdrawn_on=date(2026, 11, 21)), DAY),
        (consent(HOME, organisation_id=None, recipient_kind="disability_facility"), DAY),
    ],
)
def test_a_consent_holds_on_its_first_and_last_day(given: Given, day: date) -> None:
    at = replace(everything(PRIVATE, HOME), consents=(given,))
    verdict = check(asked("phone", "consent", day=day), at, lawbook())
    assert verdict.allowed
    assert verdict.consent_id == "c1"


def test_an_earlier_no_is_overtaken_by_a_later_consent() -> None:
    no = consent(HOME, id="no", given_on=date(2026, 3, 1), refused=True)
    at = replace(everything(PRIVATE, HOME), consents=(no, consent(HOME)))
    assert check(asked("letter", "consent"), at, lawbook()).consent_id == "c1"


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (None, "どの支援会議か"),
        (meeting(HOME, kind="case"), "支援会議（社会福祉法第106条の6）ではありません"),
        (meeting(HOME, day=date(2026, 11, 19)), "提供した日に開かれた"),
        (meeting(HOME, cancelled=True), "提供した日に開かれた"),
        (meeting(CITY), "構成員ではありません"),
        (meeting(HOME, bound=frozenset()), "守秘義務を、まだ確かめていません"),
    ],
)
def test_why_a_support_meeting_does_not_do(held: Gathering | None, reason: str) -> None:
    at = replace(everything(PRIVATE, HOME), meeting=held)
    verdict = check(asked("meeting", "support_meeting"), at, lawbook())
    assert not verdict.allowed
    assert reason in verdict.reason


def test_a_support_meeting_needs_no_consent_and_no_known_person() -> None:
    at = replace(everything(PRIVATE, HOME), consents=())
    assert check(asked("meeting", "support_meeting"), at, lawbook()).allowed


@pytest.mark.parametrize(
    ("otherwise", "reason", "field"),
    [
        ({"prosecutor_view": "objection"}, "相当でないと述べています", "prosecutor_view"),
        ({"prosecutor_view": None}, "検察官の意見を選んで", "prosecutor_view"),
        ({"prosecutor_asked_on": None}, "聴いた日を入力", "prosecutor_asked_on"),
        ({"prosecutor_asked_on": date(2026, 11, 21)}, "よりあとです", "prosecutor_asked_on"),
    ],
)
def test_the_prosecutor_is_heard_and_an_objection_blocks(
    otherwise: dict[str, object], reason: str, field: str
) -> None:
    at = replace(everything(PRIVATE, HOME), detained=True)
    verdict = check(asked("letter", "suspect_adjustment", **otherwise), at, lawbook())
    assert not verdict.allowed
    assert (reason in verdict.reason, verdict.field) == (True, field)
    without = check(asked("letter", "suspect_adjustment"), replace(at, consents=()), lawbook())
    assert "本人の同意がありません" in without.reason


@pytest.mark.parametrize("basis", ["law", "life", "health_child", "public_task"])
def test_a_judgement_is_written_down(basis: str) -> None:
    at = everything(PRIVATE, CITY)
    verdict = check(asked("letter", basis, why="  "), at, lawbook())
    assert (verdict.state, verdict.field) == (State.NEEDS, "why")
    assert verdict.reason.endswith("）。")


def test_whoever_acts_by_entrustment_counts_as_the_state() -> None:
    outreach = Recipient("o", "outreach", public=False)
    at = Situation(PRIVATE, outreach)
    assert check(asked("letter", "public_task"), at, lawbook()).allowed


def test_no_basis_and_no_ways_but_those_that_are_open() -> None:
    verdict = check(asked("letter", ""), everything(PRIVATE, HOME), lawbook())
    assert verdict.reason == "根拠を選んでください。根拠のない提供は記録できません。"
    assert verdict.ways[0] == "「本人の同意」なら提供できます。"
    nothing = Situation(PUBLIC, HOME)
    bare = Asked(DAY, "letter", ITEMS, "consent")
    shown = check(bare, nothing, lawbook())
    assert "本人の同意を「同意」に登録してください。" in shown.ways
    assert not any("なら提供できます" in way for way in shown.ways)


@pytest.mark.parametrize("basis", BASES)
def test_before_a_law_was_in_force_it_is_no_basis(basis: str) -> None:
    found = lawbook().basis(basis)
    assert found is not None
    for provider in Provider:
        early = asked("meeting", basis, day=date(2004, 1, 1))
        verdict = stands(found, early, everything(provider, CITY), lawbook())
        assert verdict.state is State.REFUSED
        assert "からの制度です" in verdict.reason or "使えません。この事業所は" in verdict.reason
