"""Audits know their answer, and what else changes trust is written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("account", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("question", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("counted", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.create_index(batch_op.f("ix_audits_decision_id"), ["decision_id"], unique=False)
    op.create_table(
        "trust_events",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trust_events")),
        sa.UniqueConstraint("id", name=op.f("uq_trust_events_id")),
    )
    with op.batch_alter_table("trust_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trust_events_intent_engine_at"), ["intent", "engine", "at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("trust_events")
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audits_decision_id"))
        for name in ("counted", "question", "account", "decision_id"):
            batch_op.drop_column(name)
