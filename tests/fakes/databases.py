"""Databases for tests: a PostgreSQL database of their own where a server answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

GUESSES = ("postgresql://root@127.0.0.1:5432/postgres", "postgresql://postgres@127.0.0.1:5432/postgres")


def admin_url() -> str | None:
    """Where databases can be made; None where no server answers."""
    given = os.environ.get("EARNEST_TEST_POSTGRES")
    for url in (given,) if given else GUESSES:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            continue
        return url
    return None


def own_database() -> Iterator[str]:
    """The address of a new database that is dropped at the end; skips the test where there is no server."""
    admin = admin_url()
    if admin is None:
        pytest.skip("no PostgreSQL answers at 127.0.0.1:5432; set EARNEST_TEST_POSTGRES to try another")
    name = f"earnest_test_{uuid4().hex[:12]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield admin.rsplit("/", 1)[0] + "/" + name
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
