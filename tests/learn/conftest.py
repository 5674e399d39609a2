"""The outbox's world serves here too."""

from tests.outbox.conftest import database, empty_database, world

__all__ = ["database", "empty_database", "world"]
