"""Rewrites rows without their words: reads some, asks what is to change, and updates those that differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, Table, select

from bot.store.erasure.columns import RULES, WORDS, Rule
from bot.store.erasure.empty import body_without_words, decision_without, heard_without_words, payload_without_words
from bot.store.tx import Tx

Change = Callable[[Row[Any]], Mapping[str, Any]]
"""What columns are to hold; those that hold it already are left."""


async def change_rows(tx: Tx, table: Table, where: Any, change: Change) -> int:
    """How many rows were changed."""
    changed = 0
    key = list(table.primary_key.columns)
    for row in list(await tx.execute(select(table).where(where))):
        new = {name: value for name, value in change(row).items() if value != getattr(row, name)}
        if new:
            at = [column == getattr(row, column.name) for column in key]
            await tx.execute(table.update().where(*at).values(**new))
            changed += 1
    return changed


def emptied(
    table: Table, people: Mapping[str, str], accounts: Mapping[str, str] | None = None, rules: frozenset[Rule] = WORDS
) -> Change:
    """Rows of a table without words of these rules, people and companies as their stand-ins."""

    def change(row: Row[Any]) -> dict[str, Any]:
        new: dict[str, Any] = {}
        for name, rule in RULES[table.name].items():
            value = getattr(row, name)
            if value is None:
                continue
            if rule in rules or ((table.name, name) == ("decisions", "payload") and rules & {Rule.SAID, Rule.WRITTEN}):
                new[name] = _emptied(table.name, name, row, people, rules)
            elif rule is Rule.PERSON:
                new[name] = people.get(value, value)
            elif rule is Rule.ACCOUNT:
                new[name] = (accounts or {}).get(value, value)
        return new

    return change


def _emptied(table: str, column: str, row: Row[Any], people: Mapping[str, str], rules: frozenset[Rule]) -> Any:
    value = getattr(row, column)
    if (table, column) == ("inbox", "payload"):
        return payload_without_words(value, lambda person: people.get(person, person))
    if (table, column) == ("posts", "body"):
        return body_without_words(value, lambda person: people.get(person, person))
    if (table, column) == ("messages", "heard"):
        return heard_without_words(value)
    if (table, column) == ("decisions", "payload"):
        return decision_without(value, said=Rule.SAID in rules, written=Rule.WRITTEN in rules)
    if (table, column) == ("incidents", "name"):
        return row.intent
    return ""
