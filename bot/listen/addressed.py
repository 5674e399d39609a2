"""Whom a message asks by name, where it does not ask Earnest: such a question is theirs."""

from __future__ import annotations

import re

from bot.domain import ChannelId, Person, UserId
from bot.domain.inbound import MessagePosted
from bot.runtime import Runtime

MEMBERS_MAX = 200
_HELLO = r"(?:(?:hi|hey|hello|hallo|dear|good (?:morning|afternoon|evening)|morning)[\s,]+)"
_NAME = r"([^\W\d_][\w'-]{1,30})"
_CALLED = (
    re.compile(rf"^\W*{_HELLO}?@?{_NAME}(?:\s+[A-Z][\w'-]+)?\s*[,:\N{{EN DASH}}-]\s*\S", re.I),
    re.compile(rf"^\W*{_HELLO}@?{_NAME}\b", re.I),
    re.compile(rf"^\W*@{_NAME}\b", re.I),
    re.compile(rf"^\W*{_NAME}\s+(?:(?:can|could|would|will|did|do|have|are)\s+(?:you|u)|please|pls)\b", re.I),
    re.compile(rf",\s*@?{_NAME}\s*[?.!]*\s*$", re.I),
)


_NOBODY = frozenset(
    {
        *(
            "all",
            "anybody",
            "anyone",
            "both",
            "everybody",
            "everyone",
            "folks",
            "friends",
            "guys",
            "hello",
            "help",
            "hey",
            "hi",
        ),
        *(
            "how",
            "if",
            "in",
            "it",
            "morning",
            "no",
            "nope",
            "now",
            "ok",
            "okay",
            "people",
            "please",
            "quick",
            "sorry",
            "still",
        ),
        *(
            "support",
            "sure",
            "team",
            "thank",
            "thanks",
            "the",
            "there",
            "this",
            "today",
            "tomorrow",
            "we",
            "well",
            "what",
        ),
        *("when", "yes", "you"),
    }
)


def names_called(text: str) -> tuple[str, ...]:
    """Words that stand where the name of somebody who is spoken to stands, in lower case; most are no names."""
    found = (match.group(1).lower() for pattern in _CALLED for match in [pattern.search(text)] if match)
    return tuple(word for word in dict.fromkeys(found) if word not in _NOBODY)


class Addressed:
    """Looks names up among the people of the channel; who is a bot is nobody to ask."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def named(self, said: MessagePosted, author: Person) -> tuple[str, ...]:
        """How the people are called that a message asks; empty where it asks Earnest or nobody by name."""
        directory = self._runtime.directory
        policy = directory.channel_policy(said.channel)
        if said.mentions_bot or (policy is not None and policy.named_person == "answer"):
            return ()
        asked = [await directory.author(user) for user in said.mentions if user != author.user_id]
        people = [person for person in asked if not person.is_bot]
        called = names_called(said.text) if not people else ()
        if called:
            people = await self._called(called, said.channel, author.user_id)
        return tuple(dict.fromkeys(person.name or person.user_id for person in people))

    async def _called(self, names: tuple[str, ...], channel: ChannelId, author: UserId) -> list[Person]:
        people = await self._runtime.directory.people_in(channel, MEMBERS_MAX)
        first = ((person, person.name.split()[0].lower()) for person in people if person.name.split())
        return [person for person, name in first if name in names and person.user_id != author and not person.is_bot]
