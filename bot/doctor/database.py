"""Does the database open, and are its tables this version's?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Finding, fail, ok, warn
from bot.errors import PermanentError, TransientError
from bot.store.schema import Schema, Standing, read_schema

DATABASE = "database"


async def check_database(url: str) -> Sequence[Finding]:
    """The address is not shown: it may hold a password. Raises ConfigError."""
    try:
        schema = await read_schema(url)
    except TransientError as error:
        return [fail(DATABASE, str(error), "start the database, or correct DATABASE_URL, then run doctor again")]
    except PermanentError as error:
        fix = "check that the database of DATABASE_URL exists, is undamaged, and that its user may use it"
        return [fail(DATABASE, f"it does not open: {error}", fix)]
    return [_finding(schema)]


def _finding(schema: Schema) -> Finding:
    if schema.standing is Standing.NEWER:
        what = f"its tables ({schema.version}) are of a newer version than this one ({schema.newest})"
        return fail(DATABASE, what, "install the newer version of Earnest again, or restore a backup of DATA_DIR")
    if schema.standing is Standing.BEHIND:
        what = f"{schema.kind} opens; tables {schema.version}, this version brings {schema.newest}"
        return warn(DATABASE, what, "make a backup, then start the bot: it brings them up to date by itself")
    if schema.standing is Standing.CURRENT:
        return ok(DATABASE, f"{schema.kind} opens; tables {schema.version} are current")
    absent = "not there yet" if schema.standing is Standing.ABSENT else "opens, and is empty"
    return ok(DATABASE, f"{schema.kind} {absent}; the bot makes its tables at the first start")
