"""What reaches us from outside, as frozen records that can be stored and read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field, TypeAdapter

from bot.domain.ids import ChannelId, MessageTs, TeamId, UserId
from bot.domain.messages import MessageDeleted, MessageEdited, MessagePosted


@dataclass(frozen=True, slots=True)
class ReactionChanged:
    """An emoji was put on, or taken off, a message. `name` has no colons and no skin tone."""

    added: bool
    channel: ChannelId
    ts: MessageTs
    user: UserId
    name: str
    event_ts: MessageTs
    team: TeamId | None = None
    kind: Literal["reaction"] = "reaction"

    @property
    def key(self) -> str:
        """Deduplication id."""
        word = "added" if self.added else "removed"
        return f"{self.channel}:{self.ts}:reaction:{self.name}:{self.user}:{word}:{self.event_ts}"


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Someone opened the app's home. `tab` is `home` or `messages`; `nonce` tells two openings apart."""

    user: UserId
    tab: str
    nonce: str
    kind: Literal["home"] = "home"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"home:{self.user}:{self.nonce}"


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Someone, perhaps the bot itself, joined a channel."""

    channel: ChannelId
    user: UserId
    event_ts: MessageTs
    team: TeamId | None = None
    kind: Literal["joined"] = "joined"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"{self.channel}:joined:{self.user}:{self.event_ts}"


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """A channel was shared, unshared, or got another id."""

    change: Literal["shared", "unshared", "id_changed"]
    channel: ChannelId
    event_ts: MessageTs
    new_channel: ChannelId | None = None
    kind: Literal["channel"] = "channel"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"{self.channel}:{self.change}:{self.event_ts}"


@dataclass(frozen=True, slots=True)
class Click:
    """A button, menu or feedback click. `value` is the button's, `selected` what a menu holds.

    `nonce` tells two clicks on one button apart. Values may be forged or stale: check them."""

    action_id: str
    user: UserId
    value: str = ""
    selected: str | None = None
    user_team: TeamId | None = None
    user_name: str = ""
    channel: ChannelId | None = None
    message_ts: MessageTs | None = None
    thread_ts: MessageTs | None = None
    trigger_id: str = ""
    response_url: str = ""
    view_id: str = ""
    nonce: str = ""
    kind: Literal["click"] = "click"

    @property
    def key(self) -> str:
        """Deduplication id."""
        place = self.view_id or f"{self.channel or ''}:{self.message_ts or ''}"
        return f"click:{place}:{self.action_id}:{self.user}:{self.nonce}"


@dataclass(frozen=True, slots=True)
class ViewSubmitted:
    """A modal was sent. `values` maps block_id to what stands in it, None where it was left empty."""

    callback_id: str
    user: UserId
    private_metadata: str = ""
    values: Mapping[str, str | None] = field(default_factory=dict)
    user_team: TeamId | None = None
    user_name: str = ""
    view_id: str = ""
    trigger_id: str = ""
    nonce: str = ""
    kind: Literal["view"] = "view"

    @property
    def key(self) -> str:
        """Deduplication id; a modal sent back with errors may be sent again with other values."""
        said = json.dumps([self.private_metadata, sorted(self.values.items())])
        return f"view:{self.view_id}:{self.user}:{sha256(said.encode()).hexdigest()[:16]}:{self.nonce}"


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `text` is what follows the command's name, stripped."""

    command: str
    text: str
    user: UserId
    channel: ChannelId | None = None
    user_name: str = ""
    team: TeamId | None = None
    trigger_id: str = ""
    response_url: str = ""
    nonce: str = ""
    kind: Literal["command"] = "command"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"command:{self.user}:{self.nonce}"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message or global shortcut; a global one has no channel and no message."""

    callback_id: str
    user: UserId
    channel: ChannelId | None = None
    message_ts: MessageTs | None = None
    thread_ts: MessageTs | None = None
    user_team: TeamId | None = None
    user_name: str = ""
    trigger_id: str = ""
    response_url: str = ""
    nonce: str = ""
    kind: Literal["shortcut"] = "shortcut"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"shortcut:{self.callback_id}:{self.user}:{self.nonce}"


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Events were withheld during the minute that starts at `minute` (epoch seconds): history must be read."""

    team: TeamId
    minute: int
    kind: Literal["rate_limited"] = "rate_limited"

    @property
    def key(self) -> str:
        """Deduplication id."""
        return f"rate_limited:{self.team}:{self.minute}"


Inbound: TypeAlias = (
    MessagePosted
    | MessageEdited
    | MessageDeleted
    | ReactionChanged
    | HomeOpened
    | MemberJoined
    | ChannelChanged
    | Click
    | ViewSubmitted
    | Command
    | Shortcut
    | RateLimited
)

KINDS: frozenset[str] = frozenset(shape.__dataclass_fields__["kind"].default for shape in get_args(Inbound))
"""What this version can read; another, which works on the same inbox during a deploy, may know more."""

_ADAPTER: TypeAdapter[Inbound] = TypeAdapter(Annotated[Inbound, Field(discriminator="kind")])


def to_json(record: Inbound) -> str:
    """The record as JSON text, for the inbox."""
    return _ADAPTER.dump_json(record).decode()


def from_json(text: str | bytes) -> Inbound:
    """The record that `to_json` wrote. Raises ValueError for anything else."""
    return _ADAPTER.validate_json(text)


__all__ = [
    "KINDS",
    "ChannelChanged",
    "Click",
    "Command",
    "HomeOpened",
    "Inbound",
    "MemberJoined",
    "MessageDeleted",
    "MessageEdited",
    "MessagePosted",
    "RateLimited",
    "ReactionChanged",
    "Shortcut",
    "ViewSubmitted",
    "from_json",
    "to_json",
]
