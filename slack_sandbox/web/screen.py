"""What stands on one window's screen, as a flat map of keys to values, so that only what differs need be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from slack_sandbox.interactions import view_now
from slack_sandbox.jsonlike import Json
from slack_sandbox.messages import is_reply
from slack_sandbox.web.inspector_log import InspectorLog
from slack_sandbox.web.read_cursors import ReadCursors
from slack_sandbox.web.story import Story
from slack_sandbox.web.viewport import Viewport
from slack_sandbox.world import Channel, User

if TYPE_CHECKING:
    from slack_sandbox.sandbox import Sandbox

ODDITIES_SHOWN = 100
Make = Callable[[], object]
Piece = tuple[str, object, Make]


class Screen:
    """Pieces are (key, fingerprint, how to make the value): equal fingerprints mean that nothing need be sent."""

    def __init__(self, sandbox: Sandbox, cursors: ReadCursors, log: InspectorLog, story: Story) -> None:
        self._sandbox = sandbox
        self._ws = sandbox.workspace
        self._cursors = cursors
        self._log = log
        self._story = story

    def pieces(self, viewport: Viewport) -> Iterator[Piece]:
        """All of a screen. A person or channel that is not there leaves its part of the screen empty."""
        yield _plain("people", {user.id: _person(user) for user in self._ws.world.users.values()})
        yield _plain("orgs", {org.id: asdict(org) for org in self._ws.world.orgs.values()})
        yield _plain("app", {"sockets": len(self._sandbox.hub.open_sockets), "oddities": len(self._sandbox.oddities)})
        yield _plain("story", self._story.state())
        if viewport.inspector:
            yield _plain("odd", self._sandbox.oddities[-ODDITIES_SHOWN:])
            yield from self._log.rows()
        try:
            user = self._ws.world.user(viewport.user)
        except KeyError:
            return
        yield _plain("channels", [self._listed(user, place) for place in self._places(user)])
        yield from self._views(user)
        channel = self._ws.world.channels.get(viewport.channel)
        if channel is not None and user.id in channel.members:
            yield from self._channel(user, channel, viewport)
            yield from self._ephemerals(user, channel)
            yield from self._thread(user, channel, viewport.thread)

    def _places(self, user: User) -> list[Channel]:
        """The person's channels, and their direct message with the app once something stands in it."""
        mine = [c for c in self._ws.world.channels.values() if user.id in c.members]
        return [c for c in mine if not c.im_user or any(True for _ in self._ws.messages.in_order(c.id))]

    def _listed(self, user: User, channel: Channel) -> Json:
        unread = self._cursors.unread(self._ws.messages, user, channel)
        closed = channel.archived or (bool(channel.im_user) and not self._ws.grants.people_write)
        return {**asdict(channel), "unread": unread, "closed": closed, "statuses": self._statuses(channel)}

    def _statuses(self, channel: Channel) -> dict[str, str]:
        return {ts: line for (place, ts), line in self._ws.statuses.items() if place == channel.id}

    def _views(self, user: User) -> Iterator[Piece]:
        top, home = self._ws.views.top(user.id), self._ws.views.home(user.id)
        if top is not None:
            yield "view", (top.id, top.raw["hash"]), lambda: view_now(top)
        if home is not None:
            yield "home", (home.id, home.raw["hash"]), lambda: view_now(home)

    def _channel(self, user: User, channel: Channel, viewport: Viewport) -> Iterator[Piece]:
        shown: list[str] = []
        more = False
        for ts in self._ws.messages.history(channel.id):
            if len(shown) >= viewport.rows and not (viewport.since and ts >= viewport.since):
                more = True
                break
            shown.append(ts)
        last_read = self._cursors.of(user.id, channel.id)
        yield _plain("range", {"channel": channel.id, "more": more, "last_read": last_read})
        for ts in shown:
            yield self._message("m", user, channel, ts)

    def _thread(self, user: User, channel: Channel, thread: str) -> Iterator[Piece]:
        if not thread:
            return
        parent = self._ws.messages.get(channel.id, thread)
        if parent is None or is_reply(parent):
            yield _plain("thread", {"channel": channel.id, "ts": thread, "gone": True})
            return
        last_read = self._cursors.of(user.id, f"{channel.id}/{thread}")
        yield _plain("thread", {"channel": channel.id, "ts": thread, "last_read": last_read})
        for ts in self._ws.messages.thread(channel.id, thread):
            yield self._message("t", user, channel, ts)

    def _message(self, family: str, user: User, channel: Channel, ts: str) -> Piece:
        """Messages are replaced when they change, but for their reactions, which change in place."""
        messages = self._ws.messages
        raw = messages.get(channel.id, ts) or {}
        reactions = tuple((r["name"], tuple(r["users"])) for r in raw.get("reactions", ()))
        replies = messages.reply_ts(channel.id, ts)
        last_read = self._cursors.of(user.id, f"{channel.id}/{ts}") if replies else ""
        seen = (raw, reactions, len(replies), replies[-1] if replies else "", last_read)

        def make() -> Json:
            shown = messages.shown(channel.id, ts) or {}
            return {**shown, "_new": bool(replies) and replies[-1] > last_read}

        return f"{family}/{channel.id}/{ts}", seen, make

    def _ephemerals(self, user: User, channel: Channel) -> Iterator[Piece]:
        for seen in self._ws.journal.ephemerals:
            if seen.user == user.id and seen.channel == channel.id:
                yield f"e/{channel.id}/{seen.ts}", seen, lambda seen=seen: asdict(seen)  # type: ignore[misc]


def _plain(key: str, value: object) -> Piece:
    return key, value, lambda: value


def _person(user: User) -> Json:
    return {**asdict(user), "is_bot": user.is_bot}
