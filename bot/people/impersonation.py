"""Whether an author copies a colleague or Earnest, by their whole name or their picture: a pure rule.

A first name is shared by many, and a generated picture by all: neither is a copy. Whoever is told of here has no power
anyway, which is given by team and organisation alone; the desk is told because people look at names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.language.folding import folded, skeleton
from bot.language.remembered import remembered
from bot.platform.slack.facts import UserFacts

_WORD = re.compile(r"[^\W\d_]{2,}")  # an initial is no part of a whole name
_ASIDE = re.compile(r"\s*[(\[{•·].*$|\s+[|/\\@–—-]+\s.*$|\s+@.*$")  # "Dana Kim (she/her)", "Dana Kim | Support"
_APP = frozenset({"ai", "app", "bot"})  # how Slack and people mark what is no person


@dataclass(frozen=True, slots=True)
class Copied:
    """Who looks like whom. `shown` is the author's name that does, `whom` the other's; `others` counts further
    colleagues whom the author looks like."""

    shown: str
    whom: str
    name: bool
    picture: bool
    earnest: bool = False
    others: int = 0


def copied(author: UserFacts, staff: Iterable[UserFacts], earnest: UserFacts | None) -> Copied | None:
    """Whom an author copies: Earnest before colleagues, who is copied by name and picture before who is by one."""
    found = [_compared(author, earnest, earnest=True)] if earnest else []
    found += [_compared(author, colleague) for colleague in staff]
    copies = sorted((each for each in found if each), key=lambda c: (not c.earnest, -c.name - c.picture, c.whom))
    if not copies:
        return None
    first = copies[0]
    return Copied(first.shown, first.whom, first.name, first.picture, first.earnest, len(copies) - 1)


def _compared(author: UserFacts, other: UserFacts, *, earnest: bool = False) -> Copied | None:
    own, whole = (_looks_of_app, _looks_of_app) if earnest else (_looks, _whole_looks)
    theirs: dict[str, str] = {}
    for name in other.names:
        for look in whole(name):
            theirs.setdefault(look, name)
    same = next(
        ((name, theirs[look]) for name in author.names for look in own(name) if look and look in theirs),
        None,
    )
    picture = bool(author.picture) and author.picture == other.picture
    if same is None and not picture:
        return None
    shown, whom = same or (author.name, other.name)
    return Copied(shown, whom, same is not None, picture, earnest)


@remembered()  # every card compares with all colleagues
def _whole_looks(name: str) -> tuple[str, ...]:
    return tuple(skeleton(read) for read in _readings(name) if _is_whole(read))


def _looks(name: str) -> tuple[str, ...]:
    return tuple(map(skeleton, _readings(name)))


def _looks_of_app(name: str) -> tuple[str, ...]:
    return tuple(map(skeleton, _as_app(name)))


def _is_whole(read: str) -> bool:
    """Whether a name is more than a first name or a handle."""
    return len(_WORD.findall(folded(_ASIDE.sub("", read)))) > 1


def _readings(name: str) -> list[str]:
    """A name as a whole, without what is said beside it, and `Kim, Dana` also as `Dana Kim`."""
    whole = unicodedata.normalize("NFKC", name)
    bare = _ASIDE.sub("", whole)
    before, _, after = bare.partition(",")
    return [whole, bare, before, f"{after} {before}"]


def _as_app(name: str) -> list[str]:
    """The same without words that say that it is an app."""
    reads = _readings(name)
    return [*reads, *(" ".join(word for word in read.split() if folded(word) not in _APP) for read in reads)]
