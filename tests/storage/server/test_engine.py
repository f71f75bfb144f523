"""The server's engine: time limits, readers, writers in turn, and errors that say what to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import InternalError

from app.errors import (
    Busy,
    ChangedMeanwhile,
    ConnectionLost,
    DatabaseTooNew,
    InvalidInput,
    KeyProblem,
    StorageProblem,
)
from app.history.chain import ALTERED, Break, Link, check
from app.storage.records import HistoryEntry, Person, Setting, Staff
from app.storage.server import faults, making
from app.storage.server.engine import Login, open_server_engine
from app.storage.server.opening import open_server_office
from app.storage.transactions import for_writing
from tests import throwaway_server
from tests.conftest import NOW


@pytest.fixture
def engine(opened_server) -> Engine:
    return opened_server.office.engine


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statement_timeout", "7s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("search_path", "public"),
        ("TimeZone", "UTC"),
        ("synchronous_commit", "on"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
        ("data_checksums", "on"),
    ],
)
def test_every_setting_holds_on_every_pooled_connection(engine, name, value):
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"SHOW {name}").scalar() == value


def test_the_line_is_encrypted(engine):
    with engine.connect() as connection:
        found = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
        assert connection.exec_driver_sql(found).scalar() in ("TLSv1.2", "TLSv1.3")


def test_a_reader_cannot_write_and_sees_one_state(engine):
    with engine.begin() as reading:
        count = text("SELECT count(*) FROM setting")
        assert reading.execute(count).scalar() == 0
        with for_writing(engine).begin() as writing:
            writing.execute(
                text(
                    "INSERT INTO setting (id, office_id, created_at, name, value)"
                    " VALUES ('x', access.office(), '', 'x', '1')"
                )
            )
        assert reading.execute(count).scalar() == 0
    with engine.begin() as reading:
        assert reading.execute(count).scalar() == 1
        with pytest.raises(InternalError, match="read-only"):
            reading.execute(text("DELETE FROM setting"))


def test_long_statements_and_locks_end(engine, clear):
    writer = for_writing(engine)
    with pytest.raises(Busy) as caught, writer.begin() as writing:
        writing.exec_driver_sql("SET LOCAL statement_timeout = 20")
        writing.exec_driver_sql("SELECT pg_sleep(5)")
    clear(caught.value)
    with writer.begin() as holding:
        holding.exec_driver_sql("UPDATE office SET name = 'x'")
        with pytest.raises(Busy) as caught, writer.begin() as waiting:
            waiting.exec_driver_sql("SET LOCAL lock_timeout = 20")
            waiting.exec_driver_sql("UPDATE office SET name = 'y'")
    clear(caught.value)


def test_an_ended_session_counts_as_a_lost_connection(engine, _served, clear):
    with pytest.raises(ConnectionLost) as caught, engine.begin() as reading:
        pid = reading.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        _served.admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        reading.exec_driver_sql("SELECT 1")
    clear(caught.value)
    with engine.begin() as reading:
        assert reading.exec_driver_sql("SELECT 1").scalar() == 1


@pytest.fixture
def other_authority(tmp_path: Path) -> Path:
    throwaway_server._make_certificates(tmp_path)
    return tmp_path / "ca.pem"


def test_a_connection_that_cannot_be_made_says_why(_served, server, other_authority, clear):
    place, login = _served.place, _served.login
    wrong = Login(login.role, "wrong")
    free = throwaway_server._free_port()
    for where, who, error, words in (
        (place, wrong, KeyProblem, "鍵を受け付けませんでした"),
        (place, Login("nobody", "x"), KeyProblem, "鍵を受け付けませんでした"),
        (replace(place, certificate=other_authority), login, StorageProblem, "確かめられません"),
        (replace(place, database="none"), server.admin, StorageProblem, "見つかりません"),
        (replace(place, port=free), login, ConnectionLost, "つながりませんでした"),
    ):
        with pytest.raises(error) as caught:
            open_server_engine(where, who)
        assert words in clear(caught.value)


def test_the_name_on_the_certificate_counts(_served, clear):
    with pytest.raises(StorageProblem) as caught:
        open_server_engine(replace(_served.place, host="127.0.0.2"), _served.login)
    clear(caught.value)


def test_a_database_is_never_made_over_one(_served, server, clear):
    with pytest.raises(StorageProblem) as caught:
        making.prepare_database(_served.place, server.admin)
    assert "上書きはしていません" in clear(caught.value)


@pytest.fixture
def form(_served) -> Iterator[object]:
    """Says that the database has another form, until the end of the test."""
    known = _served.admin.execute("SELECT version_num FROM alembic_version").fetchone()
    change = "UPDATE alembic_version SET version_num = %s"
    yield lambda other: _served.admin.execute(change, [other])
    _served.admin.execute(change, known)


@pytest.mark.parametrize(("other", "error"), [("9999", DatabaseTooNew), ("0001", StorageProblem)])
def test_another_form_of_the_data_is_refused(_served, form, other, error, clear):
    form(other)
    with pytest.raises(error) as caught:
        open_server_office(_served.place, _served.login, NOW)
    assert other in clear(caught.value)


def test_history_of_several_desks_is_one_chain(opened_server):
    office, actor = opened_server.office, opened_server.actor
    together = threading.Barrier(4)

    def write(desk: int) -> None:
        together.wait(timeout=10)
        for number in range(20):
            with office.work(actor) as work:
                work.tell("test.wrote", f"{desk}-{number}")

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(write, range(4)))
    with office.reading(actor) as reading:
        rows = reading.session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq)).all()
    names = Link.__dataclass_fields__
    chain = [(Link(**{name: getattr(row, name) for name in names}), row.mac) for row in rows]
    assert [row.seq for row in rows] == list(range(1, 82))
    # The first entry was written when the office was made, under its own key.
    assert check(office.chain_key, chain).broken == Break(1, ALTERED)


def test_edits_of_one_record_from_several_desks_lose_none(opened_server):
    """Every edit that was acknowledged is in the sum; the others were refused."""
    office, actor = opened_server.office, opened_server.actor
    kept: list[int] = []
    refused: list[int] = []

    def edit(desk: int) -> None:
        for _ in range(20):
            try:
                with office.work(actor) as work:
                    record = work.get(Staff, actor.staff_id)
                    record.name = f"{int(record.name) + 1 if record.name.isdigit() else 1}"
                kept.append(desk)
            except ChangedMeanwhile:
                refused.append(desk)

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(edit, range(4)))
    with office.reading(actor) as reading:
        name = reading.session.execute(text("SELECT name FROM staff")).scalar_one()
    assert int(name) == len(kept) > 0
    assert len(kept) + len(refused) == 80


def test_a_name_too_long_for_an_index_is_told(opened_server, clear):
    words = "".join(chr(0x4E00 + number) for number in range(3000))
    named = ("name", "name_plain", "name_folded", "kana_key", "search_key")
    office, actor = opened_server.office, opened_server.actor
    with pytest.raises(InvalidInput) as caught, office.work(actor) as work:
        work.add(Person(**dict.fromkeys(named, words)))
    assert "長すぎて" in clear(caught.value)


def test_errors_hold_no_values(opened_server):
    canary = "極秘山田カナリア壱弐参"
    office, actor = opened_server.office, opened_server.actor
    with pytest.raises(Exception, match="duplicate") as caught, office.work(actor) as work:
        for _ in range(2):
            work.add(Setting(name=canary, value=canary))
        work.session.flush()
    assert "SQL parameters hidden" in str(caught.value)


def test_listening_to_the_driver_does_not_cost_statements(engine):
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with for_writing(engine).begin() as writing:
        writing.execute(text("SELECT 1"))
    assert statements == ["SELECT 1"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ('password authentication failed for user "x"', KeyProblem),
        ('FATAL:  ユーザー"x"のパスワード認証に失敗しました', KeyProblem),
        ('role "x" is not permitted to log in', KeyProblem),
        ('FATAL:  ロール"x"は存在しません', KeyProblem),
        ('database "x" does not exist', StorageProblem),
        ('FATAL:  データベース"x"は存在しません', StorageProblem),
        ("sorry, too many clients already", Busy),
        ("remaining connection slots are reserved", Busy),
        ('too many connections for role "x"', KeyProblem),
        ("too many connections for database", Busy),
        ("certificate verify failed", StorageProblem),
        ("SSL error: unexpected eof", StorageProblem),
        ("server does not support SSL, but SSL was required", StorageProblem),
        ("channel binding required, but not supported by server", StorageProblem),
        ("authentication method requirement failed", StorageProblem),
        ("connection refused", ConnectionLost),
    ],
)
def test_a_refused_connection_has_words_alone(words, kind, clear):
    problem = faults.translate(psycopg.OperationalError(words))
    assert type(problem) is kind
    clear(problem)
    assert isinstance(faults.translate(psycopg.OperationalError(words), lost=True), ConnectionLost)
    assert faults.translate(psycopg.ProgrammingError("the program's own fault")) is None


def test_five_at_once_have_a_connection_each(engine):
    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(engine.connect())
        assert engine.pool.checkedout() == 5
