"""What an import found: tickets, what was left out and why, and what could not be read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.language.personal_details import redacted

Row = dict[str, Any]
_ROLES = {
    **dict.fromkeys(
        ("customer", "user", "human", "client", "end-user", "end_user", "enduser", "requester"), "customer"
    ),
    **dict.fromkeys(("visitor", "lead", "contact", "asker"), "customer"),
    **dict.fromkeys(("earnest", "bot", "assistant", "ai", "model", "gpt", "chatbot"), "earnest"),
    **dict.fromkeys(("staff", "agent", "support", "admin", "operator", "representative", "rep", "team"), "staff"),
    **dict.fromkeys(("employee", "teammate", "support agent", "support_agent"), "staff"),
    **dict.fromkeys(("system", "developer", "tool", "function", "note", "internal", "event"), ""),
}


@dataclass(slots=True)
class Found:
    """`tickets` as `{id, account, turns: [{role, text}]}`; `left_out` counts what is no ticket or turn, by reason;
    `problems` are lines that name file and place, say what is wrong and what to do; `notes` what to know
    of the rest."""

    tickets: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _ids: Counter[str] = field(default_factory=Counter)

    def add(self, id_: str, turns: Iterable[tuple[str, str]], names: Iterable[str] = (), **more: Any) -> None:
        """Keep a conversation of `(role, text)`, personal details replaced; one without a customer is counted."""
        names = tuple(names)
        said = [{"role": role, "text": redacted(text, names).strip()} for role, text in turns]
        empty = sum(not turn["text"] for turn in said)
        self.left_out["turns without words"] += empty
        said = [turn for turn in said if turn["text"]]
        if not any(turn["role"] == "customer" for turn in said):
            self.left_out["conversations without a customer's word"] += 1
            return
        ticket = _encodable({"id": redacted(id_, names), "account": None, **more, "turns": said})
        own = ticket["id"]
        self._ids[own] += 1
        self.tickets.append(ticket | {"id": own if self._ids[own] == 1 else f"{own} ({self._ids[own]})"})


def _encodable(ticket: Row) -> Row:
    """The same with `?` for each half of a surrogate pair: JSON may hold one, a file in UTF-8 cannot."""
    whole: Row = json.loads(json.dumps(ticket, ensure_ascii=False).encode("utf-8", "replace"))
    return whole


def id_of(person: object) -> str | None:
    """What tells a person from others, be it given as an id, a name or an object that has either; None for nobody."""
    own = (person.get("id") or person.get("name")) if isinstance(person, dict) else person
    return None if own in (None, "") else str(own)


def role_named(name: object) -> str | None:
    """Customer, earnest or staff for what an export calls a role; empty for one that nobody of these speaks in, None
    for a name that is not known."""
    return _ROLES.get(str(name or "").strip().casefold())


def words_of(name: str) -> list[str]:
    """A person's name, whole and then by its words, without those that name a role; nothing for a number or a role."""
    whole = name.strip()
    if not whole or role_named(whole) is not None:
        return []
    return [word for word in (whole, *whole.split()) if role_named(word) is None and not word.isdigit()]
