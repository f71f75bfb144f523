"""The first form of the data: office, staff, persons, episodes, activities, imports, history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table and index."""
    _event()
    _history_entry()
    _import_batch()
    _office()
    _person()
    _saved_mapping()
    _setting()
    _staff()
    _certificate()
    _episode()
    _imported_row()
    _ledger_layout()
    _activity()
    _stage_move()
    _episode_indexes()


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=True),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_office_id_day"), "event", ["office_id", "day"], unique=False)


def _history_entry() -> None:
    op.create_table(
        "history_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=26), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("operation_id", sa.String(length=32), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
        sa.UniqueConstraint("office_id", "seq", name=op.f("uq_history_entry_office_id_seq")),
    )
    op.create_index(
        op.f("ix_history_entry_office_id_operation_id"),
        "history_entry",
        ["office_id", "operation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_history_entry_subject_id"), "history_entry", ["subject_id"], unique=False
    )


def _import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.String(length=26), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )


def _office() -> None:
    op.create_table(
        "office",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefecture", sa.String(length=2), nullable=False),
        sa.Column("center_no", sa.Integer(), nullable=True),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kana", sa.Text(), nullable=False),
        sa.Column("name_plain", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("kana_key", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("birth", sa.String(length=10), nullable=True),
        sa.Column("birth_text", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(
        op.f("ix_person_office_id_birth"), "person", ["office_id", "birth"], unique=False
    )
    op.create_index(
        op.f("ix_person_office_id_kana_key"), "person", ["office_id", "kana_key"], unique=False
    )
    op.create_index(
        op.f("ix_person_office_id_name_folded"),
        "person",
        ["office_id", "name_folded"],
        unique=False,
    )
    op.create_index(
        op.f("ix_person_office_id_search_key_id"),
        "person",
        ["office_id", "search_key", "id"],
        unique=False,
    )


def _saved_mapping() -> None:
    op.create_table(
        "saved_mapping",
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mapping")),
    )
    op.create_index(
        op.f("ix_saved_mapping_office_id_signature"),
        "saved_mapping",
        ["office_id", "signature"],
        unique=True,
    )


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=32), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_setting_office_id_name")),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("renewal", sa.String(length=10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"], unique=False)


def _episode() -> None:
    op.create_table(
        "episode",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("start", sa.String(length=10), nullable=False),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("end_reason", sa.String(length=32), nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("source_kind", sa.String(length=32), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("kubun", sa.String(length=32), nullable=True),
        sa.Column("area", sa.String(length=32), nullable=True),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("elderly", sa.Boolean(), nullable=False),
        sa.Column("physical", sa.Boolean(), nullable=False),
        sa.Column("intellectual", sa.Boolean(), nullable=False),
        sa.Column("psychiatric", sa.Boolean(), nullable=False),
        sa.Column("developmental", sa.Boolean(), nullable=False),
        sa.Column("suspected", sa.Boolean(), nullable=False),
        sa.Column("certificates", sa.Text(), nullable=False),
        sa.Column("care_level", sa.Text(), nullable=False),
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("offence", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("prison_count", sa.Text(), nullable=False),
        sa.Column("term_end", sa.String(length=10), nullable=True),
        sa.Column("release", sa.String(length=10), nullable=True),
        sa.Column("release_reason", sa.String(length=32), nullable=True),
        sa.Column("focus", sa.String(length=32), nullable=True),
        sa.Column("arrest", sa.String(length=10), nullable=True),
        sa.Column("detention", sa.String(length=10), nullable=True),
        sa.Column("detention_end", sa.String(length=10), nullable=True),
        sa.Column("disposition", sa.String(length=32), nullable=True),
        sa.Column("disposition_date", sa.String(length=10), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("continuing", sa.String(length=32), nullable=True),
        sa.Column("hope_place", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("dest_kind", sa.String(length=32), nullable=True),
        sa.Column("dest_name", sa.Text(), nullable=False),
        sa.Column("move", sa.String(length=10), nullable=True),
        sa.Column("consent", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("kept_text", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_episode_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
    )


def _imported_row() -> None:
    op.create_table(
        "imported_row",
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=16), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("target_kind", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.String(length=32), nullable=True),
        sa.Column("created", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_imported_row_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
    )
    op.create_index(
        op.f("ix_imported_row_batch_id_sheet_row"),
        "imported_row",
        ["batch_id", "sheet", "row"],
        unique=False,
    )
    op.create_index(op.f("ix_imported_row_target_id"), "imported_row", ["target_id"], unique=False)


def _ledger_layout() -> None:
    op.create_table(
        "ledger_layout",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_ledger_layout_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_layout")),
    )


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("service", sa.String(length=16), nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("minutes_text", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("name_text", sa.Text(), nullable=False),
        sa.Column("number_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(length=26), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_activity_episode_id_episode")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_activity_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(
        op.f("ix_activity_episode_id_office_id_day"),
        "activity",
        ["episode_id", "office_id", "day"],
        unique=False,
    )
    op.create_index(
        op.f("ix_activity_office_id_day"), "activity", ["office_id", "day"], unique=False
    )
    op.create_index(op.f("ix_activity_person_id"), "activity", ["person_id"], unique=False)


def _stage_move() -> None:
    op.create_table(
        "stage_move",
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("from_stage", sa.String(length=32), nullable=False),
        sa.Column("to_stage", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_stage_move_episode_id_episode")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_move")),
    )
    op.create_index(op.f("ix_stage_move_episode_id"), "stage_move", ["episode_id"], unique=False)


def _episode_indexes() -> None:
    op.create_index(op.f("ix_episode_office_id_end"), "episode", ["office_id", "end"], unique=False)
    op.create_index(
        op.f("ix_episode_office_id_number"), "episode", ["office_id", "number"], unique=False
    )
    op.create_index(
        op.f("ix_episode_office_id_service_start"),
        "episode",
        ["office_id", "service", "start"],
        unique=False,
    )
    op.create_index(
        op.f("ix_episode_office_id_start"), "episode", ["office_id", "start"], unique=False
    )
    op.create_index(
        op.f("ix_episode_office_id_stage"), "episode", ["office_id", "stage"], unique=False
    )
    op.create_index(
        op.f("ix_episode_person_id_office_id"),
        "episode",
        ["person_id", "office_id"],
        unique=False,
    )
