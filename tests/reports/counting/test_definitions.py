"""Figures as data: what a file of definitions may say, and what refuses it."""

from __future__ import annotations

from datetime import date

import pytest

from app.calendar.fiscal import fiscal_year
from app.errors import FileProblem
from app.reports.counting.counted_rows import CaseRow
from app.reports.counting.definition import Definition, in_force
from app.reports.counting.definition_file import read_definitions, standard
from app.reports.counting.tree import count
from app.reports.counting.vocabulary import FIELDS, RULES, UNITS, Base, Unit

GOOD = """
edition = "2025年版"
valid_from = 2025-04-01
[[figure]]
id = "own.homes"
label = "住まいが決まった人"
population = "cases"
period = "moved"
unit = "persons"
services = ["coordination", "follow_up"]
where = { dest_kind = ["apartment", "public_housing"], flags = "elderly" }
"""


def read(text: str) -> tuple[Definition, ...]:
    return read_definitions(text.encode(), "own.toml")


def test_a_file_says_what_is_counted() -> None:
    (found,) = read(GOOD)
    assert found.ids == ("own.homes",)
    assert (found.base, found.unit) == (Base.MOVED, Unit.PERSONS)
    assert found.edition == "2025年版" and found.valid_from == date(2025, 4, 1)
    row = CaseRow("a", "R7-1", "p", False, "male", "coordination", "2025-05-01", flags=1)
    moved = row._replace(dest_kind="apartment", move="2025-06-01")
    cases = (
        moved,
        moved._replace(id="twice", service="follow_up"),
        moved._replace(id="other", person_id="q", service="consultation"),
        moved._replace(id="young", person_id="r", flags=0),
        moved._replace(id="ward", person_id="s", dest_kind="hospital"),
    )
    figures = count(fiscal_year(2025), cases, (), (), own=(found,))
    assert figures.number("own.homes") == 1
    assert figures.members("own.homes")[0].case_ids == ("a", "twice")
    assert figures.sentence("own.homes") == (
        "移行日が R7.4.1〜R8.3.31 の間にある、受入先種別のあるコーディネート・フォローアップのうち、"
        "受入先種別が「アパート」か「公営住宅」のもののうち、「高齢」に印がある人の"
        "実人数（同じ人は1人）。"
    )
    before = count(fiscal_year(2024), cases, (), (), own=(found,))
    assert not any(path.startswith("own") for path in before.paths())


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('"cases"', '"people"', "population「people」は使えません。使えるのは cases、activities"),
        ('"moved"', '"sometime"', "period「sometime」は使えません"),
        ('"persons"', '"minutes"', "unit「minutes」は使えません。使えるのは cases、persons、marks"),
        ('"persons"', '"marks"', ""),
        ('"follow_up"', '"detained"', "services「detained」は使えません"),
        ('"public_housing"', '"castle"', "where の dest_kind「castle」は使えません"),
        ("flags =", "means =", "where の 項目「means」は使えません"),
        ("own.homes", "own.{colour}", "項目「colour」は使えません"),
        ("own.homes", "own.住 まい", "空白と . + @"),
        ("own.homes", "works.住まい", "英小文字と数字"),
        ("label =", "lable =", "「lable」という項目は使えません"),
        ("2025-04-01", '"R7.4.1"', "valid_from は 2025-04-01 のような日付"),
        ('edition = "2025年版"', "", "edition がありません"),
        ("[[figure]]", "[[figures]]", "[[figure]] が1つもありません"),
        ("unit =", "unit", "行目あたり"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_its_place(
    wrong: str, right: str, said: str
) -> None:
    assert wrong in GOOD
    text = GOOD.replace(wrong, right, 1)
    if not said:
        assert read(text)[0].unit is Unit.MARKS
        return
    with pytest.raises(FileProblem) as refused:
        read(text)
    assert said in refused.value.message and "own.toml" in refused.value.message
    assert "何も変えていません" in refused.value.message


def test_the_newest_edition_that_has_begun_counts() -> None:
    old, new = GOOD, GOOD.replace("2025-04-01", "2026-04-01").replace("moved", "supported")
    both = (*read(old), *read(new))
    for year, base in ((2024, Base.MOVED), (2025, Base.MOVED), (2026, Base.SUPPORTED)):
        (found,) = in_force(both, fiscal_year(year).last)
        assert found.base is base
    twice = GOOD + GOOD[GOOD.index("[[figure]]") :]
    with pytest.raises(FileProblem, match="2回"):
        read(twice)


def test_every_word_of_the_vocabulary_has_japanese_words() -> None:
    assert set(RULES) == set(Base) and set(UNITS) == set(Unit)
    assert all(words.choices("coordination") for words in FIELDS.values())
    figures = count(fiscal_year(2024), (), (), ())
    for definition in standard():
        assert definition.label and definition.edition
    for path in figures.paths():
        words = figures.sentence(path)
        assert words.endswith("。") and "{" not in words
        assert not any(code in words for code in ("coordination", "cases", "any4"))
    labels = [figures.figure(path).label for path in figures.paths()]
    assert len(set(labels)) == len(labels)
