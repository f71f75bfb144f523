"""撤回のお知らせ: to everybody who holds something on a consent that was taken back."""

from __future__ import annotations

from app.cases.printed import case_head
from app.consent.disclosures.queries import disclosures
from app.consent.holders.queries import ToTell, disclosure_map
from app.consent.holders.rules import ITEM_BREAK, Hold, Holder, item_labels
from app.consent.wordings.queries import wordings
from app.consent.wordings.rules import WITHDRAWAL_NOTICE, filled
from app.errors import NotFound
from app.reports.papers.about import day_words, paper, short_words
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.storage.work import Reading

TITLE = "同意の撤回のお知らせ"


def withdrawal_notice(
    reading: Reading, episode_id: str, consent_id: str, organisation_id: str
) -> Paper:
    """The notice to one holder."""
    told = _withdrawn(reading, episode_id, consent_id)
    for holder, hold in told.holders:
        if holder.organisation_id == organisation_id:
            return _notice(reading, episode_id, told, holder, hold)
    raise NotFound(
        "この機関は、いまはこの同意による情報を持っていません。画面を読み直してください。"
    )


def withdrawal_notices(reading: Reading, episode_id: str, consent_id: str) -> tuple[Paper, ...]:
    """A notice to everybody whom nobody has told yet."""
    told = _withdrawn(reading, episode_id, consent_id)
    return tuple(_notice(reading, episode_id, told, *pair) for pair in told.open)


def _withdrawn(reading: Reading, episode_id: str, consent_id: str) -> ToTell:
    for told in disclosure_map(reading, episode_id).withdrawn:
        if told.consent.id == consent_id:
            return told
    raise NotFound("お知らせする相手はありません。画面を読み直してください。")


def _notice(reading: Reading, episode_id: str, told: ToTell, holder: Holder, hold: Hold) -> Paper:
    head = case_head(reading, episode_id, reading.clock.today())
    wording = next(iter(wordings(reading, WITHDRAWAL_NOTICE)))
    handed = [one for one in disclosures(reading, head.person_id) if one.id in hold.disclosure_ids]
    whom = next((one.to_whom for one in handed if one.to_whom), "")
    text = filled(
        wording.text,
        {
            "センター": head.office,
            "提供先": "　".join(part for part in (holder.name, whom) if part),
            "撤回日": day_words(told.consent.withdrawn_on),
        },
    )
    rows = tuple(
        (short_words(one.day), ITEM_BREAK.join(item_labels(one.items)), one.content)
        for one in reversed(handed)
    )
    return paper(
        reading,
        head,
        TITLE,
        (
            Words("", text),
            Fields(
                (
                    ("氏名", head.name),
                    ("同意した日", day_words(told.consent.given_on)),
                    ("撤回した日", day_words(told.consent.withdrawn_on)),
                    ("担当", told.consent.worker),
                ),
                "記",
            ),
            Grid((Column("お伝えした日"), Column("情報", 3), Column("内容", 3)), rows),
        ),
        signatures=("返却・廃棄した日", "ご担当者"),
    )
