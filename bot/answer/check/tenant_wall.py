"""The wall between customers: nothing of another account, and nothing of another plan, stands in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answer.check.other_customers import is_named, others_named
from bot.domain import Account, Audience, Passage
from bot.policy import Policy

_THREAD = re.compile(
    r"\b[\w-]+(?:\.enterprise)?\.slack\.com/(?:archives|messages|client/\w+)/(?P<channel>[CGD][A-Z0-9]{6,})"
    r"|\bslack://\S+[?&]id=(?P<app>[CGD][A-Z0-9]{6,})",
    re.IGNORECASE,
)
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{6,}")


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells that a text is about one account, beside its name: domains, its Slack workspace, its channels."""

    customer: str
    domains: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wall:
    """What no answer may cross: `customers` are the names of all accounts but those that are words of the product too,
    `links_allow` addresses that need no citation."""

    customers: tuple[str, ...] = ()
    links_allow: tuple[str, ...] = ()
    marks: tuple[Marks, ...] = ()


NO_WALL = Wall()


def wall_of(policy: Policy) -> Wall:
    """The wall between the accounts of a policy."""
    marks = (_marks(policy, name) for name in policy.accounts)
    return Wall(policy.customers, policy.knowledge.links_allow, tuple(marks))


def _marks(policy: Policy, name: str) -> Marks:
    account = policy.accounts[name]
    keys = (key for key, entry in policy.channels.items() if entry.account == name)
    # A channel's bare name may be any word, "billing"; what is written with # is the channel.
    channels = tuple(key if _CHANNEL_ID.fullmatch(key) else f"#{key.lstrip('#')}" for key in keys)
    return Marks(name, tuple(account.domains), (account.team_id,) if account.team_id else (), channels)


def crossed(text: str, cited: Sequence[Passage], wall: Wall, account: Account | None) -> str:
    """What an answer's sentence has of another customer, in words; empty when nothing. The titles and addresses of what
    it cites stand under the answer, so they count as said."""
    shown = "\n".join((text, *(part for passage in cited for part in (passage.title, passage.url))))
    if named := next(others_named(shown, wall.customers, account), ""):
        return f"names another customer ({named}){_where(named, cited)}"
    rest = (_marked(shown, wall.marks, account), _threads(shown, wall.marks, account), _closed(cited, account))
    return next((finding for found in rest for finding in found), "")


def _where(named: str, cited: Sequence[Passage]) -> str:
    """Where an article is to blame: what to do there."""
    source = next((p for p in cited if is_named("\n".join((p.title, *p.heading_path, p.text, p.url)), named)), None)
    if source is None:
        return ""
    return f", as “{source.title}” does: take it out there, or list it under product_words where it is such a word"


def _marked(text: str, marks: Iterable[Marks], account: Account | None) -> Iterator[str]:
    folded = text.casefold()
    for other in marks:
        if account is not None and other.customer == account.name:
            continue
        for what, found in (("address", other.domains), ("Slack workspace", other.ids), ("channel", other.channels)):
            if mark := next((one for one in found if _holds(folded, one.casefold())), ""):
                yield f"gives the {what} of another customer ({mark}, {other.customer})"


def _holds(folded: str, mark: str) -> bool:
    return mark in folded and re.search(rf"(?<![\w-]){re.escape(mark)}(?![\w-])", folded) is not None


def _threads(text: str, marks: Iterable[Marks], account: Account | None) -> Iterator[str]:
    """Links into Slack: an answer has none but to the customer's own channels."""
    own = {c.upper() for m in marks if account is not None and m.customer == account.name for c in m.channels}
    for found in _THREAD.finditer(text):
        channel = (found["channel"] or found["app"]).upper()
        if channel not in own:
            yield f"links to a conversation in Slack that is not this customer's ({channel})"


def _closed(cited: Iterable[Passage], account: Account | None) -> Iterator[str]:
    """Passages that this customer may not read. The search leaves them out; a passage may have been closed since."""
    plan = account.plan.casefold() if account and account.plan else ""
    for passage in cited:
        if passage.audience is not Audience.PUBLIC:
            yield f"rests on “{passage.title}”, which is not public"
        elif passage.plans and plan not in {each.casefold() for each in passage.plans}:
            yield f"rests on “{passage.title}”, which is for other plans ({', '.join(passage.plans)})"
