"""Notes written before they were searched are found after the upgrade, folded as now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from app.calendar.partial import PartialDate
from app.clock import Clock
from app.people import names
from app.storage import migrate
from app.storage.note_texts import folded_note
from app.storage.records import Activity, Episode, NoteText, Person
from app.storage.server.making import upgrade_database
from app.storage.server.opening import open_server_office
from app.storage.transactions import for_writing
from tests.conftest import OpenedOffice
from tests.served_office import ServedOffice
from tests.throwaway_server import ThrowawayServer


def revision(name: str) -> ModuleType:
    path = Path(migrate.SCRIPTS) / "versions" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOLDING = revision("0005_search")
PROBATION = revision("0009_probation")
RESTRICTIONS = revision("0017_restrictions")
LATER = [
    *(f"DROP TABLE {table}" for table in reversed(revision("0022_retention").RETENTION_DATA)),
    *(f"DROP TABLE {table}" for table in reversed(revision("0023_subject_access").SUBJECT_DATA)),
    *(f"DROP TABLE {table}" for table in reversed(RESTRICTIONS.RESTRICTION_DATA)),
    *(f"DROP TABLE {table}" for table in reversed(revision("0016_people").PEOPLE_DATA)),
    "ALTER TABLE staff DROP COLUMN left_on",
    *(f"DROP TABLE {table}" for table in revision("0014_lists").LIST_DATA),
    "DROP TABLE own_figure",
    "DROP TABLE own_form",
    *(f"DROP TABLE {table}" for table in revision("0012_submissions").SUBMISSION_DATA),
    *(f"DROP TABLE {table}" for table in reversed(revision("0011_funding").FUNDING_DATA)),
    *(f"DROP TABLE {table}" for table in reversed(PROBATION.PROBATION_DATA)),
    *(
        f"ALTER TABLE episode DROP COLUMN {name}"
        for name in (*PROBATION._CODES, *PROBATION._TEXTS, *PROBATION._DAYS)
    ),
    *(f"DROP TABLE {table}" for table in reversed(revision("0008_handoff").HANDOFF_DATA)),
    "DROP INDEX ix_activity_joint_id",
    *(f"ALTER TABLE activity DROP COLUMN withdrawn_{end}" for end in ("at", "by", "why")),
    *(f"DROP TABLE {table}" for table in reversed(revision("0006_network").NETWORK_DATA)),
]
"""What takes the tables and columns of the revisions after it away again."""


@given(st.text(max_size=30))
def test_the_folding_of_the_migration_is_ours(typed: str) -> None:
    assert FOLDING.fold(typed) == names.search_folded(typed)


@pytest.mark.parametrize("char", [chr(code) for code in names._VARIANTS])
def test_so_is_every_variant(char: str) -> None:
    assert FOLDING.fold(char) == names.search_folded(char)


def notes(engine: Engine) -> list[tuple[object, ...]]:
    with Session(engine) as session:
        rows = session.execute(select(NoteText.__table__).order_by(NoteText.day, NoteText.id))
        return [tuple(row) for row in rows]


def test_what_was_written_before_is_filled_in(opened: OpenedOffice) -> None:
    """The table as the migration fills it is the table as it was kept from the beginning."""
    with opened.office.work(opened.actor) as work:
        spelt = dict.fromkeys(
            ("name", "name_plain", "name_folded", "kana_key", "search_key"), "見本"
        )
        person = work.add(Person(**spelt, note="耳が遠い　ﾎﾁｮｳｷ")).id
        work.session.flush()
        episode = Episode(
            person_id=person, service="consultation", stage="open", start=PartialDate(2024, 4)
        )
        episode.note = "髙橋さんの紹介"
        work.add(episode)
        work.session.flush()
        for number in range(1_100):
            contact = Activity(
                day=PartialDate(2026, 1 + number % 12, 1), service="consultation", means="phone"
            )
            contact.content, contact.partner = f"記録{number}", "" if number % 2 else "本人"
            contact.episode_id = episode.id if number % 3 else None
            work.add(contact)
    kept = notes(opened.office.engine)
    assert len(kept) == 2 + 733
    assert kept[0][-1] == folded_note(["髙橋さんの紹介"]) == "高橋サンノ紹介"
    _fill_again(opened)
    assert notes(opened.office.engine) == kept


def _fill_again(opened: OpenedOffice) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    engine = opened.office.engine
    with for_writing(engine).begin() as connection:
        connection.execute(delete(NoteText))
        assert connection.execute(text("SELECT count(*) FROM note_text")).scalar_one() == 0
        with Operations.context(MigrationContext.configure(connection)):
            FOLDING._fill(NoteText.__table__)


def test_a_file_of_the_form_before_is_upgraded_whole(opened_embedded: OpenedOffice) -> None:
    engine = opened_embedded.office.engine
    with opened_embedded.office.work(opened_embedded.actor) as work:
        spelt = dict.fromkeys(
            ("name", "name_plain", "name_folded", "kana_key", "search_key"), "見本"
        )
        work.add(Person(**spelt, note="耳が遠い"))
    kept = notes(engine)
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    with for_writing(engine).begin() as connection:
        after = connection.exec_driver_sql(indexes).all()
        for statement in (
            *LATER,
            "DROP TABLE note_text",
            "DROP INDEX ix_person_search",
            "DROP INDEX ix_episode_search",
            "CREATE INDEX ix_person_office_id_search_key_id ON person (office_id, search_key, id)",
            "UPDATE alembic_version SET version_num = '0004'",
        ):
            connection.exec_driver_sql(statement)
    migrate._migrate(engine, migrate.SCRIPTS, migrate.LATEST)
    assert notes(engine) == kept != []
    with engine.connect() as connection:
        assert connection.exec_driver_sql(indexes).all() == after


def test_a_server_of_the_form_before_is_upgraded_whole(server: ThrowawayServer) -> None:
    """Row security is forced on its owner too: the upgrade must see every office's rows."""
    served = ServedOffice.make(server, "before_notes", "群馬県地域生活定着支援センター", "10")
    office, actor = open_server_office(served.place, served.login, Clock())
    with office.work(actor) as work:
        spelt = dict.fromkeys(
            ("name", "name_plain", "name_folded", "kana_key", "search_key"), "見本"
        )
        work.add(Person(**spelt, note="耳が遠い"))
    kept = notes(office.engine)
    office.close()
    back = [
        "DROP FUNCTION access.may CASCADE",
        *(f"DROP FUNCTION access.{name} CASCADE" for name in RESTRICTIONS.FUNCTIONS),
        "DROP FUNCTION access.removing() CASCADE",
        "DROP SCHEMA counted",
        *(
            f"DROP POLICY in_own_name ON {table}"
            for table in revision("0025_in_ones_own_name").CONDITIONS
        ),
        *LATER,
        "DROP TABLE note_text",
        "UPDATE alembic_version SET version_num = '0004'",
    ]
    served.admin.execute("; ".join(back))
    upgrade_database(served.place, server.admin)
    office, actor = open_server_office(served.place, served.login, Clock())
    assert notes(office.engine) == kept != []
    office.close()
    forced = served.admin.execute(
        "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'note_text'"
    ).fetchone()
    served.close()
    assert forced == (True,)
