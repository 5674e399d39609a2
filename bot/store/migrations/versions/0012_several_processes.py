"""Several processes work on one database: executors, what each holds, and the gate before Slack that all share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What ran before has no executor, and is taken up by the first that looks."""
    op.create_table(
        "executors",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_executors")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "leases",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("executor", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["executor"], ["executors.number"], name=op.f("fk_leases_executor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_leases")),
    )
    op.create_index(op.f("ix_leases_executor"), "leases", ["executor"])
    op.create_table(
        "rate_gates",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("free_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_gates")),
    )
    op.add_column("turns", sa.Column("worked_by", sa.Integer(), nullable=True))
    op.add_column("posts", sa.Column("worked_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("posts", "worked_by")
    op.drop_column("turns", "worked_by")
    op.drop_table("rate_gates")
    op.drop_table("leases")
    op.drop_table("executors")
