"""Migrations: equal to the records, all or nothing, preceded by a verified backup, cheap when done."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

import app.storage.records as records
from app.errors import DatabaseDamaged, FileProblem, StorageProblem
from app.storage import migrate
from app.storage.embedded import backup
from app.storage.embedded.engine import open_engine
from app.storage.keys import NewStaff, PassphraseOnly, create_key_file
from app.storage.server.making import prepare_database
from app.storage.transactions import for_writing
from tests import kept_tables

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "{revision}"
down_revision = "{down}"


def upgrade() -> None:
{body}
"""


@pytest.fixture(autouse=True)
def by_migrations(monkeypatch):
    """Every file of these tests is made by the migrations, each time."""
    monkeypatch.setattr(migrate, "run_revisions", kept_tables.migrated)


@pytest.fixture
def clean(folder, policy):
    """A new office's folder, key and engine without any table of the tests."""
    unlocked, _ = create_key_file(
        folder, NewStaff("1", "佐藤", "long enough by far"), PassphraseOnly(), policy=policy
    )
    engine = open_engine(folder.data_file, unlocked.data_key, create=True)
    yield folder, unlocked.data_key, engine
    engine.dispose()


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch) -> Path:
    """The product's migrations in a folder to which a test may add its own."""
    copy = tmp_path / "100% migrations"
    (copy / "versions").mkdir(parents=True)
    (copy / "env.py").write_bytes((migrate.SCRIPTS / "env.py").read_bytes())
    for path in (migrate.SCRIPTS / "versions").glob("*.py"):
        (copy / "versions" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(migrate, "SCRIPTS", copy)
    return copy


def _add_revision(scripts: Path, monkeypatch, body: str) -> str:
    revision, down = "tst1", migrate.LATEST
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    content = NEXT.format(revision=revision, down=down, body=lines)
    (scripts / "versions" / f"{revision}_test.py").write_text(content, encoding="utf-8")
    monkeypatch.setattr(migrate, "REVISIONS", (*migrate.REVISIONS, revision))
    monkeypatch.setattr(migrate, "LATEST", revision)
    return revision


def test_migrated_schema_equals_the_records(clean):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    _, _, engine = clean
    migrate.create_schema(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, records.Base.metadata) == []
        tables = set(
            connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table'")
            ).scalars()
        )
    assert tables - {"alembic_version"} == set(records.Base.metadata.tables)


def test_the_tables_that_other_tests_are_given_are_those_of_the_migrations(tmp_path):
    found = []
    with kept_tables.tables_kept():
        for at in range(2):
            engine = open_engine(tmp_path / f"{at}.db", bytes(range(32)), create=True)
            migrate.create_schema(engine)
            with engine.connect() as connection:
                found.append(kept_tables.statements_of(connection))
            engine.dispose()
    assert found[0] == found[1]
    assert len(found[0]) > len(records.Base.metadata.tables)
    assert found[0][1] == ('INSERT INTO "alembic_version" VALUES (?)', (migrate.LATEST,))


def test_the_databases_that_other_tests_are_given_are_those_of_the_migrations(server):
    with kept_tables.tables_kept():
        for name in ("by_migrations", "as_kept"):
            prepare_database(server.place(name), server.admin)
    made = server.dump("by_migrations")
    assert server.dump("as_kept") == made
    assert made.count("CREATE TABLE public.") == len(records.Base.metadata.tables) + 1
    assert f"\n{migrate.LATEST}\n" in made
    assert "CREATE POLICY" in made


def test_a_new_data_file_appears_whole_or_not_at_all(folder, monkeypatch):
    key = bytes(range(32))
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(migrate, "_migrate", lambda *given: 1 // 0)
        migrate.create_data_file(folder, key)
    assert list(folder.path.iterdir()) == []
    (folder.path / ".teichaku.db.tmp").write_bytes(b"of a set-up that was killed")
    engine = migrate.create_data_file(folder, key)
    assert migrate.upgrade(engine, folder, key) is None
    engine.dispose()
    assert [path.name for path in folder.path.iterdir()] == ["teichaku.db"]


def test_a_new_data_file_never_replaces_one(made, unchanged, clear):
    unchanged()
    with pytest.raises(FileProblem) as caught:
        migrate.create_data_file(made.folder, made.key)
    assert "上書きはしていません" in clear(caught.value)


def test_the_named_revisions_are_the_ones_in_the_folder():
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == (
        migrate.REVISIONS
    )


def test_migrations_import_nothing_from_the_program():
    for path in migrate.SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "app"], path


def test_the_product_never_makes_tables_past_the_migrations(root):
    for path in (root / "app").rglob("*.py"):
        assert "create_all" not in path.read_text(encoding="utf-8"), path


