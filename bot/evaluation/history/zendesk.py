"""Zendesk's tickets: as an array, an object a line, pages of its API, or a table; comments inside or beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from bot.evaluation.history.found import Found, Row
from bot.evaluation.history.objects import Value
from bot.knowledge.load.html_markdown import html_markdown

_BESIDE = ("tickets", "ticket", "comments", "users")


def is_page(value: object) -> bool:
    """Whether a value is an answer of Zendesk's API, or a ticket."""
    return isinstance(value, dict) and (
        any(isinstance(value.get(key), list) for key in ("tickets", "users"))
        or isinstance(value.get("ticket"), dict)
        or is_ticket(value)
        or _beside(value)
    )


def is_ticket(value: object) -> bool:
    """Whether a value is a ticket."""
    return isinstance(value, dict) and ("description" in value or "comments" in value) and not _beside(value)


def _beside(value: Row) -> bool:
    """Whether comments stand here that name the ticket they belong to."""
    said = value.get("comments")
    return isinstance(said, list) and "id" not in value and all(isinstance(c, dict) and "ticket_id" in c for c in said)


def read_pages(values: Iterable[Value], found: Found) -> None:
    """Tickets of all pages; users and comments may stand on any of them."""
    tickets: list[Value] = []
    people: dict[Any, Row] = {}
    beside: defaultdict[str, list[Row]] = defaultdict(list)
    for where, page in values:
        people.update({one.get("id"): one for one in _rows(page.get("users"))})
        if _beside(page):
            for comment in _rows(page["comments"]):
                beside[str(comment["ticket_id"])].append(comment)
        elif is_ticket(page):
            tickets.append((where, page))
        own = page.get("tickets")
        tickets += [(f"{where} ticket {n}", one) for n, one in enumerate(own if isinstance(own, list) else (), 1)]
        tickets += [(where, page["ticket"])] if isinstance(page.get("ticket"), dict) else []
    for where, ticket in tickets:
        if not isinstance(ticket, dict) or not ("description" in ticket or _comments(ticket) or beside):
            found.problems.append(f"{where}: no description and no comments; export tickets with their comments")
            continue
        _read(ticket, beside.get(str(ticket.get("id"))) or _comments(ticket), people, found, where)
    if tickets and not any(_comments(ticket) for _, ticket in tickets if isinstance(ticket, dict)) and not beside:
        found.notes.append(
            "no ticket has comments, so only what customers asked first is known; export them with these"
        )


def _read(ticket: Row, comments: list[Row], people: Mapping[Any, Row], found: Found, where: str) -> None:
    requester = ticket.get("requester") if isinstance(ticket.get("requester"), dict) else {}
    asker = ticket.get("requester_id") or (requester or {}).get("id")
    public = [one for one in comments if _is_public(one)]
    found.left_out["comments that are not public"] += len(comments) - len(public)
    public.sort(key=lambda one: str(one.get("created_at") or ""))
    if asker is None and public:
        asker = _author(public[0])
    if not public:
        public = [{"author_id": asker, "plain_body": ticket.get("description") or ticket.get("subject") or ""}]
    known = [requester, *people.values(), *(one.get("author") for one in public)]
    names = {word for one in known if isinstance(one, dict) for word in _names(one)}
    turns = [(_role(_author(one), asker, people), _words(one)) for one in public]
    found.add(str(ticket.get("id") or where), turns, names)


def _role(author: Any, asker: Any, people: Mapping[Any, Row]) -> str:
    """The asker's, and that of others who are no agents, such as colleagues in copy."""
    role = str(people.get(author, {}).get("role") or "")
    return "customer" if author == asker or role == "end-user" else "staff"


def _author(comment: Row) -> Any:
    author = comment.get("author")
    return comment.get("author_id") or (author.get("id") if isinstance(author, dict) else None)


def _is_public(comment: Row) -> bool:
    value = comment.get("public", comment.get("is_public", True))
    return value is None or str(value).casefold() not in ("false", "0", "no")


def _comments(ticket: Row) -> list[Row]:
    said = ticket.get("comments")
    return _rows(said.get("comments") if isinstance(said, dict) else said)


def _words(comment: Row) -> str:
    text = str(comment.get("plain_body") or comment.get("body") or "")
    if not text.strip() and comment.get("html_body"):
        text = html_markdown(str(comment["html_body"]))
    files = comment.get("attachments")
    return " ".join([text, *["[file]"] * (len(files) if isinstance(files, list) else 0)]).strip()


def _names(person: Row) -> list[str]:
    name = str(person.get("name") or "")
    return [word for word in (name, *name.split()) if word]


def _rows(value: object) -> list[Row]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
