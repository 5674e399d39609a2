"""Messages as they reach us: posted, edited, deleted; a field that an older version did not store has a default."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.domain.ids import ChannelId, MessageTs, TeamId, UserId
from bot.domain.message_parts import NO_PARTS, Parts


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """A message. `text` is readable plain text without markup; `team` the author's, None where the payload tells none.

    `teams` are all teams and organisations that the payload names for the author, `guest` whether it calls them one.
    `mentions_bot` is true for the mention twin of a message, which has the same key as the message; `mentions` are the
    others it names. `bot_ids` (bot, app) are set for what was posted through the API, also for a person.
    `source` says whether it came as an event or was read from the channel's history. `delivery` tells a second
    delivery, which names the author otherwise, from the first; `came_by` is the channel's id then, where it has
    another one since."""

    channel: ChannelId
    ts: MessageTs
    user: UserId
    text: str = ""
    thread_ts: MessageTs | None = None
    team: TeamId | None = None
    user_name: str = ""
    files: int = 0
    bot: bool = False
    mentions_bot: bool = False
    subtype: str = ""
    source: Literal["event", "history"] = "event"
    teams: tuple[TeamId, ...] = ()
    guest: bool = False
    mentions: tuple[UserId, ...] = ()
    bot_ids: tuple[str, ...] = ()
    parts: Parts = NO_PARTS
    delivery: str = ""
    came_by: ChannelId | None = None
    kind: Literal["posted"] = "posted"

    @property
    def key(self) -> str:
        """Deduplication id: a message is its channel and ts, whatever carried it."""
        place = f"{self.came_by or self.channel}:{self.ts}"
        return f"{place}:as:{self.delivery}" if self.delivery else place

    @property
    def in_thread(self) -> bool:
        """True for a reply; a parent with replies carries its own ts as thread_ts."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def named_teams(self) -> tuple[TeamId, ...]:
        """All teams named for the author; what an older version stored names one at most."""
        return self.teams or ((self.team,) if self.team else ())


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A message as it stands after an edit. `text_changed` is false where only a link preview was added. `edited_ts`
    and `user` are empty where the event does not tell them. The other fields are those of a posted message."""

    channel: ChannelId
    ts: MessageTs
    edited_ts: MessageTs
    user: UserId
    text: str = ""
    thread_ts: MessageTs | None = None
    team: TeamId | None = None
    files: int = 0
    bot: bool = False
    mentions_bot: bool = False
    text_changed: bool = True
    teams: tuple[TeamId, ...] = ()
    guest: bool = False
    mentions: tuple[UserId, ...] = ()
    bot_ids: tuple[str, ...] = ()
    parts: Parts = NO_PARTS
    kind: Literal["edited"] = "edited"

    @property
    def key(self) -> str:
        """Deduplication id; an edit keeps the message's ts, so the edit's own is added, or what its words add up to."""
        edit = self.edited_ts or sha256(self.text.encode()).hexdigest()[:16]
        return f"{self.channel}:{self.ts}:edit:{edit}"

    def as_posted(self) -> MessagePosted:
        """The message itself, for an edit that comes before its message."""
        return MessagePosted(
            channel=self.channel,
            ts=self.ts,
            user=self.user,
            text=self.text,
            thread_ts=self.thread_ts,
            team=self.team,
            files=self.files,
            bot=self.bot,
            mentions_bot=self.mentions_bot,
            teams=self.teams,
            guest=self.guest,
            mentions=self.mentions,
            bot_ids=self.bot_ids,
            parts=self.parts,
        )


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """A message is gone. `tombstone`: it had replies, and a marker stands in its place."""

    channel: ChannelId
    ts: MessageTs
    thread_ts: MessageTs | None = None
    tombstone: bool = False
    kind: Literal["deleted"] = "deleted"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"{self.channel}:{self.ts}:delete"
