"""The messages of every channel, as Slack keeps and shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy

from slack_sandbox.jsonlike import Json

SLACKBOT = "USLACKBOT"


class MessageStore:
    """Raw messages by channel and ts; thread figures are worked out when read."""

    def __init__(self) -> None:
        self._channels: dict[str, dict[str, Json]] = {}
        self._threads: dict[tuple[str, str], list[str]] = {}
        self._gone: set[tuple[str, str]] = set()

    def add(self, channel: str, raw: Json) -> None:
        """Keep a message; its thread_ts makes it a reply."""
        self._channels.setdefault(channel, {})[raw["ts"]] = raw
        if is_reply(raw):
            self._threads.setdefault((channel, raw["thread_ts"]), []).append(raw["ts"])

    def get(self, channel: str, ts: str) -> Json | None:
        """The stored message itself, to be changed in place by its owner."""
        return self._channels.get(channel, {}).get(ts)

    def replace(self, channel: str, ts: str, raw: Json) -> None:
        """Put another message in its place (an edit, a tombstone)."""
        self._channels[channel][ts] = raw

    def remove(self, channel: str, ts: str) -> None:
        """Take it away for good."""
        raw = self._channels[channel].pop(ts)
        self._gone.add((channel, ts))
        if is_reply(raw):
            self._threads[(channel, raw["thread_ts"])].remove(ts)

    def was_deleted(self, channel: str, ts: str) -> bool:
        """Whether a message stood here once."""
        return (channel, ts) in self._gone

    def move(self, old: str, new: str) -> None:
        """A channel got another id; its messages go with it."""
        self._channels[new] = self._channels.pop(old, {})
        for channel, ts in [key for key in self._threads if key[0] == old]:
            self._threads[(new, ts)] = self._threads.pop((channel, ts))
        self._gone |= {(new, ts) for channel, ts in self._gone if channel == old}

    def reply_ts(self, channel: str, ts: str) -> list[str]:
        """The ts of a thread's replies, oldest first."""
        return self._threads.get((channel, ts), [])

    def shown(self, channel: str, ts: str, *, metadata: bool = True) -> Json | None:
        """A copy as history shows it: parents with their thread's figures, metadata only if asked for."""
        raw = self.get(channel, ts)
        if raw is None:
            return None
        copy = deepcopy(raw)
        replies = self.reply_ts(channel, ts)
        if replies:
            users = list(dict.fromkeys(str(self._channels[channel][r].get("user", "")) for r in replies))
            copy |= {
                "thread_ts": ts,
                "reply_count": len(replies),
                "reply_users_count": len(users),
                "latest_reply": replies[-1],
                "reply_users": users,
                "is_locked": False,
                "subscribed": False,
            }
        if not metadata:
            copy.pop("metadata", None)
        return copy

    def history(self, channel: str) -> Iterator[str]:
        """The ts of what stands in the channel itself, newest first."""
        for ts, raw in reversed(self._channels.get(channel, {}).items()):
            if not is_reply(raw) or raw.get("subtype") == "thread_broadcast":
                yield ts

    def thread(self, channel: str, ts: str) -> list[str]:
        """The ts of a thread, parent first."""
        return [ts, *self.reply_ts(channel, ts)]

    def in_order(self, channel: str) -> Iterable[Json]:
        """All messages of a channel with replies, oldest first."""
        return self._channels.get(channel, {}).values()


def is_reply(raw: Json) -> bool:
    """True for a message inside a thread; a parent may carry its own ts as thread_ts."""
    return bool(raw.get("thread_ts")) and raw["thread_ts"] != raw["ts"]


def tombstone(raw: Json) -> Json:
    """What stands in the place of a deleted message that has replies (docs/slack.md, Deleted parents)."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": SLACKBOT,
        "hidden": True,
        "text": "This message was deleted.",
        "ts": raw["ts"],
        "thread_ts": raw["ts"],
    }
