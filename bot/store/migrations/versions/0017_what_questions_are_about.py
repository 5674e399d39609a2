"""What people of the desk said that questions are about, and the classifiers that learned from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEXED = ("at", "asked_at", "decision_id", "ticket_id")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "intent_labels",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_intent_labels_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intent_labels")),
    )
    for name in _INDEXED:
        op.create_index(op.f(f"ix_intent_labels_{name}"), "intent_labels", [name])
    op.create_table(
        "classifier_versions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("learned", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Integer(), nullable=False),
        sa.Column("right_before", sa.Integer(), nullable=False),
        sa.Column("right_after", sa.Integer(), nullable=False),
        sa.Column("recall_policy", sa.Float(), nullable=False),
        sa.Column("recall_after", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classifier_versions")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("classifier_versions")
    op.drop_table("intent_labels")
