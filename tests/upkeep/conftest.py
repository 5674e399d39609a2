"""Stores on each database, as the store's own tests have them."""

from tests.store.conftest import clock, ids, migrated_file, postgres, sqlite_store, store, url

__all__ = ["clock", "ids", "migrated_file", "postgres", "sqlite_store", "store", "url"]
