"""What a ticket has cost is asked before each call; the summary of its older turns is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("model_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_calls_ticket_id"), ["ticket_id"], unique=False)
    op.create_table(
        "summaries",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_summaries")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("summaries")
    with op.batch_alter_table("model_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_calls_ticket_id"))
