"""Words around the steps of 台帳取込."""

from __future__ import annotations

from app.ui.screens.ledger_import.taking import Taking, tally


def subtitle(taking: Taking) -> str:
    """The file, its sheets and what they hold."""
    counted = tally(taking.plan)
    words = [taking.plan.file_name, f"{len(taking.workbook.sheets)}シート"]
    if counted.activities:
        words.append(f"支援経過 {counted.activities:,}件")
    if counted.events:
        words.append(f"研修・啓発 {counted.events:,}件")
    return " ・ ".join(words)


def foot_of_map(taking: Taking) -> str:
    """What would come in as the columns stand now."""
    counted = tally(taking.plan)
    return (
        f"この対応づけで、新しく入るケース {counted.new:,}件、続き {counted.again:,}件、"
        f"取り込めない行 {counted.refused:,}行"
    )


def foot_of_check(refused: int) -> str:
    """What becomes of the rows that cannot come in."""
    if not refused:
        return ""
    return f"取り込めない{refused:,}行は、直したあとで同じファイルをもう一度読めば、その分だけ入ります。"
