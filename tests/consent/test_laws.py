"""The laws as data: the clause in force on a day is the one that is printed."""

from __future__ import annotations

from datetime import date

import pytest

from app.consent import laws
from app.consent.laws import BadLaw, Provider, lawbook, read_laws, secrecy_clause

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2021, 3, 29), None),
        (date(2021, 4, 1), "第106条の6第5項"),
        (date(2025, 3, 31), "第106条の6第5項"),
        (date(2025, 4, 1), "第106条の6第6項"),
        (TODAY, "第106条の6第6項"),
    ],
)
def test_the_secrecy_clause_is_the_one_in_force(day: date, place: str | None) -> None:
    clause = secrecy_clause(day)
    assert (clause.place if clause else None) == place
    basis = lawbook().basis("support_meeting")
    assert basis is not None
    printed = lawbook().printed(basis, Provider.PRIVATE, day)
    wanted = f"社会福祉法第106条の6（守秘義務 社会福祉法{place}）" if place else ""
    assert printed == wanted


@pytest.mark.parametrize(
    ("basis", "provider", "day", "printed"),
    [
        ("consent", Provider.PRIVATE, TODAY, "個人情報保護法第27条第1項"),
        ("consent", Provider.PRIVATE, date(2022, 3, 31), "個人情報保護法第23条第1項"),
        ("consent", Provider.PUBLIC, TODAY, "個人情報保護法第69条第2項第1号"),
        ("consent", Provider.PUBLIC, date(2022, 3, 31), "行政機関個人情報保護法第8条第2項第1号"),
        ("life", Provider.PRIVATE, TODAY, "個人情報保護法第27条第1項第2号"),
        ("life", Provider.PUBLIC, TODAY, ""),
        ("public_task", Provider.PRIVATE, TODAY, "個人情報保護法第27条第1項第4号"),
        ("other_public_body", Provider.PUBLIC, TODAY, "個人情報保護法第69条第2項第3号"),
        ("benefit", Provider.PUBLIC, TODAY, "個人情報保護法第69条第2項第4号"),
        (
            "suspect_adjustment",
            Provider.PRIVATE,
            date(2023, 12, 1),
            "更生保護法第83条の2・個人情報保護法第27条第1項",
        ),
        ("suspect_adjustment", Provider.PRIVATE, date(2023, 11, 30), ""),
    ],
)
def test_which_law_counts_depends_on_who_provides_and_when(
    basis: str, provider: Provider, day: date, printed: str
) -> None:
    found = lawbook().basis(basis)
    assert found is not None
    assert lawbook().printed(found, provider, day) == printed


def test_a_basis_that_is_gone_keeps_its_id_as_its_word() -> None:
    assert (laws.label("consent"), laws.label("gone")) == ("本人の同意", "gone")


CLAUSE = """
[[clause]]
id = "one"
law = "法"
short = "法"
place = "第1条"
says = "する。"
valid_from = 2020-01-01
"""
BASIS = """
[[basis]]
id = "b"
label = "根拠"
means = "ある。"
asks = ["consent"]
private = ["one"]
"""


@pytest.mark.parametrize(
    "text",
    [
        CLAUSE + CLAUSE,
        CLAUSE.replace("2020-01-01", '"2020"'),
        CLAUSE + "valid_to = 2019-01-01",
        CLAUSE.replace("する。", "する"),
        CLAUSE + BASIS.replace('"one"', '"other"'),
        CLAUSE + BASIS + BASIS,
        CLAUSE + BASIS + 'ways = ["telepathy"]',
        CLAUSE + BASIS.replace('"consent"', '"luck"'),
        CLAUSE + BASIS + 'why = "なぜ"',
        CLAUSE + BASIS.replace("private", "along"),
        CLAUSE + "strange = 1",
        "[[law]]",
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(text: str) -> None:
    assert read_laws({"x.toml": CLAUSE + BASIS}).bases
    with pytest.raises(BadLaw):
        read_laws({"x.toml": text})
