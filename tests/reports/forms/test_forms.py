"""Forms are read as they are written, and a wrong definition is named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import FileProblem
from app.paths import bundled
from app.reports.forms.form import (
    PeriodKind,
    ValueFormat,
    load_form,
    load_forms,
    lookup,
    report_values,
    without_a_place,
)


def test_every_kind_of_period_has_a_form_and_none_is_official() -> None:
    by_period = {form.id: form.period for form in load_forms()}
    assert by_period == {
        "achievement_report": PeriodKind.FISCAL_YEAR,
        "business_plan_report": PeriodKind.FISCAL_YEAR,
        "required_amount_report": PeriodKind.FISCAL_YEAR,
        "settlement_report": PeriodKind.FISCAL_YEAR,
        "calendar_year_builtin": PeriodKind.CALENDAR_YEAR,
        "fiscal_year_builtin": PeriodKind.FISCAL_YEAR,
        "half_year_builtin": PeriodKind.HALF_YEAR,
        "monthly_builtin": PeriodKind.MONTH,
        "quarterly_builtin": PeriodKind.QUARTER,
        "prefecture_form_a": PeriodKind.MONTH,
        "prefecture_form_settlement": PeriodKind.FISCAL_YEAR,
    }
    assert not any(form.official for form in load_forms())


@pytest.mark.parametrize("form_id", ["prefecture_form_a", "prefecture_form_settlement"])
def test_form_toml_says_the_same_as_the_map_of_the_sample(
    form_id: str, form_maps: dict[str, Any]
) -> None:
    form, wanted = load_form(form_id), form_maps[form_id]
    found = {entry.name: {"cell": entry.cell, "figure": entry.figure} for entry in form.inputs}
    assert found == wanted["inputs"]
    assert form.sheet == wanted["sheet"]


def test_figures_are_numbers_and_headers_are_text_or_a_date() -> None:
    form = load_form("prefecture_form_a")
    formats = {entry.figure: entry.format for entry in form.inputs if entry.figure[0] == "$"}
    assert formats == {
        "$ym": ValueFormat.DATE,
        "$center": ValueFormat.TEXT,
        "$reporter": ValueFormat.TEXT,
        "$free": ValueFormat.TEXT,
    }
    assert {e.format for e in form.inputs if e.figure[0] != "$"} == {ValueFormat.NUMBER}


def test_values_of_a_month_equal_every_expected_entry(
    months: dict[str, Any], expected_fill: dict[str, dict[str, Any]]
) -> None:
    form = load_form("prefecture_form_a")
    for month, wanted in expected_fill.items():
        headers = {"ym": date.fromisoformat(f"{month}-01"), "center": wanted["センター名"]}
        values = report_values(form, months[month], headers)
        shown = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
        assert shown == wanted


def test_a_practice_report_says_so_on_every_form(months: dict[str, Any]) -> None:
    headers = {"ym": date(2024, 9, 1), "center": "見本センター"}
    for form_id, field in (("prefecture_form_a", "センター名"), ("monthly_builtin", "練習用")):
        form = load_form(form_id)
        told = report_values(form, months["2024-09"], headers, practice=True)[field]
        assert isinstance(told, str)
        assert "練習用" in told
        real = report_values(form, months["2024-09"], headers)
        assert not any("練習" in value for value in real.values() if isinstance(value, str))


def test_a_practice_report_never_goes_on_a_form_that_cannot_say_so() -> None:
    form = load_form("prefecture_form_settlement")
    values = report_values(form, {}, {"operator": "見本会"}, practice=True)
    assert values["受託者"] == "【練習用】見本会"
    amounts = tuple(entry for entry in form.inputs if entry.figure.startswith("$budget."))
    with pytest.raises(FileProblem, match="練習用"):
        report_values(replace(form, inputs=amounts), {}, {}, practice=True)


def test_remarks_go_to_their_own_cells_and_blank_ones_are_left_alone(
    months: dict[str, Any],
) -> None:
    form = load_form("prefecture_form_a")
    free = {"特記事項": "見本の特記", "相談_備考": ""}
    values = report_values(form, months["2024-09"], {}, free=free)
    assert values["特記事項"] == "見本の特記"
    assert values["相談_備考"] is None
    assert values["年月"] is None


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("works.コーディネート.carried", 20),
        ("works.コーディネート.destination.アパート+works.コーディネート.destination.病院", 2),
        ("works.コーディネート.destination.救護施設", 0),
        ("works.コーディネート.by_kubun.特別調整.open", 17),
        ("works.相談支援.kubun_new.特別調整", 0),
        ("activities.by_work.コーディネート.by_means.電話 + activities.total_minutes", 10709),
        ("training.by_kind.会議.participants", 0),
    ],
)
def test_lookup_adds_and_counts_a_category_left_out_as_nothing(
    months: dict[str, Any], path: str, number: int
) -> None:
    assert lookup(months["2024-09"], path) == number


@pytest.mark.parametrize(
    "path",
    [
        "work.コーディネート.new",
        "works.コーディネイト.new",
        "works.コーディネート.neu",
        "works.コーディネート.destinations.病院",
        "works.コーディネート.sex",
        "works.コーディネート.new.男",
        "works.@rest",
        "training.by_kinds.研修.events",
        "sex.男",
    ],
)
def test_lookup_refuses_a_misspelt_path_and_names_it(months: dict[str, Any], path: str) -> None:
    with pytest.raises(FileProblem) as refused:
        lookup(months["2024-09"], path)
    assert refused.value.where.split(".")[0] == path.split(".")[0]
    assert "form.toml" in refused.value.message


def test_rest_adds_exactly_what_the_form_does_not_name(months: dict[str, Any]) -> None:
    base = "works.コーディネート.destination"
    figures = {
        "works": {"コーディネート": {"destination": {"病院": 2, "新しい種別": 3, "親族等": 4}}}
    }
    assert lookup(figures, f"{base}.@rest", claimed=frozenset({f"{base}.病院"})) == 7
    disability = months["2024-09"]["works"]["コーディネート"]["disability"]
    everyone = sum(v for k, v in disability.items() if k not in {"sum4", "any4", "none4"})
    assert lookup(months["2024-09"], "works.コーディネート.disability.@rest") == everyone


def test_a_category_without_a_cell_is_told(months: dict[str, Any]) -> None:
    form = load_form("prefecture_form_a")
    assert without_a_place(form, months["2024-09"]) == ()
    base = months["2024-09"]
    work = base["works"]["コーディネート"]
    more = work | {"destination": work["destination"] | {"新しい種別": 1}}
    figures = base | {"works": base["works"] | {"コーディネート": more}}
    assert without_a_place(form, figures) == ("works.コーディネート.destination.新しい種別",)
    assert without_a_place(load_form("monthly_builtin"), figures) == ()


def test_no_sample_period_has_a_category_that_the_built_in_form_loses(
    every_period: list[dict[str, Any]],
) -> None:
    form = load_form("monthly_builtin")
    for figures in every_period:
        values = report_values(form, figures, {})
        for work in ("コーディネート", "フォローアップ", "相談支援", "被疑者等支援"):
            ended = [v for k, v in values.items() if k.startswith(f"終了_{work}_")]
            assert sum(ended) == sum(figures["works"][work]["end_reason"].values())
            asked = [v for k, v in values.items() if k.startswith(f"依頼元_{work}_")]
            assert sum(asked) == figures["works"][work]["new"]
        assert without_a_place(form, figures) == ()


def test_an_unknown_form_is_refused_with_those_that_exist() -> None:
    with pytest.raises(FileProblem, match="monthly_builtin"):
        load_form("../prefecture_form_a")


BROKEN = {
    "not toml": ('id = "prefecture_form_a"', "id = ", "読めません"),
    "no title": ("title = ", "titel = ", "title"),
    "period": ('period = "month"', 'period = "week"', "fiscal_year"),
    "official": ("official = false", 'official = "no"', "true"),
    "same name": ('name = "センター名"', 'name = "年月"', "重なって"),
    "same cell": ('cell = "I4"', 'cell = "C4"', "C4"),
    "no cell": ('cell = "I4"', 'cell = "I-4"', "番地"),
    "beyond the sheet": ('cell = "I4"', 'cell = "XFE4"', "番地"),
    "figure": ('figure = "$center"', 'figure = "$centre"', "$centre"),
    "format": ('format = "date"', 'format = "day"', "number"),
    "id": ('id = "prefecture_form_a"', 'id = "another"', "another"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_form_toml_names_form_and_reason(tmp_path: Path, case: str) -> None:
    old, new, reason = BROKEN[case]
    folder = tmp_path / "prefecture_form_a"
    shutil.copytree(bundled("forms") / "prefecture_form_a", folder)
    file = folder / "form.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileProblem) as refused:
        load_forms(tmp_path)
    assert reason in refused.value.message
    assert refused.value.where == "prefecture_form_a/form.toml"


def test_a_template_with_macros_is_refused_with_the_way_round(tmp_path: Path) -> None:
    folder = tmp_path / "prefecture_form_a"
    shutil.copytree(bundled("forms") / "prefecture_form_a", folder)
    (folder / "template.xlsx").rename(folder / "template.xlsm")
    with pytest.raises(FileProblem, match=r"保存し直した"):
        load_form("prefecture_form_a", tmp_path)
