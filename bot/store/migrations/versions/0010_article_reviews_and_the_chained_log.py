"""Flagged articles are looked at one by one, and the audit log's rows are chained."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Articles that were flagged before wait for review like those flagged from now on."""
    op.create_table(
        "article_reviews",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("text_before", sa.Text(), nullable=False),
        sa.Column("text_after", sa.Text(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_reviews")),
    )
    op.create_index(op.f("ix_article_reviews_article_id"), "article_reviews", ["article_id"])
    op.create_index(
        "uq_article_reviews_open",
        "article_reviews",
        ["article_id"],
        unique=True,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.execute(
        "INSERT INTO article_reviews (id, article_id, opened_at, outcome, origin, text_before, text_after, content) "
        "SELECT 'flagged:' || article_id, article_id, MIN(at), 'open', '', '', '', '' "
        "FROM article_flags WHERE cleared_at IS NULL GROUP BY article_id"
    )
    op.add_column("actions", sa.Column("hash", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("actions", "hash")
    op.drop_table("article_reviews")
