"""緊急時シート: one page for whoever is called at night."""

from __future__ import annotations

from app import codes
from app.cases.printed import case_head
from app.cases.queries import case_page
from app.people.family.queries import family
from app.people.health.queries import health
from app.reports.papers.about import paper, person_pairs
from app.reports.papers.paper import Block, Column, Fields, Grid, Notice, Paper, Words
from app.storage.work import Reading

TITLE = "緊急時シート"
_MOST_PEOPLE = 5


def emergency_sheet(reading: Reading, episode_id: str) -> Paper:
    """Whom to call, what the person takes, what must not be done."""
    today = reading.clock.today()
    head = case_head(reading, episode_id, today)
    page = case_page(reading, episode_id, newest=1)
    ill, near = health(reading, episode_id).facts, family(reading, episode_id)
    dest = page.episode.values
    place = (
        f"{codes.label('dest_kind', dest.get('dest_kind') or None)} {dest.get('dest_name') or ''}"  # type: ignore[arg-type]
    )
    blocks: list[Block] = [Notice(f"アレルギー: {ill.allergies}")] if ill.allergies else []
    blocks += [
        Fields(
            (
                *person_pairs(head, today)[:4],
                ("住んでいる所", place.strip()),
                ("担当", head.worker),
                ("現住所", near.contact.address),
                ("電話", near.contact.phone),
            ),
            "本人",
        ),
        Words("緊急時の対応", ill.emergency, lines=3),
        Words("意思疎通の配慮", ill.communication, lines=2),
        Fields(
            (
                ("かかりつけ医", ill.doctor),
                ("電話", ill.doctor_phone),
                ("診断・病名", ill.diagnoses),
                ("医療保険", ill.insurance),
                ("服薬", ill.medicine),
                ("アレルギー", ill.allergies),
            ),
            "医療",
        ),
        Grid(
            (
                Column("だれ", 2.4),
                Column("電話", 1.8),
                Column("連絡してよいか", 1.2),
                Column("備考", 2),
            ),
            tuple(
                (
                    f"{one.facts.name}（{one.facts.relation or codes.label('related_kind', one.facts.kind)}）",
                    one.facts.phone,
                    codes.label("may_contact", one.facts.may_contact),
                    one.facts.note,
                )
                for one in near.people[:_MOST_PEOPLE]
            ),
            "連絡先",
            empty="記録なし",
            blank_rows=2,
        ),
    ]
    return paper(reading, head, TITLE, tuple(blocks))
