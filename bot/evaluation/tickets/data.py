"""Reads tickets to be played through the pipeline, and what is expected of each."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain import Utterance
from bot.errors import ConfigError
from bot.evaluation.labelled import rows

log = logging.getLogger(__name__)
ROLES = ("customer", "earnest", "staff")
# What other tools' exports call the same three.
_ALSO = {"user": "customer", "bot": "earnest", "assistant": "earnest", "agent": "staff", "support": "staff"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should come of a ticket; None where the file does not say, which is then not judged.

    `intents` and `tiers` hold every accepted one. `articles` empty: no article answers this. An entry of `must_not`
    is the id of an article that may not be cited, or words that may not be in the answer. `must_say` holds the facts
    that an answer must state, each with the spellings of which any will do."""

    intents: tuple[str, ...] | None = None
    tiers: tuple[int, ...] | None = None
    team: str | None = None
    articles: frozenset[str] | None = None
    must_not: tuple[str, ...] = ()
    must_say: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A customer's question with what was said before it, oldest first; `account` None where none is known."""

    id: str
    account: str | None
    question: str
    history: tuple[Utterance, ...]
    expect: Expectation


def read_tickets(path: Path, accounts: Collection[str]) -> list[Ticket]:
    """The tickets of a JSONL file `{id, account, turns: [{role, text}], expect: {intent, tier, team, articles,
    must_say, must_not}}`; what follows a ticket's last customer turn is left out, unknown keys are ignored. An account
    that is not in `accounts` is served like a channel that no policy lists: without account data.

    Raises ConfigError with file, ticket and key."""
    tickets = [_ticket(path, row, accounts) for row in rows(path, ("id", "turns"))]
    seen: set[str] = set()
    for ticket in tickets:
        if ticket.id in seen:
            raise ConfigError(f"{path}: id {ticket.id}: occurs twice; give each ticket its own")
        seen.add(ticket.id)
    return tickets


def role_of(name: str, otherwise: str) -> str:
    """One of ROLES for what a file calls a role; `otherwise` for a name that is not known."""
    known = _ALSO.get(name, name)
    return known if known in ROLES else otherwise


def _ticket(path: Path, row: dict[str, Any], accounts: Collection[str]) -> Ticket:
    where = f"{path}: id {row['id']}"
    account = row.get("account") or None
    if account is not None and (not isinstance(account, str) or account not in accounts):
        known = ", ".join(accounts) or "none"
        log.warning(
            "%s: account %r is not in the policy (there: %s): served without account data", where, account, known
        )
        account = None
    turns = _turns(where, row["turns"])
    last = max((n for n, turn in enumerate(turns) if turn.role == "customer"), default=None)
    if last is None:
        raise ConfigError(f"{where}: turns: must hold a turn of the role customer")
    return Ticket(str(row["id"]), account, turns[last].text, turns[:last], _expectation(where, row.get("expect")))


def _turns(where: str, raw: object) -> tuple[Utterance, ...]:
    if not isinstance(raw, list):
        raise ConfigError(f"{where}: turns: must be a list of {{role, text}}")
    for turn in raw:
        fits = isinstance(turn, dict) and turn.get("role") in (*ROLES, *_ALSO) and isinstance(turn.get("text"), str)
        if not fits:
            raise ConfigError(f"{where}: turns: each needs a text, and a role of {', '.join(ROLES)}")
    return tuple(Utterance(_ALSO.get(turn["role"], turn["role"]), turn["text"]) for turn in raw)


def _expectation(where: str, raw: object) -> Expectation:
    if raw is None:
        return Expectation()
    if not isinstance(raw, dict):
        raise ConfigError(f"{where}: expect: must be an object")
    intents, tiers, articles = (_several(raw.get(key)) for key in ("intent", "tier", "articles"))
    for tier in tiers or ():
        if isinstance(tier, bool) or tier not in (0, 1, 2, 3):
            raise ConfigError(f"{where}: expect.tier: must be 0, 1, 2 or 3")
    return Expectation(
        intents=None if intents is None else tuple(str(intent) for intent in intents),
        tiers=None if tiers is None else tuple(int(tier) for tier in tiers),
        team=None if raw.get("team") is None else str(raw["team"]),
        articles=None if articles is None else frozenset(str(article) for article in articles),
        must_not=tuple(str(words) for words in _several(raw.get("must_not")) or ()),
        must_say=_facts(where, raw.get("must_say")),
    )


def _facts(where: str, raw: object) -> tuple[tuple[str, ...], ...]:
    """`"600"` or `["600", "six hundred"]`: one fact and its spellings; `[["600"], ["a minute", "per minute"]]`: two."""
    given = _several(raw) or []
    facts = given if any(isinstance(one, list) for one in given) else [given] if given else []
    spelt = tuple(tuple(str(words).strip() for words in _several(fact) or ()) for fact in facts)
    if not all(spellings and all(spellings) for spellings in spelt):
        raise ConfigError(f"{where}: expect.must_say: each fact needs at least one spelling, none of them empty")
    return spelt


def _several(value: object) -> list[Any] | None:
    if value is None or isinstance(value, list):
        return value
    return [value]
