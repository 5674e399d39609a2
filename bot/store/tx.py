"""The name under which a transaction is handed around outside the store."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection as Tx

__all__ = ["Tx"]
