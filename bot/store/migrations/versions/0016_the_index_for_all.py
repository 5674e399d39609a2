"""Builds of the knowledge index are published in the database that several processes share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The first process that starts publishes the build that it has."""
    op.create_table(
        "index_builds",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("build", sa.String(), nullable=False),
        sa.Column("embedding", sa.String(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_index_builds")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "index_parts",
        sa.Column("build_seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_seq"], ["index_builds.seq"], name=op.f("fk_index_parts_build_seq"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("build_seq", "number", name=op.f("pk_index_parts")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("index_parts")
    op.drop_table("index_builds")
