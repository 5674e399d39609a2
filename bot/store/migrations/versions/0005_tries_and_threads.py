"""What tries of a post taught gets columns of its own, and a message knows the thread that it is a reply in."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MARKS = re.compile(r"\[([a-z ]+)\] ?")
_FORMS = ("plain", "words")


def upgrade() -> None:
    """Apply. Marks that stood in front of `error` move to their columns; a reply's thread is in its inbox row."""
    op.add_column("posts", sa.Column("uncertain", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("posts", sa.Column("form", sa.String(), nullable=False, server_default=""))
    op.add_column("posts", sa.Column("why", sa.Text(), nullable=False, server_default=""))
    op.add_column("messages", sa.Column("thread_ts", sa.String(), nullable=True))
    connection = op.get_bind()
    waiting = connection.execute(sa.text("SELECT id, error FROM posts WHERE state IN ('due', 'sending')")).all()
    set_them = sa.text("UPDATE posts SET uncertain = :uncertain, form = :form, why = :why, error = '' WHERE id = :id")
    for post_id, error in waiting:
        found = _MARKS.match(error)
        marks = found.group(1).split() if found else []
        form = next((mark for mark in marks if mark in _FORMS), "")
        why = error[found.end() :] if found else error
        connection.execute(set_them, {"id": post_id, "uncertain": "uncertain" in marks, "form": form, "why": why})
    connection.execute(
        sa.text(
            "UPDATE messages SET thread_ts = (SELECT inbox.thread_ts FROM inbox WHERE inbox.kind = 'posted' "
            "AND inbox.channel = messages.channel AND inbox.ts = messages.ts AND inbox.thread_ts <> inbox.ts)"
        )
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("messages", "thread_ts")
    op.drop_column("posts", "why")
    op.drop_column("posts", "form")
    op.drop_column("posts", "uncertain")
