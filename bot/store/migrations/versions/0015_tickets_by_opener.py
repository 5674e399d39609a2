"""Tickets are found by who opened them, in all channels, however many there are."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_tickets_opened_by"), "tickets", ["opened_by"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_tickets_opened_by"), "tickets")
