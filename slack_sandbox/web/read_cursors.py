"""How far each person has read, and what is new to them since."""

from __future__ import annotations

from slack_sandbox.jsonlike import Json
from slack_sandbox.messages import MessageStore, is_reply
from slack_sandbox.world import Channel, User

COUNT_MAX = 100


class ReadCursors:
    """The last message read, by person and place; a place is a channel id, or `<channel>/<thread_ts>` for a thread.

    `start` is the ts before which everything counts as read."""

    def __init__(self, start: str) -> None:
        self._start = start
        self._cursors: dict[tuple[str, str], str] = {}

    def of(self, user: str, place: str) -> str:
        """The ts of the last message read there."""
        return self._cursors.get((user, place), self._start)

    def read(self, user: str, place: str, ts: str) -> bool:
        """Move the cursor on; False when it stood there or further."""
        if ts <= self.of(user, place):
            return False
        self._cursors[(user, place)] = ts
        return True

    def unread(self, messages: MessageStore, user: User, channel: Channel) -> int:
        """How many messages are new: those in the channel, and replies in threads the person takes part in."""
        last_read, count = self.of(user.id, channel.id), 0
        for raw in reversed(list(messages.in_order(channel.id))):
            if raw["ts"] <= last_read or count >= COUNT_MAX:
                break
            count += raw.get("user") != user.id and self._is_new(messages, user, channel, raw)
        return count

    def _is_new(self, messages: MessageStore, user: User, channel: Channel, raw: Json) -> bool:
        if not is_reply(raw):
            return True
        thread = str(raw["thread_ts"])
        if raw["ts"] <= self.of(user.id, f"{channel.id}/{thread}"):
            return False
        authors = (messages.get(channel.id, ts) or {} for ts in messages.thread(channel.id, thread))
        return any(message.get("user") == user.id for message in authors)
