"""How tickets ended, were put on hold and were opened again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ticket_states",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("how", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_states_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ticket_states")),
        sa.UniqueConstraint("id", name=op.f("uq_ticket_states_id")),
    )
    with op.batch_alter_table("ticket_states", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_states_ticket_id"), ["ticket_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("ticket_states")
