"""Zendesk's tickets: as an array, an object a line, pages of its API, or a table; comments inside or beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from bot.evaluation.history.found import Found, Row, id_of, role_named, words_of
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
    people: dict[str | None, Row] = {}
    beside: defaultdict[str, list[Row]] = defaultdict(list)
    for where, page in values:
        people.update({id_of(one): one for one in _rows(page.get("users"))})
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


def _read(ticket: Row, comments: list[Row], people: Mapping[str | None, Row], found: Found, where: str) -> None:
    requester = ticket.get("requester")
    public = [one for one in comments if _is_public(one)]
    found.left_out["comments that are not public"] += len(comments) - len(public)
    public.sort(key=lambda one: str(one.get("created_at") or ""))
    if not public:
        public = [{"plain_body": ticket.get("description") or ticket.get("subject") or ""}]
    authors = [_author(one) for one in public]
    askers = {id_of(ticket.get("requester_id")), id_of(requester), next(iter(_names(requester)), None)} - {None}
    if not askers or not (askers & set(authors) or any(map(_has_id, public))):
        askers = {authors[0]}  # no requester, or one known by an id and comments by names
    known = (requester, *people.values(), *(one.get("author") for one in public))
    names = {word for one in known for word in _names(one)}
    turns = [
        (_role(author, askers, people, first=at == 0), _words(one))
        for at, (author, one) in enumerate(zip(authors, public, strict=True))
    ]
    found.add(str(ticket.get("id") or where), turns, names)


def _role(author: str | None, askers: Collection[str | None], people: Mapping[str | None, Row], first: bool) -> str:
    """The asker's, and that of others who are no agents, such as colleagues in copy. Of comments that name nobody only
    the first is the asker's."""
    if author is None:
        return "customer" if first else "staff"
    role = str(people.get(author, {}).get("role") or "")
    return role_named(author) or ("customer" if author in askers or role == "end-user" else "staff")


def _author(comment: Row) -> str | None:
    return id_of(comment.get("author_id")) or id_of(comment.get("author"))


def _has_id(comment: Row) -> bool:
    author = comment.get("author")
    return bool(comment.get("author_id") or (isinstance(author, dict) and author.get("id")))


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


def _names(person: object) -> list[str]:
    """A person's name, whole and then by its words; nothing for one who is named by an id or a role."""
    name = person.get("name") if isinstance(person, dict) else person
    return words_of(name) if isinstance(name, str) else []


def _rows(value: object) -> list[Row]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
