"""The private names of DBOS that we rest on, for it has no public ones: whether it is open, and its running tasks.

A stop must wait for workflows, and stop those that are left, before DBOS is destroyed under them; a workflow's task
lives from its start to the write of its outcome. tests/platform/durable/test_private.py fails when an upgrade moves a
name."""

from __future__ import annotations

import asyncio
from typing import Any

from dbos._dbos import _get_dbos_instance


def is_open() -> bool:
    """Whether a DBOS stands in this process."""
    try:
        _get_dbos_instance()
    except Exception:
        return False
    return True


def tasks() -> set[asyncio.Task[Any]]:
    """The workflows of this process, from their start to the write of their outcome; none where DBOS is not open."""
    return set(_get_dbos_instance()._workflow_tasks) if is_open() else set()
