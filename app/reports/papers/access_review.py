"""利用者と権限の点検表: who may open the program and what each role may do, to be gone through and signed."""

from __future__ import annotations

from app.calendar import wareki
from app.clock import JST
from app.reports.papers.about import day_words, seals_of
from app.reports.papers.paper import Column, Fields, Grid, Paper, Words
from app.staff.accounts.queries import Person, people
from app.staff.accounts.rules import KEY_WORDS
from app.staff.permissions import PERMISSION_LABELS, Permission, Role, role_label
from app.staff.queries import office_facts
from app.storage.actors import table_of
from app.storage.staff_keys import KeysHere
from app.storage.work import Reading

TITLE = "利用者と権限の点検表"
_ASKED = (
    "いまも利用が必要な人だけが登録されているか、役割が仕事に合っているか、退職した人の鍵が残っていないかを確かめ、"
    "結果の欄に記入してください。"
)


def access_review(reading: Reading, keys: KeysHere) -> Paper:
    """The people and the table of roles as they are today."""
    found = people(reading, keys)
    facts, today = office_facts(reading), reading.clock.today()
    return Paper(
        title=TITLE,
        office=facts.name,
        made=day_words(today),
        blocks=(
            Fields(
                (
                    ("点検の日", day_words(today)),
                    ("利用者", f"{sum(one.active for one in found)}人"),
                    ("退職した人", f"{sum(not one.active for one in found)}人"),
                )
            ),
            _people(reading, found),
            _roles(reading),
            Words("確かめること", _ASKED),
            Words("点検の結果・点検した人", "", lines=3),
        ),
        seals=seals_of(reading),
        practice=facts.practice,
    )


def _people(reading: Reading, found: tuple[Person, ...]) -> Grid:
    kind = reading.actor.kind
    return Grid(
        (
            Column("氏名", 2),
            Column("役割", 1.2),
            Column("最後に入った日", 1.3),
            Column("鍵", 1.5),
            Column("退職した日", 1.1),
            Column("結果", 1),
        ),
        tuple(
            (
                one.name,
                role_label(one.role, kind),
                wareki.short(one.last_in.astimezone(JST).date()) if one.last_in else "なし",
                KEY_WORDS[one.key],
                wareki.short(one.left_on) if one.left_on else "",
                "",
            )
            for one in found
        ),
    )


def _roles(reading: Reading) -> Grid:
    table, kind = table_of(reading.session.connection(), reading.office_id), reading.actor.kind
    return Grid(
        (
            Column("できること", 3),
            *(Column(role_label(role, kind), 1.2) for role in Role),
        ),
        tuple(
            (
                PERMISSION_LABELS[permission],
                *(
                    ("○" if table.allows(role, permission) else "")
                    + ("（変更）" if (role, permission) in table.turned else "")
                    for role in Role
                ),
            )
            for permission in Permission
        ),
    )
