"""Our reports of figures: month, quarter, half-year, 年度, 暦年, and the 事業実績報告書."""

from __future__ import annotations

from app.reports.forms.form import PeriodKind
from app.reports.forms.layouts.counted import (
    EDGES,
    activities,
    counting_notes,
    destinations,
    end_reasons,
    handling,
    people,
    sources,
    training,
)
from app.reports.forms.layouts.layout import OWN_FORM_LINE, Box, Heading, Layout, Note, Table

EDITION = "2026年版"
_PROGRAMME = "地域生活定着促進事業"
_WIDE = (26.0, *[11.0] * 12, 3.0, 33.0, *[11.0] * 3, 3.0, 36.0, 10.0)
_TALL = (34.0, *[12.5] * 12)
_MIDDLE, _RIGHT = 14, 19


def one_page(period: PeriodKind, form_id: str, words: str, label: str, figure: str) -> Layout:
    """All figures of a period on one A4 landscape page; `label` and `figure` name the period."""
    edge = EDGES[period]
    title = f"{_PROGRAMME} {words}"
    return Layout(
        id=form_id,
        title=title,
        listed=f"{title}（独自様式）",
        edition=EDITION,
        period=period,
        sheet=words,
        columns_mm=_WIDE,
        body_rows=41,
        tables=(
            handling(edge, 0),
            people(edge, 9),
            sources(18),
            activities(27),
            destinations(0, _MIDDLE),
            training(23, _MIDDLE),
            *end_reasons((0, 9, 18, 27), _RIGHT),
        ),
        headings=(
            Heading(label, figure, 0, 1, 4),
            Heading("センター名", "$center", 5, 2, 9),
            Heading("作成者", "$reporter", 16, 1, 4),
        ),
        boxes=(Box("特記事項", "８　特記事項", 37, 0, 13, 3),),
        notes=(Note(31, _MIDDLE, 4, counting_notes(edge)),),
        line=OWN_FORM_LINE,
        practice_left=_MIDDLE,
    )


def achievement() -> Layout:
    """事業実績報告書 of a 年度: words and figures on two A4 pages; a sample, nothing official."""
    edge = EDGES[PeriodKind.FISCAL_YEAR]
    title = f"{_PROGRAMME} 事業実績報告書"
    tables: tuple[Table, ...] = (
        handling(edge, 9),
        people(edge, 18),
        sources(27),
        activities(36),
        destinations(46, 0),
        training(69, 0),
        *end_reasons((46, 55, 64, 73), 6, 5),
    )
    return Layout(
        id="achievement_report",
        title=title,
        listed=f"{title}（見本）",
        edition=EDITION,
        period=PeriodKind.FISCAL_YEAR,
        sheet="事業実績報告書",
        columns_mm=_TALL,
        body_rows=99,
        tables=tables,
        headings=(
            Heading("年度", "$fy", 0, 1, 2),
            Heading("センター名", "$center", 3, 2, 4),
            Heading("作成者", "$reporter", 9, 1, 3),
        ),
        boxes=(
            Box("事業の概要", "事業の概要と体制", 0, 0, 13, 7),
            Box("成果と課題", "成果と課題", 84, 0, 13, 6),
            Box("次年度", "次年度に向けて", 92, 0, 13, 6),
        ),
        notes=(Note(76, 0, 5, counting_notes(edge)),),
        row_mm=5.0,
        landscape=False,
        breaks=(46,),
        practice_left=8,
    )


REPORTS: tuple[Layout, ...] = (
    one_page(PeriodKind.MONTH, "monthly_builtin", "月次実績報告", "報告年月", "$ym"),
    one_page(PeriodKind.QUARTER, "quarterly_builtin", "四半期実績報告", "報告期間", "$period"),
    one_page(PeriodKind.HALF_YEAR, "half_year_builtin", "半期実績報告", "報告期間", "$period"),
    one_page(PeriodKind.FISCAL_YEAR, "fiscal_year_builtin", "年度実績報告", "報告年度", "$fy"),
    one_page(
        PeriodKind.CALENDAR_YEAR, "calendar_year_builtin", "暦年実績報告", "報告年", "$period"
    ),
    achievement(),
)
