"""Posting, editing, deleting, reacting."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from slack_sandbox import events, timeline
from slack_sandbox.checks.message import checked_blocks
from slack_sandbox.drive.people import Actor
from slack_sandbox.files import NewFile, file_object
from slack_sandbox.jsonlike import Json
from slack_sandbox.markup import typed
from slack_sandbox.messages import is_reply
from slack_sandbox.methods.content import checked_attachments
from slack_sandbox.refusal import DriveError, SlackRefusal
from slack_sandbox.shapes import by_app
from slack_sandbox.world import Channel, User

CLIENT_TEXT_MAX = 40_000
_FIXED = frozenset({"type", "ts", "channel"})


class Writing(Actor):
    """Each act raises the events Slack would send; results are copies of the message."""

    async def post(
        self,
        user: str,
        channel: str,
        text: str = "",
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        files: Sequence[NewFile] = (),
        blocks: list[Json] | None = None,
        attachments: list[Json] | None = None,
        via: str = "",
        raw: bool = False,
        legacy: bool = False,
        patch: Json | None = None,
        drop: Sequence[str] = (),
    ) -> Json:
        """Write as a person types: `<@U…>` is a mention picked from the list, all else is escaped.

        `raw`: the text is sent as it stands. `blocks` and `attachments` are checked as an app's are. `via`: a bot (by
        name) whose app posts for the person through the Web API. `legacy`: an incoming webhook's post, without a user.
        `patch` and `drop` set and leave out fields of the message, for shapes only Slack makes."""
        author, place = self._user(user), self._channel(channel)
        self._may_post(author, place, text, legacy=legacy)
        if legacy:
            self._bot(user)
        content = self._content(author, text, raw=raw or bool(via)) | self._built(blocks, attachments)
        if via:
            content |= by_app(self._bot(via))
        if thread_ts is not None:
            content["thread_ts"] = self._root(place, thread_ts)
        if files:
            content |= self._attach(author, place, files)
        if legacy:
            content = {**content, "subtype": "bot_message", "bot_id": author.bot_id, "username": author.real_name}
            content.pop("client_msg_id", None)
        content |= {key: value for key, value in (patch or {}).items() if key not in _FIXED}
        for name in drop:
            content.pop(name, None)
        stored = timeline.post_message(self._ws, place, None if legacy else author, content, broadcast=broadcast)
        return deepcopy(stored)

    async def deliver_again(
        self,
        channel: str,
        ts: str,
        *,
        patch: Json | None = None,
        drop: Sequence[str] = (),
        outer: Json | None = None,
    ) -> None:
        """Slack delivers a message once more under another event id, as Slack Connect and Grid now and then do.

        `patch` and `drop` change the event's fields (another `user` or `team`), `outer` the payload's (`team_id`)."""
        place = self._channel(channel)
        shown = self._ws.messages.shown(place.id, ts) or self._message(place, ts)
        told = events.message_posted(self._ws.world, place, shown)
        inner = {key: value for key, value in {**told.inner, **(patch or {})}.items() if key not in drop}
        self._ws.publish(replace(told, inner=inner, outer=outer or {}))

    async def edit(self, user: str, channel: str, ts: str, text: str) -> Json:
        """Change the text of one's own message."""
        author, place = self._user(user), self._channel(channel)
        old = self._message(place, ts)
        if old.get("user") != author.id or old.get("subtype") == "tombstone":
            raise DriveError("people edit their own messages only")
        body, blocks = typed(text, self._ws.world, self._ws.ids)
        new = {**deepcopy(old), "text": body, "blocks": blocks}
        return deepcopy(timeline.edit_message(self._ws, place, old, new, author))

    async def unfurl(self, channel: str, ts: str, title: str = "A page") -> Json:
        """Slack adds a link preview: message_changed without an edit by anybody."""
        place = self._channel(channel)
        old = self._message(place, ts)
        preview = {"id": 1, "fallback": title, "title": title, "from_url": "https://example.com/"}
        new = {**deepcopy(old), "attachments": [preview]}
        return deepcopy(timeline.edit_message(self._ws, place, old, new, None))

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message; admins of the host delete any."""
        actor, place = self._user(user), self._channel(channel)
        raw = self._message(place, ts)
        if raw.get("user") != actor.id and not actor.is_admin:
            raise DriveError("people delete their own messages only")
        timeline.delete_message(self._ws, place, raw)

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message."""
        actor = self._user(user)
        place = self._place(actor, channel)
        if not timeline.add_reaction(self._ws, place, self._message(place, ts), actor, name.strip(":")):
            raise DriveError(f"{actor.name} has reacted with :{name}: already")

    async def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Take one's emoji away."""
        actor = self._user(user)
        place = self._place(actor, channel)
        if not timeline.remove_reaction(self._ws, place, self._message(place, ts), actor, name.strip(":")):
            raise DriveError(f"{actor.name} has no :{name}: there")

    def _may_post(self, author: User, place: Channel, text: str, *, legacy: bool) -> None:
        if author.id not in place.members and not legacy and not author.is_workflow_bot:
            raise DriveError(f"{author.name} is not a member of #{place.name}")
        if place.archived:
            raise DriveError(f"#{place.name} is archived")
        grants = self._ws.grants
        if place.im_user and author.id != self._ws.world.bot.id and not grants.people_write:
            raise DriveError("sending messages to this app has been turned off")
        if len(text) > CLIENT_TEXT_MAX:
            raise DriveError(f"Slack's composer takes {CLIENT_TEXT_MAX} characters")

    def _content(self, author: User, text: str, *, raw: bool) -> Json:
        if raw or author.is_bot:
            return {"text": text}
        body, rich = typed(text, self._ws.world, self._ws.ids)
        content: Json = {"text": body, "client_msg_id": self._ws.ids.uuid()}
        return content | ({"blocks": rich} if rich else {})

    def _built(self, blocks: list[Json] | None, attachments: list[Json] | None) -> Json:
        """Blocks and attachments as Slack keeps them."""
        built: Json = {}
        try:
            if blocks is not None:
                built["blocks"] = checked_blocks(blocks, self._ws.ids.block_id)
            if attachments is not None:
                built["attachments"] = checked_attachments(self._ws, deepcopy(attachments))
        except SlackRefusal as refusal:
            raise DriveError(f"Slack refuses this: {refusal.body()}") from None
        return built

    def _root(self, place: Channel, thread_ts: str) -> str:
        if is_reply(self._message(place, thread_ts)):
            raise DriveError("a reply has no thread of its own; use its parent's ts")
        return thread_ts

    def _attach(self, author: User, place: Channel, files: Sequence[NewFile]) -> Json:
        stored = [self._ws.files.add(author.id, new, int(self._ws.now())) for new in files]
        for file in stored:
            file.channels.append(place.id)
        shown = [file_object(file, self._ws.files_url, author.team_id, self._ws.world.host.domain) for file in stored]
        return {"subtype": "file_share", "files": shown, "upload": False, "display_as_bot": False}
