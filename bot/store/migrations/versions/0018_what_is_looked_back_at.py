"""What is looked back at by time is found by it, however many years lie before."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TIMES = (("messages", "said_at"), ("actions", "at"), ("ticket_states", "at"))


def upgrade() -> None:
    """Apply."""
    for table, column in _TIMES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Take it back."""
    for table, column in _TIMES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
