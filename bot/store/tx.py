"""What the store's queries ask of a connection: SQLAlchemy's to a server has it, and ours to a file (sqlite.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Dialect, Executable
from sqlalchemy.sql.selectable import TypedReturnsRows

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
AnyRows = CursorResult[*tuple[Any, ...]]
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class Tx(Protocol):
    """A transaction, or a connection to read from, as it is handed around. Only one call at a time."""

    @property
    def dialect(self) -> Dialect:
        """Of the database behind it."""
        ...

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Ts], parameters: Parameters = None, /
    ) -> CursorResult[*Ts]: ...

    @overload
    async def execute(self, statement: Executable, parameters: Parameters = None, /) -> AnyRows: ...

    async def execute(self, statement: Executable, parameters: Parameters = None, /) -> AnyRows:
        """Run a statement; its rows are in memory then."""
        ...

    async def run_sync(self, work: Callable[[Connection], T], /) -> T:
        """Run `work` with a plain connection to the same transaction."""
        ...

    def begin_nested(self) -> AbstractAsyncContextManager[Any]:
        """A part of the transaction that is undone alone where it fails."""
        ...
