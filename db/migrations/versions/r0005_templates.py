"""The reply templates as team leads left them, every version for good, and which of them a reply began with."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER template_versions_refuse_update BEFORE UPDATE ON template_versions
    BEGIN SELECT RAISE(ABORT, 'the versions of templates are append-only'); END
    """,
    """
    CREATE TRIGGER template_versions_refuse_delete BEFORE DELETE ON template_versions
    BEGIN SELECT RAISE(ABORT, 'the versions of templates are append-only'); END
    """,
    # INSERT OR REPLACE deletes without firing the trigger above on a connection that has recursive_triggers off.
    """
    CREATE TRIGGER template_versions_refuse_replace BEFORE INSERT ON template_versions
    WHEN EXISTS (SELECT 1 FROM template_versions WHERE key = NEW.key AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'the versions of templates are append-only'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION template_versions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the versions of templates are append-only'; END $$
    """,
    """
    CREATE TRIGGER template_versions_refuse_change BEFORE UPDATE OR DELETE ON template_versions
    FOR EACH ROW EXECUTE FUNCTION template_versions_refuse_change()
    """,
    """
    CREATE TRIGGER template_versions_refuse_truncate BEFORE TRUNCATE ON template_versions
    FOR EACH STATEMENT EXECUTE FUNCTION template_versions_refuse_change()
    """,
)


def upgrade() -> None:
    """Add the table with its triggers, and the column; which version earlier replies began with is not known."""
    op.create_table(
        "template_versions",
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("by_id", sa.String(64), nullable=False),
        sa.Column("by_name", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_template_versions")),
    )
    op.add_column("replies", sa.Column("template_version", sa.Integer))
    triggers = POSTGRESQL_TRIGGERS if op.get_bind().dialect.name == "postgresql" else SQLITE_TRIGGERS
    for trigger in triggers:
        op.execute(trigger)


def downgrade() -> None:
    """Refuse: what team leads made of the templates would be forgotten."""
    raise NotImplementedError("Going back would delete the templates that were changed. Restore a backup instead.")
