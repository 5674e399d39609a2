"""Takes a person's id and names out of every text of every table, whoever wrote it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.erasure.columns import RULES, WORDS, Rule, text_columns
from bot.store.erasure.empty import replaced_in
from bot.store.tables import metadata

_APART = frozenset({"actions"})  # the audit log is rewritten as it was hashed


_AT_ONCE = 20  # values to look for in one statement, which SQLite limits to a depth of a thousand


async def replace_everywhere(database: Database, stand_ins: Mapping[str, str], names: Collection[str]) -> Counter[str]:
    """How many rows were changed, by table. Ids go from every column, names from those that hold words."""
    changed: Counter[str] = Counter()
    items = list(stand_ins.items())
    for at in range(0, len(items), _AT_ONCE):
        some = dict(items[at : at + _AT_ONCE])
        for table in metadata.sorted_tables:
            if table.name not in _APART:
                changed[table.name] += await _in_table(database, table, some, names)
    return +changed


async def _in_table(database: Database, table: sa.Table, stand_ins: Mapping[str, str], names: Collection[str]) -> int:
    rules = RULES[table.name]
    wanted = [column.name for column in text_columns(table) if rules[column.name] is not Rule.OWN]
    worded = {name for name in wanted if rules[name] in WORDS}
    key = [column.name for column in table.primary_key.columns]
    # Without types: texts as they stand in the database, JSON or not.
    raw = sa.table(table.name, *(sa.column(name) for name in dict.fromkeys([*key, *wanted])))
    where = [raw.c[name].like(_pattern(value), escape="\\") for name in wanted for value in stand_ins]
    for form in _forms(names):
        where += [sa.func.lower(raw.c[name]).like(_pattern(form), escape="\\") for name in worded]
    changed = 0
    async with database.write(long=True) as tx:
        for row in list(await tx.execute(sa.select(raw).where(sa.or_(sa.false(), *where)))):
            new = {}
            for name in wanted:
                before = getattr(row, name)
                after = replaced_in(before or "", stand_ins, names if name in worded else ())
                if after != (before or ""):
                    new[name] = after
            if new:
                at = [raw.c[name] == getattr(row, name) for name in key]
                await tx.execute(sa.update(raw).where(*at).values(**new))
                changed += 1
    return changed


def _forms(names: Collection[str]) -> set[str]:
    """Names as a lower-case search finds them: SQLite's knows ASCII alone, so other letters match any."""
    found = {form.lower() for name in names for form in (name, json.dumps(name)[1:-1])}
    return {"".join(letter if letter.isascii() else "\0" for letter in form) for form in found}


def _pattern(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "_")
    return f"%{plain}%"
