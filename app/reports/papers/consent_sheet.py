"""同意書: what is ticked, for whom, until when, and the lines to sign."""

from __future__ import annotations

from collections.abc import Iterable

from app import codes
from app.cases.printed import case_head
from app.consent.register.queries import consent
from app.consent.register.rules import CheckedConsent, ConsentInput, check_consent
from app.consent.wordings.rules import filled
from app.network.organisations.queries import organisations
from app.reports.papers.about import day_words, paper
from app.reports.papers.paper import Block, Column, Fields, Grid, Paper, Words
from app.staff.permissions import Permission
from app.storage.work import Reading

TITLE = "個人情報の提供についての同意書"
_TICKED, _OPEN = "■", "□"


def consent_sheet(reading: Reading, episode_id: str, typed: ConsentInput) -> Paper:
    """The sheet to sign, of what is typed now; `InvalidInput` names what is missing."""
    reading.require(Permission.READ_CASES)
    checked = check_consent(typed, reading.clock.today())
    return _sheet(reading, episode_id, checked)


def kept_consent_sheet(reading: Reading, episode_id: str, consent_id: str) -> Paper:
    """The sheet of a consent on record."""
    kept = consent(reading, consent_id)
    return _sheet(
        reading,
        episode_id,
        CheckedConsent(
            organisation_id=kept.organisation_id,
            recipient_kind=kept.recipient_kind,
            items=kept.items,
            items_note=kept.items_note,
            purpose=kept.purpose,
            given_on=kept.given_on,
            valid_from=kept.valid_from,
            valid_to=kept.valid_to,
            how=kept.how,
            given_by=kept.given_by,
            witness=kept.witness,
            worker=kept.worker,
            wording=kept.wording,
        ),
    )


def _sheet(reading: Reading, episode_id: str, consented: CheckedConsent) -> Paper:
    head = case_head(reading, episode_id, consented.given_on)
    until = day_words(consented.valid_to) if consented.valid_to else "取り消すまで"
    pairs = (
        ("本人", head.name),
        ("提供先", _recipient(reading, consented)),
        ("目的", consented.purpose),
        ("期間", f"{day_words(consented.valid_from)} から {until}"),
        ("説明した人", consented.worker),
    )
    text = filled(consented.wording, {"センター": head.office})
    blocks: list[Block] = [Words("", text)] if text else []
    blocks += [Fields(pairs, columns=1), _ticks(consented.items)]
    if consented.items_note:
        blocks.append(Words("情報の補足", consented.items_note))
    signs = ["同意した日", "本人の署名"]
    if consented.given_by:
        signs.append(f"代わりに同意した人（{consented.given_by}）")
    signs.append(f"立会人（{consented.witness}）" if consented.witness else "立会人")
    return paper(
        reading, head, TITLE, tuple(blocks), made=consented.given_on, signatures=tuple(signs)
    )


def _recipient(reading: Reading, consented: CheckedConsent) -> str:
    if consented.organisation_id:
        found = organisations(reading, (consented.organisation_id,))
        return found[consented.organisation_id].name
    kind = codes.table("organisation_kind").full(consented.recipient_kind)
    return f"{kind}（この種類の機関すべて）"


def _ticks(items: Iterable[str]) -> Grid:
    ticked = set(items)
    rows = tuple(
        (
            heading,
            "　".join(f"{_TICKED if row.code in ticked else _OPEN} {row.offered}" for row in rows),
        )
        for heading, rows in codes.table("info_item").grouped()
    )
    columns = (Column("", 1.0), Column(f"{_TICKED} の印のあるものだけを提供します", 5.0))
    return Grid(columns, rows, "提供してよい情報")
