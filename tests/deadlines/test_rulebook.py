"""Rule files are read strictly, and a centre may set only what is its own to set."""

from __future__ import annotations

from datetime import date

import pytest

from app import codes
from app.calendar.partial import PartialDate
from app.cases.stages import MOVES
from app.deadlines import engine
from app.deadlines.engine import CaseFacts, Known, Paper
from app.deadlines.reasons import start_words
from app.deadlines.rule import Closed, Nature
from app.deadlines.rulebook import (
    BadRule,
    Rulebook,
    check_together,
    otherwise,
    read_rules,
    rulebook,
)

GOOD = """
[[rule]]
id = "made_up_14"
version = 1
name = "試しの期限"
kind = "law"
source = "見本法1条"
means = "試しの期限である。"
services = ["suspect_support"]
starts = ["case_date.judged"]
unit = "days"
length = 14
closed = "moves"
shows = "due"
lead = 14
after = "late"
"""


def test_a_rule_is_read() -> None:
    (rule,) = read_rules(GOOD, "x.toml")
    assert (rule.id, rule.length, rule.closed) == ("made_up_14", 14, Closed.MOVES)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "made_up_14"', 'id = "試し"', "id"),
        ("version = 1", 'version = "1"', "version"),
        ("version = 1", "version = true", "version"),
        ("length = 14", "length = 99999", "length"),
        ("length = 14", "length = 0", "counted length"),
        ("length = 14", "", "without"),
        ("length = 14", "lenght = 14", "unknown"),
        ('unit = "days"', 'unit = "weeks"', "weeks"),
        ('unit = "days"', 'unit = "hours"', "hours never move"),
        ('closed = "moves"', 'closed = "perhaps"', "perhaps"),
        ('means = "試しの期限である。"', 'means = "試しの期限"', "sentence"),
        ('name = "試しの期限"', 'name = ""', "words are missing"),
        ('["suspect_support"]', '["suspect"]', "services"),
        ('["suspect_support"]', "[]", "services"),
        ('["suspect_support"]', '"suspect_support"', "no list"),
        ('["case_date.judged"]', '["case_date.judgement"]', "case_date.judgement"),
        ('["case_date.judged"]', '["episode.worker"]', "episode.worker"),
        (
            '["case_date.judged"]',
            '["application.pension.decided_on", "episode.start"]',
            "one paper",
        ),
        ('["case_date.judged"]', '["application.house.decided_on"]', "application.house"),
        ('after = "late"', 'after = "late"\ndone_stages = ["flown"]', "stages"),
        ('after = "late"', 'after = "late"\nonly_when = ["episode.disposition=tea"]', "condition"),
        (
            'after = "late"',
            'after = "late"\ndone_when = ["application.pension.decided_on"]',
            "another paper",
        ),
        (
            'after = "late"',
            'after = "late"\nvalid_from = 2025-01-02\nvalid_to = 2025-01-01',
            "valid",
        ),
        ("[[rule]]", "[[rules]]", "besides"),
        ("[[rule]]", "[[rule", "x.toml"),
    ],
)
def test_a_fault_is_refused_and_named(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(BadRule, match=words):
        read_rules(GOOD.replace(old, new, 1), "x.toml")


def test_versions_follow_each_other() -> None:
    one = GOOD.replace("version = 1", "version = 1\nvalid_to = 2025-05-31")
    two = GOOD.replace("version = 1", "version = 2\nvalid_from = 2025-06-01")
    check_together(read_rules(one + two, "x.toml"))
    for wrong in (
        GOOD + two,
        one + two.replace("06-01", "06-02"),
        one + two.replace("version = 2", "version = 3"),
        two,
    ):
        with pytest.raises(BadRule):
            check_together(read_rules(wrong, "x.toml"))


def test_the_steps_of_a_case_name_rules_that_exist() -> None:
    known = {rule.id for rule in rulebook().rules}
    named = {rule for move in MOVES for rule in (*move.begins, *move.ends)}
    assert named
    assert named <= known


def test_every_start_and_kind_has_a_word() -> None:
    for rule in rulebook().rules:
        for key in (*rule.starts, *rule.superseded_by):
            words = start_words(key, rule.services[0])
            assert words and not words.isascii(), key
    assert all(not code.label.isascii() for code in codes.table("case_date"))


def test_a_centre_sets_habits_and_what_is_not_verified_but_no_plain_law() -> None:
    book = rulebook()
    settable = {rule.id for rule in book.rules if rule.settable}
    assert {"follow_up_contact", "detention_10", "care_6m"} <= settable
    assert not {"release_day", "appeal_14", "custody_48h"} & settable
    assert all(rule.unverified == "" for rule in book.rules if rule.kind is Nature.RECORDED)
    with pytest.raises(BadRule):
        otherwise(book.versions("release_day")[0], {"length": 2})
    with pytest.raises(BadRule):
        otherwise(book.versions("detention_10")[0], {"length": -1})
    with pytest.raises(BadRule):
        otherwise(book.versions("detention_10")[0], {"name": "別の名"})


def test_what_the_centre_set_is_counted_and_said() -> None:
    book: Rulebook = rulebook().with_settings(
        {"detention_10": {"first_day_counts": False, "closed": "moves"}}
    )
    (rule,) = book.versions("detention_10")
    asked = {"case_date.detention_request": Known(PartialDate(2026, 12, 21))}
    (due,) = engine.of_rule(rule, CaseFacts("e", "suspect_support", "requested", asked))
    assert due.day == date(2027, 1, 4)
    assert "末日にあたる 12/31(木・年末年始)・1/1(金・元日)・1/2(土・年末年始)" in due.reason
    assert "センターで変更" in due.reason
    gone = rulebook().with_settings({"release_day": {"length": 5}, "no_more": {"length": 1}})
    assert gone.left_out == ("no_more", "release_day")
    assert gone.rules == rulebook().rules
    off = rulebook().with_settings({"follow_up_contact": {"enabled": False}})
    assert "follow_up_contact" not in {rule.id for rule in off.for_service("follow_up")}


@pytest.mark.parametrize(
    ("rule_id", "key", "start", "why", "reason"),
    [
        (
            "ua_6m",
            "episode.release",
            date(2026, 5, 23),
            "釈放日 R8.5.23 から6か月 · 更生保護法85条4項",
            "釈放日 R8.5.23(土) の翌日から6か月、末日は休日でも動かない"
            "（更生保護法85条4項、決まり「更生緊急保護 6か月の終わり」第1版）。",
        ),
        (
            "appeal_14",
            "case_date.judged",
            date(2026, 11, 9),
            "判決の日 R8.11.9 から14日・勤労感謝の日のため 11/24 へ · 刑訴法373条・55条",
            "判決の日 R8.11.9(月) の翌日から14日、末日にあたる 11/23(月・勤労感謝の日) を飛ばして "
            "R8.11.24(火)（刑事訴訟法373条・55条、決まり「控訴の期限」第1版）。",
        ),
        (
            "release_day",
            "episode.term_end",
            date(2026, 12, 31),
            "刑期終了日 R8.12.31 の翌日 · 刑法24条2項",
            "刑期終了日 R8.12.31(木)の翌日で、閉庁日でも動かない"
            "（刑法24条2項、決まり「満期釈放」第1版）。",
        ),
        (
            "custody_48h",
            "episode.arrest",
            date(2026, 11, 22),
            "逮捕日 R8.11.22 から48時間・時刻が未記入のため日で数える · 刑訴法203条1項",
            "逮捕日 R8.11.22(日) から48時間で、時刻が未記入のため遅くとも R8.11.24(火) のうち"
            "（刑事訴訟法203条1項、決まり「送致の期限」第1版）。",
        ),
    ],
)
def test_the_reason_names_rule_version_and_what_was_skipped(
    rule_id: str, key: str, start: date, why: str, reason: str
) -> None:
    (rule,) = rulebook().versions(rule_id)
    service = "suspect_support" if "suspect_support" in rule.services else rule.services[0]
    known = {key: Known(PartialDate.of(start))}
    (due,) = engine.of_rule(rule, CaseFacts("e", service, "requested", known))
    assert due.why == why
    assert due.reason == reason


def test_a_withdrawn_application_waits_for_no_decision() -> None:
    rules = rulebook().for_service("follow_up")
    key = "application.public_assistance"
    sent = {f"{key}.submitted_on": Known(PartialDate(2026, 11, 13))}
    for result, expected in (
        ({}, ["seiho_14", "seiho_30"]),
        ({f"{key}.result": "withdrawn"}, []),
    ):
        paper = Paper("p", key, sent, result)
        facts = CaseFacts("e", "follow_up", "following", {}, {}, (paper,))
        assert [due.rule.id for due in engine.deadlines(rules, facts)] == expected


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        ("逮捕→送致", ("custody_48h",)),
        ("送致→勾留請求", ("custody_24h", "custody_72h")),
        ("勾留", ("detention_10", "custody_end")),
        ("勾留延長", ("detention_20", "detention_25")),
        ("起訴後勾留", ("indicted_2m", "indicted_3m")),
        ("控訴 / 正式裁判請求", ("appeal_14", "formal_trial_14")),
        ("刑期", ("release_day",)),
        ("仮釈放", ("parole_third",)),
        ("労役場留置", ("workhouse_end",)),
        ("執行猶予", ("suspension_end",)),
        ("一部執行猶予", ("partial_suspension_end",)),
        ("更生緊急保護", ("ua_6m", "ua_1y", "ua_2y")),
        ("生活保護の決定", ("seiho_14", "seiho_30")),
        ("精神手帳", ("seishin_2y",)),
        ("介護認定", ("care_30", "care_6m")),
        ("特別加算", ("addon_3y",)),
    ],
)
def test_every_time_limit_of_the_work_has_its_rule(item: str, rules: tuple[str, ...]) -> None:
    for rule_id in rules:
        versions = rulebook().versions(rule_id)
        assert versions, f"{item}: {rule_id}"
        assert all(rule.source and rule.means for rule in versions)
