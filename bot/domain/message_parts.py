"""What a message holds besides its author's words: files, forwarded messages, and parts that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file. `name` and `url` (a link that Slack's clients open) are empty where the event tells the id alone."""

    id: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Forward:
    """A message that somebody else wrote, or wrote elsewhere, shown inside this one."""

    author: str = ""
    url: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands beside the words. The words of forwards and attachments are part of the message's text, marked.

    `unread`: what no text could be taken from, named for people ("a picture", "a block of type video")."""

    files: tuple[FileRef, ...] = ()
    forwards: tuple[Forward, ...] = ()
    unread: tuple[str, ...] = ()


NO_PARTS = Parts()


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a message beside its words. Stored as JSON.

    `forced`: staff made it a request; `out`: they made it none. `names_us`: it names Earnest. `named`: how people are
    called whom it asks instead. `reaction`: the emoji that stands for words, where it is none of the author's
    messages."""

    parts: Parts = NO_PARTS
    forced: bool = False
    out: bool = False
    names_us: bool = False
    named: tuple[str, ...] = ()
    reaction: str = ""


NOTHING_HEARD = Heard()
