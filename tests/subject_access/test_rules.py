"""What is asked for in a request, until when it is due, and the office's own lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import InvalidInput
from app.subject_access.grounds.rules import (
    LONGEST,
    PROPOSED,
    Ground,
    as_typed,
    check_grounds,
    kept_grounds,
)
from app.subject_access.items.item import Line, read_out
from app.subject_access.items.proposals import names_of_others
from app.subject_access.releasing.rules import file_name
from app.subject_access.rules import (
    RESULTS,
    DueRule,
    DueSetting,
    Kind,
    RequestInput,
    check_decision,
    check_extension,
    check_request,
    check_setting,
    kept_setting,
    standing_words,
)
from tests.subject_access.made import ASKED

TODAY = date(2026, 11, 24)


def problems(typed: RequestInput) -> set[str]:
    try:
        check_request(typed, TODAY)
    except InvalidInput as wrong:
        return set(wrong.by_field())
    return set()


def test_a_request_says_who_how_when_and_to_whom() -> None:
    assert problems(ASKED) == set()
    empty = replace(
        ASKED, kind="", requester="", identified=" ", received_on=None, addressee="", asked=""
    )
    assert problems(empty) == {
        *("kind", "requester", "identified", "received_on", "addressee", "asked"),
    }
    assert problems(replace(ASKED, requester="agent")) == {"requester_name"}
    assert problems(replace(ASKED, addressee="forwarded")) == {"forwarded"}
    assert problems(replace(ASKED, received_on=date(2026, 11, 25))) == {"received_on"}
    assert problems(replace(ASKED, due_on=date(2026, 11, 19))) == {"due_on"}
    backwards = replace(ASKED, since=date(2026, 5, 2), until=date(2026, 5, 1))
    assert problems(backwards) == {"until"}


def test_no_due_day_is_proposed_until_a_rule_is_chosen() -> None:
    received = date(2026, 11, 20)
    assert DueSetting().due(received) is None and DueSetting().kept_words == ""
    assert DueSetting(DueRule.PROMPTLY).due(received) is None
    assert DueSetting(DueRule.THIRTY).due(received) == date(2026, 12, 20)
    own = DueSetting(DueRule.OWN, 14, "見本県の要綱")
    assert (own.due(received), own.kept_words) == (date(2026, 12, 4), "見本県の要綱")


@pytest.mark.parametrize("kept", [None, 3, {}, {"rule": "other"}, {"days": 3}])
def test_a_setting_nobody_understands_is_not_set(kept: object) -> None:
    assert kept_setting(kept) == DueSetting()


def test_an_own_rule_has_a_name_and_a_number() -> None:
    with pytest.raises(InvalidInput) as wrong:
        check_setting(DueSetting(DueRule.OWN, 0, " "))
    assert set(wrong.value.by_field()) == {"words", "days"}
    assert check_setting(DueSetting(DueRule.THIRTY, 9, "x")) == DueSetting(DueRule.THIRTY)


def test_an_extension_is_later_and_has_a_reason() -> None:
    with pytest.raises(InvalidInput) as wrong:
        check_extension(TODAY, TODAY, " ")
    assert set(wrong.value.by_field()) == {"until", "why"}
    check_extension(TODAY, date(2026, 11, 25), "記録が多い")
    check_extension(None, TODAY, "期限がなかった")


def test_disclosure_is_decided_by_the_release_only() -> None:
    with pytest.raises(InvalidInput, match="二人で"):
        check_decision(Kind.DISCLOSURE, "given", TODAY, "理由", TODAY)
    for kind, results in RESULTS.items():
        for result in results:
            if kind is not Kind.DISCLOSURE or result not in ("given", "partly"):
                check_decision(kind, str(result), TODAY, "理由", TODAY)
    with pytest.raises(InvalidInput) as wrong:
        check_decision(Kind.CORRECTION, "given", date(2026, 11, 1), "", TODAY)
    assert set(wrong.value.by_field()) == {"result", "day", "why"}


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, ""),
        (date(2026, 11, 23), "1日超過"),
        (TODAY, "今日まで"),
        (date(2026, 11, 30), "あと6日"),
    ],
)
def test_how_far_it_is(due: date | None, words: str) -> None:
    assert standing_words(due, TODAY) == words


def test_a_line_of_the_list_keeps_its_id() -> None:
    before = (Ground("a", "一"), Ground("b", "二"), Ground("c", "三"))
    typed = as_typed(before, ["三", "", "二の二", "一", "四"])
    assert [(one.id, one.words) for one in typed] == [
        ("c", "三"),
        ("b", "二の二"),
        ("a", "一"),
        ("own-4", "四"),
    ]
    assert len({one.id for one in as_typed(before, ["五", "六", "七", "八", "九"])}) == 5


def test_a_ground_that_is_used_is_not_taken_away() -> None:
    with pytest.raises(InvalidInput, match="使っている"):
        check_grounds((Ground("a", "一"),), {"b"})
    with pytest.raises(InvalidInput, match="二つ"):
        check_grounds((Ground("a", "一"), Ground("b", "一")), ())
    with pytest.raises(InvalidInput, match="空の行"):
        check_grounds((Ground("a", "x" * (LONGEST + 1)),), ())
    assert check_grounds(PROPOSED, {PROPOSED[0].id}) == PROPOSED
    assert kept_grounds([["a", "一"], "broken"]) == (Ground("a", "一"),)
    assert kept_grounds(None) == kept_grounds([]) == PROPOSED


def test_names_are_found_however_they_are_spelled() -> None:
    names = names_of_others(["別宮 花子"], ["遠方 太郎"], ["例示 一郎"])
    text = "別宮さん、花子、別宮花子、遠方、遠方太郎、例示、別"
    assert [text[one.start : one.end] for one in names.found(text)] == [
        *("別宮", "花子", "別宮花子", "遠方太郎"),
    ]
    own = names_of_others(["例示 花子"], [], ["例示 一郎"])
    assert [(one.start, one.end) for one in own.found("例示 花子と例示 一郎")] == [(0, 5)]


def test_places_are_counted_in_one_kind_of_line() -> None:
    text, hinted = read_out([Line("内容", "一\r\n二\r三"), Line("空", ""), Line("", "四")])
    assert (text, hinted) == ("内容：一\n二\n三\n四", ())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("面接メモ.txt", "添付01_面接メモ.txt"),
        ('a/b\\c:"d".pdf', "添付01_a_b_c__d_.pdf"),
        ("...", "添付01_添付"),
        ("名" * 200 + ".jpeg", f"添付01_{'名' * 80}.jpeg"),
    ],
)
def test_a_file_has_a_name_that_windows_takes(name: str, wanted: str) -> None:
    assert file_name(1, name) == wanted
