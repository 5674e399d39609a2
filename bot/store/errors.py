"""The one place where database errors become ours."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import EarnestError, PermanentError, TransientError

RETRY_AFTER_S = 0.5
_TRANSIENT_STATES = ("08", "40", "53", "55P03", "57")  # PostgreSQL: connection, conflict, resources, lock, shutdown
_UNWRITABLE = ("readonly database", "unable to open", "malformed", "not a database")


def mapped(error: Exception) -> EarnestError:
    """Our error for one of SQLAlchemy's or a driver's. Statement and values stay out of the text: they hold
    what customers wrote."""
    cause = getattr(error, "orig", None) or error
    said = str(cause).lower()
    if isinstance(error, PoolTimeout | TimeoutError):
        return _transient("the database did not answer in time; it is overloaded or a transaction is stuck")
    if isinstance(error, OSError):
        return _transient("the database cannot be reached; check that it runs and that DATABASE_URL is right")
    if isinstance(error, IntegrityError):
        return PermanentError(
            f"the database refused a row that breaks a rule ({type(cause).__name__})", code="integrity"
        )
    if "locked" in said or "busy" in said:
        return _transient("the database is locked by another process; close whatever has it open")
    if "full" in said and isinstance(error, OperationalError):
        return _transient("the disk is full; free some space where DATA_DIR lies")
    if any(word in said for word in _UNWRITABLE):
        return PermanentError(
            "the database file cannot be used; check that DATA_DIR is writable and undamaged", code="file"
        )
    if isinstance(error, DBAPIError) and _may_pass(error, cause):
        return _transient("the connection to the database was lost; it is tried again")
    if isinstance(error, SQLAlchemyError):
        return PermanentError(f"the database refused a statement ({type(cause).__name__})", code="statement")
    return PermanentError(f"the database failed ({type(cause).__name__})", code="database")


def _may_pass(error: DBAPIError, cause: BaseException) -> bool:
    state = str(getattr(cause, "sqlstate", None) or "")
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    return state.startswith(_TRANSIENT_STATES)


def _transient(message: str) -> TransientError:
    return TransientError(message, retry_after_s=RETRY_AFTER_S)