def test_a_file_with_content_is_not_a_new_office(made, unchanged, clear):
    unchanged()
    engine = made.engine()
    with pytest.raises(StorageProblem) as caught:
        migrate.create_schema(engine)
    clear(caught.value)
    engine.dispose()


def test_nothing_to_do_costs_one_select_and_no_alembic(made, unchanged, root, child_environment):
    unchanged()
    engine = made.engine()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert migrate.upgrade(engine, made.folder, made.key) is None
    engine.dispose()
    assert [line for line in statements if line.startswith("SELECT")] == [
        "SELECT version_num FROM alembic_version"
    ]
    code = "import sys, app.storage.migrate; sys.exit('alembic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], env=child_environment, check=False)
    assert run.returncode == 0


def test_an_older_file_is_backed_up_then_migrated(made, scripts, monkeypatch, words):
    before_it = migrate.LATEST
    revision = _add_revision(
        scripts, monkeypatch, 'op.add_column("note", sa.Column("x", sa.Text()))'
    )
    before = made.folder.data_file.read_bytes()
    engine = made.engine()
    done = migrate.upgrade(engine, made.folder, made.key)
    assert done is not None
    assert (done.before, done.after) == (before_it, revision)
    assert migrate.current_revision(engine) == revision
    assert backup.verify(done.backup.path, made.key) == done.backup.rows
    with engine.connect() as connection:
        row = connection.execute(text("SELECT words, x FROM note WHERE id = 1")).one()
        assert row == (f"{words['canary']}0", None)
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA cache_spill").scalar() != 0
    engine.dispose()
    assert made.folder.data_file.read_bytes() != before
    old = open_engine(done.backup.path, made.key)
    assert migrate.current_revision(old) == before_it
    old.dispose()


@pytest.mark.parametrize("rows", [0, 5000])
def test_a_migration_that_raises_leaves_every_byte(made, scripts, monkeypatch, rows, clear):
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        for number in range(rows):
            writing.execute(text("INSERT INTO note (words) VALUES (:w)"), {"w": f"{number}" * 90})
    engine.dispose()
    _add_revision(
        scripts,
        monkeypatch,
        'op.create_table("new", sa.Column("id", sa.Integer()))\n'
        'op.execute("UPDATE note SET words = words || words")\n'
        'op.execute("INSERT INTO note (words) SELECT words FROM note")\n'
        'with op.batch_alter_table("note") as batch:\n'
        '    batch.add_column(sa.Column("x", sa.Text()))\n'
        'op.drop_table("episode")\n'
        "raise ZeroDivisionError",
    )
    before = made.folder.data_file.read_bytes()
    engine = made.engine()
    with pytest.raises(StorageProblem) as caught:
        migrate.upgrade(engine, made.folder, made.key)
    assert "直す前のまま" in clear(caught.value)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert migrate.current_revision(engine) == migrate.REVISIONS[-2]
    engine.dispose()
    assert made.folder.data_file.read_bytes() == before
    assert [path.name for path in made.folder.path.iterdir() if "journal" in path.name] == []
    assert len(backup.list_backups(made.folder)) == 1


def test_a_migration_that_breaks_a_reference_is_refused(made, scripts, monkeypatch, clear):
    _add_revision(
        scripts,
        monkeypatch,
        'op.execute("CREATE TABLE child (id INTEGER, note INTEGER REFERENCES note (id))")\n'
        'op.execute("INSERT INTO child VALUES (1, 99999)")',
    )
    before = made.folder.data_file.read_bytes()
    engine = made.engine()
    with pytest.raises(DatabaseDamaged) as caught:
        migrate.upgrade(engine, made.folder, made.key)
    clear(caught.value)
    engine.dispose()
    assert made.folder.data_file.read_bytes() == before


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(made, scripts, monkeypatch):
    engine = for_writing(made.engine())
    with engine.begin() as writing:
        writing.execute(
            text("CREATE TABLE child (note INTEGER REFERENCES note (id) ON DELETE CASCADE)")
        )
        writing.execute(text("INSERT INTO child SELECT id FROM note"))
    engine.dispose()
    _add_revision(
        scripts,
        monkeypatch,
        'with op.batch_alter_table("note", recreate="always") as batch:\n'
        '    batch.add_column(sa.Column("x", sa.Text()))',
    )
    engine = made.engine()
    migrate.upgrade(engine, made.folder, made.key)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM child")).scalar() == 50
    engine.dispose()


def test_without_a_backup_nothing_is_migrated(made, scripts, monkeypatch, clear):
    _add_revision(scripts, monkeypatch, 'op.drop_table("note")')
    made.folder.backups.write_bytes(b"a file where the folder should be")
    before = made.folder.data_file.read_bytes()
    engine = made.engine()
    with pytest.raises(StorageProblem) as caught:
        migrate.upgrade(engine, made.folder, made.key)
    assert "控え" in clear(caught.value)
    engine.dispose()
    assert made.folder.data_file.read_bytes() == before
